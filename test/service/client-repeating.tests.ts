import { describe, expect, test } from 'vitest';
import { PikaError } from '../../scripts/cli/errors.ts';
import { calls, connect, failure, fields, image, posts, repeated } from '../doubles/client-calls.ts';
import type { Fault } from '../doubles/faults.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';

describe('repeating', () => {
  const passing: [string, Fault][] = [
    ['500', { kind: 'status', status: 500 }],
    ['a reset', { kind: 'reset' }],
    ['a page', { kind: 'html' }],
    ['429', { kind: 'status', status: 429 }],
  ];
  test.each(passing)('a GET or DELETE goes on after %s, twice', async (_, fault) => {
    const api = await hostedApiForTest({ notes: { onRoute: {} } });
    const { client, clock } = await connect(api);
    await client.createSession(fields, await image());
    for (const name of repeated) {
      api.fault(name, fault, 2);
      await calls[name](client);
      expect(api.seen(name)).toHaveLength(3);
    }
    expect(clock.sleeps.slice(0, 2)).toEqual([187.5, 375]);
    expect(api.openSessions()).toEqual([]);
  });

  test.each(posts)('%s is sent once whatever happens', async (name) => {
    const faults: Fault[] = [
      ...passing.map(([, fault]) => fault),
      { kind: 'lostAnswer' },
      { kind: 'empty' },
      { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
    ];
    const api = await hostedApiForTest();
    const { client, clock } = await connect(api);
    for (const fault of faults) api.fault(name, fault, 1);
    for (const _ of faults) await failure(calls[name](client));
    expect(api.seen(name)).toHaveLength(faults.length);
    expect(clock.sleeps).toEqual([]);
  });

  test('a poll is sent once, since its caller polls again anyway', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    api.fault('session', { kind: 'status', status: 500 });
    expect(await failure(client.session('ses_0001'))).toMatchObject({ code: 'service_failed' });
    expect(api.requests).toHaveLength(1);
  });

  test('gives up after five attempts', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    api.fault('balance', { kind: 'status', status: 503, body: 'busy' });
    expect(await failure(client.balance())).toMatchObject({
      code: 'service_failed',
      exitCode: 3,
      message: 'getting the balance: the service failed (HTTP 503): busy',
    });
    expect(api.requests).toHaveLength(5);
  });

  test('waits as long as Retry-After says, in seconds or until a date', async () => {
    const api = await hostedApiForTest();
    const { client, clock } = await connect(api);
    const date = new Date(clock.now() + 9000).toUTCString();
    api.fault('balance', { kind: 'status', status: 429, headers: { 'retry-after': '3' } }, 1);
    api.fault('balance', { kind: 'status', status: 503, headers: { 'retry-after': date } }, 1);
    expect(await client.balance()).toBe(1000);
    expect(clock.sleeps).toEqual([3000, 6000]);
  });

  test('does not wait for a Retry-After that is too long, and says how long it was', async () => {
    const api = await hostedApiForTest();
    const { client, clock } = await connect(api);
    api.fault('balance', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
    expect(await failure(client.balance())).toMatchObject({
      code: 'rate_limited',
      known: { http_status: 429, retry_after_sec: 3600 },
    });
    expect(clock.sleeps).toEqual([]);
  });

  test.each(['soon', '-5', '', '0', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'ignores Retry-After %j',
    async (value) => {
      const api = await hostedApiForTest();
      const { client, clock } = await connect(api);
      api.fault('balance', { kind: 'status', status: 429, headers: { 'retry-after': value } }, 1);
      expect(await client.balance()).toBe(1000);
      expect(clock.sleeps).toEqual([187.5]);
    },
  );

  test.each([400, 401, 402, 403, 404, 409])('HTTP %i is final', async (status) => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    api.fault('balance', { kind: 'status', status });
    await failure(client.balance());
    expect(api.requests).toHaveLength(1);
  });
});

describe('time', () => {
  const policy = { attempts: 1, firstDelayMs: 0, longestDelayMs: 0, budgetMs: 0 };

  test.each<Fault>([{ kind: 'hang' }, { kind: 'drip', everyMs: 40 }])(
    'a call ends at its limit when the server answers like this: %o',
    async (fault) => {
      const api = await hostedApiForTest();
      const { client } = await connect(api);
      for (const name of ['session', 'deleteSession', 'createSession'] as const) api.fault(name, fault);
      const limited = { limitMs: 60.5, policy };
      for (const call of [
        () => client.session('ses_1', limited),
        () => client.deleteSession('ses_1', limited),
        async () => client.createSession(fields, await image(), limited),
      ]) {
        const error = await failure(call());
        expect(error).toMatchObject({ code: 'network_failed', exitCode: 3 });
        expect(error.message).toMatch(/no answer in time$/);
      }
    },
  );

  test('an interruption ends a call at once with its own reason', async () => {
    const api = await hostedApiForTest();
    const controller = new AbortController();
    const { client } = await connect(api, { signal: controller.signal });
    api.fault('balance', { kind: 'hang' });
    const call = failure(client.balance());
    await api.arrived('balance');
    controller.abort(new PikaError('interrupted', 'stopped by SIGINT', { hint: '' }));
    expect((await call).code).toBe('interrupted');
    expect((await failure(client.balance())).code).toBe('interrupted');
    expect(api.requests).toHaveLength(1);
  });

  test('closing goes on after an interruption with a signal of its own', async () => {
    const api = await hostedApiForTest();
    const signal = AbortSignal.abort(new PikaError('interrupted', 'stopped by SIGINT', { hint: '' }));
    const { client } = await connect(api, { signal });
    const own = { signal: new AbortController().signal };
    await client.createSession(fields, await image(), own);
    await client.deleteSession('ses_0001', own);
    expect(api.openSessions()).toEqual([]);
  });
});
