import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FfmpegCommand } from 'fluent-ffmpeg';
import { messageOf } from '../../base/failure.ts';
import { findProgram } from '../../base/programs.ts';
import { programOptions } from '../../base/run-program.ts';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { ffmpegMissing } from './ffmpeg-install.ts';

/** One run of ffmpeg on one audio track of a file. */
export interface FfmpegJob {
  /** Absolute path. */
  input: string;
  /** Number among the audio tracks, from 1; the first by default. */
  track?: number;
  /** Start of reading, seconds. */
  startSec?: number;
  /** Whether the container has an index. If not, everything before is decoded and dropped: a seek may be far off. */
  isIndexed?: boolean;
  /** Maximum length to read, seconds. */
  lengthSec: number;
  filters: readonly string[];
  /** Codec, bit rate, sample rate; never a format, which follows from the output's extension. */
  outputOptions?: readonly string[];
  /** Absolute path; overwritten. */
  output: string;
  /** Time limit, wall clock. */
  limitMs: number;
  signal: AbortSignal;
  /** Called with each line of stderr, including the filters' reports. */
  onLine?(line: string): void;
  /** Called with the seconds of sound processed so far. */
  onProgress?(seconds: number): void;
}

/**
 * Containers that contain their sound. No playlists, file lists or anything else that refers to another file or URL, and no image
 * sequences: those would make ffmpeg open neighboring files or the network.
 */
const formats = [
  ...['wav', 'w64', 'aiff', 'au', 'caf', 'voc', 'sox', 'ircam', 'nistsphere'],
  ...['mp3', 'aac', 'loas', 'ac3', 'eac3', 'dts', 'amr', 'gsm', 'dss', 'qcp', 'xwma', 'oma'],
  ...['flac', 'wv', 'ape', 'tta', 'tak', 'shn', 'dsf', 'mpc', 'mpc8'],
  ...['ogg', 'matroska', 'webm', 'mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2', 'asf'],
  ...['avi', 'flv', 'mpegts', 'mpeg', 'mxf', 'dv', 'rm', 'nut'],
];

/** Only these containers, only files. */
const inputGuards = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', formats.join(',')];

const acceptedWords =
  'Accepted: wav, mp3, m4a, aac, flac, ogg, opus, webm, mkv, mp4, mov, avi, flv, ts, mpg, wma, wmv, amr, aiff, caf, au, wv, ape, dsf and more';
const convertWords = 'convert anything else to WAV or MP3 with a player or editor that opens it';

const stderrLines = 100;
const stderrLimitBytes = 4 << 20;
const probeLimitMs = 10_000;
const probeLimitBytes = 1 << 20;

const run = promisify(execFile);

/** A name with a colon or a leading dash counts as a file name only after `file:`. */
const asUrl = (absolutePath: string): string => `file:${absolutePath}`;

async function ffmpegVersion(signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const program = findProgram('ffmpeg');
  if (!program) return undefined;
  const options = { ...programOptions(), timeout: probeLimitMs, signal };
  try {
    const { stdout } = await run(program, ['-hide_banner', '-version'], options);
    return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error;
  }
}

/** The version of the installed ffmpeg; undefined if there is none. */
export async function findFfmpeg(runtime: Runtime): Promise<{ version: string } | undefined> {
  const version = await ffmpegVersion(runtime.signal);
  return version ? { version } : undefined;
}

let isInstalled = false;

/**
 * If the program is missing, fluent-ffmpeg throws an error that cannot be caught, so this checks first, once.
 * @throws {PikaError} `program_missing`
 */
export async function requireFfmpeg(signal: AbortSignal): Promise<void> {
  if (isInstalled) return;
  if (!(await ffmpegVersion(signal))) throw ffmpegMissing('ffmpeg');
  isInstalled = true;
}

/** Whether a program was killed by its time limit; one that printed too much is killed too, but with a code. */
const isOutOfTime = (error: unknown): boolean =>
  error instanceof Error && 'killed' in error && error.killed === true && !('code' in error && error.code);

/**
 * The output of ffprobe for a file, as JSON text.
 * @throws {PikaError} `program_missing` without ffprobe, `audio_invalid` if it cannot read the file, or not in time.
 */
export async function ffprobe(
  file: string,
  entries: string,
  signal: AbortSignal,
  limitMs = probeLimitMs,
): Promise<string> {
  signal.throwIfAborted();
  const program = findProgram('ffprobe');
  if (!program) throw ffmpegMissing('ffprobe');
  const options = {
    ...programOptions(),
    timeout: limitMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: probeLimitBytes,
    signal,
  };
  const quiet = ['-hide_banner', '-loglevel', 'error'];
  const wanted = ['-show_entries', entries, '-of', 'json'];
  try {
    return (await run(program, [...quiet, ...inputGuards, ...wanted, '-i', asUrl(file)], options)).stdout;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (isOutOfTime(error)) throw tooSlow('ffprobe', limitMs);
    throw unreadable(String((error as { stderr?: string }).stderr ?? ''), error);
  }
}

/** Messages of ffmpeg and their meaning for people. */
const reasons: readonly { said: RegExp; message: (found: RegExpExecArray) => string }[] = [
  {
    said: /\[(?<container>[\w,]+) @ \w+\] Format not on whitelist/,
    message: ({ groups }) => `files of this kind (${groups?.container}) are not accepted`,
  },
  {
    said: /moov atom not found/,
    message: () => 'the file is incomplete or not what its name says: it has no index',
  },
  {
    said: /Decoder (?:\([^)]*\) )?not found|no decoder found|Could not find codec parameters/i,
    message: () => 'ffmpeg on this machine cannot decode the sound in this file',
  },
];

/** @param stderr output of ffprobe or ffmpeg; kept in the cause, since it contains paths and means little to people. */
function unreadable(stderr: string, cause: unknown): PikaError {
  for (const { said, message } of reasons) {
    const found = said.exec(stderr);
    if (found) return invalid(message(found), cause);
  }
  return invalid('not a readable sound or video file, or damaged', cause);
}

const invalid = (message: string, cause: unknown): PikaError =>
  new PikaError('audio_invalid', message, { hint: `${acceptedWords}; ${convertWords}`, cause });

/** The error for a file that could be opened, but not decoded. */
function undecodable(stderr: string, cause: unknown): PikaError {
  const words = stderr
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/\p{Cc}/gu, ' ')
    .replace(/^file:.*: (?=[A-Z])|Invalid argument$/g, '')
    .slice(-200);
  return new PikaError('audio_invalid', `the sound could not be decoded${words ? ` (${words})` : ''}`, {
    hint: `Check that the recording plays. ${acceptedWords}`,
    cause,
  });
}

/** fluent-ffmpeg asks ffmpeg for its formats and encoders before each run and misreads the answer of ffmpeg 7 (its issue 1282): this skips the check. */
const nothingToCheck = (callback: (error: null, found: object) => void): void => callback(null, {});

/** A private method of fluent-ffmpeg: the only place where it starts ffmpeg, with options that cannot be set otherwise. */
interface Spawning {
  _spawnFfmpeg(args: string[], options: object, ...callbacks: unknown[]): void;
}

async function createCommand(job: FfmpegJob): Promise<FfmpegCommand> {
  const { default: Ffmpeg } = await import('fluent-ffmpeg');
  const command = Ffmpeg({ stdoutLines: stderrLines });
  const { _spawnFfmpeg: start } = command as unknown as Spawning;
  const inOwnEnvironment: Spawning['_spawnFfmpeg'] = (args, options, ...callbacks) =>
    start.call(command, args, { ...options, ...programOptions() }, ...callbacks);
  Object.assign(command, {
    availableFormats: nothingToCheck,
    availableEncoders: nothingToCheck,
    _spawnFfmpeg: inOwnEnvironment,
  });
  // Pass several arguments at once: a single one would be split at spaces.
  return command
    .setFfmpegPath(findProgram('ffmpeg') ?? 'ffmpeg')
    .input(asUrl(job.input))
    .inputOptions('-hide_banner', '-nostdin', '-y', ...inputGuards, ...seek(job))
    .outputOptions(
      '-map',
      `0:a:${(job.track ?? 1) - 1}`,
      '-map_metadata',
      '-1',
      '-af',
      [...drop(job), ...job.filters].join(','),
      ...(job.outputOptions ?? []),
    )
    .output(asUrl(job.output));
}

function seek({ startSec = 0, lengthSec, isIndexed }: FfmpegJob): string[] {
  if (startSec === 0 || !isIndexed) return ['-t', (startSec + lengthSec).toFixed(3)];
  return ['-ss', startSec.toFixed(3), '-t', lengthSec.toFixed(3)];
}

/** Drops everything before the requested part, if it had to be decoded. */
function drop({ startSec = 0, isIndexed }: FfmpegJob): string[] {
  return startSec === 0 || isIndexed ? [] : [`atrim=start=${startSec.toFixed(3)}`, 'asetpts=PTS-STARTPTS'];
}

/** Decoding is about a hundred times faster than real time, on a busy machine a few dozen times. */
const skipMsPerSec = 20;

const limitOf = ({ limitMs, startSec = 0, isIndexed }: FfmpegJob): number =>
  limitMs + (isIndexed ? 0 : startSec * skipMsPerSec);

function timeMark(line: string): number | undefined {
  const [, hours, minutes, seconds] = /\btime=(\d+):(\d\d):(\d\d\.\d+)/.exec(line) ?? [];
  return hours ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) : undefined;
}

/**
 * Runs ffmpeg within a time limit, restricted to the one file, and kills it when the signal is aborted.
 * @returns the last lines of stderr.
 * @throws {PikaError} `program_missing`; `audio_invalid` if it fails or takes too long; the signal's reason if aborted.
 */
export async function ffmpeg(job: FfmpegJob): Promise<{ stderr: string }> {
  job.signal.throwIfAborted();
  await requireFfmpeg(job.signal);
  const command = await createCommand(job);
  const limitMs = limitOf(job);
  const limit = AbortSignal.timeout(limitMs);
  const flood = new AbortController();
  const stop = AbortSignal.any([job.signal, limit, flood.signal]);
  const kill = () => command.kill('SIGKILL');
  let written = 0;
  command.on('start', () => (stop.aborted ? kill() : stop.addEventListener('abort', kill, { once: true })));
  command.on('stderr', (line: string) => {
    written += line.length;
    if (written > stderrLimitBytes) flood.abort();
    const seconds = timeMark(line);
    if (seconds !== undefined) job.onProgress?.(seconds);
    else job.onLine?.(line);
  });
  try {
    return { stderr: await settled(command) };
  } catch (error) {
    if (job.signal.aborted) throw job.signal.reason;
    if (limit.aborted) throw tooSlow('ffmpeg', limitMs);
    throw undecodable(lastError(error), error);
  } finally {
    stop.removeEventListener('abort', kill);
  }
}

function settled(command: FfmpegCommand): Promise<string> {
  return new Promise((resolve, reject) => {
    command.on('end', (_stdout: string | null, stderr: string | null) => resolve(stderr ?? ''));
    command.on('error', reject);
    command.run();
  });
}

function lastError(error: unknown): string {
  return messageOf(error).replace(/^ffmpeg exited with code \d+: /, '');
}

function tooSlow(program: 'ffmpeg' | 'ffprobe', limitMs: number): PikaError {
  return new PikaError('audio_invalid', `${program} did not finish within ${limitMs / 1000} seconds`, {
    hint: 'Run this again when the machine is less busy, or choose a shorter part with --start and --end',
  });
}
