import { describe, expect, test } from 'vitest';
import { engines } from './both-engines.ts';

describe.each(engines)("a session's life on %s", (_name, open) => {
  test('goes from the link over ready to closed, with the keys of the reference client', async () => {
    const { run, join, openSessions } = await open();
    const joined = await run(join);
    expect(joined.line).toMatchObject({ ok: true, status: 'ready', video: true, bot: true, reused: false });
    const isPaid = joined.line.engine === 'pika';
    expect(joined.line).toMatchObject(
      isPaid ? { balance: 1000, usd_per_minute: 0.275 } : { balance: null, usd_per_minute: 0 },
    );
    const id = String(joined.line.session_id);
    expect(await openSessions()).toEqual([id]);
    expect((await run(['status'])).line).toMatchObject({ session_id: id, status: 'ready' });
    expect((await run(['sessions'])).line.sessions).toMatchObject([
      { session_id: id, live: true, guard: 'alive' },
    ]);

    const left = await run(['leave', '--session-id', id]);
    expect(left).toMatchObject({
      exitCode: 0,
      line: { session_id: id, closed: true, already_closed: false },
    });
    expect(left.line.duration_sec).toBeGreaterThan(0);
    expect(await openSessions()).toEqual([]);
    expect((await run(['leave', '--session-id', id])).line).toMatchObject({
      closed: true,
      already_closed: true,
    });
    expect((await run(['leave'])).line).toMatchObject({ ok: true, closed: true, session_id: null });
  });

  test('is one life however often and however spelled the meeting is joined', async () => {
    const { run, join, sameMeeting, openSessions } = await open();
    const both = await Promise.all([run(join), run(sameMeeting)]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(both.map(({ line }) => line.reused).sort()).toEqual([false, true]);
    expect(new Set(both.map(({ line }) => line.session_id)).size).toBe(1);
    expect(await openSessions()).toHaveLength(1);
  });

  test('is told apart from another by its id only when two are live', async () => {
    const { run, join, otherMeeting, openSessions } = await open();
    await run(join);
    await run(otherMeeting);
    expect(await run(['leave'])).toMatchObject({
      exitCode: 2,
      line: { error: { code: 'session_ambiguous' } },
    });
    expect(await openSessions()).toHaveLength(2);
    expect(await run(['leave', '--all'])).toMatchObject({ exitCode: 0, line: { closed: true } });
    expect(await openSessions()).toEqual([]);
  });

  test('is recorded as over when the meeting ends, and a new join starts a new one', async () => {
    const { run, join, endSession } = await open();
    const { line } = await run(join);
    await endSession(String(line.session_id));
    expect((await run(['status', '--session-id', String(line.session_id)])).line.status).toBe('closed');
    const again = await run(join);
    expect(again.line).toMatchObject({ ok: true, reused: false });
    expect(again.line.session_id).not.toBe(line.session_id);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends when %s comes while it starts', async (signal, exit) => {
    const { interrupt, join, openSessions } = await open();
    const { exitCode, line } = await interrupt(join, signal);
    expect(exitCode).toBe(exit);
    expect(line).toMatchObject({ ok: false, closed: true });
    expect(await openSessions()).toEqual([]);
  });
});
