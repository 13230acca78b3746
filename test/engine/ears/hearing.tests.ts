import { describe, expect, test } from 'vitest';
import {
  EchoDetector,
  greatestLikeness,
  heardSeconds,
  SoundMemory,
  saidSeconds,
} from '../../../scripts/engine/ears/acoustic-echo.ts';
import { Listener } from '../../../scripts/engine/ears/listener.ts';
import type { Recognition, Transcriber } from '../../../scripts/engine/ears/transcriber.ts';
import { Turn, type TurnEvent } from '../../../scripts/engine/ears/turn.ts';
import { VoiceActivity } from '../../../scripts/engine/ears/voice-activity.ts';
import { RecordedLines } from '../../../scripts/engine/speech/recorded-lines.ts';
import { Resampler } from '../../../scripts/engine/speech/resampler.ts';

const rate = 16_000;
const frameSamples = 160;

/** Speech that comes with the package, at 16 kHz. */
async function recordedSpeech(text: string): Promise<Int16Array> {
  const lines = (await RecordedLines.open()) as RecordedLines;
  const options = { voice: { language: 'en' }, signal: new AbortController().signal };
  for await (const { pcm } of lines.speak(text, options)) return pcm;
  throw new Error('nothing was recorded');
}

/** Noise from a fixed seed. */
function noise(seconds: number, amplitude: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: Math.round(seconds * rate) }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.round((state / 0x40000000 - 1) * amplitude);
  });
}

const silence = (seconds: number) => new Int16Array(Math.round(seconds * rate));
const joined = (...parts: Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]));
const mixed = (a: Int16Array, b: Int16Array) => a.map((sample, i) => sample + (b[i] ?? 0));

function activityOf(samples: Int16Array): boolean[] {
  const activity = new VoiceActivity();
  const found: boolean[] = [];
  for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
    found.push(activity.isSpeech(samples.subarray(at, at + frameSamples)));
  }
  return found;
}

const share = (flags: boolean[]) => flags.filter(Boolean).length / flags.length;

describe('voice activity', () => {
  test('silence, a quiet room and a loud fan are not speech', () => {
    expect(share(activityOf(silence(2)))).toBe(0);
    expect(share(activityOf(noise(2, 60)))).toBe(0);
    const fan = activityOf(noise(12, 1500));
    expect(share(fan.slice(-200))).toBe(0);
  });

  test('speech is detected in a quiet room and over a fan', async () => {
    const speech = await recordedSpeech('The release goes out on Thursday.');
    expect(share(activityOf(joined(noise(1, 40), speech)).slice(100))).toBeGreaterThan(0.6);
    const room = noise(3 + speech.length / rate, 300);
    const talk = mixed(room, joined(silence(3), speech));
    expect(share(activityOf(talk).slice(300))).toBeGreaterThan(0.5);
  });
});

describe('turns', () => {
  function run(pattern: [boolean, number][], silenceMs = 500): { event: TurnEvent; at: number }[] {
    const turn = new Turn(silenceMs);
    const events: { event: TurnEvent; at: number }[] = [];
    let at = 0;
    for (const [isSpeech, ms] of pattern) {
      for (let i = 0; i < ms / 10; i++) {
        at += 10;
        const event = turn.push(isSpeech, at);
        if (event) events.push({ event, at });
      }
    }
    return events;
  }

  test('120 ms of speech start one, silence ends it, and both instants are reported', () => {
    expect(
      run([
        [false, 300],
        [true, 1000],
        [false, 600],
      ]),
    ).toEqual([
      { event: { type: 'began', startedAt: 300 }, at: 420 },
      { event: { type: 'paused' }, at: 1550 },
      { event: { type: 'ended', startedAt: 300, endedAt: 1300 }, at: 1800 },
    ]);
  });

  test('a click, a key and a short cough start none', () => {
    expect(
      run([
        [true, 100],
        [false, 400],
        [true, 60],
        [false, 400],
        [true, 30],
        [false, 100],
      ]),
    ).toEqual([]);
  });

  test('a pause to think does not end one', () => {
    const types = run([
      [true, 400],
      [false, 400],
      [true, 400],
      [false, 600],
    ]).map(({ event }) => event.type);
    expect(types).toEqual(['began', 'paused', 'resumed', 'paused', 'ended']);
  });

  test('a single noise in the silence does not prolong it', () => {
    const events = run([
      [true, 400],
      [false, 300],
      [true, 20],
      [false, 300],
    ]);
    expect(events.at(-1)?.event.type).toBe('ended');
  });
});

describe('the bot’s own voice', () => {
  const lineOne = 'The release goes out on Thursday.';
  const lineTwo = 'Two tests are still failing, and they come first.';

  function remember(said: Int16Array, heard: Int16Array): boolean {
    const saidMemory = new SoundMemory(48_000, saidSeconds);
    saidMemory.push(new Resampler(16_000, 48_000).push(said));
    const heardMemory = new SoundMemory(16_000, heardSeconds);
    heardMemory.push(heard);
    return new EchoDetector().isEcho(heardMemory, saidMemory, 0);
  }

  /** What a microphone picks up from a loudspeaker: later, softer, with the room's reflections and noise. */
  function throughRoom(samples: Int16Array, delayMs: number): Int16Array {
    const delayed = joined(silence(delayMs / 1000), samples).subarray(0, samples.length);
    const reflected = joined(silence(0.011), delayed).subarray(0, samples.length);
    const room = noise(samples.length / rate, 60);
    return delayed.map((s, i) => Math.round(0.3 * s + 0.12 * (reflected[i] ?? 0) + (room[i] ?? 0)));
  }

  test.each([80, 200, 400, 600])('is recognized when it comes back after %i ms', async (delayMs) => {
    const said = (await recordedSpeech(lineTwo)).subarray(0, rate * 1.4);
    expect(remember(said, throughRoom(said, delayMs))).toBe(true);
  });

  /** How often a guest's speech is mistaken for what the bot says at the same time. */
  function mistakes(said: Int16Array, guest: Int16Array): number {
    const found: boolean[] = [];
    for (let end = rate * 0.4; end < Math.min(said.length, guest.length); end += rate * 0.1) {
      found.push(remember(said.subarray(0, end + rate * 0.3), guest.subarray(0, end)));
    }
    expect(found.length).toBeGreaterThan(8);
    return share(found);
  }

  test('is told apart from a guest who speaks at the same time', async () => {
    const said = await recordedSpeech(lineTwo);
    const guest = new Resampler(20_000, 16_000).push(await recordedSpeech(lineOne));
    expect(mistakes(said, guest)).toBeLessThan(0.1);
  });

  test('silence resembles nothing', () => {
    expect(greatestLikeness(new Float32Array(800), new Float32Array(4000))).toBe(0);
  });
});

describe('listening to a guest', () => {
  class Scribe implements Transcriber {
    readonly name = 'scribe';
    readonly isEager: boolean;
    lengths: number[] = [];
    canceled = 0;
    constructor(isEager: boolean) {
      this.isEager = isEager;
    }
    warmUp(): void {}
    close(): void {}
    open(): Recognition {
      let length = 0;
      return {
        write: (samples) => {
          length += samples.length;
        },
        finish: async () => {
          this.lengths.push(length / rate);
          return `part ${this.lengths.length}`;
        },
        cancel: () => {
          this.canceled += 1;
        },
      };
    }
  }

  function listenTo(samples: Int16Array, scribe: Scribe, said?: SoundMemory) {
    const log: string[] = [];
    const utterances: { text: string; startedAt: number; endedAt: number }[] = [];
    const listener = new Listener({
      turnSilenceMs: 500,
      transcriber: scribe,
      botSound: () => said,
      events: {
        speaking: (active) => log.push(active ? 'speaks' : 'silent'),
        began: () => log.push('began'),
        utterance: (text, startedAt, endedAt) => utterances.push({ text, startedAt, endedAt }),
        problem: (error) => log.push(error.message),
      },
    });
    for (let at = 0; at < samples.length; at += 160) {
      listener.hear(samples.subarray(at, at + 160), rate, (at / rate) * 1000 + 1);
    }
    return { log, utterances, listener };
  }

  test('a turn becomes one utterance, with the instants of its speech', async () => {
    const speech = await recordedSpeech('The release goes out on Thursday.');
    const scribe = new Scribe(false);
    const { log, utterances } = listenTo(joined(noise(1, 30), speech, noise(1, 30)), scribe);
    await new Promise(setImmediate);
    expect(log).toEqual(['speaks', 'began', 'silent']);
    expect(utterances).toHaveLength(1);
    expect(utterances[0]?.startedAt).toBeGreaterThan(950);
    expect(utterances[0]?.startedAt).toBeLessThan(1200);
    const speechEnd = 1000 + (speech.length / rate) * 1000;
    expect(Math.abs((utterances[0]?.endedAt ?? 0) - speechEnd)).toBeLessThan(300);
    // Nothing of the first word is lost: sound before the onset is included.
    expect(scribe.lengths[0]).toBeGreaterThan(speech.length / rate);
  });

  test('a local recognizer is asked at every pause, and the parts are joined', async () => {
    const one = await recordedSpeech('Is there anything else?');
    const two = await recordedSpeech('The release goes out on Thursday.');
    const scribe = new Scribe(true);
    const { utterances } = listenTo(joined(one, noise(0.25, 20), two, noise(1, 20)), scribe);
    await new Promise(setImmediate);
    expect(utterances.map(({ text }) => text)).toEqual(['part 1 part 2']);
  });

  test('a guest who leaves in the middle of a word is forgotten', async () => {
    const speech = await recordedSpeech('The release goes out on Thursday.');
    const scribe = new Scribe(false);
    const { log, utterances, listener } = listenTo(speech.subarray(0, rate), scribe);
    listener.close();
    expect(log).toEqual(['speaks', 'began', 'silent']);
    expect(scribe.canceled).toBe(1);
    expect(utterances).toEqual([]);
  });

  test('the echo of the bot is not a turn', async () => {
    const speech = await recordedSpeech('Two tests are still failing, and they come first.');
    const said = new SoundMemory(16_000, 4);
    said.push(speech);
    const { log } = listenTo(joined(noise(0.5, 20), speech), new Scribe(false), said);
    expect(log).toEqual([]);
  });
});
