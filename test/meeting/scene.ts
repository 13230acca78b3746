import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, vi } from 'vitest';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';
import { envelopeSchema } from '../../scripts/cli/envelope.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { isVerbName, loadVerb, type VerbName } from '../../scripts/verbs.ts';
import { type HostOptions, runHere } from '../cli/host.ts';
import { seedCodeCache } from '../doubles/code-cache.ts';
import { type HostedApi, type HostedApiOptions, startHostedApi } from '../doubles/hosted-api.ts';
import { startVerbProcess, type VerbOutcome, type VerbProcessOptions } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';

/** As prepare-avatar wrote it, its rig beside it: joining with it looks for no face. */
export const avatar = path.join(skillDirectory, 'test', 'fixtures', 'avatars', 'videomeeting-avatar.png');
export const meetLink = 'https://meet.google.com/abc-defg-hij';

/** A join that nothing is wrong with. */
export const goodJoin = ['join', '--meet-url', meetLink, '--bot-name', 'Ada', '--image', avatar];

/** @returns nothing of a file that is gone by now, such as a lock. */
async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Every file below a folder, with its text; but for the one in which a person keeps the key. */
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'devkey');
  return Promise.all(files.map((entry) => textOf(path.join(entry.parentPath, entry.name))));
}

/** The line is accepted by the command's own schema, and the exit code belongs to it. */
export async function expectOwnSchema(outcome: Pick<VerbOutcome, 'line' | 'exitCode'>): Promise<void> {
  const name = outcome.line.command;
  if (!isVerbName(name)) throw new Error(`not a verb: ${name}`);
  expect(envelopeSchema(await loadVerb(name)).safeParse(outcome.line).error).toBeUndefined();
  expect(outcome.exitCode === 0).toBe(outcome.line.ok);
}

/** What a command printed, wherever it ran. */
export type Answered = Pick<VerbOutcome, 'exitCode' | 'stdout' | 'stderr' | 'line'>;

/** One user with a home of their own, and the hosted service they use. */
export class Scene {
  readonly api: HostedApi;
  readonly home: string;

  constructor(api: HostedApi, home: string) {
    this.api = api;
    this.home = home;
  }

  get sessionsFolder(): string {
    return path.join(this.home, '.pika', 'sessions');
  }

  /** The files of the journal whose names end so, whole paths. */
  async journalFiles(ending = '.jsonl'): Promise<string[]> {
    const names = await readdir(this.sessionsFolder).catch(() => []);
    return names.filter((name) => name.endsWith(ending)).map((name) => path.join(this.sessionsFolder, name));
  }

  /** The numbers of the processes that guard its sessions, as their heartbeats tell. */
  async guardPids(): Promise<number[]> {
    const beats = (await this.journalFiles('.guard')).map((file) => readFile(file, 'utf8').catch(() => ''));
    return (await Promise.all(beats)).map((text) => Number.parseInt(text, 10)).filter((pid) => pid > 0);
  }

  start(argv: readonly string[], options: VerbProcessOptions = {}) {
    const env = { ...this.api.environment, ...options.env };
    return startVerbProcess(argv, { home: this.home, ...options, env });
  }

  /** Runs the program to its end. Whatever it does, its line must fit its schema and the key must be nowhere. */
  async run(argv: readonly string[], options: VerbProcessOptions = {}): Promise<VerbOutcome> {
    return this.finish(await this.start(argv, options));
  }

  /** The same within this process, in a tenth of the time: for every claim that needs no process of its own (doubles/run-verb.ts). */
  async runHere([verb = '', ...argv]: readonly string[], options: HostOptions = {}) {
    const env = { ...this.api.environment, PIKA_HOME: path.join(this.home, '.pika'), ...options.env };
    return this.#checked(await runHere(verb as VerbName, argv, { cwd: this.home, ...options, env }));
  }

  /**
   * A join within this process, whose guard then loses its joiner as when a process ends: its channel is closed. The guard finds the service
   * and the key in its own environment, as if the user had set them.
   */
  async joinHere(argv: readonly string[], options: HostOptions = {}) {
    // The guard runs commands, each a process.
    seedCodeCache(path.join(this.home, '.pika'));
    for (const [name, value] of Object.entries({ ...this.api.environment, ...options.env })) {
      vi.stubEnv(name, value);
    }
    const started: ChildProcess[] = [];
    const watch = (message: unknown) => started.push((message as { process: ChildProcess }).process);
    subscribe('child_process', watch);
    try {
      return await this.runHere(argv, options);
    } finally {
      unsubscribe('child_process', watch);
      for (const child of started) if (child.connected) child.disconnect();
      vi.unstubAllEnvs();
    }
  }

  async finish(started: Awaited<ReturnType<typeof startVerbProcess>>): Promise<VerbOutcome> {
    return this.#checked(await started.outcome());
  }

  async #checked<Outcome extends Answered>(outcome: Outcome): Promise<Outcome> {
    await expectOwnSchema(outcome);
    expect(outcome.stdout + outcome.stderr).not.toContain(this.api.key);
    for (const text of await filesBelow(this.home)) expect(text).not.toContain(this.api.key);
    return outcome;
  }
}

/** A scene whose service ends with the running test; its guards end before, so that none goes on without it. */
export async function openScene(options: HostedApiOptions = {}): Promise<Scene> {
  const api = await startHostedApi(options);
  onTestFinished(() => api.close());
  const scene = new Scene(api, await temporaryDirectory());
  onTestFinished(async () => {
    for (const pid of await scene.guardPids()) if (isProcessAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return scene;
}

/** The same, its parts ready to be taken apart. */
export async function openService(options: HostedApiOptions = {}) {
  const scene = await openScene(options);
  return { api: scene.api, runHere: scene.runHere.bind(scene) };
}
