import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { goodJoin, openScene, type Scene } from './scene.ts';
import { journalText } from './watching.ts';

/** Waits take no time; what is asked for several times is asked at once. */
const quick = () => ({ clock: new VirtualClock() });
const sessionRoutes = ['session', 'deleteSession', 'sessionNotes'] as const;
const ofGateway = { kind: 'status', status: 404, body: '<h1>404 Not Found</h1><hr>nginx' } as const;
const ofService = { kind: 'status', status: 404, body: { error: { message: 'session not found' } } } as const;

async function joined(options = {}): Promise<{ scene: Scene; id: string }> {
  const scene = await openScene(options);
  const { line } = await scene.runHere([...goodJoin, '--no-guard']);
  return { scene, id: String(line.session_id) };
}

/** Everything in the journal is of so many seconds ago. */
async function age(scene: Scene, seconds: number): Promise<void> {
  for (const file of await scene.journalFiles()) {
    const lines = (await readFile(file, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const older = lines.map(({ at, uptime_sec, ...rest }) => ({
      at: new Date(Date.parse(at) - seconds * 1000).toISOString(),
      uptime_sec: uptime_sec - seconds,
      ...rest,
    }));
    await writeFile(file, older.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

describe('a service that answers 404 for a while', () => {
  test.each([
    ['its gateway', ofGateway],
    ['the service', ofService],
  ])('closes nothing: neither for status, leave nor join, when it is %s', async (_name, fault) => {
    const { scene, id } = await joined();
    for (const route of sessionRoutes) scene.api.fault(route, fault);
    const asked = await scene.runHere(['status'], quick());
    expect(asked.line).toMatchObject({
      ok: true,
      status: 'unknown',
      warnings: [{ code: 'session_missing' }],
    });
    for (const argv of [['leave'], ['leave', '--all'], ['leave', '--session-id', id]]) {
      const left = await scene.runHere(argv, quick());
      expect([left.exitCode, left.line.closed]).toEqual([3, false]);
    }
    const again = await scene.runHere(goodJoin, quick());
    expect([again.exitCode, again.line.error?.code]).toEqual([4, 'session_unknown']);
    expect(scene.api.sessions).toHaveLength(1);
    expect((await scene.runHere(['sessions'])).line.sessions).toMatchObject([
      { live: true, missing_since: expect.any(String) },
    ]);
    scene.api.heal();
    expect((await scene.runHere(['leave'], quick())).line).toMatchObject({ ok: true, closed: true });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('is believed after a minute, when the service itself says so', async () => {
    const { scene } = await joined({ closedAnswer: 'gone' });
    scene.api.sessions[0]?.become({ gone: true });
    expect((await scene.runHere(['leave'], quick())).line).toMatchObject({
      closed: false,
      status: 'unknown',
    });
    await age(scene, 61);
    const left = await scene.runHere(['leave'], quick());
    expect(left.line).toMatchObject({ closed: true, already_closed: true });
    expect(left.line.warnings.map(({ code }) => code)).toContain('ended_before');
  });

  test('is not believed after an hour, when it is the gateway that says so', async () => {
    const { scene } = await joined();
    for (const route of sessionRoutes) scene.api.fault(route, ofGateway);
    await scene.runHere(['status'], quick());
    await age(scene, 3600);
    expect((await scene.runHere(['status'], quick())).line.status).toBe('unknown');
    expect((await scene.runHere(['leave'], quick())).line.closed).toBe(false);
  });

  test('is not believed after an hour, while it answers nothing else either', async () => {
    const { scene } = await joined();
    for (const route of sessionRoutes) scene.api.fault(route, ofService);
    scene.api.fault('balance', { kind: 'status', status: 503 });
    await scene.runHere(['status'], quick());
    await age(scene, 3600);
    expect((await scene.runHere(['status'], quick())).line.status).toBe('unknown');
  });

  test('starts again if the session was seen in between', async () => {
    const { scene } = await joined();
    for (const route of sessionRoutes) scene.api.fault(route, ofService);
    await scene.runHere(['status'], quick());
    await age(scene, 3600);
    scene.api.heal();
    expect((await scene.runHere(['status'])).line.status).toBe('ready');
    for (const route of sessionRoutes) scene.api.fault(route, ofService);
    expect((await scene.runHere(['status'], quick())).line.status).toBe('unknown');
  });
});

describe('a DELETE', () => {
  test.each([
    ['ready', { status: 'ready' }],
    ['in the lobby', { status: 'pending' }],
    ['in an error', { status: 'error' }],
  ])('that lies is found out: the session says that it is %s', async (_name, step) => {
    const { scene } = await joined();
    scene.api.sessions[0]?.become(step);
    scene.api.fault('deleteSession', { kind: 'lie' });
    const left = await scene.runHere(['leave'], quick());
    expect([left.exitCode, left.line.error?.code, left.line.closed]).toEqual([3, 'close_failed', false]);
    expect(await journalText(scene)).not.toContain('"event":"closed"');
  });

  test('that takes 8 s and rolls back when its caller hangs up is waited for', async () => {
    const { scene } = await joined();
    scene.api.fault('deleteSession', { kind: 'slow', ms: 8000 });
    expect((await scene.runHere(['leave'])).line).toMatchObject({ ok: true, closed: true });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('is one request and one look when nothing is wrong', async () => {
    const { scene } = await joined();
    const before = scene.api.requests.length;
    await scene.runHere(['leave', '--no-notes']);
    const routes = scene.api.requests.slice(before).map(({ route }) => route);
    expect(routes).toEqual(['deleteSession', 'session']);
  });

  test('is sent for a session that is named, whatever the journal says of it', async () => {
    const { scene, id } = await joined();
    const [file = ''] = await scene.journalFiles();
    const closed = { at: new Date().toISOString(), event: 'closed', confirmed_by: 'gone' };
    await writeFile(file, `${await readFile(file, 'utf8')}\n${JSON.stringify(closed)}\n`);
    expect((await scene.runHere(['sessions'])).line.sessions).toEqual([]);
    expect((await scene.runHere(['leave', '--session-id', id])).line).toMatchObject({ closed: true });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('that does not close what the journal calls closed brings the session back', async () => {
    const { scene, id } = await joined();
    const [file = ''] = await scene.journalFiles();
    const closed = { at: new Date().toISOString(), event: 'closed', confirmed_by: 'gone' };
    await writeFile(file, `${await readFile(file, 'utf8')}\n${JSON.stringify(closed)}\n`);
    scene.api.fault('deleteSession', { kind: 'lie' });
    expect((await scene.runHere(['leave', '--session-id', id], quick())).line).toMatchObject({
      ok: false,
      closed: false,
    });
    expect((await scene.runHere(['sessions'])).line.sessions).toMatchObject([{ live: true }]);
  });
});

describe('a key of another account', () => {
  test('closes nothing, however late', async () => {
    const { scene, id } = await joined();
    const env = { PIKA_DEV_KEY: scene.api.addKey('another account') };
    await age(scene, 2 * 3600);
    for (const argv of [['leave'], ['leave', '--all'], ['leave', '--session-id', id]]) {
      const left = await scene.runHere(argv, { ...quick(), env });
      expect([left.exitCode, left.line.closed]).toEqual([3, false]);
    }
    const swept = await scene.runHere(['sessions', '--sweep'], { ...quick(), env });
    expect(swept.line).toMatchObject({ ok: false, swept: [{ closed: false }] });
    expect(await journalText(scene)).not.toContain('"event":"closed"');
    expect((await scene.runHere(['sessions', '--sweep'], quick())).line).toMatchObject({
      swept: [{ closed: true }],
    });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('closes nothing where a DELETE of anyone is answered as if it had worked', async () => {
    const { scene } = await joined();
    const env = { PIKA_DEV_KEY: scene.api.addKey('another account') };
    scene.api.fault('deleteSession', { kind: 'lie' });
    expect((await scene.runHere(['leave'], { ...quick(), env })).line).toMatchObject({ closed: false });
  });

  test('of a replaced key of the same account closes', async () => {
    const { scene } = await joined({ closedAnswer: 'gone' });
    const env = { PIKA_DEV_KEY: scene.api.addKey() };
    scene.api.revokeKey(scene.api.key);
    expect((await scene.runHere(['leave'], { ...quick(), env })).line).toMatchObject({
      ok: true,
      closed: true,
    });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('tells nothing of a session that only another machine knows', async () => {
    const { scene, id } = await joined();
    const other = await openScene();
    const env = { ...scene.api.environment, PIKA_DEV_KEY: scene.api.addKey('another account') };
    const left = await other.runHere(['leave', '--session-id', id], { ...quick(), env });
    expect([left.exitCode, left.line.error?.code, left.line.closed]).toEqual([3, 'not_found', null]);
    expect(scene.api.openSessions()).toHaveLength(1);
  });
});

describe('a join whose answer was lost', () => {
  test.each([
    ['cut', { kind: 'lostAnswer' }],
    ['500', { kind: 'status', status: 500, acts: true }],
    ['503', { kind: 'status', status: 503, acts: true, headers: { 'retry-after': '1' } }],
    ['508', { kind: 'status', status: 508, acts: true }],
    ['408', { kind: 'status', status: 408, acts: true }],
  ] as const)('is unknown for ever: %s', async (_name, fault) => {
    const scene = await openScene();
    scene.api.fault('createSession', fault, 1);
    const lost = await scene.runHere([...goodJoin, '--no-guard', '--max-minutes', '5'], quick());
    expect(lost.line).toMatchObject({ closed: false, status: 'unknown', error: { retryable: false } });
    await age(scene, 30 * 24 * 3600);
    const listed = await scene.runHere(['sessions']);
    expect(listed.line.sessions).toMatchObject([{ status: 'unknown' }]);
    expect((await scene.runHere(['leave', '--all'])).line).toMatchObject({ ok: false, closed: false });
    expect((await scene.runHere(goodJoin, quick())).line.error?.code).toBe('session_unknown');

    const [{ record_id = '' } = {}] = listed.line.sessions as { record_id: string }[];
    const forgotten = await scene.runHere(['sessions', '--forget', record_id]);
    expect(forgotten.line).toMatchObject({ ok: true, forgotten: record_id, sessions: [] });
    expect((await scene.runHere(['leave', '--all'])).line).toMatchObject({ ok: true, closed: true });
    expect((await scene.runHere([...goodJoin, '--no-guard'])).line).toMatchObject({ ok: true });
  });

  test('is the only one that is forgotten: what runs must be left', async () => {
    const { scene, id } = await joined();
    const refused = await scene.runHere(['sessions', '--forget', id]);
    expect([refused.exitCode, refused.line.error?.code]).toEqual([2, 'usage']);
    expect((await scene.runHere(['sessions', '--forget', 'nothing'])).line.error?.code).toBe(
      'session_not_found',
    );
    expect((await scene.runHere(['sessions'])).line.sessions).toMatchObject([{ live: true }]);
  });
});
