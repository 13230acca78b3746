import path from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../base/json.ts';
import { clamp } from '../../base/numbers.ts';
import { ffmpeg } from './ffmpeg.ts';
import type { Span } from './speech.ts';
import { type Loudness, type Survey, survey } from './survey.ts';

/** Target levels of a sample: even, with headroom above its peaks. */
export const targetLufs = -20;
export const targetPeakDbtp = -3;

/** Tolerance for the target loudness; MP3 encoding shifts a peak by a few tenths. */
const toleranceLu = 0.3;
const codingHeadroomDb = 0.4;
const maxAttempts = 4;

/** loudnorm switches to its dynamic mode if the range is above its target, or zero. */
const minRangeLu = 0.1;
const usualRangeLu = 11;
const maxRangeLu = 50;

/** Sample rates below 32 kHz are MPEG-2, which is limited to 160 kbit/s. */
const bitRateFor = (sampleRateHz: number): string => (sampleRateHz < 32_000 ? '160k' : '192k');

export interface LevelJob {
  file: string;
  /** As in an ffmpeg job. */
  track?: number;
  isIndexed?: boolean;
  /** Filters that turn the raw sound into mono speech. */
  filters: readonly string[];
  folder: string;
  part: Span;
  before: Loudness;
  sampleRateHz: number;
  /** Noise floor for denoising, dBFS. */
  denoiseFromDb?: number;
  limitMs: number;
  signal: AbortSignal;
  onProgress?(seconds: number): void;
}

/** The finished sample with its measurements. */
export interface Levelled {
  file: string;
  after: Survey;
  gainDb: number;
  /** Whether peaks had to be limited to reach the loudness. */
  isLimited: boolean;
}

/** The targets of an attempt; the next one corrects the deviation of the last one. */
interface Aim {
  lufs: number;
  peakDbtp: number;
  isLimited: boolean;
}

const fixed = (value: number): string => value.toFixed(2);

/** Second pass of loudnorm with the measurements of the first: a single gain, as long as no peak exceeds the limit. */
function linearFilters(
  { integratedLufs, truePeakDbtp, rangeLu, thresholdLufs }: Loudness,
  aim: Aim,
): string[] {
  const range = Math.max(minRangeLu, rangeLu);
  const options = {
    I: fixed(aim.lufs),
    TP: fixed(targetPeakDbtp),
    LRA: fixed(clamp(range, usualRangeLu, maxRangeLu)),
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

/** The same gain, with a limiter at four times the sample rate, which catches peaks between samples. */
function limitedFilters(before: Loudness, aim: Aim, sampleRateHz: number): string[] {
  return [
    `volume=${fixed(aim.lufs - before.integratedLufs)}dB`,
    `aresample=${sampleRateHz * 4}`,
    `alimiter=limit=${(10 ** (aim.peakDbtp / 20)).toFixed(4)}:attack=3:release=60:level=false`,
  ];
}

const loudnormAnswer = z.looseObject({ normalization_type: z.string() });

/** Parses the last {…} that loudnorm printed, its report. */
function wasLinear(printed: string): boolean {
  const last = /\{[^{}]*\}(?![\s\S]*\{)/.exec(printed)?.[0];
  return loudnormAnswer.safeParse(parseJson(last ?? '')).data?.normalization_type === 'linear';
}

/** afftdn measures noise per frequency: its floor must be this much above the overall floor to remove all of it. */
const denoiseMarginDb = 8;

/** afftdn accepts a noise floor from -80 to -20 dB. */
function denoise(floorDb: number): string {
  return `afftdn=nr=12:nf=${fixed(clamp(floorDb + denoiseMarginDb, -80, -20))}`;
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
 * Makes the finished sample: mono MP3 at -20 LUFS with true peaks up to -3 dBTP, measured again after encoding and repeated
 * until it meets the targets.
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
