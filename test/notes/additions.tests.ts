import { describe, expect, test } from 'vitest';
import { openDesk, readNotes } from './notes-scene.ts';
import { sampleAdditions } from './sample-meeting.ts';

const quote = "I'll port the import fix to the export by Wednesday";
const add = (value: unknown) => ({ stdin: JSON.stringify(value) });

describe('what the agent adds', () => {
  test('is kept with where each quote was said, and survives every later run', async () => {
    const desk = await openDesk();
    const { line } = await desk.run(['--add', '-'], add(sampleAdditions));
    expect(line).toMatchObject({ ok: true, candidates: [] });
    await desk.run([]);
    const notes = await readNotes(desk.cwd);
    expect(notes.action_items[0]).toEqual({
      text: 'Port the import fix to the export',
      owner: 'Ben Okafor',
      due: 'Wednesday',
      done: false,
      evidence: { quote, start_sec: 76, speaker: 'Ben Okafor' },
    });
    expect(notes.summary).toBe(sampleAdditions.summary);
    expect(notes.chapters.map(({ title }) => title)).toEqual(
      sampleAdditions.chapters.map(({ title }) => title),
    );
    expect(notes.added.toSorted()).toEqual(['action_items', 'chapters', 'decisions', 'summary']);
    expect(notes.source).toContain('agent');
    expect(notes.missing).toEqual({});
  });

  test.each([
    ['in other case and spacing', quote.toUpperCase().replaceAll(' ', ' \n ')],
    ['with typographic marks', quote.replace("'", '’')],
    ['across two lines', "if the second candidate's tests are green. Agreed."],
  ])('may quote %s', async (_name, evidence) => {
    const desk = await openDesk();
    const { line } = await desk.run(['--add', '-'], add({ decisions: [{ text: 'Done', evidence }] }));
    expect(line.ok).toBe(true);
  });

  test.each([
    [
      'a quote that was not said',
      { action_items: [{ text: 'x', evidence: 'I promise you the moon' }] },
      'I promise you the moon',
    ],
    ['a quote that proves nothing', { action_items: [{ text: 'x', evidence: 'a' }] }, 'too short'],
    ['an item without a quote', { action_items: [{ text: 'Fly to the moon' }] }, 'Fly to the moon'],
    ['a decision as bare text', { decisions: ['Fly to the moon'] }, 'Fly to the moon'],
    ['a chapter after the end', { chapters: [{ start_sec: 9999, title: 'Afterlife' }] }, 'Afterlife'],
    ['an unknown field', { sumary: 'x' }, 'sumary'],
    ['nothing', {}, 'holds nothing'],
  ])('is refused with %s, and nothing is changed', async (_name, value, words) => {
    const desk = await openDesk();
    const before = await readNotes(desk.cwd);
    const { line, exitCode } = await desk.run(['--add', '-'], add(value));
    expect(exitCode).toBe(2);
    expect(line.error).toMatchObject({ code: 'text_invalid', message: expect.stringContaining(words) });
    expect(await readNotes(desk.cwd)).toEqual(before);
  });

  test('is refused when it is not JSON', async () => {
    const { line } = await (await openDesk()).run(['--add', '-'], { stdin: '# Summary' });
    expect(line.error).toMatchObject({ code: 'text_invalid', message: expect.stringContaining('not JSON') });
  });

  test('needs no quotes where there is no transcript, and may not give any', async () => {
    const desk = await openDesk([]);
    const quoted = await desk.run(['--add', '-'], add({ action_items: [{ text: 'x', evidence: quote }] }));
    expect(quoted.line.error?.message).toContain('there is no transcript');
    const { line } = await desk.run(
      ['--add', '-'],
      add({ decisions: ['Ship it'], action_items: [{ text: 'Ship' }] }),
    );
    expect(line).toMatchObject({ ok: true, decisions: ['Ship it'] });
  });

  test('is tried out with --dry-run, which changes nothing', async () => {
    const desk = await openDesk();
    const before = await readNotes(desk.cwd);
    const { line } = await desk.run(['--add', '-', '--dry-run'], add(sampleAdditions));
    expect(line).toMatchObject({ ok: true, summary: sampleAdditions.summary });
    expect(await readNotes(desk.cwd)).toEqual(before);
  });
});
