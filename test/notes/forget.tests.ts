import { expect, test } from 'vitest';
import { withoutPerson } from '../../scripts/notes/without-name.ts';
import { openDesk, readNotes } from './notes-scene.ts';

test.each([["Ben O'Neil"], ['Ben O’Neil'], ['ben oʼneil']])(
  'a name is forgotten whatever apostrophe it was written with: %s',
  async (name) => {
    const desk = await openDesk([
      { start_sec: 1, speaker: 'Ben O’Neil', text: "I'll send it, says Ben O'Neil." },
      { start_sec: 5, speaker: 'Ada', text: 'Thank you, Ben O’Neil.' },
    ]);
    const notes = withoutPerson(await readNotes(desk.cwd), name);
    expect(JSON.stringify(notes)).not.toMatch(/Neil/i);
  },
);
