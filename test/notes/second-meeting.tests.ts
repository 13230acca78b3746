import { expect, test } from 'vitest';
import { goodJoin, meetLink } from '../meeting/scene.ts';
import { joinedScene } from './notes-scene.ts';
import { localNotesOf, sampleAdditions } from './sample-meeting.ts';

test('the briefing for the second meeting names the people and the open items of the first', async () => {
  const { scene } = await joinedScene({ notes: { inDelete: { notes: localNotesOf() } } });
  await scene.run(['leave']);
  const added = await scene.run(['notes', '--add', '-'], { stdin: JSON.stringify(sampleAdditions) });
  expect(added.line.ok).toBe(true);
  const { line } = await scene.run(['context', '--name', 'Ada', '--for', meetLink, '--preview']);
  const briefing = JSON.stringify(line);
  expect(line.ok).toBe(true);
  expect(briefing).toContain('Ben Okafor');
  expect(briefing).toContain('Port the import fix to the export');
  expect(briefing).not.toContain('Collect the interview feedback');
  expect((await scene.run(goodJoin)).line.ok).toBe(true);
});
