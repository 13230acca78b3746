import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';

const run = promisify(execFile);

/** The North Wind and the Sun, as the International Phonetic Association has it read aloud: 61 syllables, about 12 seconds. */
export const spokenText =
  'The north wind and the sun were disputing which was the stronger, when a traveler came along wrapped in a warm cloak. ' +
  'They agreed that the one who first succeeded in making the traveler take his cloak off should be considered stronger than the other.';

export const spokenSyllables = 61;

/** A folder for the sounds of one test file; removed when its tests have run. */
export async function soundFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'pika-sounds-')));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Speech of a synthetic voice, 16 kHz mono. */
export async function speak(folder: string, voice = 'slt', text = spokenText): Promise<string> {
  const file = path.join(folder, `spoken-${voice}-${text.length}.wav`);
  await run('flite', ['-voice', voice, '-t', text, '-o', file]);
  return file;
}

/** Speech of another synthesizer at a pitch (0 to 99) and pace (words per minute). */
export async function espeak(folder: string, pitch: number, pace: number): Promise<string> {
  const file = path.join(folder, `espeak-${pitch}-${pace}.wav`);
  await run('espeak-ng', ['-v', 'en-us', '-p', String(pitch), '-s', String(pace), '-w', file, spokenText]);
  return file;
}

/** Makes a sound with ffmpeg; `arguments_` stand before the output's name. */
export async function makeSound(
  folder: string,
  name: string,
  arguments_: readonly string[],
): Promise<string> {
  const file = path.join(folder, name);
  await run('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', ...arguments_, `file:${file}`]);
  return file;
}

/** A sound through a filter. */
export function filtered(folder: string, source: string, name: string, filter: string): Promise<string> {
  return makeSound(folder, name, ['-i', source, '-af', filter]);
}

/** A sound with white noise of `noiseDb` dBFS (RMS, 48 kHz) under it. */
export function withNoise(folder: string, source: string, name: string, noiseDb: number): Promise<string> {
  // Full-scale white noise of ffmpeg has an RMS of -4.8 dBFS.
  const mix = `[1]volume=${noiseDb + 4.8}dB[n];[0][n]amix=inputs=2:duration=first:normalize=0`;
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=c=white:a=1:r=16000:seed=7'];
  return makeSound(folder, name, ['-i', source, ...noise, '-filter_complex', mix]);
}

/** A sound as it arrived, measured by ffmpeg's own programs and not by ours. */
export interface Measured {
  lufs: number;
  peakDbtp: number;
  container: string;
  codec: string;
  sampleRateHz: number;
  channels: number;
  durationSec: number;
}

/** Measures received bytes. */
export async function measure(folder: string, bytes: Uint8Array): Promise<Measured> {
  const file = path.join(folder, `received-${bytes.length}`);
  await writeFile(file, bytes);
  const entries = 'stream=codec_name,sample_rate,channels:format=format_name,duration';
  const probe = run('ffprobe', ['-loglevel', 'error', '-show_entries', entries, '-of', 'json', file]);
  const loudness = run('ffmpeg', [
    '-nostdin',
    '-hide_banner',
    ...['-i', file, '-af', 'loudnorm=print_format=json', '-f', 'null', '-'],
  ]);
  const { streams, format } = JSON.parse((await probe).stdout);
  const figures = JSON.parse(/\{[^{}]*\}\s*$/.exec((await loudness).stderr)?.[0] ?? '');
  return {
    lufs: Number(figures.input_i),
    peakDbtp: Number(figures.input_tp),
    container: format.format_name,
    codec: streams[0].codec_name,
    sampleRateHz: Number(streams[0].sample_rate),
    channels: streams[0].channels,
    durationSec: Number(format.duration),
  };
}
