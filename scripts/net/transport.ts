import { loopbackNames } from '../base/loopback.ts';
import type { Environment, EnvironmentName } from '../cli/environment.ts';
import { PikaError } from '../cli/errors.ts';

/** Proxy protocols that undici supports. */
const proxySchemes: ReadonlySet<string> = new Set(['http:', 'https:', 'socks5:', 'socks:']);

/** A request. */
export interface TransportInit {
  method?: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  redirect?: 'error';
  signal?: AbortSignal;
}

/** `fetch` through the environment's proxies. */
export type Transport = (url: URL, init: TransportInit) => Promise<Response>;

/** Options of undici's EnvHttpProxyAgent. */
export interface ProxySettings {
  httpProxy: string;
  httpsProxy: string;
  noProxy: string;
}

/** The variables for the proxy of a scheme, in order of precedence (curl, "Environment variables"; the last is undici's own). */
const proxyNames = {
  http: ['HTTP_PROXY', 'ALL_PROXY'],
  https: ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'],
} as const satisfies Record<string, readonly EnvironmentName[]>;

/**
 * The environment's proxies, empty if not set. The only place that reads them, for calls, deliveries and guards.
 * @throws {PikaError} `usage` for an invalid proxy URL.
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
 * A transport for one run of a command: Node's own `fetch`, or undici if there is a proxy. Loading undici takes longer than most commands run.
 * @throws {PikaError} `usage` for an invalid proxy URL.
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

/**
 * `*` means every host only if it is the whole value. Loopback never goes through a proxy: the local engine and its token are there.
 */
function unproxiedHosts(noProxy: string | undefined): string {
  const named = noProxy?.split(/[,\s]+/).filter(Boolean) ?? [];
  return named.includes('*') ? '*' : [...named, ...loopbackNames].join(',');
}

/** Empty without a proxy. `host:port` means http, as in curl, and undici's `socks5` behaves like `socks5h`. */
function proxyUrl(names: readonly EnvironmentName[], environment: Environment): string {
  const name = names.find((candidate) => environment[candidate]);
  const value = name && environment[name];
  if (!value) return '';
  const text = (value.includes('://') ? value : `http://${value}`).replace(/^socks5h:/i, 'socks5:');
  if (URL.canParse(text) && proxySchemes.has(new URL(text).protocol)) return text;
  throw new PikaError('usage', `${name} is not a usable proxy URL`, {
    hint: `Set ${name} to a URL such as http://proxy.example:3128 or socks5://proxy.example:1080, or unset it`,
  });
}
