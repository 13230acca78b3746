import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createOpenaiBrain } from '../../scripts/engine/brain/openai.ts';
import { TranscriptionUrl } from '../../scripts/engine/ears/transcription-url.ts';
import { SpeechUrl } from '../../scripts/engine/speech/speech-url.ts';
import { startForwardProxy } from '../doubles/forward-proxy.ts';
import { until } from './engine-scene.ts';

/** A service on this machine that answers nothing useful and keeps the headers of every request. */
async function startService(host: string) {
  const requests: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    response.writeHead(503).end();
  }).listen(0, host === '[::1]' ? '::1' : '127.0.0.1');
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://${host}:${(server.address() as AddressInfo).port}/v1`, requests };
}

const key = 'key-of-the-service';

/** Every place that sends a service's key. Add a row for each new one. */
const services: [name: string, call: (url: string) => Promise<unknown>][] = [
  [
    'speech',
    async (url) => {
      const chunks = new SpeechUrl({ url, key }).speak('Hello.', {
        voice: { language: 'en-US' },
        signal: new AbortController().signal,
      });
      for await (const _ of chunks);
    },
  ],
  ['ears', (url) => new TranscriptionUrl({ url, key, language: 'en' }).open().finish()],
  [
    'brain',
    async (url) => {
      const warnings: string[] = [];
      const brain = createOpenaiBrain(
        { kind: 'openai', url, key, model: 'm' },
        {
          botName: 'Ada',
          systemPrompt: undefined,
          say: () => {
            throw new Error('nothing is to be said');
          },
          warn: (code) => warnings.push(code),
          log() {},
        },
      );
      const said = {
        id: 1,
        at: '',
        who: 'Ben',
        participant_id: 'b',
        text: 'Hello',
        channel: 'chat',
      } as const;
      brain.hear({ ...said, addressed: true });
      await until('the answer', () => warnings[0]);
      brain.close();
    },
  ],
];

/** The ways in which the environment can name a proxy. */
const proxyVariables = [['HTTP_PROXY'], ['http_proxy'], ['HTTPS_PROXY'], ['https_proxy', 'http_proxy']];

const cases = services.flatMap(([name, call]) =>
  proxyVariables.flatMap((variables) =>
    ['127.0.0.1', 'localhost', '[::1]'].map((host) => [name, variables.join(' '), host, call] as const),
  ),
);

describe('the key of a service on this machine', () => {
  test.each(cases)('%s: goes past the proxy of %s to %s', async (_name, variables, host, call) => {
    const service = await startService(host);
    const proxy = await startForwardProxy();
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']) {
      vi.stubEnv(name, variables.split(' ').includes(name) ? proxy.url : undefined);
    }
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await call(service.url).catch(() => undefined);
    expect(proxy.tunnels).toEqual([]);
    expect(service.requests[0]?.authorization).toBe(`Bearer ${key}`);
  });
});

test.each(services)('no proxy sees the key of a service elsewhere: %s', async (_name, call) => {
  const proxy = await startForwardProxy();
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await call('https://service.example/v1').catch(() => undefined);
  expect(proxy.tunnels.map(({ target }) => target)).toEqual(['service.example:443']);
  expect(JSON.stringify(proxy.tunnels)).not.toContain(key);
});
