import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FfmpegCommand } from 'fluent-ffmpeg';
import { findProgram } from '../base/programs.ts';
import { programOptions } from '../base/run-program.ts';
import { PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { ffmpegMissing } from './ffmpeg-install.ts';

/** One run of ffmpeg on the first sound stream of a file. */
export interface FfmpegJob {
  /** Absolute path. */
  input: string;
  /** Where reading starts, seconds. */
  startSec?: number;
  /** How much is read at most, seconds. */
  lengthSec: number;
  filters: readonly string[];
  /** Codec, bit rate, sample rate; never a format, which the output's extension gives. */
  outputOptions?: readonly string[];
  /** Absolute path; overwritten. */
  output: string;
  /** Wall clock. */
  limitMs: number;
  signal: AbortSignal;
  /** Each line of stderr, what filters report included. */
  onLine?(line: string): void;
  /** Seconds of sound that have been worked through. */
  onProgress?(seconds: number): void;
}

const formats = 'wav,mp3,aac,flac,ogg,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,asf,amr,aiff,caf';

/** A playlist that is dressed as a sound would make ffmpeg open its neighbours or the network: only these containers, only files. */
const inputGuards = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', formats];

const stderrLines = 100;
const stderrLimitBytes = 4 << 20;
const probeLimitMs = 10_000;
const probeLimitBytes = 1 << 20;

const run = promisify(execFile);

/** A name with a colon or a leading dash is a name only behind `file:`. */
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

/** The version of the ffmpeg that would be run; undefined when there is none. */
export async function findFfmpeg(runtime: Runtime): Promise<{ version: string } | undefined> {
  const version = await ffmpegVersion(runtime.signal);
  return version ? { version } : undefined;
}

let isInstalled = false;

/**
 * fluent-ffmpeg throws where nobody can catch it when the program is missing, so that is found out before, once.
 * @throws {PikaError} `program_missing`
 */
export async function requireFfmpeg(signal: AbortSignal): Promise<void> {
  if (isInstalled) return;
  if (!(await ffmpegVersion(signal))) throw ffmpegMissing('ffmpeg');
  isInstalled = true;
}

/** Whether a program was killed because its time was over; one that printed too much is killed too, with a code. */
const isOutOfTime = (error: unknown): boolean =>
  error instanceof Error && 'killed' in error && error.killed === true && !('code' in error && error.code);

/**
 * What ffprobe says about a file, as JSON text.
 * @throws {PikaError} `program_missing` without ffprobe, `audio_invalid` when it cannot read the file, or not in time.
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

function unreadable(stderr: string, cause: unknown): PikaError {
  const words = stderr
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/\p{Cc}/gu, ' ')
    .slice(-200);
  return new PikaError(
    'audio_invalid',
    `this is no sound or video file that can be read${words ? `: ${words}` : ''}`,
    {
      hint: 'Give a recording as wav, mp3, m4a, aac, flac, ogg, opus, webm, mkv, mp4, mov, wma, amr or aiff',
      cause,
    },
  );
}

/** fluent-ffmpeg asks ffmpeg for its formats and encoders before each run and misreads the answer of ffmpeg 7 (its issue 1282): it is told there is nothing to check. */
const nothingToCheck = (callback: (error: null, found: object) => void): void => callback(null, {});

/** What fluent-ffmpeg keeps to itself: the one place where it starts ffmpeg, with options that it takes from nobody. */
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
  // Several arguments at once: a single one would be split at its spaces.
  return command
    .setFfmpegPath(findProgram('ffmpeg') ?? 'ffmpeg')
    .input(asUrl(job.input))
    .inputOptions('-hide_banner', '-nostdin', '-y', ...inputGuards, ...seek(job))
    .outputOptions(
      '-map',
      '0:a:0',
      '-map_metadata',
      '-1',
      '-af',
      job.filters.join(','),
      ...(job.outputOptions ?? []),
    )
    .output(asUrl(job.output));
}

function seek({ startSec = 0, lengthSec }: FfmpegJob): string[] {
  return [...(startSec > 0 ? ['-ss', startSec.toFixed(3)] : []), '-t', lengthSec.toFixed(3)];
}

function timeMark(line: string): number | undefined {
  const [, hours, minutes, seconds] = /\btime=(\d+):(\d\d):(\d\d\.\d+)/.exec(line) ?? [];
  return hours ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) : undefined;
}

/**
 * Runs ffmpeg with arguments that keep it to the one file, within a time limit, and kills it when the signal is aborted.
 * @returns the last lines of stderr.
 * @throws {PikaError} `program_missing`; `audio_invalid` when it fails or takes too long; the signal's reason when aborted.
 */
export async function ffmpeg(job: FfmpegJob): Promise<{ stderr: string }> {
  job.signal.throwIfAborted();
  await requireFfmpeg(job.signal);
  const command = await createCommand(job);
  const limit = AbortSignal.timeout(job.limitMs);
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
    if (limit.aborted) throw tooSlow('ffmpeg', job.limitMs);
    throw unreadable(lastError(error), error);
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
  return error instanceof Error ? error.message.replace(/^ffmpeg exited with code \d+: /, '') : String(error);
}

function tooSlow(program: 'ffmpeg' | 'ffprobe', limitMs: number): PikaError {
  return new PikaError('audio_invalid', `${program} was not done after ${limitMs / 1000} seconds`, {
    hint: 'Run this again when the machine is less busy, or give a shorter part with --start and --end',
  });
}
