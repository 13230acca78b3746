import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { goodJoin, openScene, openService } from './scene.ts';

const forever = [{ status: 'created' }, { status: 'pending', video_worker_connected: true }];

describe('a session that does not become ready is closed', () => {
  test('when it ends in an error, with the reason', async () => {
    const script = [
      { status: 'created' },
      { status: 'error', error_message: 'Worker disconnected unexpectedly' },
    ];
    const { api, runHere } = await openService({ script });
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(4);
    expect(line).toMatchObject({
      session_id: api.sessions[0]?.id,
      closed: true,
      error: { code: 'session_failed' },
    });
    expect(line.error?.message).toContain('Worker disconnected unexpectedly');
    expect(api.openSessions()).toEqual([]);
  });

  test('when the host does not admit the bot', async () => {
    const script = [
      { status: 'created' },
      { status: 'error', error_message: 'The host denied the request to join' },
    ];
    const { runHere } = await openService({ script });
    const { exitCode, line } = await runHere(goodJoin);
    expect(exitCode).toBe(4);
    expect(line).toMatchObject({ closed: true, error: { code: 'session_denied' } });
  });

  test.each([
    ['closed', { status: 'closed' }],
    ['gone for a minute', { gone: true as const }],
  ])('when it is %s while joining', async (_name, step) => {
    const { api, runHere } = await openService({ script: [{ status: 'created' }, step] });
    const { exitCode, line } = await runHere([...goodJoin, '--no-guard'], { clock: new VirtualClock() });
    expect(exitCode).toBe(4);
    expect(line).toMatchObject({ closed: true, error: { code: 'session_closed' } });
    expect(api.openSessions()).toEqual([]);
  });

  test('when the time is up', async () => {
    const { api, runHere } = await openService({ script: forever });
    const { exitCode, line } = await runHere([...goodJoin, '--timeout-sec', '1']);
    expect(exitCode).toBe(5);
    expect(line).toMatchObject({ closed: true, error: { code: 'join_timeout' } });
    expect(line.error?.message).toContain('not admitted');
    expect(api.openSessions()).toEqual([]);
  });

  test('but is kept when that was asked for, and the result says so', async () => {
    const { api, runHere } = await openService({ script: forever });
    const { exitCode, line } = await runHere([...goodJoin, '--timeout-sec', '1', '--on-timeout', 'keep']);
    expect(exitCode).toBe(5);
    expect(line).toMatchObject({ closed: false, status: 'waiting', session_id: api.sessions[0]?.id });
    expect(api.openSessions()).toHaveLength(1);
  });

  test.each([
    ['SIGINT', 130, 'interrupted'],
    ['SIGTERM', 143, 'terminated'],
  ] as const)('when %s comes after the id is known', async (signal, exit, code) => {
    const scene = await openScene({ script: forever });
    const started = await scene.start(goodJoin, {
      signalAfter: { signal, when: scene.api.arrived('session', 2) },
    });
    const { exitCode, line } = await scene.finish(started);
    expect(exitCode).toBe(exit);
    expect(line).toMatchObject({ closed: true, session_id: scene.api.sessions[0]?.id, error: { code } });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('when %s comes while the answer with the id is still on its way', async (signal, exit) => {
    const scene = await openScene({ script: forever });
    scene.api.fault('createSession', { kind: 'late', ms: 500 }, 1);
    const started = await scene.start(goodJoin, {
      signalAfter: { signal, when: scene.api.arrived('createSession') },
    });
    const { exitCode, line } = await scene.finish(started);
    expect(exitCode).toBe(exit);
    expect(line).toMatchObject({ closed: true });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('the time that the answer to the join took is a part of the time given', async () => {
    const { api, runHere } = await openService({ script: forever });
    api.fault('createSession', { kind: 'late', ms: 2500 }, 1);
    const { line } = await runHere([...goodJoin, '--timeout-sec', '2']);
    expect(line).toMatchObject({ closed: true, error: { code: 'join_timeout' } });
    // One while it waited, one after the DELETE.
    expect(api.seen('session')).toHaveLength(2);
  });

  test('but not by a second join of it that is stopped, once it was ready', async () => {
    const scene = await openScene();
    await scene.runHere(goodJoin);
    scene.api.sessions[0]?.become({ status: 'pending' });
    const seen = scene.api.seen('session').length;
    const started = await scene.start(goodJoin, {
      signalAfter: { signal: 'SIGINT', when: scene.api.arrived('session', seen + 3) },
    });
    const { exitCode, line } = await scene.finish(started);
    expect([exitCode, line.closed]).toEqual([130, false]);
    expect(scene.api.openSessions()).toHaveLength(1);
  });

  test.each([
    ['reset', { kind: 'reset' }],
    ['a lost answer', { kind: 'lostAnswer' }],
    ['503 with Retry-After', { kind: 'status', status: 503, headers: { 'retry-after': '1' } }],
  ] as const)('also when its DELETE meets %s at first', async (_name, fault) => {
    const { api, runHere } = await openService({ script: forever });
    api.fault('deleteSession', fault, 1);
    const { line } = await runHere([...goodJoin, '--timeout-sec', '1']);
    expect(line).toMatchObject({ closed: true });
    expect(api.openSessions()).toEqual([]);
  });

  test('or the result says that it may still be open, with the command that closes it', async () => {
    const { api, runHere } = await openService({ script: forever });
    api.fault('deleteSession', { kind: 'status', status: 401 });
    const { exitCode, line } = await runHere([...goodJoin, '--timeout-sec', '1']);
    expect(exitCode).toBe(5);
    expect(line).toMatchObject({ closed: false, session_id: api.sessions[0]?.id });
    expect(line.error?.hint).toContain(`leave --session-id ${api.sessions[0]?.id}`);
    expect((await runHere(['sessions'])).line.sessions).toMatchObject([{ live: true }]);
    api.heal();
    expect((await runHere(['leave'])).line).toMatchObject({ closed: true });
    expect(api.openSessions()).toEqual([]);
  });
});
