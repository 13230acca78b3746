import { Readable } from 'node:stream';
import type { Clock } from '../../scripts/base/clock.ts';
import { runVerb } from '../../scripts/cli/run.ts';
import { loadVerb } from '../../scripts/verbs.ts';
import { Paper } from '../cli/host.ts';
import type { HostedApi } from '../doubles/hosted-api.ts';
import type { UploadedSample } from '../doubles/voices.ts';

export interface CloneHost {
  cwd: string;
  api?: HostedApi;
  stdin?: Uint8Array;
  clock?: Clock;
  signal?: AbortSignal;
}

export interface ClonedLine {
  ok: boolean;
  error?: { code: string; message: string; hint: string; retryable: boolean };
  warnings: { code: string; message: string }[];
  [key: string]: unknown;
}

/** Runs `clone-voice` or `voices` within this process. */
export async function runVoiceVerb(
  verb: 'clone-voice' | 'voices',
  argv: readonly string[],
  { cwd, api, stdin, clock, signal }: CloneHost,
): Promise<{ exitCode: number; line: ClonedLine }> {
  const stdout = new Paper();
  const exitCode = await runVerb(await loadVerb(verb), argv, {
    env: { PIKA_HOME: `${cwd}/.pika`, ...api?.environment },
    cwd,
    stdin: Readable.from(stdin ? [Buffer.from(stdin)] : []),
    stdout,
    stderr: new Paper(),
    signal: signal ?? new AbortController().signal,
    clock,
  });
  if (!/^[^\n]+\n$/.test(stdout.text)) throw new Error(`not exactly one line: ${stdout.text}`);
  return { exitCode, line: JSON.parse(stdout.text) };
}

/** Clones with the speaker's consent. */
export function clone(audio: string, host: CloneHost, ...more: string[]) {
  const argv = ['--audio', audio, '--name', 'Ada', '--speaker-consent', 'own', ...more];
  return runVoiceVerb('clone-voice', argv, host);
}

/** The sample that the stand-in received last. @throws when there is none. */
export function received(api: HostedApi): UploadedSample {
  const sample = api.state.voices.uploads.at(-1);
  if (!sample) throw new Error('nothing was uploaded');
  return sample;
}
