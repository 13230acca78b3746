import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, type TestContext } from 'vitest';
import { cleanCopy } from './clean-copy.ts';
import {
  type Ended,
  type Installer,
  installer,
  node24,
  npmEnvironment,
  type Package,
} from './installer-programs.ts';

/** The programs that a test file drives, at the versions they were studied at. */
const programs = {
  skills: { name: 'skills', version: '1.7.4' },
  skillsRef: { name: 'skills-ref', version: '0.1.5' },
  openskills: { name: 'openskills', version: '1.5.0' },
  claude: { name: '@anthropic-ai/claude-code', version: '2.1.328', needsScripts: true },
  openclaw: { name: 'openclaw', version: '2026.9.6' },
  eslint9: { name: 'eslint', version: '9.39.5' },
  eslint10: { name: 'eslint', version: '10.15.0' },
} as const satisfies Record<string, Package>;
type Runnable = Exclude<Installer, { missing: string }>;
export type Program = keyof typeof programs;

/** What the system sets, certificates and proxies among it; nothing of the skill or of the agent that runs this. */
function systemEnvironment(): NodeJS.ProcessEnv {
  const isOthers = (key: string) => /^(?:PIKA|CLAUDE|OPENCLAW|ANTHROPIC|VITEST|NODE_ENV)/.test(key);
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !isOthers(key)));
}

/** A home without settings, a copy of the repository as a clone has it, and the programs; made before the tests of a file, removed after. */
export class InstallerScene {
  scratch = '';
  home = '';
  copy = '';
  environment: NodeJS.ProcessEnv = {};
  readonly #found = {} as Record<Program, Installer>;

  constructor(wanted: readonly Program[]) {
    beforeAll(() => this.#setUp(wanted), 240_000);
    afterAll(() => rm(this.scratch, { recursive: true, force: true, maxRetries: 5 }), 60_000);
  }

  async #setUp(wanted: readonly Program[]) {
    this.scratch = await realpath(await mkdtemp(path.join(os.tmpdir(), 'pika-install-')));
    this.home = path.join(this.scratch, 'home');
    await mkdir(this.home);
    this.copy = await cleanCopy(path.join(this.scratch, 'clone'));
    this.environment = {
      ...systemEnvironment(),
      ...(await npmEnvironment()),
      PATH: [...(node24 ? [path.dirname(node24)] : []), process.env.PATH].join(path.delimiter),
      HOME: this.home,
      USERPROFILE: this.home,
      DISABLE_TELEMETRY: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    };
    const found = wanted.map(async (key) => {
      this.#found[key] = await installer(programs[key]);
    });
    await Promise.all(found);
  }

  /** The program, or a test that says why it was skipped. */
  need(which: Program, context: TestContext) {
    const found = this.#found[which];
    if (!('missing' in found)) return found;
    console.warn(`skipped: ${found.missing}`);
    return context.skip(found.missing);
  }

  /** Runs the program to its end; nothing where it is not here. */
  async tryRun(which: Program, ...call: Parameters<Runnable['run']>): Promise<Ended | undefined> {
    const found = this.#found[which];
    return 'missing' in found ? undefined : found.run(...call);
  }

  async newProject(): Promise<string> {
    return realpath(await mkdtemp(path.join(this.scratch, 'project-')));
  }
}
