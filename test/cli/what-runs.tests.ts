import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { codeCache } from '../../scripts/cli/code-cache.mjs';
import { translationsIn } from '../../scripts/cli/typescript.mjs';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { verbs } from '../../scripts/verbs.ts';
import { findNodes } from '../doubles/native-node.ts';
import { runVerbProcess, startVerbProcess } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { avatar, meetLink } from '../meeting/scene.ts';
import { sharedHome } from '../shared-home.ts';

// Every home here starts without compiled code: how that comes about is what is tested.
beforeAll(() => vi.stubEnv('PIKA_HOME', ''));
afterAll(() => vi.unstubAllEnvs());

const run = promisify(execFile);
const nodes = findNodes();
const isPosix = process.platform !== 'win32';
const isRoot = process.getuid?.() === 0;

async function write(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
}

/** JavaScript, as a module of either kind, that leaves a mark when it is run. */
const leaveMark = (mark: string) =>
  `process.getBuiltinModule('node:fs').appendFileSync(${JSON.stringify(mark)}, 'run ');`;

const packages = ['zod', 'commander', 'tsx', 'esbuild', 'undici', 'ws', 'sharp', 'write-file-atomic'];

/** Everything by which a folder can have a say in what a program runs that is started in it. */
function hostileFiles(mark: string): Record<string, string> {
  const evil = leaveMark(mark);
  const mapped = Object.fromEntries(
    [...packages, 'tsx/*', 'node:*', '*'].map((name) => [name, ['./evil.ts']]),
  );
  const everywhere = Object.fromEntries(
    packages.flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
      [`node_modules/${name}/index.js`, evil],
      [`${name}.js`, evil],
    ]),
  );
  return {
    ...everywhere,
    'evil.ts': `${evil}\nexport const z = {}; export default z;`,
    'evil.mjs': evil,
    'tsconfig.json': JSON.stringify({ compilerOptions: { baseUrl: '.', paths: mapped } }),
    'package.json': JSON.stringify({
      type: 'module',
      imports: { '#*': './evil.mjs', '#cjs-loader': './evil.mjs' },
      main: './evil.mjs',
    }),
    '.npmrc': 'node-options=--import ./evil.mjs\n',
    '.env': 'NODE_OPTIONS=--import ./evil.mjs\n',
    'node.config.json': JSON.stringify({ nodeOptions: { import: ['./evil.mjs'] } }),
    'node_modules/bufferutil/index.js': evil,
    'node_modules/utf-8-validate/index.js': evil,
    'node_modules/supports-color/index.js': evil,
  };
}

async function hostileWorkspace() {
  const folder = await temporaryDirectory();
  const mark = path.join(folder, 'mark');
  const workspace = path.join(folder, 'clone');
  await write(workspace, hostileFiles(mark));
  return { workspace, mark, home: path.join(folder, 'home') };
}

/** Between them they load every package that a command loads, and programs, a picture and the workspace. */
const broad = [
  ['doctor'],
  ['context'],
  ['join', '--dry-run', '--meet-url', meetLink, '--bot-name', 'Ada', '--image', avatar],
];
const narrow = [['sessions'], ['leave'], ['schema', 'join']];

describe('nothing of the current folder runs', () => {
  describe.each(nodes)('on Node $version', ({ node }) => {
    const isOwn = node === process.execPath;
    test.each([
      ['with a cache of code', true, isOwn ? [...broad, ...narrow] : broad],
      ['without one', false, broad],
    ])('%s', async (_name, hasCache, commands) => {
      const { workspace, mark, home } = await hostileWorkspace();
      await mkdir(path.join(home, '.pika'), { recursive: true });
      if (!hasCache) await writeFile(path.join(home, '.pika', 'cache'), '');
      for (const argv of commands) {
        const { line } = await runVerbProcess(argv, { cwd: workspace, home, node });
        expect(line).toMatchObject({ ok: true, command: argv[0] });
      }
      expect(existsSync(mark)).toBe(false);
    });
  });

  test.each([
    ['of a command', 'sessions.ts'],
    ['of a command, without its ending', 'sessions'],
  ])('when tsx is started with the file %s', async (_name, file) => {
    const { workspace, mark, home } = await hostileWorkspace();
    // What is in the place of a package must fit, or nothing would run anyway.
    const zod = pathToFileURL(path.join(skillDirectory, 'node_modules', 'zod', 'index.js')).href;
    await write(workspace, {
      'evil.ts': `${leaveMark(mark)}\nexport const { z } = await import(${JSON.stringify(zod)});`,
      'tsconfig.json': JSON.stringify({ compilerOptions: { paths: { zod: ['./evil.ts'] } } }),
    });
    const tsx = pathToFileURL(path.join(skillDirectory, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
    const entry = path.join(skillDirectory, 'scripts', file);
    const env = { NODE_OPTIONS: `--import=${tsx}` };
    const { line } = await runVerbProcess([], { cwd: workspace, home, entry, env });
    expect(line).toMatchObject({ ok: true, command: 'sessions' });
    expect(existsSync(mark)).toBe(false);
  });

  test('each command looks where it was started before anything else is loaded', async () => {
    for (const name of Object.keys(verbs)) {
      const text = await readFile(path.join(skillDirectory, 'scripts', `${name}.ts`), 'utf8');
      expect(text.startsWith("import './cli/direct-start.ts';\n")).toBe(true);
    }
    expect(
      await readFile(path.join(skillDirectory, 'scripts', 'cli', 'direct-start.ts'), 'utf8'),
    ).not.toMatch(/^import /m);
  });
});

/** A copy of the skill within a project, with the packages that are named: copied, so that what they load is looked for from there. */
async function skillInProject(workspace: string, names: readonly string[]) {
  const skill = path.join(workspace, '.skills', 'meeting');
  await cp(path.join(skillDirectory, 'scripts'), path.join(skill, 'scripts'), { recursive: true });
  await cp(path.join(skillDirectory, 'package.json'), path.join(skill, 'package.json'));
  for (const name of names) {
    await cp(path.join(skillDirectory, 'node_modules', name), path.join(skill, 'node_modules', name), {
      recursive: true,
    });
  }
  return skill;
}

describe.each(nodes)('packages of a project that holds the skill do not run, Node $version', ({ node }) => {
  test('in the place of one that is not installed', async () => {
    const { workspace, mark, home } = await hostileWorkspace();
    const skill = await skillInProject(workspace, ['commander']);
    const entry = path.join(skill, 'scripts', 'pika.mjs');
    const { line } = await runVerbProcess(['sessions'], { cwd: workspace, home, entry, node });
    expect(line).toMatchObject({ ok: false, error: { code: 'deps_missing' } });
    expect(line.error?.hint).toContain(skill);
    expect(existsSync(mark)).toBe(false);
  });

  test('where a package of the skill would load them if they were there', async () => {
    const { workspace, mark, home } = await hostileWorkspace();
    const skill = await skillInProject(workspace, ['ws']);
    await rm(path.join(workspace, 'node_modules'), { recursive: true });
    await write(workspace, {
      'node_modules/bufferutil/index.js': leaveMark(mark),
      'node_modules/utf-8-validate/index.js': leaveMark(mark),
    });
    const load = path.join(skill, 'scripts', 'load.mjs');
    const guarded = "import { keepToOwnPackages } from './cli/own-packages.mjs'; keepToOwnPackages();";
    const body = "const { default: ws } = await import('ws'); if (!ws) process.exit(9);";
    await writeFile(load, body);
    await run(node, [load], { cwd: home.replace(/home$/, '') });
    expect(existsSync(mark)).toBe(true);
    await rm(mark);
    await writeFile(load, `${guarded} ${body}`);
    await run(node, [load]);
    expect(existsSync(mark)).toBe(false);
  });
});

async function poison(folder: string, mark: string): Promise<number> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  let poisoned = 0;
  for (const entry of names.filter((found) => found.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    const evil = leaveMark(mark);
    if (entry.name.endsWith('.mjs')) await writeFile(file, `${evil}\n${text}`);
    else if (text.includes('"code":"')) {
      await writeFile(file, text.replace('"code":"', `"code":"${evil.replaceAll('"', "'")}`));
    } else continue;
    poisoned += 1;
  }
  return poisoned;
}

describe('code that is kept', () => {
  test.each(nodes)('is never in the temporary folder, Node $version', async ({ node }) => {
    const temporary = await temporaryDirectory();
    for (const hasCache of [true, false]) {
      const home = await temporaryDirectory();
      await mkdir(path.join(home, '.pika'));
      if (!hasCache) await writeFile(path.join(home, '.pika', 'cache'), '');
      const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
      expect((await runVerbProcess(['sessions'], { home, node, env })).line.ok).toBe(true);
      expect((await readdir(temporary)).filter((name) => /tsx|compile/.test(name))).toEqual([]);
    }
  });

  test.skipIf(!isPosix)('is not run from what another user put into the temporary folder', async () => {
    const temporary = await temporaryDirectory();
    const mark = path.join(temporary, 'mark');
    const home = await temporaryDirectory();
    const env = { TMPDIR: temporary };
    const tsx = pathToFileURL(path.join(skillDirectory, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
    const entry = path.join(skillDirectory, 'scripts', 'sessions.ts');
    await runVerbProcess([], { home, entry, env: { ...env, NODE_OPTIONS: `--import=${tsx}` } });
    expect(await poison(temporary, mark)).toBeGreaterThan(10);
    await mkdir(path.join(home, '.pika'), { recursive: true });
    await rm(path.join(home, '.pika', 'cache'), { recursive: true, force: true });
    await writeFile(path.join(home, '.pika', 'cache'), '');
    expect((await runVerbProcess(['sessions'], { home, env })).line.ok).toBe(true);
    expect(existsSync(mark)).toBe(false);
  });
});

/** Ways in which a home is not this user's alone. */
const unsafe: Readonly<Record<string, (home: string) => Promise<void>>> = {
  'that everybody can write': (home) => chmod(home, 0o777),
  'that its group can write': (home) => chmod(home, 0o770),
  'whose cache others can read': (home) => chmod(path.join(home, 'cache'), 0o755),
  'whose cache is a link': async (home) => {
    await rename(path.join(home, 'cache'), path.join(home, 'other'));
    await symlink(path.join(home, 'other'), path.join(home, 'cache'));
  },
  'below a folder that everybody can write': (home) => chmod(path.dirname(home), 0o777),
  'within a repository': (home) => mkdir(path.join(path.dirname(home), '.git')),
  ...(isRoot && {
    'of another user': (home) => chown(home, 4242, 4242),
    "whose cache is another user's": (home) => chown(path.join(home, 'cache'), 4242, 4242),
    'below a folder of another user': (home) => chown(path.dirname(home), 4242, 4242),
  }),
};

const hasCacheOf = nodes.filter(({ isNative }) => !isNative).slice(0, 1);

describe.skipIf(!isPosix)('a translation', () => {
  async function newHome() {
    const home = path.join(await temporaryDirectory(), 'state', 'pika');
    await mkdir(path.join(home, 'cache'), { recursive: true, mode: 0o700 });
    return { home, env: { PIKA_HOME: home }, cache: path.join(home, 'cache') };
  }

  /** A home with a translation in it, as any command would have made it. */
  async function usedHome() {
    const found = await newHome();
    const shared = translationsIn(path.join(sharedHome, 'cache'));
    const own = translationsIn(found.cache);
    const manifest = await readFile(path.join(shared, 'manifest.json'), 'utf8');
    const { build } = JSON.parse(manifest);
    await cp(path.join(shared, build), path.join(own, build), { recursive: true });
    await writeFile(path.join(own, 'manifest.json'), manifest);
    return found;
  }

  /** The folders of translations, of whichever place and Node. */
  async function buildsIn(cache: string): Promise<string[]> {
    const names = await readdir(path.join(cache, 'code'), { recursive: true });
    return names.filter((name) => path.basename(name) === 'program.mjs');
  }

  describe.skipIf(hasCacheOf.length === 0)('where Node does not run TypeScript', () => {
    test('is made once, and run from then on', async () => {
      const { env, cache } = await newHome();
      await runVerbProcess(['sessions'], { env });
      const mark = path.join(cache, 'mark');
      expect(await buildsIn(cache)).toHaveLength(1);
      await poison(cache, mark);
      expect((await runVerbProcess(['sessions'], { env })).line.ok).toBe(true);
      // In a folder that is this user's alone, it is what runs.
      expect(existsSync(mark)).toBe(true);
    });

    test.each(Object.entries(unsafe))('is not run from a home %s', async (_name, make) => {
      const { home, env, cache } = await usedHome();
      const mark = path.join(await temporaryDirectory(), 'mark');
      expect(await poison(cache, mark)).toBeGreaterThan(10);
      await make(home);
      expect(codeCache(env)).toBeUndefined();
      const { line } = await runVerbProcess(['sessions'], { env });
      expect(line.command).toBe('sessions');
      expect(existsSync(mark)).toBe(false);
    });

    test('is not run from a home in the current folder', async () => {
      const { home, env, cache } = await usedHome();
      const mark = path.join(await temporaryDirectory(), 'mark');
      await poison(cache, mark);
      await runVerbProcess(['sessions'], {
        env: { PIKA_HOME: path.basename(home) },
        cwd: path.dirname(home),
      });
      await runVerbProcess(['sessions'], { env, cwd: path.dirname(home) });
      expect(existsSync(mark)).toBe(false);
    });

    test.each([
      ['a manifest that is not JSON', 'manifest.json', '{'],
      ['a manifest of something else', 'manifest.json', '{"build": 7}'],
      [
        'a manifest that names a folder elsewhere',
        'manifest.json',
        '{"build":"../..","packages":"","missing":[],"files":[],"uses":{"*":[]}}',
      ],
    ])('is made anew after %s', async (_name, file, text) => {
      const { env, cache } = await usedHome();
      const [folder = ''] = await readdir(path.join(cache, 'code'));
      await writeFile(path.join(cache, 'code', folder, file), text);
      expect((await runVerbProcess(['sessions'], { env })).line.ok).toBe(true);
      expect(
        JSON.parse(await readFile(path.join(cache, 'code', folder, file), 'utf8')).files.length,
      ).toBeGreaterThan(100);
    });

    test('that is damaged is rebuilt', async () => {
      const { env, cache } = await usedHome();
      const [file = ''] = await buildsIn(cache);
      await writeFile(path.join(cache, 'code', file), 'import {');
      for (const _ of [1, 2]) expect((await runVerbProcess(['sessions'], { env })).line.ok).toBe(true);
      expect(await readFile(path.join(cache, 'code', file), 'utf8')).toContain('export');
    });

    test('is whole for each of several processes that make it at once', async () => {
      const home = await temporaryDirectory();
      const started = await Promise.all([1, 2, 3, 4].map(() => startVerbProcess(['sessions'], { home })));
      for (const { line } of await Promise.all(started.map((one) => one.outcome())))
        expect(line.ok).toBe(true);
      const cache = path.join(home, '.pika', 'cache');
      expect(await buildsIn(cache)).toHaveLength(1);
    });

    test('is not run once a source has other content', async () => {
      const folder = await temporaryDirectory();
      const skill = path.join(folder, 'skill');
      await cp(path.join(skillDirectory, 'scripts'), path.join(skill, 'scripts'), { recursive: true });
      await cp(path.join(skillDirectory, 'package.json'), path.join(skill, 'package.json'));
      await symlink(path.join(skillDirectory, 'node_modules'), path.join(skill, 'node_modules'), 'junction');
      const entry = path.join(skill, 'scripts', 'pika.mjs');
      const file = path.join(skill, 'scripts', 'sessions.ts');
      const text = await readFile(file, 'utf8');
      const home = await temporaryDirectory();
      await runVerbProcess(['sessions'], { home, entry });
      // The same length, and in the same millisecond for all that is known.
      await writeFile(file, text.replace("name: 'sessions'", "name: 'sessionz'"));
      expect((await runVerbProcess(['sessions'], { home, entry })).line.command).toBe('sessionz');
      expect(await buildsIn(path.join(home, '.pika', 'cache'))).toHaveLength(2);
    });
  });
});
