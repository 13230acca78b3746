import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../scripts/meeting/journal/journal.ts';
import { sampleIntent } from './sample-intent.ts';
import { goodJoin, openScene, openService } from './scene.ts';

/** Its joiner has ended since: no process has such a number. */
const intentOfLongAgo = { ...sampleIntent, pid: 2 ** 22 + 1 };

describe('leave', () => {
  test('gives duration, cost and whatever notes the answer holds', async () => {
    const { api, run, runHere } = await openService({ notes: { inDelete: { summary: 'All agreed.' } } });
    const joined = await runHere(goodJoin);
    const { exitCode, line } = await run(['leave', '--session-id', String(joined.line.session_id)]);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ closed: true, already_closed: false, summary: 'All agreed.' });
    expect(line.duration_sec).toBeGreaterThan(0);
    expect(line.cost_usd).toBeGreaterThanOrEqual(0);
    expect(api.openSessions()).toEqual([]);
  });

  test('closes a session that another machine joined', async () => {
    const scene = await openScene();
    const { line } = await scene.runHere(goodJoin);
    const otherHome = await openScene();
    const env = scene.api.environment;
    const outcome = await otherHome.run(['leave', '--session-id', String(line.session_id)], { env });
    expect(outcome).toMatchObject({ exitCode: 0, line: { closed: true, duration_sec: null } });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test.each(['../../../developer/topup', '', '.', 'a/b', '%2e%2e'])('refuses %j as an id', async (id) => {
    const { api, run } = await openService();
    expect((await run(['leave', '--session-id', id])).exitCode).toBe(2);
    expect(api.requests).toEqual([]);
  });

  test('retries when the service fails, and counts a missing session as closed', async () => {
    const { api, run, runHere } = await openService();
    await runHere(goodJoin);
    api.fault('deleteSession', { kind: 'status', status: 500 }, 2);
    api.fault('deleteSession', { kind: 'status', status: 404, acts: true }, 1);
    expect((await run(['leave'])).line).toMatchObject({ ok: true, closed: true });
  });

  test('looks at the session when the answer does not say that it is closed', async () => {
    const { api, run, runHere } = await openService();
    await runHere(goodJoin);
    api.fault('deleteSession', { kind: 'text', text: '{"closed": false}' }, 1);
    expect((await run(['leave'])).line).toMatchObject({ ok: true, closed: true });
  });
});

describe('leave does not say that billing has stopped', () => {
  test.each([[['leave']], [['leave', '--all']]])(
    'when a session may run that nobody can reach: %j',
    async (argv) => {
      const { api, run, runHere } = await openService();
      api.fault('createSession', { kind: 'lostAnswer' }, 1);
      await runHere(goodJoin);
      const { exitCode, line } = await run(argv);
      expect([exitCode, line.error?.code, line.closed]).toEqual([4, 'session_unknown', false]);
    },
  );

  test('when a join is still under way', async () => {
    const scene = await openScene();
    scene.api.fault('createSession', { kind: 'hang' }, 1);
    const started = await scene.start(goodJoin);
    await scene.api.arrived('createSession');
    const { exitCode, line } = await scene.run(['leave']);
    expect([exitCode, line.error?.code, line.closed]).toEqual([4, 'session_unknown', false]);
    started.kill('SIGKILL');
  });

  test('when the DELETE finds nothing, but the session itself says that it is there', async () => {
    const { api, run, runHere } = await openService();
    await runHere(goodJoin);
    api.fault('deleteSession', { kind: 'status', status: 404 });
    const { exitCode, line } = await run(['leave']);
    expect([exitCode, line.closed]).toEqual([3, false]);
    expect((await runHere(['sessions'])).line.sessions).toMatchObject([{ live: true }]);
  });

  test('when the answer is not that, and the session says that it is there', async () => {
    const { api, run, runHere } = await openService();
    await runHere(goodJoin);
    api.fault('deleteSession', { kind: 'status', status: 200, body: {} });
    expect((await run(['leave'])).line).toMatchObject({ ok: false, closed: false });
    expect(api.openSessions()).toHaveLength(1);
  });

  test('of an unknown id', async () => {
    const { run, runHere } = await openService();
    await runHere(goodJoin);
    const { exitCode, line } = await run(['leave', '--session-id', 'ses_1']);
    expect([exitCode, line.error?.code, line.closed]).toEqual([3, 'not_found', null]);
  });

  test('when the service does not know the session under another key', async () => {
    const { api, run, runHere } = await openService();
    const { line } = await runHere([...goodJoin, '--no-guard']);
    for (const route of ['session', 'deleteSession'] as const) {
      api.fault(route, { kind: 'status', status: 404 });
    }
    const env = { PIKA_DEV_KEY: 'dk_of_another_account' };
    const left = await run(['leave'], { env });
    expect([left.exitCode, left.line.error?.code, left.line.closed]).toEqual([3, 'key_refused', false]);
    expect(left.line.error?.hint).toContain('the key that it was joined with');
    expect((await runHere(['status'], { env })).line.error?.code).toBe('key_refused');
    expect((await runHere(goodJoin, { env })).line.error?.code).toBe('key_refused');
    expect((await runHere(['sessions'])).line.sessions).toMatchObject([{ live: true }]);
    api.heal();
    expect((await run(['leave'])).line).toMatchObject({ session_id: line.session_id, closed: true });
    expect(api.openSessions()).toEqual([]);
  });

  test('of a service that did not join the session', async () => {
    const scene = await openScene();
    const other = await openScene();
    await scene.runHere(goodJoin);
    const env = { PIKA_API_BASE_URL: other.api.baseUrl };
    expect((await scene.run(['status'], { env })).line).toMatchObject({ status: 'ready' });
    expect((await scene.run(['leave'], { env })).line).toMatchObject({ closed: true });
    expect(scene.api.openSessions()).toEqual([]);
    expect(other.api.requests).toEqual([]);
  });
});

describe('status and sessions', () => {
  test('tell how the session is doing', async () => {
    const { api, run, runHere } = await openService();
    await runHere([...goodJoin, '--no-guard']);
    expect((await run(['status'])).line).toMatchObject({ status: 'ready', video: true, bot: true });
    api.sessions[0]?.become({ status: 'error', error_message: 'GPU lost' });
    expect((await run(['status'])).line).toMatchObject({ status: 'error', error_message: 'GPU lost' });
    expect((await runHere(['sessions'])).line.sessions).toMatchObject([{ status: 'error', live: true }]);
  });

  test('do not call a session closed for one answer that does not know it', async () => {
    const { api, run, runHere } = await openService();
    await runHere(goodJoin);
    api.fault('session', { kind: 'status', status: 404, body: 'default backend - 404' }, 1);
    expect((await run(['status'])).line).toMatchObject({ status: 'ready' });
    expect((await runHere(['sessions'])).line.sessions).toMatchObject([{ live: true }]);
  });

  test.each([
    ['500', { kind: 'status', status: 500 }],
    ['a reset', { kind: 'reset' }],
  ] as const)('go on after %s', async (_name, fault) => {
    const { api, run, runHere } = await openService();
    await runHere(goodJoin);
    api.fault('session', fault, 1);
    expect((await run(['status'])).line).toMatchObject({ status: 'ready' });
  });

  test('list an old join whose process died: what it created is unknown', async () => {
    const scene = await openScene();
    const journal = new Journal(path.join(scene.home, '.pika'));
    const longAgo = Date.now() - 30 * 24 * 3_600_000;
    const key = await journal.begin(intentOfLongAgo, longAgo, () => 0.5);
    // Thirty days ago this machine ran from another start on.
    const text = await readFile(journal.file(key), 'utf8');
    await writeFile(journal.file(key), text.replace(/"(?:uptime_sec|boot_id)":[^,}]*,/g, ''));
    expect((await scene.runHere(['sessions'])).line.sessions).toMatchObject([
      { status: 'unknown', duration_sec: 3600 },
    ]);
  });

  test.each(['status', 'leave'])(
    '%s says that nothing is live, and that is not a failure',
    async (command) => {
      const { runHere } = await openService();
      const { exitCode, line } = await runHere([command]);
      expect([exitCode, line.session_id]).toEqual([0, null]);
      expect(line.warnings).toEqual([
        { code: 'no_live_session', message: 'no session on this machine is live' },
      ]);
    },
  );

  test.each(['status', 'leave'])('%s fails when a join was sent whose answer was lost', async (command) => {
    const scene = await openScene();
    const journal = new Journal(path.join(scene.home, '.pika'));
    await journal.begin(intentOfLongAgo, Date.now() - 3_600_000, () => 0.5);
    const { exitCode, line } = await scene.runHere([command]);
    expect([exitCode, line.error?.code]).toEqual([4, 'session_unknown']);
  });
});
