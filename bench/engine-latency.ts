import { instantNow } from '../scripts/engine/protocol.ts';
import { PerformerForTest } from '../test/doubles/performer-process.ts';
import { benchAvatar } from './engine-avatar.ts';
import { type Spread, spreadOf } from './engine-statistics.ts';

export interface LatencyFigures {
  /** From sending the text to the performer to the first sound at a second peer, milliseconds. */
  first_audio_ms: Spread;
  /** The same for one sentence of 32 words. */
  first_audio_of_long_ms: Spread;
  /** … to the first picture there in which the mouth has moved. */
  first_mouth_ms: Spread;
  /** First mouth movement minus first sound: positive if the mouth is late. */
  mouth_minus_audio_ms: Spread;
  /** The same without its sign. */
  mouth_audio_apart_ms: Spread;
}

/** Mean change of the mouth's luma between frames: speaking starts at 7 and more, breathing and swaying stay below 1.5. */
const mouthMoves = 3;

/** They start with an open sound, so that mouth and sound start together. */
const sayings = [
  'All right, we can do that today.',
  'I have the numbers here.',
  'Yes, the release is on Thursday.',
  'How many people are coming?',
  'Every test passed this morning.',
];

/** One sentence of 32 words: what is heard first must not wait for all of it. */
const longSaying =
  'After the review on Monday we talked about the release, and we agreed that the two failing tests should be repaired before anybody writes a single new feature for the whole week.';
/** They take long to hear, so there are fewer of them. */
const maxLong = 8;

/** Says short sentences and takes the times at a second peer. */
export async function measureLatency(count: number): Promise<LatencyFigures> {
  const { start, mouth } = await benchAvatar();
  const performer = new PerformerForTest();
  const audio: number[] = [];
  const long: number[] = [];
  const picture: number[] = [];
  const apart: number[] = [];
  try {
    performer.send({ ...start, ears: { engine: 'none' } });
    await performer.next('ready');
    const guest = await performer.join('guest', { region: mouth });
    await delay(4000);
    for (let index = 0; index < count; index++) {
      const id = `say-${index}`;
      // The rhythm of frames and packets must not favor a result.
      await delay(600 + Math.random() * 100);
      const from = instantNow();
      performer.send({ type: 'say', id, text: sayings[index % sayings.length] as string });
      await performer.next('say_ended', (message) => message.id === id);
      const sound = guest.firstSound(from);
      const moved = guest.seen.find(({ at, change }) => at > from && change > mouthMoves)?.at;
      if (sound === undefined || moved === undefined) continue;
      audio.push(sound - from);
      picture.push(moved - from);
      apart.push(moved - sound);
    }
    for (let index = 0; index < Math.min(maxLong, count); index++) {
      const id = `long-${index}`;
      await delay(600 + Math.random() * 100);
      const from = instantNow();
      performer.send({ type: 'say', id, text: longSaying });
      await performer.next('say_ended', (message) => message.id === id);
      const sound = guest.firstSound(from);
      if (sound !== undefined) long.push(sound - from);
    }
  } finally {
    await performer.stop();
  }
  return {
    first_audio_ms: spreadOf(audio),
    first_audio_of_long_ms: spreadOf(long),
    first_mouth_ms: spreadOf(picture),
    mouth_minus_audio_ms: spreadOf(apart),
    mouth_audio_apart_ms: spreadOf(apart.map(Math.abs)),
  };
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
