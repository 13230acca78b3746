import { readEnvironment } from '../cli/environment.ts';
import { proxySettings, type Transport, type TransportInit } from '../net/transport.ts';

/** So that the next sentence, turn or question needs no new handshake. */
const keepAliveMs = 60_000;

/**
 * The one way to the OpenAI-compatible services that think, speak and hear: through the proxies of the environment, by the same rules as
 * every other call of this package. So loopback is never proxied, and no proxy sees a key that goes there in plain text.
 * Opened by the first call, which throws PikaError `usage` if the proxy is not a URL.
 */
export function createServiceTransport(env: Readonly<Record<string, string | undefined>>): Transport {
  let opening: Promise<Transport> | undefined;
  return async (url, init) => {
    opening ??= open(env);
    return (await opening)(url, init);
  };
}

async function open(env: Readonly<Record<string, string | undefined>>): Promise<Transport> {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({
    ...proxySettings(readEnvironment(env)),
    keepAliveTimeout: keepAliveMs,
  });
  return async (url: URL, init: TransportInit) => {
    const response = await fetch(url, { ...init, redirect: 'error', dispatcher });
    return response as unknown as Response;
  };
}
