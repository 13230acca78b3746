import { describe, expect, test } from 'vitest';
import { type Figure, figuresOf, isWithin } from '../../../bench/face/figures.ts';
import { Drawing } from '../../../bench/face/seen-face.ts';
import { readSubject } from '../../../bench/face/subjects.ts';

/** Enough of each kind for a line through the points; `npm run bench -- face` draws all of them, on six pictures. */
const extent = { sounds: ['aa', 'eh', 'iy', 'uh', 'k'], yaws: [-8, 8], pitches: [-6, 6], restFrames: 6 };

const inWords = ({ name, value, min, max }: Figure) =>
  `${name}: ${value?.toFixed(2)} (${min ?? ''}..${max ?? ''})`;

describe('what the detector sees in the drawn frames is what was commanded', () => {
  test.each(['portrait', 'mrs-chanler'] as const)('%s', async (name) => {
    const figures = await figuresOf(await Drawing.of(await readSubject(name)), extent);
    const wrong = figures.filter((figure) => !isWithin(figure));
    expect(wrong.map(inWords)).toEqual([]);
  });
});
