import { afterEach, expect, test, vi } from 'vitest';
import { instantNow } from '../../scripts/engine/protocol.ts';
import { SessionArchive } from '../../scripts/engine/session/session-archive.ts';
import { SessionStore } from '../../scripts/engine/session/session-store.ts';
import type { SessionFacts } from '../../scripts/service/local/kept-session.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';

const hourMs = 60 * 60_000;

afterEach(() => {
  vi.useRealTimers();
});

async function openRecord() {
  const store = new SessionStore(await temporaryDirectory());
  const facts: SessionFacts = {
    session_id: 'ses_times',
    room: 'daily',
    bot_name: 'Ada (AI)',
    status: 'created',
    error_message: null,
    created_at: new Date().toISOString(),
    ready_at: null,
    ended_at: null,
    participants: [],
    visits_omitted: 0,
    timing: null,
  };
  return new SessionArchive(store, facts, (error) => {
    throw error;
  });
}

async function pass(ms: number): Promise<void> {
  const until = performance.now() + ms;
  await vi.waitUntil(() => performance.now() >= until, { timeout: 20 * ms + 10_000, interval: 5 });
}

const said = { speaker: 'Ben', role: 'guest', channel: 'voice', text: 'Hello.' } as const;

test('lines, start and length count from the moment the bot was in the meeting', async () => {
  const archive = await openRecord();
  await pass(400);
  archive.setStatus('ready');
  const readyAt = performance.now();
  archive.write({ at: instantNow(), ...said });
  const maxSec = (performance.now() - readyAt) / 1000;
  archive.setStatus('closed');
  await archive.saved();
  const { started_at, ended_at, duration_sec, transcript } = await archive.notes();
  const [line] = transcript;
  expect(line?.start_sec).toBeLessThanOrEqual(maxSec + 0.02);
  expect(Date.parse(line?.at ?? '') - Date.parse(started_at)).toBeCloseTo((line?.start_sec ?? 0) * 1000, -2);
  expect(Date.parse(line?.at ?? '')).toBeLessThanOrEqual(Date.parse(ended_at));
  expect(line?.start_sec).toBeLessThanOrEqual(duration_sec + 0.06);
});

test.each([5, -5, 24 * 365])('a clock that jumps by %i hours changes nothing', async (hours) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const archive = await openRecord();
  const created = Date.now();
  archive.setStatus('ready');
  archive.joined('p1', 'Ben', 'guest');
  vi.setSystemTime(created + hours * hourMs);
  archive.write({ at: instantNow(), ...said });
  // As reported by a process that started after the jump.
  archive.write({ at: instantNow() + hours * hourMs, ...said });
  archive.left('p1');
  archive.setStatus('closed');
  await archive.saved();
  const { started_at, ended_at, duration_sec, transcript, participants } = await archive.notes();
  expect(duration_sec).toBeLessThan(600);
  for (const { start_sec } of transcript) expect(start_sec).toBeLessThan(600);
  const instants = [started_at, ended_at, participants[0]?.joined_at, participants[0]?.left_at];
  for (const instant of [...instants, ...transcript.map(({ at }) => at)]) {
    expect(Math.abs(Date.parse(instant ?? '') - created)).toBeLessThan(600_000);
  }
});
