import path from 'node:path';
import { ffmpeg } from './ffmpeg.ts';
import type { Listening } from './survey.ts';

/** How to mix two channels: added or, if they have opposite phase, subtracted, since adding would leave silence. */
export type Mix = 'sum' | 'difference';

/**
 * Mixes to one channel and removes rumble below speech, before anything is measured or amplified. In floats, since filters clip
 * integers; the mix of several channels of floats would be louder than each, were it not for its maximum value.
 */
const speechFilters = {
  sum: ['aresample=rematrix_maxval=1', 'aformat=sample_fmts=fltp:channel_layouts=mono', 'highpass=f=80'],
  difference: ['aformat=sample_fmts=fltp', 'pan=mono|c0=0.5*c0-0.5*c1', 'highpass=f=80'],
} as const satisfies Record<Mix, readonly string[]>;

export const toMonoSpeech = (mix: Mix): readonly string[] => speechFilters[mix];

/** If the difference is louder than the sum by this much, one channel is inverted: a correlation below -0.6. */
const oppositeDb = 6;
/** Length of sound needed to detect opposite phase. */
const judgedSec = 600;

const readLevel = (line: string): number | undefined => {
  const [, level] = /RMS level dB: (-?[\d.]+|-?inf|nan)/.exec(line) ?? [];
  return level === undefined ? undefined : Number(level.replace('inf', 'Infinity'));
};

/**
 * The mix of a stereo recording that keeps the voice.
 * @throws {PikaError} as `ffmpeg` does.
 */
export async function mixOf(listening: Omit<Listening, 'filters'>): Promise<Mix> {
  const levels: number[] = [];
  await ffmpeg({
    ...listening,
    input: listening.file,
    lengthSec: Math.min(judgedSec, listening.lengthSec),
    filters: [
      'pan=stereo|c0=0.5*c0+0.5*c1|c1=0.5*c0-0.5*c1',
      'highpass=f=80',
      'astats=measure_perchannel=RMS_level:measure_overall=none',
      'aresample=8000',
    ],
    output: path.join(listening.folder, 'channels.sw'),
    onLine: (line) => levels.push(...[readLevel(line)].filter((level) => level !== undefined)),
  });
  const [sum = 0, difference = 0] = levels;
  return difference > sum + oppositeDb ? 'difference' : 'sum';
}
