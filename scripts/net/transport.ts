import type { Environment } from '../cli/environment.ts';
import { PikaError } from '../cli/errors.ts';

/** Loopback is never reached through a proxy: the local engine and its token live there. */
const neverProxied = ['localhost', '127.0.0.1', '[::1]'];

/** What undici can talk to. */
const proxySchemes: ReadonlySet<string> = new Set(['http:', 'https:', 'socks5:', 'socks:']);

/** What a call sends. */
export interface TransportInit {
  method?: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  redirect?: 'error';
  signal?: AbortSignal;
}

/** `fetch` through the proxies that the environment names. */
export type Transport = (url: URL, init: TransportInit) => Promise<Response>;

/** The options of undici's EnvHttpProxyAgent. */
export interface ProxySettings {
  httpProxy: string;
  httpsProxy: string;
  noProxy: string;
}

/**
 * The proxies that the environment names, empty where there is none. HTTP_PROXY serves https too where HTTPS_PROXY is not set
 * (undici, EnvHttpProxyAgent).
 * @throws {PikaError} `usage` for a proxy that is not a URL.
 */
export function proxySettings(environment: Environment): ProxySettings {
  return {
    httpProxy: proxyUrl('HTTP_PROXY', environment),
    httpsProxy: proxyUrl('HTTPS_PROXY', environment),
    noProxy: unproxiedHosts(environment.NO_PROXY),
  };
}

/**
 * A transport for one run of a verb: Node's own `fetch`, since the package undici takes longer to load than most verbs to run; that one
 * only where it is needed, for proxies.
 * @throws {PikaError} `usage` for a proxy that is not a URL.
 */
export function createTransport(environment: Environment): Transport {
  const proxies = proxySettings(environment);
  if (!proxies.httpProxy && !proxies.httpsProxy) return fetch;
  let opening: Promise<Transport> | undefined;
  return async (url, init) => {
    opening ??= throughProxies(proxies);
    return (await opening)(url, init);
  };
}

async function throughProxies(proxies: ProxySettings): Promise<Transport> {
  const undici = await import('undici');
  const dispatcher = new undici.EnvHttpProxyAgent(proxies);
  return async (url, init) => {
    const response = await undici.fetch(url, { ...init, dispatcher });
    return response as unknown as Response;
  };
}

/** `*` means every host only where it stands alone. */
function unproxiedHosts(noProxy: string | undefined): string {
  const named = noProxy?.split(/[,\s]+/).filter(Boolean) ?? [];
  return named.includes('*') ? '*' : [...named, ...neverProxied].join(',');
}

/** Empty without a proxy; `host:port` means http, as curl reads it. */
function proxyUrl(name: 'HTTP_PROXY' | 'HTTPS_PROXY', environment: Environment): string {
  const value = environment[name];
  if (!value) return '';
  const text = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(text) && proxySchemes.has(new URL(text).protocol)) return text;
  throw new PikaError('usage', `${name} is not the URL of a proxy`, {
    hint: `Set ${name} to a URL such as http://proxy.example:3128, or unset it`,
  });
}
