import { describe, expect, test } from 'vitest';
import { systemClock } from '../../scripts/base/clock.ts';
import { goodJoin, openScene } from '../meeting/scene.ts';
import { foldersOf, readNotes } from './notes-scene.ts';

const hoursMs = 3 * 3_600_000;

/** The machine's clock, set ahead or back by some milliseconds. */
const clockOff = (ms: number) => ({ ...systemClock, now: () => systemClock.now() + ms });

async function joined(notes: object) {
  const scene = await openScene({ script: [{ status: 'ready' }], notes: { inDelete: { notes } } });
  const { line } = await scene.runHere([...goodJoin, '--no-guard']);
  return { scene, sessionId: String(line.session_id) };
}

/** What a call of some seconds costs, however slow the machine is. */
const shortSec = 120;
const short = expect.toSatisfy((sec: number) => sec >= 0 && sec < shortSec, 'a few seconds');
const cheap = expect.toSatisfy((usd: number) => usd >= 0 && usd < 0.6, 'some cents');

describe('a clock that is set during a meeting changes nothing', () => {
  test.each([hoursMs, -hoursMs])('of what people read: by %d ms', async (ms) => {
    const { scene } = await joined({ summary: 'We ship on Friday.' });
    const clock = clockOff(ms);
    const run = async (...argv: string[]) => (await scene.runHere(argv, { clock })).line;
    const paid = { duration_sec: short, cost_usd: cheap };
    expect(await run('status')).toMatchObject(paid);
    expect(await run('sessions')).toMatchObject({ sessions: [paid] });
    expect(await run('leave')).toMatchObject({ closed: true, ...paid });
    expect(await run('sessions', '--all')).toMatchObject({ sessions: [paid] });
    expect(await run('notes')).toMatchObject(paid);
    const notes = await readNotes(scene.home);
    const lastedMs = Date.parse(notes.ended_at ?? '') - Date.parse(notes.started_at ?? '');
    expect(lastedMs / 1000).toBeCloseTo(notes.duration_sec ?? -1, 1);
    expect(await foldersOf(scene.home)).toHaveLength(1);
  });
});

describe('a service that gives instants and no beginning', () => {
  test('has them counted from when the bot came in, as the length is', async () => {
    const { scene } = await joined({});
    const said = new Date().toISOString();
    scene.api.state.notes = {
      inDelete: { notes: { transcript: [{ speaker: 'Ben', text: 'Hi.', at: said }] } },
    };
    await scene.runHere(['leave']);
    const notes = await readNotes(scene.home);
    const offsetSec = (Date.parse(said) - Date.parse(notes.started_at ?? '')) / 1000;
    expect(notes.transcript[0]?.start_sec).toBeCloseTo(offsetSec, 1);
    expect(notes.duration_sec).toBeGreaterThanOrEqual(offsetSec - 0.1);
  });

  test('by a clock that differs by hours has them counted from the first', async () => {
    const { scene } = await joined({});
    const said = new Date(Date.now() - hoursMs).toISOString();
    scene.api.state.notes = {
      inDelete: { notes: { transcript: [{ speaker: 'Ben', text: 'Hi.', at: said }] } },
    };
    await scene.runHere(['leave']);
    expect((await readNotes(scene.home)).transcript[0]?.start_sec).toBe(0);
  });

  test('is not measured against the clock of this machine', async () => {
    const { scene } = await joined({});
    const started_at = new Date(Date.now() - hoursMs).toISOString();
    scene.api.state.notes = { inDelete: { notes: { started_at, summary: 'Fine.' } } };
    await scene.runHere(['leave']);
    expect(await readNotes(scene.home)).toMatchObject({ started_at, duration_sec: short });
  });
});
