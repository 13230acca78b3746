import { existsSync } from 'node:fs';
import { readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { runVerbProcess } from '../doubles/run-verb.ts';
import { npm, run } from './installer-programs.ts';
import { InstallerScene, type Program } from './installer-scene.ts';
import { commitAll, saying, tools, writeProject } from './user-project.ts';

const name = 'pikastream-video-meeting';
const repository = `OWNER/${name}`;
const eslints = ['eslint9', 'eslint10'] as const satisfies Program[];
const scene = new InstallerScene(['skills', 'openskills', 'claude', 'openclaw', ...eslints]);
/** The published skill: a clone of the branch that `npm run skill -- --branch skill` makes. */
let published: string;
let before: Record<string, string>;

beforeAll(async () => {
  await commitAll(scene.copy);
  published = path.join(scene.scratch, 'published', name);
  const tsx = path.join(skillDirectory, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const program = path.join(scene.copy, 'tools', 'skill', 'main.ts');
  const author = { GIT_AUTHOR_NAME: 'Tester', GIT_AUTHOR_EMAIL: 'tester@example.com' };
  const committer = { GIT_COMMITTER_NAME: 'Tester', GIT_COMMITTER_EMAIL: 'tester@example.com' };
  const env = { ...process.env, ...author, ...committer };
  // A clone has packages of its own; these are outside it, where no installer copies them.
  const packages = path.join(path.dirname(scene.copy), 'node_modules');
  await symlink(path.join(skillDirectory, 'node_modules'), packages, 'junction');
  const made = await run(process.execPath, [tsx, program, '--branch', 'skill'], { cwd: scene.scratch, env });
  expect(made.exitCode, made.output).toBe(0);
  await git(['clone', '--quiet', '--branch', 'skill', '--depth', '1', `file://${scene.copy}`, published]);
  // What GitHub would answer.
  const setting = `url.file://${scene.copy}.insteadOf`;
  await git(['config', '--global', setting, `https://github.com/${repository}.git`]);
  const project = await scene.newProject();
  await writeProject(project);
  before = await everyTool(project);
}, 300_000);

async function git(argv: readonly string[], cwd = scene.scratch): Promise<string> {
  const { exitCode, stdout, output } = await run('git', argv, { cwd, env: scene.environment });
  expect(exitCode, output).toBe(0);
  return stdout;
}

async function everyTool(project: string): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const tool of tools) {
    const ended = await tool.run(project, scene.environment);
    said[tool.name] = saying(ended).replaceAll(project, 'PROJECT');
  }
  for (const eslint of eslints) {
    const ended = await scene.tryRun(eslint, ['.'], { cwd: project, env: scene.environment });
    said[eslint] = ended ? saying(ended).replaceAll(project, 'PROJECT') : 'not here';
  }
  return said;
}

const newFiles = async (project: string) =>
  (await git(['status', '--porcelain', '--untracked-files=normal'], project))
    .trim()
    .split('\n')
    .filter(Boolean);

/** The files of a folder by their paths. */
const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));

interface Way {
  title: string;
  program: Program | 'git';
  argv: readonly string[] | (() => readonly string[]);
  /** What `git status` shows afterwards. */
  adds: readonly string[];
  /** Tools that find something there. */
  except?: readonly string[];
  /** Where the skill is then, below the project. */
  at?: string;
}

const ways: readonly Way[] = [
  {
    title: 'npx skills add, copied for Claude Code and OpenClaw',
    program: 'skills',
    argv: ['add', `${repository}#skill`, '--copy', '--yes', '--agent', 'claude-code', 'openclaw'],
    adds: ['?? .claude/', '?? skills-lock.json', '?? skills/'],
    at: `skills/${name}`,
  },
  {
    title: 'npx skills add, linked for Claude Code and OpenClaw',
    program: 'skills',
    argv: ['add', `${repository}#skill`, '--yes', '--agent', 'claude-code', 'openclaw', 'cursor'],
    adds: ['?? .agents/', '?? .claude/', '?? skills-lock.json', '?? skills/'],
    at: `.agents/skills/${name}`,
  },
  {
    title: 'npx openskills install of a clone',
    program: 'openskills',
    argv: () => ['install', published, '--yes'],
    adds: ['?? .claude/'],
    at: `.claude/skills/${name}`,
  },
  {
    title: 'openclaw skills install',
    program: 'openclaw',
    argv: () => ['skills', 'install', `git:file://${scene.copy}@skill`],
    adds: [],
  },
  {
    title: 'claude plugin marketplace add',
    program: 'claude',
    argv: () => ['plugin', 'marketplace', 'add', scene.copy],
    adds: [],
  },
  {
    title: 'git clone',
    program: 'git',
    argv: () => ['clone', '--quiet', '--branch', 'skill', `file://${scene.copy}`, `.claude/skills/${name}`],
    adds: ['?? .claude/'],
    at: `.claude/skills/${name}`,
  },
  {
    title: 'npx skills add of the sources, for Claude Code',
    program: 'skills',
    argv: ['add', repository, '--copy', '--yes', '--agent', 'claude-code'],
    adds: ['?? .claude/', '?? skills-lock.json'],
    at: `.claude/skills/${name}`,
    // ESLint 9 reads only the project's own configuration.
    except: ['eslint9'],
  },
];

function without(said: Record<string, string>, names: readonly string[] = []) {
  return Object.fromEntries(Object.entries(said).filter(([tool]) => !names.includes(tool)));
}

async function install({ program, argv }: Way, cwd: string, context: TestContext) {
  const words = typeof argv === 'function' ? argv() : argv;
  const env = { ...scene.environment, OPENCLAW_STATE_DIR: path.join(scene.scratch, 'openclaw') };
  if (program === 'git') return run('git', words, { cwd, env });
  return scene.need(program, context).run(words, { cwd, env });
}

async function setUp(skill: string, cwd: string) {
  const argv = ['ci', '--omit=dev', '--ignore-scripts', '--prefix', skill];
  const done = await npm(argv, { cwd });
  expect(done.exitCode, done.output).toBe(0);
  const entry = path.join(skill, 'scripts', 'pika.mjs');
  const { line } = await runVerbProcess(['doctor'], { entry, cwd });
  expect(line).toMatchObject({ ok: true, healthy: true });
}

describe("a user's project", { timeout: 400_000 }, () => {
  test('has tools that find what is its own', () => {
    expect(before['node --test']).toContain('# tests 1');
    expect(before.vitest).toBe('exit 0\nsrc/sum.spec.js\n');
    expect(before.tsc).toBe('exit 0\n');
    expect(before['tsc that checks JavaScript']).toBe('exit 0\n');
    expect(before.biome).toMatch(/^exit 0\n/);
    expect(before.eslint10).toMatch(/^exit 0\n|not here/);
  });

  test.for(ways)('is what it was after $title', async (way, context) => {
    const project = await scene.newProject();
    await writeProject(project);
    const { exitCode, output } = await install(way, project, context);
    expect(exitCode, output).toBe(0);
    if (way.at) await setUp(path.join(project, way.at), project);
    expect(await newFiles(project)).toEqual(way.adds);
    // Where nothing was put into the project its tools see what they saw.
    if (way.at) expect(without(await everyTool(project), way.except)).toEqual(without(before, way.except));
  });
});

test('the published skill holds every file that its pages name', async () => {
  const pages = (await filesBelow(published)).filter((file) => /^(?:SKILL\.md|skills[\\/].*)$/.test(file));
  for (const page of pages) {
    const text = await readFile(path.join(published, page), 'utf8');
    const named = text.match(/(?<![\w/])(?:skills|scripts)\/[\w./-]*\w/g) ?? [];
    expect(
      named.filter((file) => !existsSync(path.join(published, file))),
      page,
    ).toEqual([]);
  }
});

test('the published skill holds what an agent needs and nothing else', async () => {
  const found = await filesBelow(published);
  const top = [...new Set(found.map((file) => file.split(path.sep)[0]))].filter((entry) => entry !== '.git');
  expect(top.sort()).toEqual([
    '.gitignore',
    'LICENSE',
    'README.md',
    'SKILL.md',
    'biome.json',
    'eslint.config.js',
    'package-lock.json',
    'package.json',
    'scripts',
    'skills',
  ]);
  expect(found.filter((file) => /\.[cm]?tsx?$|\.(?:test|spec)\.|(?:^|[\\/])test[\\/]/.test(file))).toEqual(
    [],
  );
});
