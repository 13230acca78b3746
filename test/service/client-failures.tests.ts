import { describe, expect, test } from 'vitest';
import { calls, connect, failure, names } from '../doubles/client-calls.ts';
import type { Fault } from '../doubles/faults.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';

describe('redirects', () => {
  test.each(names)('of %s are refused: the other host sees nothing', async (name) => {
    const [api, elsewhere] = await Promise.all([hostedApiForTest(), hostedApiForTest()]);
    const { client } = await connect(api);
    for (const status of [301, 302, 303, 307, 308] as const) {
      api.fault(name, { kind: 'redirect', to: `${elsewhere.baseUrl}/developer/balance`, status }, 1);
      const error = await failure(calls[name](client));
      expect(error).toMatchObject({ code: 'answer_unexpected', exitCode: 3 });
      expect(error.message).toContain('redirect');
    }
    expect(elsewhere.requests).toEqual([]);
    expect(api.requests).toHaveLength(5);
  });
});

describe('failures in words', () => {
  test.each(names)('%s with a refused key says so', async (name) => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    for (const status of [401, 403]) {
      api.fault(name, { kind: 'status', status, body: { detail: 'key has expired' } }, 1);
      const error = await failure(calls[name](client));
      expect(error).toMatchObject({ code: 'key_refused', exitCode: 3, known: { http_status: status } });
      expect(error.message).toMatch(new RegExp(`the key was refused \\(HTTP ${status}\\): key has expired$`));
      expect(error.hint).toContain('PIKA_DEV_KEY');
    }
  });

  test.each([
    [402, 'credits_short', 6],
    [404, 'not_found', 3],
    [409, 'request_refused', 3],
    [429, 'rate_limited', 3],
    [500, 'service_failed', 3],
    [522, 'service_failed', 3],
  ])('HTTP %i is %s', async (status, code, exitCode) => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    api.fault('checkout', { kind: 'status', status });
    expect(await failure(client.checkout('pack_800'))).toMatchObject({ code, exitCode });
  });

  test.each<[Fault, RegExp]>([
    [{ kind: 'html' }, /expected JSON, got: Welcome Log in to the network$/],
    [{ kind: 'truncated' }, /expected JSON, got: \{"checkou/],
    [{ kind: 'empty' }, /expected JSON, got: an empty answer$/],
    [{ kind: 'wrongTypes' }, /the answer has no valid checkout_url .* got: \{"checkout_url":7\}$/],
    [{ kind: 'text', text: 'null' }, /the answer has no valid form/],
    [{ kind: 'text', text: '[]' }, /the answer has no valid form/],
  ])('%o is an unexpected answer', async (fault, words) => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    api.fault('checkout', fault);
    const error = await failure(client.checkout('pack_800'));
    expect(error).toMatchObject({ code: 'answer_unexpected', exitCode: 3 });
    expect(error.message).toMatch(words);
  });

  test('the code that the service itself gives is kept beside its words', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    const body = { error: { message: 'No.', code: 'model_not_found' } };
    api.fault('checkout', { kind: 'status', status: 404, body }, 1);
    expect((await failure(client.checkout('pack_800'))).known).toEqual({
      http_status: 404,
      service_code: 'model_not_found',
    });
    for (const code of [null, 7, 'two words', 'x'.repeat(100)]) {
      api.fault('checkout', { kind: 'status', status: 400, body: { error: { code } } }, 1);
      expect((await failure(client.checkout('pack_800'))).known).toEqual({ http_status: 400 });
    }
  });

  test('an answer without end is given up', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    api.fault('checkout', { kind: 'flood' });
    const error = await failure(client.checkout('pack_800'));
    expect(error).toMatchObject({ code: 'answer_unexpected' });
    expect(error.message).toContain('32 MiB');
  });

  test('a server that is not there is named as such', async () => {
    const api = await hostedApiForTest();
    const { port } = api;
    await api.close();
    for (const host of ['127.0.0.1', 'localhost']) {
      const { client } = await connect(api, { baseUrl: `http://${host}:${port}` });
      const error = await failure(client.checkout('pack_800'));
      expect(error).toMatchObject({ code: 'network_failed', exitCode: 3 });
      expect(error.message).toContain('ECONNREFUSED');
    }
  });

  test('long words are shortened and hold no control characters', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    const body = `\u001b[2J${'word '.repeat(200)}`;
    api.fault('checkout', { kind: 'status', status: 400, body: { error: { message: body } } });
    const { message } = await failure(client.checkout('pack_800'));
    expect(message.length).toBeLessThan(400);
    expect(message).not.toMatch(/\p{Cc}/u);
  });
});

describe('the key', () => {
  /** Also one that does not look like a key of the service. */
  const echoes: [string, (key: string) => Fault][] = [
    ['a refusal', (key) => ({ kind: 'status', status: 400, body: { error: `bad header DevKey ${key}` } })],
    ['a plain refusal', (key) => ({ kind: 'status', status: 500, body: `DevKey ${key}` })],
    ['a page', (key) => ({ kind: 'text', text: `<p>DevKey ${key}</p>` })],
    ['an answer of another form', (key) => ({ kind: 'text', text: JSON.stringify({ message: key }) })],
    ['escaped letters', (key) => ({ kind: 'text', text: `{"message":"${escaped(key)}"}` })],
    ['the place of the cut', (key) => ({ kind: 'text', text: `${'x'.repeat(290)}${key}` })],
  ];

  function escaped(text: string): string {
    return [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  }

  test.each(echoes)('is not repeated from %s', async (_, fault) => {
    const api = await hostedApiForTest();
    const { client, runtime } = await connect(api);
    const secret = 'moonlight-sonata-no-14';
    runtime.redaction.add(secret);
    for (const key of [api.key, secret]) {
      api.fault('checkout', fault(key), 1);
      const { message, hint, known } = await failure(client.checkout('pack_800'));
      const printed = message + hint + JSON.stringify(known);
      expect(printed).not.toContain(key.slice(0, 8));
    }
  });
});
