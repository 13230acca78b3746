import { expect, test } from 'vitest';
import { VoiceLine } from '../../../scripts/engine/media/voice-line.ts';
import { Talk } from '../../../scripts/engine/performer/talk.ts';
import type { SpeechAdapter } from '../../../scripts/engine/speech/adapter.ts';
import { Speech } from '../../../scripts/engine/speech/speech.ts';
import { until } from '../engine-scene.ts';

/** Ten milliseconds of sound for each sentence. */
const voice: SpeechAdapter = {
  name: 'test',
  fidelity: 'stock',
  speaks: () => true,
  async *speak() {
    yield { pcm: new Int16Array(480).fill(1000), sampleRate: 48_000 };
  },
};

test('what goes first is said after the sentence that is being said, and the rest goes on behind it', async () => {
  const line = new VoiceLine();
  const captions: string[] = [];
  const ended: string[] = [];
  const talk = new Talk({
    line,
    speech: new Speech([voice], () => {}),
    voice: { language: 'en-US' },
    events: {
      report(report) {
        if (report.type === 'caption') captions.push(report.text);
        if (report.type === 'say_ended') ended.push(report.id);
      },
      silent() {},
      track() {},
      silence() {},
    },
  });
  let at = 0;
  const play = () => {
    at += 10;
    line.next(at);
  };
  const playUntil = (count: number) =>
    until(`${count} captions`, () => {
      if (captions.length < count) play();
      return captions.length >= count || undefined;
    });
  const say = (id: string, text: string, first: boolean) =>
    talk.say({ type: 'say', id, text, interrupt: false, first, mood: 'neutral' });
  say('brain', 'One is here. Two is here. Three is here. Four is here. Five is here.', false);
  say('brain again', 'Six is here.', false);
  await playUntil(1);
  say('owner', 'Excuse me. It is late.', true);
  say('owner again', 'Thank you.', true);
  await playUntil(9);
  play();
  play();
  expect(captions.indexOf('Excuse me.')).toBeLessThanOrEqual(3);
  expect(captions.filter((text) => !text.includes('here'))).toEqual([
    'Excuse me.',
    'It is late.',
    'Thank you.',
  ]);
  const start = captions.indexOf('Excuse me.');
  expect(captions.slice(start, start + 3)).toEqual(['Excuse me.', 'It is late.', 'Thank you.']);
  expect(captions.filter((text) => text.includes('here'))).toEqual(
    ['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((word) => `${word} is here.`),
  );
  await until('all ends', () => ended.length === 4 || undefined);
  expect(ended).toEqual(['owner', 'owner again', 'brain', 'brain again']);
});
