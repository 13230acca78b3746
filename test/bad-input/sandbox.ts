import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, vi } from 'vitest';
import { envelopeSchema } from '../../scripts/cli/envelope.ts';
import { errorCodes, exitCodes } from '../../scripts/cli/errors.ts';
import { loadVerb, type VerbName } from '../../scripts/verbs.ts';
import { type Printed, print } from '../cli/host.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';

/** Nothing listens on the port of the discard service. */
const closedPort = 'http://127.0.0.1:9';
const canaryKey = 'dk_canary_bad_input';

const usualExits: readonly number[] = Object.values(exitCodes).filter((code) => code <= 6);

/** A line is read by an agent: what it was given must not come back whole. */
const longestLine = 20_000;

/** The system's folder for temporary files: one for the whole process, that is for several test files, as programs may keep it. */
const temporary = await mkdtemp(path.join(os.tmpdir(), 'pika-bad-input-'));
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));

/** A user whose every trace can be seen: their home and their project are below one folder, temporary files in another. */
export class Sandbox {
  readonly root: string;
  readonly cwd: string;
  readonly home: string;
  /** Base URL of the hosted service; nothing answers unless a test says so. */
  service = closedPort;
  readonly #addresses = new Set<string>();

  private constructor(root: string) {
    this.root = root;
    this.cwd = path.join(root, 'people', 'ada', 'project');
    this.home = path.join(root, 'home');
  }

  static async open(): Promise<Sandbox> {
    const sandbox = new Sandbox(await temporaryDirectory());
    for (const folder of [sandbox.cwd, sandbox.home]) await mkdir(folder, { recursive: true });
    vi.stubEnv('HOME', path.join(sandbox.root, 'untouched'));
    vi.stubEnv('TMPDIR', temporary);
    const watch = (message: unknown) => {
      const { socket } = message as { socket: Socket };
      socket.on('connectionAttempt', (address: string) => sandbox.#addresses.add(address));
    };
    subscribe('net.client.socket', watch);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      unsubscribe('net.client.socket', watch);
    });
    return sandbox;
  }

  /** Runs a command, and expects of it what every command promises, however bad the input. */
  async run(verb: VerbName, argv: readonly string[], stdin = ''): Promise<Printed> {
    const env = {
      PIKA_HOME: this.home,
      PIKA_ENGINE: 'pika',
      PIKA_DEV_KEY: canaryKey,
      PIKA_API_BASE_URL: this.service,
    };
    const printed = await print(verb, argv, { cwd: this.cwd, env, stdin, clock: new VirtualClock() });
    await expectPromises(verb, printed);
    return printed;
  }

  /** Nothing was written outside the project and the home, and no one but this machine was called. */
  async expectNoTrace(): Promise<void> {
    expect(existsSync(path.join(this.root, 'untouched'))).toBe(false);
    expect(await readdir(temporary)).toEqual([]);
    expect((await readdir(this.root)).sort()).toEqual(['home', 'people']);
    expect(await readdir(path.join(this.root, 'people'))).toEqual(['ada']);
    expect(await readdir(path.join(this.root, 'people', 'ada'))).toEqual(['project']);
    expect([...this.#addresses].filter((address) => !/^(?:127\.|::1$)/.test(address))).toEqual([]);
  }
}

async function expectPromises(verb: VerbName, { exitCode, stdout, stderr }: Printed): Promise<void> {
  expect(usualExits).toContain(exitCode);
  expect(stdout + stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$|node:internal/m);
  expect(stdout + stderr).not.toContain(canaryKey);
  // Whatever could rewrite a terminal's lines.
  expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
  expect(stdout.length).toBeLessThan(longestLine);
  expect(stderr.length).toBeLessThan(longestLine);
  if (stdout.startsWith('Usage: ')) return;
  expect(stdout).toMatch(/^[^\n]+\n$/);
  const line = JSON.parse(stdout);
  expect(envelopeSchema(await loadVerb(verb)).safeParse(line).error).toBeUndefined();
  expect(line.ok).toBe(exitCode === 0);
  if (line.ok) return;
  const { code, message, hint } = line.error;
  expect(code, message).not.toBe('internal_error');
  expect(exitCode).toBe(exitCodes[errorCodes[code as keyof typeof errorCodes].exit]);
  expect(message).toMatch(/\w/);
  expect(hint).toMatch(/\w/);
}
