import { z } from 'zod';
import { audible, type Guest } from './guest.ts';

/** One question and its answer, as seen by the guest. Times in milliseconds since 1970. */
export interface Exchange {
  question: string;
  answer: string;
  askedAt: number;
  endedAt: number;
}

export const figures = z.object({
  frames: z.number().int(),
  fps: z.number(),
  picture: z.string(),
  mouth_speaking: z
    .number()
    .describe('mean change between frames around the mouth while it speaks, 0 to 255'),
  mouth_silent: z.number().describe('the same while it is silent'),
  loudest: z.number().describe('root mean square of the loudest 10 ms, as a share of full scale'),
  seconds_heard: z.number(),
  answer_ms: z.array(z.number()).describe('from the question in the chat to the first sound of the answer'),
});
export type Figures = z.output<typeof figures>;

const fullScale = 32_768;
const frameOfSoundMs = 10;

const mean = (values: readonly number[]): number =>
  values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** What the guest saw and heard during the exchanges. */
export function measure(
  guest: Guest,
  exchanges: readonly Exchange[],
  quiet: { from: number; to: number },
): Figures {
  const [first, last] = [exchanges[0], exchanges.at(-1)];
  if (!first || !last) throw new Error('nothing was asked');
  const spoken = exchanges.flatMap(({ askedAt, endedAt }) => {
    const from = guest.firstSound(askedAt);
    return from === undefined || from > endedAt ? [] : [{ from, to: endedAt, afterMs: from - askedAt }];
  });
  const isSpoken = (at: number) => spoken.some(({ from, to }) => at >= from && at <= to);
  const changes = (fits: (at: number) => boolean) =>
    guest.seen.filter(({ at }) => fits(at)).map(({ change }) => change);
  const loud = guest.heard.filter(({ at, loudness }) => at >= first.askedAt && loudness > audible);
  const { width = 0, height = 0 } = guest.lastFrame ?? {};
  return {
    frames: guest.frameCount,
    fps: round(guest.framesPerSecond(first.askedAt, last.endedAt), 2),
    picture: `${width}x${height}`,
    mouth_speaking: round(mean(changes(isSpoken)), 2),
    mouth_silent: round(mean(changes((at) => at >= quiet.from && at <= quiet.to)), 2),
    loudest: round(guest.loudest(first.askedAt, last.endedAt) / fullScale, 3),
    seconds_heard: round((loud.length * frameOfSoundMs) / 1000, 1),
    answer_ms: spoken.map(({ afterMs }) => Math.round(afterMs)),
  };
}

/** What is wrong with the figures; empty if the avatar was seen and heard and answered everything. */
export function complaints(found: Figures, questions: number): string[] {
  return [
    ...(found.fps < 10 ? [`only ${found.fps} frames a second arrived`] : []),
    ...(found.mouth_speaking < 2 * found.mouth_silent ? ['the mouth did not move while it spoke'] : []),
    ...(found.seconds_heard < 1 ? ['nothing was heard'] : []),
    ...(found.answer_ms.length < questions ? ['a question was not answered'] : []),
  ];
}

/** The figures for people. */
export function describe(found: Figures): string[] {
  const sorted = [...found.answer_ms].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const times = (found.mouth_speaking / Math.max(0.01, found.mouth_silent)).toFixed(0);
  return [
    `picture   ${found.fps} frames a second, ${found.picture}, ${found.frames} frames in all`,
    `mouth     moves ${times} times as much while it speaks as while it is silent`,
    `sound     ${found.seconds_heard} s of speech heard, at the loudest ${(found.loudest * 100).toFixed(0)} % of full scale`,
    `answers   first sound after ${median} ms (median of ${found.answer_ms.length}; from the question in the chat)`,
  ];
}
