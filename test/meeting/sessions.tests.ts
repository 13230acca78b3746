import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../scripts/meeting/journal/journal.ts';
import { sampleIntent } from './sample-intent.ts';
import { goodJoin, openScene, type Scene } from './scene.ts';

const yearMs = 365 * 86_400_000;

/** As a clock that is wrong by so much has written test. */
async function shiftClock(scene: Scene, ms: number, keepUptime: boolean): Promise<void> {
  const [file = ''] = await scene.journalFiles();
  const lines = (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const shifted = lines.map(({ at, uptime_sec, ...rest }) => ({
    at: new Date(Date.parse(at) + ms).toISOString(),
    ...(keepUptime && { uptime_sec: uptime_sec - 120 }),
    ...rest,
  }));
  await writeFile(file, shifted.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

describe('sessions', () => {
  test('says when it does not show all', async () => {
    const scene = await openScene();
    const journal = new Journal(path.join(scene.home, '.pika'));
    for (let count = 0; count < 23; count += 1) {
      const key = await journal.begin(sampleIntent, Date.now(), () => count / 23);
      await journal.append(key, { event: 'created', session_id: `ses_${count}` }, Date.now());
    }
    const { line } = await scene.runHere(['sessions']);
    expect(line.sessions).toHaveLength(20);
    expect(line).toMatchObject({ total: 23, warnings: [{ code: 'not_all_shown' }] });
    const all = await scene.runHere(['sessions', '--limit', '23']);
    expect(all.line).toMatchObject({ total: 23, warnings: [] });
  });

  test.each([
    ['and the uptime tells how old the session is', true],
    ['and nothing tells how old the session is', false],
  ])('--sweep closes what a clock a year ahead has begun, %s', async (_name, keepUptime) => {
    const scene = await openScene();
    await scene.runHere([...goodJoin, '--no-guard', '--max-minutes', '1']);
    await shiftClock(scene, yearMs, keepUptime);
    const { line: before } = await scene.runHere(['sessions']);
    expect(before.sessions).toMatchObject([{ live: true, cost_usd: expect.any(Number) }]);
    const [{ cost_usd = 0 } = {}] = before.sessions as { cost_usd: number }[];
    expect(cost_usd).toBeGreaterThan(0.2);
    expect((await scene.runHere(['sessions', '--sweep'])).line).toMatchObject({ swept: [{ closed: true }] });
    expect(scene.api.openSessions()).toEqual([]);
  });
});
