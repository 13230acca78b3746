import type { Environment, EnvironmentName } from '../cli/environment.ts';
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

/** Where the proxy of a scheme is looked for, in this order (curl, "Environment variables"; the last is undici's own). */
const proxyNames = {
  http: ['HTTP_PROXY', 'ALL_PROXY'],
  https: ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'],
} as const satisfies Record<string, readonly EnvironmentName[]>;

/**
 * The proxies that the environment names, empty where there is none: the one place that reads them, for calls, deliveries and guards alike.
 * @throws {PikaError} `usage` for a proxy that is not a URL.
 */
export function proxySettings(environment: Environment): ProxySettings {
  return {
    httpProxy: proxyUrl(proxyNames.http, environment),
    httpsProxy: proxyUrl(proxyNames.https, environment),
    noProxy: unproxiedHosts(environment.NO_PROXY),
  };
}

/** Whether any call may go through a proxy. */
export function hasProxy({ httpProxy, httpsProxy }: ProxySettings): boolean {
  return Boolean(httpProxy || httpsProxy);
}

/**
 * A transport for one run of a verb: Node's own `fetch`, since the package undici takes longer to load than most verbs to run; that one
 * only where it is needed, for proxies.
 * @throws {PikaError} `usage` for a proxy that is not a URL.
 */
export function createTransport(environment: Environment): Transport {
  const proxies = proxySettings(environment);
  if (!hasProxy(proxies)) return fetch;
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

/** Empty without a proxy; `host:port` means http, as curl reads it, and `socks5h` names what undici does under `socks5`. */
function proxyUrl(names: readonly EnvironmentName[], environment: Environment): string {
  const name = names.find((candidate) => environment[candidate]);
  const value = name && environment[name];
  if (!value) return '';
  const text = (value.includes('://') ? value : `http://${value}`).replace(/^socks5h:/i, 'socks5:');
  if (URL.canParse(text) && proxySchemes.has(new URL(text).protocol)) return text;
  throw new PikaError('usage', `${name} is not the URL of a proxy that can be used`, {
    hint: `Set ${name} to a URL such as http://proxy.example:3128 or socks5://proxy.example:1080, or unset it`,
  });
}
