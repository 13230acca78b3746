import { describe, expect, test } from 'vitest';
import { goodJoin, openScene, openService } from './scene.ts';

describe('a join whose answer is not what was expected', () => {
  test('is never repeated, and is called unknown when it may have worked', async () => {
    const { api, runHere } = await openService();
    api.fault('createSession', { kind: 'lostAnswer' }, 1);
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(3);
    expect(line).toMatchObject({
      closed: false,
      status: 'unknown',
      error: { code: 'network_failed', retryable: false },
    });
    expect(api.seen('createSession')).toHaveLength(1);

    const second = await runHere(goodJoin);
    expect(second.exitCode).toBe(4);
    expect(second.line).toMatchObject({ closed: false, error: { code: 'session_unknown' } });
    expect(api.sessions).toHaveLength(1);
    expect((await runHere(['sessions'])).line.sessions).toMatchObject([
      { status: 'unknown', session_id: null },
    ]);

    expect((await runHere([...goodJoin, '--again'])).exitCode).toBe(0);
  });

  test('closes the session whose id can still be read in a truncated answer', async () => {
    const { api, runHere } = await openService();
    api.fault('createSession', { kind: 'text', text: '{"session_id": "ses_0001", "platform": "goog' }, 1);
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ session_id: 'ses_0001' });
    expect(api.openSessions()).toHaveLength(1);
  });

  test.each([
    ['HTML', { kind: 'html' }, 3, 'answer_unexpected'],
    ['an empty answer', { kind: 'empty' }, 3, 'answer_unexpected'],
    ['wrong types', { kind: 'wrongTypes' }, 3, 'answer_unexpected'],
    ['a gateway that gave up', { kind: 'status', status: 504 }, 3, 'service_failed'],
    ['a service that failed', { kind: 'status', status: 500 }, 3, 'service_failed'],
    ['one that is busy', { kind: 'status', status: 503 }, 3, 'service_failed'],
  ] as const)('says after %s that a session may exist', async (_name, fault, exit, code) => {
    const { api, runHere } = await openService();
    api.fault('createSession', fault, 1);
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(exit);
    expect(line).toMatchObject({ closed: false, status: 'unknown', error: { code } });
  });

  test.each([
    ['400', { kind: 'status', status: 400, body: { message: 'meet_url is bad' } }, 'request_refused'],
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '30' } }, 'rate_limited'],
  ] as const)('can be tried again after %s, since nothing was created', async (_name, fault, code) => {
    const { api, runHere } = await openService();
    api.fault('createSession', fault, 1);
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(3);
    expect(line.error?.code).toBe(code);
    expect(api.seen('createSession')).toHaveLength(1);
    expect((await runHere(goodJoin)).exitCode).toBe(0);
  });

  test('does not follow a redirect with the key', async () => {
    const scene = await openScene();
    const elsewhere = await openScene();
    scene.api.fault('createSession', { kind: 'redirect', to: `${elsewhere.api.baseUrl}/steal` });
    const { exitCode } = await scene.runHere(goodJoin);
    expect(exitCode).toBe(3);
    expect(elsewhere.api.requests).toEqual([]);
  });
});

describe('a key that is refused', () => {
  test.each([401, 403])('is called that when the balance is asked (%i)', async (status) => {
    const { api, runHere } = await openService();
    api.fault('balance', { kind: 'status', status });
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(3);
    expect(line.error).toMatchObject({ code: 'key_refused' });
    expect(line.error?.message).toContain('the key was refused');
    expect(api.sessions).toEqual([]);
  });

  test('is called that when the join is sent', async () => {
    const { api, runHere } = await openService();
    api.fault('createSession', { kind: 'status', status: 401 });
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(3);
    expect(line.error?.code).toBe('key_refused');
    expect(api.openSessions()).toEqual([]);
  });

  test('is not a timeout for a status poll, and the session is closed', async () => {
    const { api, runHere } = await openService();
    api.fault('session', { kind: 'status', status: 401 });
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(3);
    expect(line).toMatchObject({ closed: true, error: { code: 'key_refused' } });
    expect(api.openSessions()).toEqual([]);
  });

  test('is called that by leave, and the session is said to be open', async () => {
    const { api, runHere } = await openService();
    await runHere(goodJoin);
    api.fault('deleteSession', { kind: 'status', status: 401 });
    const { exitCode, line } = await runHere(['leave']);
    expect(exitCode).toBe(3);
    expect(line).toMatchObject({ closed: false, error: { code: 'key_refused' } });
  });
});
