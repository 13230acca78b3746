import { describe, expect, it } from 'vitest';
import { goodJoin, openScene, openService } from './scene.ts';

describe('leave', () => {
  it('gives duration, cost and whatever notes the answer holds', async () => {
    const { api, run } = await openService({ notes: { inDelete: { summary: 'All agreed.' } } });
    const joined = await run(goodJoin);
    const { exitCode, line } = await run(['leave', '--session-id', String(joined.line.session_id)]);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ closed: true, already_closed: false, summary: 'All agreed.' });
    expect(line.duration_sec).toBeGreaterThan(0);
    expect(line.cost_usd).toBeGreaterThanOrEqual(0);
    expect(api.openSessions()).toEqual([]);
  });

  it('closes a session that another machine joined', async () => {
    const scene = await openScene();
    const { line } = await scene.run(goodJoin);
    const otherHome = await openScene();
    const env = scene.api.environment;
    const outcome = await otherHome.run(['leave', '--session-id', String(line.session_id)], { env });
    expect(outcome).toMatchObject({ exitCode: 0, line: { closed: true, duration_sec: null } });
    expect(scene.api.openSessions()).toEqual([]);
  });

  it.each(['../../../developer/topup', '', '.', 'a/b', '%2e%2e'])('refuses %j as an id', async (id) => {
    const { api, run } = await openService();
    expect((await run(['leave', '--session-id', id])).exitCode).toBe(2);
    expect(api.requests).toEqual([]);
  });

  it('tries again when the service fails, and counts a session that is gone as closed', async () => {
    const { api, run } = await openService();
    await run(goodJoin);
    api.fault('deleteSession', { kind: 'status', status: 500 }, 2);
    api.fault('deleteSession', { kind: 'status', status: 404, acts: true }, 1);
    expect((await run(['leave'])).line).toMatchObject({ ok: true, closed: true });
  });

  it('looks at the session when the answer does not say that it is closed', async () => {
    const { api, run } = await openService();
    await run(goodJoin);
    api.fault('deleteSession', { kind: 'text', text: '{"closed": false}' }, 1);
    expect((await run(['leave'])).line).toMatchObject({ ok: true, closed: true });
  });
});

describe('status and sessions', () => {
  it('tell how the session is doing', async () => {
    const { api, run } = await openService();
    await run(goodJoin);
    expect((await run(['status'])).line).toMatchObject({ status: 'ready', video: true, bot: true });
    api.sessions[0]?.become({ status: 'error', error_message: 'GPU lost' });
    expect((await run(['status'])).line).toMatchObject({ status: 'error', error_message: 'GPU lost' });
    expect((await run(['sessions'])).line.sessions).toMatchObject([{ status: 'error', live: true }]);
  });

  it('say that there is none', async () => {
    const { run } = await openService();
    expect(await run(['status'])).toMatchObject({
      exitCode: 2,
      line: { error: { code: 'session_not_found' } },
    });
  });
});
