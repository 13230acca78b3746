import { describe, expect, test } from 'vitest';
import { frameSamples, VoiceLine } from '../../../scripts/engine/media/voice-line.ts';
import { Talk } from '../../../scripts/engine/performer/talk.ts';
import type { SayReport } from '../../../scripts/engine/protocol.ts';
import type { SpeechAdapter } from '../../../scripts/engine/speech/adapter.ts';
import { CaptionsOnly } from '../../../scripts/engine/speech/captions-only.ts';
import { Espeak } from '../../../scripts/engine/speech/espeak.ts';
import { Flite } from '../../../scripts/engine/speech/flite.ts';
import { isOnPath } from '../../../scripts/engine/speech/program.ts';
import { Speech } from '../../../scripts/engine/speech/speech.ts';
import { temporaryDirectory } from '../../doubles/temporary-directory.ts';
import { until } from '../engine-scene.ts';

const hasFlite = await isOnPath('flite');
const hasEspeak = await isOnPath('espeak-ng');
const rate = 48_000;

function sounding(name: string, loudness: number): SpeechAdapter {
  return {
    name,
    fidelity: 'stock',
    speaks: (language) => language.startsWith('en'),
    async *speak(sentence) {
      // A tenth of a second for each letter.
      yield { pcm: new Int16Array(sentence.length * 4800).fill(loudness), sampleRate: rate };
    },
  };
}

/** A talk whose line is played by hand, and how loud what came out of it was. */
function scene(...adapters: SpeechAdapter[]) {
  const line = new VoiceLine();
  const said: {
    captions: string[];
    heard: string[];
    silent: string[];
    ended: SayReport[];
    tracks: number[];
    frames: number;
  } = {
    captions: [],
    heard: [],
    silent: [],
    ended: [],
    tracks: [],
    frames: 0,
  };
  const talk = new Talk({
    line,
    speech: new Speech([...adapters, new CaptionsOnly()]),
    voice: { language: 'en-US' },
    events: {
      report(report) {
        if (report.type === 'caption') said.captions.push(report.text);
        if (report.type === 'heard') said.heard.push(report.text);
        if (report.type === 'say_ended') said.ended.push(report);
      },
      silent: (reason) => said.silent.push(reason),
      track: ({ duration }) => said.tracks.push(duration),
      silence() {},
    },
  });
  const play = (frames: number) => {
    for (let i = 0; i < frames; i++) {
      const samples = line.next((said.frames + 1) * 10);
      if (samples.some((sample) => Math.abs(sample) > 300)) said.frames += 1;
    }
  };
  const say = (text: string) =>
    talk.say({ type: 'say', id: 'one', text, interrupt: false, first: false, mood: 'neutral' });
  /** Plays until the first sentence has begun. */
  const begun = () =>
    until('the first sound', () => {
      if (said.captions.length === 0) play(1);
      return said.captions.length > 0 || undefined;
    });
  const ended = () =>
    until('the end', () => {
      play(5);
      return said.ended[0];
    });
  return { talk, said, play, say, begun, ended };
}

describe('an interrupted say', () => {
  test('holds the whole words that were heard, and what was not', async () => {
    const { talk, said, play, say, begun } = scene(sounding('voice', 4000));
    say('Apple bread cheese water. Another sentence.');
    await begun();
    play(130);
    talk.stop('barge_in');
    expect(said.ended).toMatchObject([
      {
        interrupted: true,
        reason: 'barge_in',
        spoken_text: 'Apple bread …',
        unspoken_text: 'cheese water. Another sentence.',
        shown_text: '',
        audible: true,
      },
    ]);
    expect(said.heard).toEqual(['Apple bread …']);
  });

  test('of which 0.13 s were heard holds no words', async () => {
    const { talk, said, play, say, begun } = scene(sounding('voice', 4000));
    say('Apple bread cheese water.');
    await begun();
    play(12);
    talk.stop('asked');
    expect(said.ended).toMatchObject([{ spoken_text: '', unspoken_text: 'Apple bread cheese water.' }]);
    expect(said.heard).toEqual(['…']);
  });

  test('between two sentences holds the first whole', async () => {
    const { talk, said, say, begun, play } = scene(sounding('voice', 4000));
    say('Apple. Bread.');
    await begun();
    await until('the second sentence', () => {
      play(1);
      return said.captions.length === 2 || undefined;
    });
    talk.stop('asked');
    expect(said.ended).toMatchObject([{ spoken_text: 'Apple. …', unspoken_text: 'Bread.' }]);
  });

  test.skipIf(!hasFlite)('is cut where the phonemes of flite say', async () => {
    const { talk, said, say, begun, play } = scene(new Flite(await temporaryDirectory()));
    // flite 2.2 takes 0.37 s for the first word, then pauses for 0.1 s: by its letters alone, two more would have been heard by then.
    say('Yes, and we will talk about the rest of it tomorrow.');
    await begun();
    play(44);
    talk.stop('barge_in');
    expect(said.ended).toMatchObject([
      { spoken_text: 'Yes, …', unspoken_text: 'and we will talk about the rest of it tomorrow.' },
    ]);
  });
});

test('a long sentence is heard clause by clause, each with its own mouth, and reported as one', async () => {
  const adapter = { ...sounding('voice', 4000), isWholeFirst: true };
  const text =
    'After the review on Monday we talked about the release, and we agreed that the failing tests come first.';
  const { said, say, ended } = scene(adapter);
  say(text);
  expect(await ended()).toMatchObject({ spoken_text: text, unspoken_text: '' });
  const parts = text.split(/(?<=,) /);
  expect(said.captions).toEqual(parts);
  expect(said.tracks.map((seconds) => seconds.toFixed(1))).toEqual(
    parts.map(({ length }) => (length / 10).toFixed(1)),
  );
});

describe('a say that nobody can hear', () => {
  test.each(['こんにちは。', 'Привет, мир.', 'مرحبا بالعالم'])(
    '%s is shown and not called spoken',
    async (text) => {
      const { said, say, ended } = scene(sounding('voice', 4000));
      say(text);
      expect(await ended()).toMatchObject({
        interrupted: false,
        audible: false,
        spoken_text: '',
        unspoken_text: text,
        shown_text: text,
        reason: expect.stringMatching(/^no voice here (speaks|can read)/),
      });
      expect(said.frames).toBe(0);
      expect(said.silent).toHaveLength(1);
      expect(said.captions).toEqual([text]);
      expect(said.heard).toEqual([text]);
    },
  );

  test('because its program gives silence goes to the next program', async () => {
    const { said, say, ended } = scene(sounding('mute', 20), sounding('voice', 4000));
    say('Good morning.');
    expect(await ended()).toMatchObject({ audible: true, spoken_text: 'Good morning.', unspoken_text: '' });
    expect(said.frames).toBeGreaterThan(100);
  });

  test.skipIf(!hasFlite || !hasEspeak)('is said by a program that knows its script', async () => {
    const { said, say, ended } = scene(
      new Flite(await temporaryDirectory()),
      (await Espeak.open()) as SpeechAdapter,
    );
    say('Привет, как дела?');
    expect(await ended()).toMatchObject({ audible: true, spoken_text: 'Привет, как дела?' });
    expect(said.frames).toBeGreaterThan(50);
    expect(frameSamples).toBe(480);
  });
});
