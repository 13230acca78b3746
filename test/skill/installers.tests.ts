import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runVerbProcess } from '../doubles/run-verb.ts';
import { node24, npm } from './installer-programs.ts';
import { InstallerScene } from './installer-scene.ts';

const name = 'pikastream-video-meeting';
const scene = new InstallerScene(['skills', 'skillsRef', 'openskills', 'claude', 'openclaw']);

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

/** A command of an installed scene.copy, run from the user's project. */
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
    const skills = scene.need('skills', context);
    const project = await scene.newProject();
    const argv = ['add', scene.copy, '--copy', '--yes', '--agent', 'claude-code', 'openclaw'];
    const { exitCode, output } = await skills.run(argv, { cwd: project, env: scene.environment });
    expect(output).toContain('Found 1 skill');
    expect(exitCode).toBe(0);
    const [inClaude, inOpenClaw] = ['.claude/skills', 'skills'].map((folder) =>
      path.join(project, folder, name),
    ) as [string, string];
    expect(await skillFiles(project)).toEqual([
      path.join('.claude', 'skills', name, 'SKILL.md'),
      path.join('skills', name, 'SKILL.md'),
    ]);
    const scripts = await digests(path.join(scene.copy, 'scripts'));
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
    const validator = scene.need('skillsRef', context);
    const { exitCode, output } = await validator.run(['validate', scene.copy], {
      cwd: scene.scratch,
      env: scene.environment,
    });
    expect(output).toContain('Valid skill');
    expect(exitCode).toBe(0);
    const broken = path.join(scene.scratch, 'broken', name);
    await mkdir(broken, { recursive: true });
    const text = await readFile(path.join(scene.copy, 'SKILL.md'), 'utf8');
    await writeFile(path.join(broken, 'SKILL.md'), text.replace(/^name: .*$/m, 'name: Not_The_Folder'));
    const refused = await validator.run(['validate', broken], { cwd: scene.scratch, env: scene.environment });
    expect(refused.exitCode).not.toBe(0);
  });
});

describe('npx openskills install', { timeout: 60_000 }, () => {
  test('installs one skill whole, and reads it out', async (context) => {
    const openskills = scene.need('openskills', context);
    const project = await scene.newProject();
    const where = { cwd: project, env: scene.environment };
    const { exitCode, output } = await openskills.run(['install', scene.copy, '--yes'], where);
    expect(exitCode, output).toBe(0);
    expect(await skillFiles(project)).toEqual([path.join('.claude', 'skills', name, 'SKILL.md')]);
    const installed = path.join(project, '.claude', 'skills', name);
    expect(await digests(path.join(installed, 'scripts'))).toEqual(
      await digests(path.join(scene.copy, 'scripts')),
    );
    const { stdout } = await openskills.run(['read', name], where);
    expect(stdout).toContain(installed);
    expect(stdout).toContain('# Attend a meeting as an avatar');
  });
});

describe('claude plugin', { timeout: 200_000 }, () => {
  test('validates, installs one skill and nothing else, and sets it up by itself', async (context) => {
    const claude = scene.need('claude', context);
    const where = { cwd: scene.scratch, env: scene.environment };
    const validated = await claude.run(['plugin', 'validate', scene.copy, '--strict'], where);
    expect(validated.exitCode, validated.output).toBe(0);
    const added = await claude.run(['plugin', 'marketplace', 'add', scene.copy], where);
    expect(added.exitCode, added.output).toBe(0);
    const plugin = `${name}@pikastream`;
    const installed = await claude.run(['plugin', 'install', plugin], where);
    expect(installed.exitCode, installed.output).toBe(0);
    const { stdout } = await claude.run(['plugin', 'details', plugin], where);
    expect(stdout).toMatch(new RegExp(`Skills \\(1\\)\\s+${name}`));
    for (const other of ['Agents', 'Hooks', 'MCP servers']) expect(stdout).toContain(`${other} (0)`);
    const plugins = path.join(scene.scratch, 'home', '.claude', 'plugins', 'cache');
    const [skill] = (await skillFiles(plugins)).filter((file) => !file.includes('node_modules'));
    await expectDoctorWell(path.dirname(path.join(plugins, skill ?? '')), await scene.newProject());
  });
});

describe('openclaw skills', { timeout: 200_000 }, () => {
  const auditMs = 120_000;
  const inState = () => ({
    cwd: scene.scratch,
    env: { ...scene.environment, OPENCLAW_STATE_DIR: path.join(scene.scratch, 'openclaw') },
    limitMs: auditMs,
  });

  test('installs the skill, shows it to the model without a key, and knows which key it takes', async (context) => {
    const openclaw = scene.need('openclaw', context);
    const installed = await openclaw.run(['skills', 'install', scene.copy, '--global'], inState());
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
    const openclaw = scene.need('openclaw', context);
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
    const { scripts } = JSON.parse(await readFile(path.join(scene.copy, 'package.json'), 'utf8'));
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(scripts)).toEqual(expect.not.arrayContaining(hooks));
  });
});
