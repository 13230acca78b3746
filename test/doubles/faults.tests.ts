import { describe, expect, test, vi } from 'vitest';
import type { Fault } from './faults.ts';
import { hostedApiForTest } from './hosted-api-for-test.ts';
import { balance, call, join, leave, poll } from './raw-calls.ts';

describe('faults', () => {
  test('queue up, and end when they are healed', async () => {
    const api = await hostedApiForTest();
    api.fault('balance', { kind: 'status', status: 500 }, 1);
    api.fault('balance', { kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    expect((await balance(api)).status).toBe(500);
    const limited = await balance(api);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await balance(api)).status).toBe(429);
    api.heal();
    expect((await balance(api)).status).toBe(200);
  });

  test.each([
    ['reset', 0],
    ['lostAnswer', 1],
  ] as const)('%s gives no answer and leaves %i sessions', async (kind, count) => {
    const api = await hostedApiForTest();
    api.fault('createSession', { kind });
    await expect(join(api)).rejects.toThrow();
    expect(api.openSessions()).toHaveLength(count);
  });

  test('a hung call goes on until the server is closed', async () => {
    const api = await hostedApiForTest();
    api.fault('balance', { kind: 'hang' });
    const answer = balance(api);
    answer.catch(() => {});
    await api.arrived('balance');
    await api.close();
    await expect(answer).rejects.toThrow();
  });

  const bodies: [Fault, number, string | RegExp][] = [
    [{ kind: 'html' }, 200, /<html>/],
    [{ kind: 'truncated' }, 200, '{"balanc'],
    [{ kind: 'wrongTypes' }, 200, '{"balance":"of another type"}'],
    [{ kind: 'empty' }, 200, /^$/],
    [{ kind: 'text', text: '[1]' }, 200, '[1]'],
    [{ kind: 'drip', everyMs: 1 }, 200, '{"balance":1000}'],
    [{ kind: 'late', ms: 20 }, 200, '{"balance":1000}'],
    [{ kind: 'status', status: 503, body: 'busy' }, 503, 'busy'],
    [{ kind: 'redirect', to: 'https://elsewhere.test/' }, 302, ''],
  ];
  test.each(bodies)('%o', async (fault, status, body) => {
    const api = await hostedApiForTest();
    api.fault('balance', fault);
    const response = await balance(api);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
  });

  test('a lying DELETE says that it is done, and the session lives on', async () => {
    const api = await hostedApiForTest();
    await join(api);
    api.fault('deleteSession', { kind: 'lie' }, 1);
    expect(await (await leave(api)).json()).toEqual({ closed: true });
    expect(api.openSessions()).toHaveLength(1);
  });

  test('a slow DELETE works, and rolls back when the caller hangs up', async () => {
    const api = await hostedApiForTest();
    await join(api);
    api.fault('deleteSession', { kind: 'slow', ms: 300 });
    const path = '/proxy/realtime/session/ses_0001';
    await expect(call(api, 'DELETE', path, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
    expect(api.openSessions()).toHaveLength(1);
    expect((await leave(api)).status).toBe(200);
    expect(api.openSessions()).toEqual([]);
  });

  test('an outage lasts as long as it was said to', async () => {
    const api = await hostedApiForTest();
    await join(api);
    api.faultFor(300, ['session', 'deleteSession'], { kind: 'status', status: 404, body: 'default backend' });
    expect((await poll(api)).status).toBe(404);
    await vi.waitFor(async () => expect((await poll(api)).status).toBe(200));
  });

  test('a key of another account sees the balance and no session', async () => {
    const api = await hostedApiForTest();
    await join(api);
    const headers = { authorization: `DevKey ${api.addKey('other')}` };
    const path = '/proxy/realtime/session/ses_0001';
    expect((await call(api, 'GET', '/developer/balance', { headers })).status).toBe(200);
    expect((await call(api, 'GET', path, { headers })).status).toBe(404);
    expect((await call(api, 'DELETE', path, { headers })).status).toBe(404);
    expect(api.openSessions()).toHaveLength(1);
  });

  test('a key that was replaced is refused, the new one of the account works', async () => {
    const api = await hostedApiForTest();
    await join(api);
    const key = api.addKey();
    api.revokeKey(api.key);
    expect((await poll(api)).status).toBe(401);
    const headers = { authorization: `DevKey ${key}` };
    expect((await call(api, 'DELETE', '/proxy/realtime/session/ses_0001', { headers })).status).toBe(200);
  });

  test('a fault may still act', async () => {
    const api = await hostedApiForTest();
    api.fault('createSession', { kind: 'status', status: 502, acts: true });
    expect((await join(api)).status).toBe(502);
    expect(api.openSessions()).toHaveLength(1);
  });
});
