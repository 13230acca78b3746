import { expect, test } from 'vitest';
import type { VisemeTrack } from '../../../scripts/engine/face/motion/visemes.ts';
import { Mouth } from '../../../scripts/engine/performer/mouth.ts';

const rate = 16_000;

function trackOf(text: string, phones?: string): VisemeTrack | undefined {
  const shown: VisemeTrack[] = [];
  const mouth = new Mouth({ text, mood: 'warm' }, (track) => shown.push(track));
  mouth.start(1e12);
  const phonemes = phones?.split(' ').map((phone, i) => ({ phone, end: 0.1 * (i + 1) }));
  mouth.add({ pcm: new Int16Array(rate).fill(5000), sampleRate: rate, ...(phonemes && { phonemes }) });
  return shown.at(-1);
}

test.each(['hh ax l ow', undefined])(
  'a sentence has its mood, by phonemes (%s) or by its sound',
  (phones) => {
    expect(trackOf('Hello.', phones)).toMatchObject({ mood: 'warm', isQuestion: false });
  },
);

test.each(['Is it late?', 'He asked "Is it late?"', '遅いですか？', 'هل تأخر الوقت؟', 'Really?!'])(
  '%s asks',
  (text) => {
    expect(trackOf(text, 'hh ax l ow')?.isQuestion).toBe(true);
  },
);

test.each(['It is late.', 'Why? It is late.', ''])('%j does not ask at its end', (text) => {
  expect(trackOf(text, 'hh ax l ow')?.isQuestion).toBe(false);
});
