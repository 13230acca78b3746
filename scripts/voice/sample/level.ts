import path from 'node:path';
import { z } from 'zod';
import { ffmpeg } from './ffmpeg.ts';
import type { Span } from './speech.ts';
import { type Loudness, type Survey, survey } from './survey.ts';

/** What a sample is brought to: even, with room above its peaks. */
export const targetLufs = -20;
export const targetPeakDbtp = -3;

/** A sample may miss the target loudness by this much; mp3 coding shifts a peak by a few tenths. */
const toleranceLu = 0.3;
const codingHeadroomDb = 0.4;
const maxAttempts = 4;

/** loudnorm turns to its dynamic mode when the range is above its target, or zero. */
const minRangeLu = 0.1;
const usualRangeLu = 11;
const maxRangeLu = 50;

/** Rates below 32 kHz are MPEG-2, which ends at 160 kbit/s. */
const bitRateFor = (sampleRateHz: number): string => (sampleRateHz < 32_000 ? '160k' : '192k');

export interface LevelJob {
  file: string;
  /** As in a job of ffmpeg. */
  track?: number;
  isIndexed?: boolean;
  /** What makes the raw sound into mono speech. */
  filters: readonly string[];
  folder: string;
  part: Span;
  before: Loudness;
  sampleRateHz: number;
  /** Noise floor to denoise from, dBFS. */
  denoiseFromDb?: number;
  limitMs: number;
  signal: AbortSignal;
  onProgress?(seconds: number): void;
}

/** The finished sample with what was measured of it. */
export interface Levelled {
  file: string;
  after: Survey;
  gainDb: number;
  /** Peaks had to be held down: the whole was louder than its peaks allow. */
  isLimited: boolean;
}

/** What an attempt aims at; the next one corrects what the last one missed. */
interface Aim {
  lufs: number;
  peakDbtp: number;
  isLimited: boolean;
}

const fixed = (value: number): string => value.toFixed(2);

/** Second pass of loudnorm with the figures of the first: one gain for the whole, as long as no peak is in the way. */
function linearFilters(
  { integratedLufs, truePeakDbtp, rangeLu, thresholdLufs }: Loudness,
  aim: Aim,
): string[] {
  const range = Math.max(minRangeLu, rangeLu);
  const options = {
    I: fixed(aim.lufs),
    TP: fixed(targetPeakDbtp),
    LRA: fixed(Math.min(maxRangeLu, Math.max(usualRangeLu, range))),
    measured_I: fixed(integratedLufs),
    measured_TP: fixed(truePeakDbtp),
    measured_LRA: fixed(range),
    measured_thresh: fixed(thresholdLufs),
    linear: 'true',
    print_format: 'json',
  };
  return [
    `loudnorm=${Object.entries(options)
      .map((pair) => pair.join('='))
      .join(':')}`,
  ];
}

/** The same gain, and a limiter at four times the rate, which sees the peaks between the samples. */
function limitedFilters(before: Loudness, aim: Aim, sampleRateHz: number): string[] {
  return [
    `volume=${fixed(aim.lufs - before.integratedLufs)}dB`,
    `aresample=${sampleRateHz * 4}`,
    `alimiter=limit=${(10 ** (aim.peakDbtp / 20)).toFixed(4)}:attack=3:release=60:level=false`,
  ];
}

const loudnormAnswer = z.looseObject({ normalization_type: z.string() });

/** The last {…} that loudnorm printed says how it worked. */
function wasLinear(printed: string): boolean {
  const last = /\{[^{}]*\}(?![\s\S]*\{)/.exec(printed)?.[0];
  try {
    return loudnormAnswer.safeParse(JSON.parse(last ?? '')).data?.normalization_type === 'linear';
  } catch {
    return false;
  }
}

/** afftdn counts noise by frequency: its floor has to lie this much above the whole's for all of it to be taken. */
const denoiseMarginDb = 8;

/** afftdn takes a noise floor from -80 to -20 dB. */
function denoise(floorDb: number): string {
  return `afftdn=nr=12:nf=${fixed(Math.min(-20, Math.max(-80, floorDb + denoiseMarginDb)))}`;
}

async function encode(job: LevelJob, aim: Aim, output: string): Promise<boolean> {
  const level = aim.isLimited
    ? limitedFilters(job.before, aim, job.sampleRateHz)
    : linearFilters(job.before, aim);
  const clean = job.denoiseFromDb === undefined ? [] : [denoise(job.denoiseFromDb)];
  let printed = '';
  await ffmpeg({
    input: job.file,
    track: job.track,
    isIndexed: job.isIndexed,
    startSec: job.part.start,
    lengthSec: job.part.end - job.part.start,
    filters: [...job.filters, ...clean, ...level, `aresample=${job.sampleRateHz}`],
    outputOptions: ['-c:a', 'libmp3lame', '-b:a', bitRateFor(job.sampleRateHz)],
    output,
    limitMs: job.limitMs,
    signal: job.signal,
    onProgress: job.onProgress,
    onLine: (line) => {
      if (printed.length < 20_000) printed += `${line}\n`;
    },
  });
  return aim.isLimited || wasLinear(printed);
}

function firstAim({ integratedLufs, truePeakDbtp }: Loudness): Aim {
  const peak = truePeakDbtp + targetLufs - integratedLufs;
  const peakDbtp = targetPeakDbtp - codingHeadroomDb;
  return { lufs: targetLufs, peakDbtp, isLimited: peak > peakDbtp };
}

function nextAim(aim: Aim, { integratedLufs, truePeakDbtp }: Loudness): Aim {
  const excess = truePeakDbtp - targetPeakDbtp;
  return {
    lufs: aim.lufs + targetLufs - integratedLufs,
    peakDbtp: excess > 0 ? aim.peakDbtp - excess - 0.1 : aim.peakDbtp,
    isLimited: aim.isLimited || excess > 0,
  };
}

function isReached({ integratedLufs, truePeakDbtp }: Loudness): boolean {
  return Math.abs(integratedLufs - targetLufs) <= toleranceLu && truePeakDbtp <= targetPeakDbtp;
}

/**
 * Makes the finished sample: mono mp3 at -20 LUFS with true peaks up to -3 dBTP, measured again after coding and made anew
 * until it is that.
 * @throws {PikaError} as `ffmpeg` does.
 */
export async function levelSample(job: LevelJob): Promise<Levelled> {
  const file = path.join(job.folder, 'sample.mp3');
  let aim = firstAim(job.before);
  for (let attempt = 1; ; attempt += 1) {
    if (!(await encode(job, aim, file))) {
      aim = { ...aim, isLimited: true };
      continue;
    }
    const after = await survey({
      ...job,
      filters: [],
      file,
      track: 1,
      startSec: 0,
      lengthSec: job.part.end - job.part.start + 1,
      onProgress: undefined,
    });
    if (isReached(after.loudness) || attempt >= maxAttempts) {
      return { file, after, gainDb: aim.lufs - job.before.integratedLufs, isLimited: aim.isLimited };
    }
    aim = nextAim(aim, after.loudness);
  }
}
