import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { skillDirectory } from '../scripts/cli/version.ts';
import { type VerbName, verbs } from '../scripts/verbs.ts';
import { findNativeNode } from './doubles/native-node.ts';
import { launcher, runVerbProcess, startVerbProcess } from './doubles/run-verb.ts';
import { temporaryDirectory } from './doubles/temporary-directory.ts';

const verbNames = Object.keys(verbs) as VerbName[];
const portraits = path.join(skillDirectory, 'test', 'fixtures', 'portraits');
const native = findNativeNode();
const nodes = [
  { name: 'through tsx', node: process.execPath },
  { name: 'natively', node: native },
];

/** A copy of the skill with the packages that are named, and no others. */
async function copyOfSkill(packages: readonly string[] = []): Promise<{ skill: string; entry: string }> {
  const skill = path.join(await temporaryDirectory(), 'a skill');
  await cp(path.join(skillDirectory, 'scripts'), path.join(skill, 'scripts'), { recursive: true });
  await cp(path.join(skillDirectory, 'package.json'), path.join(skill, 'package.json'));
  for (const name of packages) {
    const target = path.join(skill, 'node_modules', name);
    await mkdir(path.dirname(target), { recursive: true });
    await symlink(path.join(skillDirectory, 'node_modules', name), target, 'junction');
  }
  return { skill, entry: path.join(skill, 'scripts', 'pika.mjs') };
}

/** What a person gets who asks for help or the version: text, not JSON. */
async function printed(argv: readonly string[], entry?: string) {
  return (await startVerbProcess(argv, { entry })).ended;
}

const missing = (skill: string, name: RegExp) => ({
  ok: false,
  error: {
    code: 'deps_missing',
    message: expect.stringMatching(name),
    hint: `Run: npm ci --omit=dev --ignore-scripts --prefix "${skill}"`,
    retryable: false,
  },
  warnings: [],
});

describe('without node_modules', () => {
  // The launcher finds that out before it knows any command, so two stand for all.
  test.each(nodes)('a command says so and what fixes it, $name', async ({ node }) => {
    if (!node) return expect(native, 'no Node 24 here: PIKA_BENCH_NODE24 is not set').toBeUndefined();
    const { skill, entry } = await copyOfSkill();
    for (const verb of ['sessions', 'join']) {
      const { line, exitCode } = await runVerbProcess([verb], { entry, node });
      expect(line).toMatchObject({ command: verb, ...missing(skill, /^\S+ is not installed$/) });
      expect(exitCode).toBe(1);
    }
  });

  test('help says so too, under a name that is a command', async () => {
    const { skill, entry } = await copyOfSkill();
    for (const argv of [[], ['--help'], ['join', '--help']]) {
      const { line, exitCode } = await runVerbProcess(argv, { entry });
      expect(line).toMatchObject({
        command: argv[0] === 'join' ? 'join' : 'pika',
        ...missing(skill, /^\S+ is not installed$/),
      });
      expect(exitCode).toBe(1);
    }
  });

  test('a missing package stops only the verbs that need it', async () => {
    const all = await readdir(path.join(skillDirectory, 'node_modules'));
    const { skill, entry } = await copyOfSkill(all.filter((name) => !/^\.|sharp|^@/.test(name)));
    const picture = path.join(portraits, 'portrait.jpg');
    const prepared = await runVerbProcess(['prepare-avatar', '--image', picture], { entry });
    expect(prepared.line).toMatchObject(missing(skill, /^sharp is not installed$/));
    expect(prepared.exitCode).toBe(1);
    expect((await runVerbProcess(['sessions'], { entry })).line.ok).toBe(true);
  });
});

describe('a skill that is not whole', () => {
  test.each(nodes)('is named as such in one line, $name', async ({ node }) => {
    if (!node) return expect(native, 'no Node 24 here: PIKA_BENCH_NODE24 is not set').toBeUndefined();
    const { skill, entry } = await copyOfSkill();
    await symlink(path.join(skillDirectory, 'node_modules'), path.join(skill, 'node_modules'), 'junction');
    await rm(path.join(skill, 'scripts', 'meeting', 'join', 'wait.ts'));
    const { line, exitCode, stderr } = await runVerbProcess(['join'], { entry, node });
    expect(line).toMatchObject({ ok: false, command: 'join', error: { code: 'internal_error' } });
    expect(line.error?.message).toContain('wait.ts');
    expect(line.error?.hint).toContain('npm ci');
    expect([exitCode, stderr]).toEqual([1, '']);
    const { stderr: trace } = await runVerbProcess(['join', '--debug'], { entry, node });
    expect(trace).toMatch(/\n +at /);
  });

  test('with the packages of another system asks for its own', async () => {
    const { skill, entry } = await copyOfSkill(['zod', 'commander']);
    const tsx = path.join(skill, 'node_modules', 'tsx');
    await mkdir(tsx, { recursive: true });
    await writeFile(path.join(tsx, 'package.json'), '{"exports":{"./esm/api":"./api.mjs"}}');
    await writeFile(
      path.join(tsx, 'api.mjs'),
      "throw new Error('You installed esbuild for another platform');",
    );
    const { line, exitCode } = await runVerbProcess(['sessions'], { entry });
    expect(line).toMatchObject({ command: 'sessions', ...missing(skill, /^esbuild is not installed$/) });
    expect(exitCode).toBe(1);
  });
});

describe('without a command to run', () => {
  test('the overview is printed when asked for', async () => {
    const overview = await printed(['--help']);
    expect(overview).toMatchObject({ exitCode: 0, stderr: '' });
    for (const verb of verbNames) expect(overview.stdout).toMatch(new RegExp(`^ {2}${verb} +\\S`, 'm'));
  });

  test('a word that is none is refused in one line', async () => {
    const { line, exitCode } = await runVerbProcess(['jion']);
    expect(line).toMatchObject({ ok: false, command: 'pika', error: { code: 'usage' } });
    expect(exitCode).toBe(2);
  });
});

describe('an old Node', () => {
  test('is refused by name, before anything else is loaded', async () => {
    const directory = await temporaryDirectory();
    const pretend = path.join(directory, 'pretend.mjs');
    await writeFile(
      pretend,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });",
    );
    const env = { NODE_OPTIONS: `--import=${pathToFileURL(pretend)}` };
    const { line, exitCode } = await runVerbProcess(['leave'], { env });
    expect(line).toMatchObject({ ok: false, command: 'leave', error: { code: 'node_unsupported' } });
    expect(line.error?.message).toContain('18.20.4');
    expect(line.error?.message).toContain('20.19');
    expect(exitCode).toBe(1);
  });
});

describe('other ways to start', () => {
  const dryRun = ['--dry-run', '--meet-url', 'local:rehearsal', '--bot-name', 'Ada', '--image', 'me.jpg'];

  test('the launcher works through a symbolic link, from any folder', async () => {
    const directory = await temporaryDirectory();
    const entry = path.join(directory, 'pika');
    await symlink(launcher, entry);
    expect((await runVerbProcess(['sessions'], { entry, cwd: directory })).line).toMatchObject({
      sessions: [],
    });
  });

  test.skipIf(process.platform === 'win32').each(nodes)(
    'a folder that was deleted is no reason not to leave a meeting, $name',
    async ({ node = process.execPath }) => {
      const directory = await temporaryDirectory();
      const entry = path.join(directory, 'from-nowhere.sh');
      await writeFile(entry, `mkdir gone && cd gone && rmdir ../gone && exec "${node}" "${launcher}" "$@"`);
      const { line, stderr } = await runVerbProcess(['leave'], { node: '/bin/sh', entry, cwd: directory });
      expect(line).toMatchObject({ ok: true, closed: true });
      expect(stderr).toContain('deleted');
    },
  );

  test('relative files are looked for in the working directory', async () => {
    const cwd = await temporaryDirectory();
    await cp(path.join(portraits, 'portrait.jpg'), path.join(cwd, 'me.jpg'));
    await writeFile(path.join(cwd, 'brief.md'), 'Be kind.');
    const argv = ['join', ...dryRun, '--system-prompt-file', 'brief.md'];
    expect((await runVerbProcess(argv, { cwd })).line).toMatchObject({ plan: { system_prompt: 'Be kind.' } });
  });

  test("a verb's own file runs through npx tsx", async () => {
    const { stdout } = await promisify(execFile)('npx', ['tsx', 'scripts/join.ts', '--help'], {
      cwd: skillDirectory,
      shell: process.platform === 'win32',
    });
    expect(stdout).toBe((await printed(['join', '--help'])).stdout);
  });

  const tsx = pathToFileURL(path.join(skillDirectory, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
  const throughTsx = (file: string) => ({
    entry: path.join(skillDirectory, 'scripts', file),
    env: { NODE_OPTIONS: `--import=${tsx}` },
  });

  test('node --import tsx scripts/join.ts runs it from another folder', async () => {
    const cwd = await temporaryDirectory();
    await cp(path.join(portraits, 'portrait.jpg'), path.join(cwd, 'me.jpg'));
    const { line, exitCode } = await runVerbProcess(dryRun, { cwd, ...throughTsx('join.ts') });
    expect(line).toMatchObject({ ok: true, command: 'join', status: 'planned', bot_name: 'Ada (AI)' });
    expect(exitCode).toBe(0);
  });

  test('a file is found without its ending', async () => {
    const { line } = await runVerbProcess([], throughTsx('sessions'));
    expect(line).toMatchObject({ ok: true, command: 'sessions' });
  });

  test('a skill below a folder named node_modules runs', async () => {
    const { skill } = await copyOfSkill();
    const inside = path.join(skill, 'node_modules', 'pikastream-video-meeting');
    await mkdir(inside, { recursive: true });
    await cp(path.join(skill, 'scripts'), path.join(inside, 'scripts'), { recursive: true });
    await cp(path.join(skill, 'package.json'), path.join(inside, 'package.json'));
    await rm(path.join(skill, 'scripts'), { recursive: true });
    await symlink(path.join(skillDirectory, 'node_modules'), path.join(inside, 'node_modules'), 'junction');
    const entry = path.join(inside, 'scripts', 'pika.mjs');
    for (const node of [process.execPath, ...(native ? [native] : [])]) {
      expect((await runVerbProcess(['sessions'], { entry, node })).line).toMatchObject({ sessions: [] });
    }
  });
});
