import { describe, expect, test } from 'vitest';
import { withoutPasscode } from '../../scripts/link/shown-link.ts';
import { goodJoin, openScene } from './scene.ts';
import { journalText } from './watching.ts';

describe('a link that lets its reader in', () => {
  test.each([
    ['https://us02web.zoom.us/j/89012345678?pwd=aBcDeF.1', 'https://us02web.zoom.us/j/89012345678'],
    ['https://zoom.us/w/12345678901?pwd=a&tk=token&from=x', 'https://zoom.us/w/12345678901?from=x'],
    ['https://zoom.us/j/123456789#pwd=secret', 'https://zoom.us/j/123456789'],
    ['https://meet.google.com/abc-defg-hij', 'https://meet.google.com/abc-defg-hij'],
    ['local:rehearsal', 'local:rehearsal'],
    ['not a link', 'not a link'],
  ])('is shown without that: %s', (link, shown) => {
    expect(withoutPasscode(link)).toBe(shown);
  });

  test('is sent whole, and neither printed nor kept', async () => {
    const scene = await openScene();
    const link = 'https://us02web.zoom.us/j/89012345678?pwd=aBcDeFcanary.1';
    const join = goodJoin.map((word) => (word.startsWith('https:') ? link : word));
    const printed = [
      await scene.runHere([...join, '--dry-run']),
      await scene.runHere([...join, '--no-guard']),
      await scene.runHere(['sessions']),
      await scene.runHere(['status']),
    ];
    expect(scene.api.sessions[0]?.fields.meet_url).toBe(link);
    for (const { stdout, stderr } of printed) expect(stdout + stderr).not.toContain('canary');
    expect(await journalText(scene)).not.toContain('canary');
    expect(printed.at(-1)?.line.meet_url).toBe('https://us02web.zoom.us/j/89012345678');
  });
});
