import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { PassThrough, Readable } from 'node:stream';
import { expect } from 'vitest';
import { envelopeSchema } from '../../scripts/cli/envelope.ts';
import { runVerb } from '../../scripts/cli/run.ts';
import type { Runtime } from '../../scripts/cli/runtime.ts';
import type { Verb } from '../../scripts/cli/verb.ts';
import { keepNotes } from '../../scripts/notes/keep.ts';
import type { Meeting } from '../../scripts/notes/meeting-facts.ts';
import { readForeignNotes } from '../../scripts/notes/reading/foreign-notes.ts';
import type { Notes, TranscriptLine } from '../../scripts/notes/schema.ts';
import notesVerb from '../../scripts/notes.ts';
import { isVerbName } from '../../scripts/verbs.ts';
import { runHere } from '../cli/host.ts';
import type { HostedApiOptions } from '../doubles/hosted-api.ts';
import type { VerbProcess, VerbProcessOptions } from '../doubles/run-verb.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { goodJoin, openScene, Scene } from '../meeting/scene.ts';
import { localNotesOf, sampleMeeting, sampleTranscript } from './sample-meeting.ts';

/** A scene whose commands run within this process: quick, where nothing hangs on there being another. */
class NearScene extends Scene {
  override async start(
    argv: readonly string[],
    { env, stdin }: VerbProcessOptions = {},
  ): Promise<VerbProcess> {
    const [name = '', ...flags] = argv;
    if (!isVerbName(name)) throw new Error(`not a verb: ${name}`);
    const startedAt = performance.now();
    const home = path.join(this.home, '.pika');
    const ended = runHere(name, flags, {
      env: { ...this.api.environment, PIKA_HOME: home, ...env },
      cwd: this.home,
      stdin,
    }).then((printed) => ({ ...printed, signal: null, elapsedMs: performance.now() - startedAt }));
    const kill = () => {
      throw new Error('this is no process');
    };
    return { pid: process.pid, kill, ended, outcome: () => ended };
  }
}

/** A user who has joined a meeting and is about to leave it. */
export async function joinedScene(
  options: HostedApiOptions = {},
): Promise<{ scene: Scene; sessionId: string }> {
  // Ready in the answer to the join: nothing here is about waiting to be let in.
  const { api, home } = await openScene({ script: [{ status: 'ready' }], ...options });
  const scene = new NearScene(api, home);
  const { line } = await scene.run([...goodJoin, '--no-guard']);
  return { scene, sessionId: String(line.session_id) };
}

/** The same, each command in a process of its own from here on. */
export async function joinedProcesses(
  options: HostedApiOptions = {},
): Promise<{ scene: Scene; sessionId: string }> {
  const { scene, sessionId } = await joinedScene(options);
  return { scene: new Scene(scene.api, scene.home), sessionId };
}

/** The names of the folders below `meetings/`. */
export async function foldersOf(home: string): Promise<string[]> {
  const entries = await readdir(path.join(home, 'meetings'), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** notes.json of the only meeting, or of the one whose folder is named. */
export async function readNotes(home: string, folder?: string): Promise<Notes> {
  const [only = ''] = folder ? [folder] : await foldersOf(home);
  return JSON.parse(await readFile(path.join(home, 'meetings', only, 'notes.json'), 'utf8'));
}

/** A project in which the notes of the sample meeting lie. */
export interface Desk {
  cwd: string;
  sessionId: string;
  /** Runs the command `notes` in this process. Its line must fit its schema. */
  run(
    argv: readonly string[],
    options?: { env?: Record<string, string>; stdin?: string },
  ): Promise<DeskOutcome>;
}

interface DeskOutcome {
  exitCode: number;
  stdout: string;
  stderr: string;
  line: Record<string, unknown> & {
    ok: boolean;
    error?: { code: string; message: string; hint: string };
    warnings: { code: string; message: string }[];
  };
}

function collector(): { stream: PassThrough; text(): string } {
  const stream = new PassThrough();
  const parts: Buffer[] = [];
  stream.on('data', (part) => parts.push(part));
  return { stream, text: () => Buffer.concat(parts).toString() };
}

async function runNotes(cwd: string, argv: readonly string[], env: Record<string, string>, stdin: string) {
  const [out, err] = [collector(), collector()];
  const exitCode = await runVerb(notesVerb as unknown as Verb, argv, {
    env: { PIKA_HOME: path.join(cwd, '.pika'), ...env },
    cwd,
    stdin: Readable.from([stdin]),
    stdout: out.stream,
    stderr: err.stream,
    signal: new AbortController().signal,
  });
  const line: DeskOutcome['line'] = JSON.parse(out.text());
  expect(envelopeSchema(notesVerb as unknown as Verb).safeParse(line).error).toBeUndefined();
  return { exitCode, stdout: out.text(), stderr: err.text(), line };
}

/** Keeps a meeting in a project as `leave` does. */
export async function keepSample(
  runtime: Runtime,
  meeting: Meeting = sampleMeeting,
  lines = sampleTranscript,
) {
  const { content } = readForeignNotes({ notes: localNotesOf(lines) });
  return keepNotes(
    meeting,
    { found: [{ source: 'delete_answer', content }], problems: [], isPending: false },
    runtime,
  );
}

/** A desk with the sample meeting on it. */
export async function openDesk(lines?: TranscriptLine[]): Promise<Desk> {
  const runtime = await createTestRuntime();
  const { cwd } = runtime;
  await keepSample(runtime, sampleMeeting, lines);
  const sessionId = sampleMeeting.session_id;
  return {
    cwd,
    sessionId,
    run: (argv, { env = {}, stdin = '' } = {}) => {
      const named = argv.includes('--forget') ? argv : ['--session-id', sessionId, ...argv];
      return runNotes(cwd, named, env, stdin);
    },
  };
}
