import { mkdir, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { canBeUnreadable, journalDamages, unreadable } from '../doubles/journal-damage.ts';
import { goodJoin, openScene } from './scene.ts';

async function damaged(damage: (file: string) => Promise<unknown>) {
  const scene = await openScene();
  await scene.runHere([...goodJoin, '--no-guard']);
  const [file = ''] = await scene.journalFiles();
  await damage(file);
  return { scene, file };
}

const rows = Object.entries(journalDamages);
const withId = rows.filter(([, { keepsId }]) => keepsId);
const others: [string, (file: string) => Promise<unknown>][] = [
  ...rows
    .filter(([, { keepsId }]) => !keepsId)
    .map(([name, { damage }]) => [name, damage] as [string, typeof damage]),
  ...(canBeUnreadable ? [['a file that cannot be read', unreadable] as [string, typeof unreadable]] : []),
  [
    'a folder in its place',
    async (file: string) => {
      await rm(file);
      await mkdir(file);
    },
  ],
];

describe('a damaged journal file', () => {
  test.each(withId)(
    'that still holds the id is a session that can be left: %s',
    async (_name, { damage }) => {
      const { scene } = await damaged(damage);
      expect((await scene.runHere(['sessions'])).line.sessions).toMatchObject([
        { live: true, session_id: 'ses_0001' },
      ]);
      expect((await scene.runHere(['leave', '--all'])).line).toMatchObject({ ok: true, closed: true });
      expect(scene.api.openSessions()).toEqual([]);
      expect((await scene.runHere(['sessions'])).line.sessions).toEqual([]);
    },
  );

  test.each(others)('without the id is an unknown session: %s', async (_name, damage) => {
    const { scene } = await damaged(damage);
    const listed = await scene.runHere(['sessions']);
    expect(listed.line).toMatchObject({
      sessions: [{ status: 'unknown', damaged: true }],
      warnings: [{ code: 'journal_damaged' }],
    });
    for (const argv of [['leave'], ['leave', '--all']]) {
      const left = await scene.runHere(argv);
      expect([left.exitCode, left.line.closed]).toEqual([3, false]);
      expect(left.line.error?.hint).toContain('sessions --forget');
    }
    expect((await scene.runHere(goodJoin)).line).toMatchObject({ ok: false, closed: false });
    expect(scene.api.sessions).toHaveLength(1);
    const [{ record_id = '' } = {}] = listed.line.sessions as { record_id: string }[];
    const forgotten = await scene.runHere(['sessions', '--forget', record_id]);
    expect(forgotten.line).toMatchObject({ ok: true, sessions: [], forgotten: record_id });
    expect((await scene.runHere(['leave', '--all'])).line).toMatchObject({ ok: true, closed: true });
  });

  test('is warned of when another session is left', async () => {
    const { scene } = await damaged(async (file) => writeFile(file, ''));
    await scene.runHere([...goodJoin, '--no-guard', '--again']);
    const { line } = await scene.runHere(['leave']);
    expect(line).toMatchObject({ closed: true, session_id: 'ses_0002' });
    expect(line.warnings.map(({ code }) => code)).toContain('session_unknown');
  });

  test('is closed when it was before the damage', async () => {
    const scene = await openScene();
    await scene.runHere([...goodJoin, '--no-guard']);
    await scene.runHere(['leave']);
    const [file = ''] = await scene.journalFiles();
    await journalDamages['a torn first line']?.damage(file);
    expect((await scene.runHere(['sessions'])).line).toMatchObject({ sessions: [], warnings: [] });
    expect((await scene.runHere(['leave', '--all'])).line).toMatchObject({ ok: true, closed: true });
  });
});
