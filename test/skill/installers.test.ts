import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { runVerbProcess } from '../doubles/run-verb.ts';
import { cleanCopy } from './clean-copy.ts';
import { type Installer, installer, node24, npm, npmEnvironment } from './installer-programs.ts';

const name = 'pikastream-video-meeting';
const wanted = {
  skills: { name: 'skills', version: '1.7.4' },
  skillsRef: { name: 'skills-ref', version: '0.1.5' },
  openskills: { name: 'openskills', version: '1.5.0' },
  claude: { name: '@anthropic-ai/claude-code', version: '2.1.328', needsScripts: true },
  openclaw: { name: 'openclaw', version: '2026.9.6' },
} as const;
type Wanted = keyof typeof wanted;

const installers = {} as Record<Wanted, Installer>;
let scratch: string;
let copy: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(path.join(os.tmpdir(), 'pika-install-')));
  const home = path.join(scratch, 'home');
  await mkdir(home);
  copy = await cleanCopy(path.join(scratch, 'clone'));
  environment = {
    ...systemEnvironment(),
    ...(await npmEnvironment()),
    PATH: [...(node24 ? [path.dirname(node24)] : []), process.env.PATH].join(path.delimiter),
    HOME: home,
    USERPROFILE: home,
    DISABLE_TELEMETRY: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
  const found = Object.entries(wanted).map(async ([key, one]) => {
    installers[key as Wanted] = await installer(one);
  });
  await Promise.all(found);
}, 240_000);

afterAll(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }), 60_000);

/** What the system sets, certificates and proxies among it; nothing of the skill or of the agent that runs this. */
function systemEnvironment(): NodeJS.ProcessEnv {
  const isOthers = (key: string) => /^(?:PIKA|CLAUDE|OPENCLAW|ANTHROPIC|VITEST|NODE_ENV)/.test(key);
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !isOthers(key)));
}

/** The installer, or a test that says why it was skipped. */
function need(which: Wanted, context: TestContext) {
  const found = installers[which];
  if (!('missing' in found)) return found;
  console.warn(`skipped: ${found.missing}`);
  return context.skip(found.missing);
}

async function newProject(): Promise<string> {
  return realpath(await mkdtemp(path.join(scratch, 'project-')));
}

/** Every file below a folder with a digest of it, less what npm and the system put there. */
async function digests(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const read = files.map(async (file) => {
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    return [path.relative(folder, file), digest] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

async function skillFiles(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  return all.filter((file) => path.basename(file) === 'SKILL.md').sort();
}

/** A verb of an installed copy, run from the user's project. */
function verbOf(skill: string, argv: readonly string[], cwd: string, node?: string) {
  return runVerbProcess(argv, { entry: path.join(skill, 'scripts', 'pika.mjs'), cwd, node });
}

async function expectDoctorWell(skill: string, cwd: string, node?: string) {
  const { line, exitCode } = await verbOf(skill, ['doctor'], cwd, node);
  expect(line).toMatchObject({ ok: true, command: 'doctor', healthy: true });
  expect(exitCode).toBe(0);
}

describe('npx skills add', { timeout: 200_000 }, () => {
  test('gives Claude Code and OpenClaw one whole skill each, and its own hint sets it up', async (context) => {
    const skills = need('skills', context);
    const project = await newProject();
    const argv = ['add', copy, '--copy', '--yes', '--agent', 'claude-code', 'openclaw'];
    const { exitCode, output } = await skills.run(argv, { cwd: project, env: environment });
    expect(output).toContain('Found 1 skill');
    expect(exitCode).toBe(0);
    const [inClaude, inOpenClaw] = ['.claude/skills', 'skills'].map((folder) =>
      path.join(project, folder, name),
    ) as [string, string];
    expect(await skillFiles(project)).toEqual([
      path.join('.claude', 'skills', name, 'SKILL.md'),
      path.join('skills', name, 'SKILL.md'),
    ]);
    const scripts = await digests(path.join(copy, 'scripts'));
    for (const skill of [inClaude, inOpenClaw]) {
      expect(await digests(path.join(skill, 'scripts'))).toEqual(scripts);
    }

    const before = await verbOf(inClaude, ['leave'], project);
    expect(before.line.error).toMatchObject({ code: 'deps_missing' });
    expect(before.exitCode).toBe(1);
    const setUp = `npm ci --omit=dev --ignore-scripts --prefix "${inClaude}"`;
    expect(before.line.error?.hint).toBe(`Run: ${setUp}`);
    const [, ...words] = setUp.replaceAll('"', '').split(' ');
    const done = await npm(words, { cwd: project });
    expect(done.exitCode, done.output).toBe(0);

    await expectDoctorWell(inClaude, project);
    await expectDoctorWell(inClaude, project, node24);
    const picture = path.join(inClaude, 'scripts', 'avatar', 'sample', 'avatar.png');
    const avatar = await verbOf(inClaude, ['prepare-avatar', '--image', picture, '--dry-run'], project);
    expect(avatar.line).toMatchObject({ ok: true });
    expect(await readdir(project)).toEqual(expect.not.arrayContaining(['identity', 'life', 'node_modules']));
  });
});

describe('npx skills-ref validate', { timeout: 60_000 }, () => {
  test('finds nothing wrong, and would', async (context) => {
    const validator = need('skillsRef', context);
    const { exitCode, output } = await validator.run(['validate', copy], { cwd: scratch, env: environment });
    expect(output).toContain('Valid skill');
    expect(exitCode).toBe(0);
    const broken = path.join(scratch, 'broken', name);
    await mkdir(broken, { recursive: true });
    const text = await readFile(path.join(copy, 'SKILL.md'), 'utf8');
    await writeFile(path.join(broken, 'SKILL.md'), text.replace(/^name: .*$/m, 'name: Not_The_Folder'));
    const refused = await validator.run(['validate', broken], { cwd: scratch, env: environment });
    expect(refused.exitCode).not.toBe(0);
  });
});

describe('npx openskills install', { timeout: 60_000 }, () => {
  test('installs one skill whole, and reads it out', async (context) => {
    const openskills = need('openskills', context);
    const project = await newProject();
    const where = { cwd: project, env: environment };
    const { exitCode, output } = await openskills.run(['install', copy, '--yes'], where);
    expect(exitCode, output).toBe(0);
    expect(await skillFiles(project)).toEqual([path.join('.claude', 'skills', name, 'SKILL.md')]);
    const installed = path.join(project, '.claude', 'skills', name);
    expect(await digests(path.join(installed, 'scripts'))).toEqual(await digests(path.join(copy, 'scripts')));
    const { stdout } = await openskills.run(['read', name], where);
    expect(stdout).toContain(installed);
    expect(stdout).toContain('# Attend a meeting as an avatar');
  });
});

describe('claude plugin', { timeout: 200_000 }, () => {
  test('validates, installs one skill and nothing else, and sets it up by itself', async (context) => {
    const claude = need('claude', context);
    const where = { cwd: scratch, env: environment };
    const validated = await claude.run(['plugin', 'validate', copy, '--strict'], where);
    expect(validated.exitCode, validated.output).toBe(0);
    const added = await claude.run(['plugin', 'marketplace', 'add', copy], where);
    expect(added.exitCode, added.output).toBe(0);
    const plugin = `${name}@pikastream`;
    const installed = await claude.run(['plugin', 'install', plugin], where);
    expect(installed.exitCode, installed.output).toBe(0);
    const { stdout } = await claude.run(['plugin', 'details', plugin], where);
    expect(stdout).toMatch(new RegExp(`Skills \\(1\\)\\s+${name}`));
    for (const other of ['Agents', 'Hooks', 'MCP servers']) expect(stdout).toContain(`${other} (0)`);
    const plugins = path.join(scratch, 'home', '.claude', 'plugins', 'cache');
    const [skill] = (await skillFiles(plugins)).filter((file) => !file.includes('node_modules'));
    await expectDoctorWell(path.dirname(path.join(plugins, skill ?? '')), await newProject());
  });
});

describe('openclaw skills', { timeout: 200_000 }, () => {
  const auditMs = 120_000;
  const inState = () => ({
    cwd: scratch,
    env: { ...environment, OPENCLAW_STATE_DIR: path.join(scratch, 'openclaw') },
    limitMs: auditMs,
  });

  test('installs the skill, shows it to the model without a key, and knows which key it takes', async (context) => {
    const openclaw = need('openclaw', context);
    const installed = await openclaw.run(['skills', 'install', copy, '--global'], inState());
    expect(installed.exitCode, installed.output).toBe(0);
    const { stdout } = await openclaw.run(['skills', 'info', name, '--json'], inState());
    const nothing = { bins: [], anyBins: [], env: [], config: [], os: [] };
    expect(JSON.parse(stdout)).toMatchObject({
      name,
      eligible: true,
      modelVisible: true,
      userInvocable: true,
      primaryEnv: 'PIKA_DEV_KEY',
      emoji: '🎥',
      requirements: { ...nothing, bins: ['node'] },
      missing: nothing,
    });
  });

  test('audits its code and finds programs that are started, and nothing worse', async (context) => {
    const openclaw = need('openclaw', context);
    const { stdout } = await openclaw.run(['security', 'audit', '--deep', '--json'], inState());
    const { findings } = JSON.parse(stdout) as { findings: { checkId: string; detail: string }[] };
    const ours = findings.filter(({ checkId }) => checkId.startsWith('skills.'));
    const rules = ours.flatMap(({ detail }) =>
      [...detail.matchAll(/^ {2}- \[([\w-]+)\]/gm)].map(([, rule]) => rule),
    );
    // ffmpeg, speech programs, the guard and the engine are processes; the audit flags every spawn.
    expect([...new Set(rules)]).toEqual(['dangerous-exec']);
  });
});

describe('npm', () => {
  test('has nothing to run when the skill is installed', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(copy, 'package.json'), 'utf8'));
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(scripts)).toEqual(expect.not.arrayContaining(hooks));
  });
});
