import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sampleRate } from '../scripts/engine/media/voice-line.ts';
import { instantNow } from '../scripts/engine/protocol.ts';
import { Flite } from '../scripts/engine/speech/flite.ts';
import { Resampler } from '../scripts/engine/speech/resampler.ts';
import { PerformerForTest } from '../test/doubles/performer-process.ts';
import { benchAvatar } from './engine-avatar.ts';
import { type Spread, spreadOf } from './engine-statistics.ts';

export interface ReplyFigures {
  /** From the end of a guest's speech to the first sound of the answer, at the guest. */
  speech_end_to_reply_ms: Spread;
  /** From the guest's first word to the bot's silence, for an interruption. */
  barge_in_ms: Spread;
  /** How often the bot was interrupted by its own voice, played by a loudspeaker into a microphone without echo cancellation. */
  own_echo: { interruptions: number; sayings: number };
  /** The recognized text, to be judged by a person. */
  understood: string[];
}

const questions = [
  'What is the plan for the release on Thursday?',
  'How many people are coming to the meeting?',
  'Can you read me the last message again?',
];
const speech =
  'I will now talk for quite a while, so that someone has the time to stop me in the middle of it.';

/** Speaks to a bot that answers with what it heard. */
export async function measureReplies(turns: number, interruptions: number): Promise<ReplyFigures> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'pika-bench-'));
  const { start } = await benchAvatar();
  const performer = new PerformerForTest();
  const replies: number[] = [];
  const silences: number[] = [];
  const understood: string[] = [];
  let echoes = 0;
  try {
    const voices = await Promise.all(questions.map((text) => guestVoice(text, directory)));
    performer.send({ ...start, ears: { engine: 'pocketsphinx' } });
    await performer.next('ready');
    const guest = await performer.join('guest');
    await delay(3000);
    for (let turn = 0; turn < turns; turn++) {
      const asked = await guest.speak(voices[turn % voices.length] as Int16Array);
      const { text } = await performer.next('utterance', ({ ended_at }) => ended_at > asked.startedAt);
      understood.push(text);
      performer.send({ type: 'say', id: `turn-${turn}`, text: `You said: ${text}` });
      await performer.next('say_ended', ({ id }) => id === `turn-${turn}`);
      const sound = guest.firstSound(asked.endedAt);
      if (sound !== undefined) replies.push(sound - asked.endedAt);
      await delay(800);
    }
    for (let turn = 0; turn < interruptions; turn++) {
      const id = `long-${turn}`;
      performer.send({ type: 'say', id, text: speech });
      await performer.next('say_started', (message) => message.id === id);
      await delay(1200 + Math.random() * 500);
      const spoken = guest.speak(voices[turn % voices.length] as Int16Array);
      await performer.next('say_ended', (message) => message.id === id);
      const { startedAt } = await spoken;
      await delay(300);
      const lastSound = guest.heard.findLast(({ loudness }) => loudness > 250)?.at ?? instantNow();
      silences.push(lastSound - startedAt);
      await delay(1500);
    }
    guest.echo(0.5);
    for (let turn = 0; turn < interruptions; turn++) {
      const id = `echo-${turn}`;
      performer.send({ type: 'say', id, text: speech });
      const { interrupted } = await performer.next('say_ended', (message) => message.id === id);
      if (interrupted) echoes += 1;
      await delay(1500);
    }
  } finally {
    await performer.stop();
    await rm(directory, { recursive: true, force: true });
  }
  return {
    speech_end_to_reply_ms: spreadOf(replies),
    barge_in_ms: spreadOf(silences),
    own_echo: { interruptions: echoes, sayings: interruptions },
    understood,
  };
}

/** A sentence in a voice other than the bot's, without silence at its ends, at 48 kHz. */
async function guestVoice(text: string, directory: string): Promise<Int16Array> {
  const parts: Int16Array[] = [];
  const options = { voice: { name: 'rms', language: 'en-US' }, signal: new AbortController().signal };
  for await (const { pcm, sampleRate: rate } of new Flite(directory).speak(text, options)) {
    const resampler = new Resampler(rate, sampleRate);
    parts.push(resampler.push(pcm), resampler.end());
  }
  const samples = Int16Array.from(parts.flatMap((part) => [...part]));
  const loud = (sample: number) => Math.abs(sample) > 300;
  return samples.slice(samples.findIndex(loud), samples.findLastIndex(loud) + 1);
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
