import { describe, expect, test } from 'vitest';
import { readEnvironment, secretValues } from '../../scripts/cli/environment.ts';
import { multipart } from '../../scripts/net/multipart.ts';
import { createTransport } from '../../scripts/net/transport.ts';
import { startForwardProxy } from '../doubles/forward-proxy.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';

function ask(url: string, env: Record<string, string>) {
  const headers = { authorization: 'DevKey dk_secret_of_the_test' };
  return createTransport(readEnvironment(env))(new URL('/files/page', url), { headers });
}

describe('proxies from the environment', () => {
  test('a call goes through the proxy of its scheme', async () => {
    const api = await hostedApiForTest();
    api.serve('page', 'far away', 'text/plain');
    const proxy = await startForwardProxy(api.port);
    const response = await ask('http://api.pika.test', { HTTP_PROXY: proxy.url });
    expect(await response.text()).toBe('far away');
    expect(proxy.tunnels.map(({ target }) => target)).toEqual(['api.pika.test:80']);
    expect(api.requests[0]?.headers.host).toBe('api.pika.test');
  });

  test('a form goes through it whole', async () => {
    const api = await hostedApiForTest();
    const proxy = await startForwardProxy(api.port);
    const transport = createTransport(readEnvironment({ HTTP_PROXY: proxy.url }));
    const image = { bytes: new Uint8Array([1, 2, 3]), name: 'avatar.png', type: 'image/png' };
    const form = multipart({ bot_name: 'Ada Løvelace', image });
    const url = new URL('http://api.pika.test/proxy/realtime/meeting-session');
    await transport(url, { method: 'POST', ...form });
    expect(proxy.tunnels).toHaveLength(1);
    expect(api.requests[0]?.fields).toEqual({ bot_name: 'Ada Løvelace' });
    expect(api.requests[0]?.files.image).toEqual({
      name: 'avatar.png',
      type: 'image/png',
      bytes: Buffer.from([1, 2, 3]),
    });
  });

  test('an https call asks the proxy for a tunnel, and shows it no key', async () => {
    const proxy = await startForwardProxy();
    await expect(ask('https://api.pika.test', { HTTPS_PROXY: proxy.url })).rejects.toThrow();
    expect(proxy.tunnels.map(({ target }) => target)).toEqual(['api.pika.test:443']);
    expect(JSON.stringify(proxy.tunnels)).not.toContain('dk_secret');
  });

  test('a proxy that is named for http alone serves https too', async () => {
    const proxy = await startForwardProxy();
    await expect(ask('https://api.pika.test', { HTTP_PROXY: proxy.url })).rejects.toThrow();
    expect(proxy.tunnels).toHaveLength(1);
  });

  test('lower-case names and a proxy without a scheme work as they do with curl', async () => {
    const proxy = await startForwardProxy();
    const address = new URL(proxy.url).host;
    await expect(ask('https://api.pika.test', { https_proxy: address })).rejects.toThrow();
    expect(proxy.tunnels).toHaveLength(1);
  });

  test.each([
    ['an empty name in capitals hides no other', { HTTPS_PROXY: '', https_proxy: 'URL' }, true],
    ['white space is empty too', { HTTPS_PROXY: '  ', https_proxy: 'URL' }, true],
    ['ALL_PROXY serves https', { ALL_PROXY: 'URL' }, true],
    ['all_proxy too', { all_proxy: 'URL' }, true],
    ['ALL_PROXY comes before the one for http', { ALL_PROXY: 'URL', HTTP_PROXY: 'http://127.0.0.1:9' }, true],
    ['the one for https comes first', { HTTPS_PROXY: 'URL', ALL_PROXY: 'http://127.0.0.1:9' }, true],
    ['an empty ALL_PROXY is none', { ALL_PROXY: '' }, false],
    ['NO_PROXY holds for ALL_PROXY', { ALL_PROXY: 'URL', NO_PROXY: '*' }, false],
  ])('%s', async (_name, env, isProxied) => {
    const proxy = await startForwardProxy();
    const named = Object.entries(env).map(([name, value]) => [name, value.replace('URL', proxy.url)]);
    await expect(ask('https://api.invalid', Object.fromEntries(named))).rejects.toThrow();
    expect(proxy.tunnels).toHaveLength(isProxied ? 1 : 0);
  });

  test('the password within ALL_PROXY is known as a secret', () => {
    const environment = readEnvironment({ all_proxy: 'socks5h://ada:canary@proxy.example:1080' });
    expect(secretValues(environment)).toContain('canary');
    expect(() => createTransport(environment)).not.toThrow();
  });

  test('user name and password of the proxy go to the proxy', async () => {
    const proxy = await startForwardProxy();
    const url = proxy.url.replace('http://', 'http://ada:p%40ss@');
    await expect(ask('https://api.pika.test', { HTTPS_PROXY: url })).rejects.toThrow();
    expect(proxy.tunnels[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('ada:p@ss')}`);
  });

  test.each(['api.invalid', '.invalid', 'other.test, api.invalid', '*'])(
    'NO_PROXY %j keeps a host from it',
    async (value) => {
      const proxy = await startForwardProxy();
      const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: value };
      await expect(ask('http://api.invalid', env)).rejects.toThrow();
      await expect(ask('https://api.invalid', env)).rejects.toThrow();
      expect(proxy.tunnels).toEqual([]);
    },
  );

  test('loopback is never proxied', async () => {
    const api = await hostedApiForTest();
    const proxy = await startForwardProxy(api.port);
    for (const host of ['127.0.0.1', 'localhost']) {
      await ask(`http://${host}:${api.port}`, { HTTP_PROXY: proxy.url }).catch(() => {});
    }
    await ask(`http://[::1]:${api.port}`, { HTTP_PROXY: proxy.url }).catch(() => {});
    expect(proxy.tunnels).toEqual([]);
    expect(api.requests.length).toBeGreaterThan(0);
  });

  test.each(['http://', 'ftp://proxy.test', 'not a url'])('the proxy %j is refused in words', (value) => {
    for (const name of ['HTTPS_PROXY', 'ALL_PROXY']) {
      const create = () => createTransport(readEnvironment({ [name]: value }));
      expect(create).toThrow(expect.objectContaining({ code: 'usage', exitCode: 2 }));
      expect(create).toThrow(new RegExp(`^${name} `));
    }
  });
});
