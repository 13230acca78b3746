import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The repository. */
export const root = path.resolve(import.meta.dirname, '..', '..');

/** What an agent gets as it is. */
const asTheyAre = ['SKILL.md', 'LICENSE', 'skills'];

/** Needed only to run TypeScript where Node does not. */
const forTypescript = { file: 'scripts/cli/translate.mjs', package: 'tsx' };

/**
 * Tells the tools of the project that the skill is copied into to leave it alone. Biome and ESLint (from 10 on) read the nearest
 * configuration; git must not offer the packages of the skill for a commit.
 */
const leaveAlone = {
  'biome.json': '{ "root": false, "files": { "includes": ["**", "!**"] } }\n',
  'eslint.config.js': "export default [{ ignores: ['**'] }];\n",
  '.gitignore': 'node_modules/\n',
};

/**
 * The first line of every module, for ESLint 9 and for compilers that check JavaScript. ESLint warns about a directive that silences
 * nothing, so the line turns on a rule that it breaks itself.
 */
const header =
  '/* eslint no-warning-comments: [1, { "terms": ["@ts-nocheck"] }] */ /* eslint-disable */ // @ts-nocheck\n';

interface Manifest {
  dependencies: Record<string, string>;
  [key: string]: unknown;
}

interface Lock {
  packages: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

const readJson = (name: string) => JSON.parse(readFileSync(path.join(root, name), 'utf8'));

/** A relative module that a source names: to import it, or to start it as a process or a thread. */
const namedModule = /"(\.{1,2}\/[\w./-]+)\.ts"/g;

/** esbuild comes with tsx. */
function loadEsbuild(): typeof import('esbuild') {
  const require = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'));
  return require('esbuild');
}

const { transformSync } = loadEsbuild();

/** The same module in JavaScript, by itself: nothing is bundled or shortened. */
function toJavaScript(source: string): string {
  const { code } = transformSync(source, {
    loader: 'ts',
    format: 'esm',
    target: 'node20.19',
    charset: 'utf8',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return code.replace(namedModule, '"$1.mjs"');
}

function withHeader(source: string): string {
  const [, start = '', rest = ''] = /^(#!.*\n)?([\s\S]*)$/.exec(source) ?? [];
  return start + header + rest;
}

function writeScripts(folder: string): void {
  for (const entry of readdirSync(path.join(root, 'scripts'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, file).split(path.sep).join('/');
    if (name === forTypescript.file) continue;
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeScript(file, path.join(folder, name));
  }
}

function writeScript(file: string, target: string): void {
  const { ext, dir, name } = path.parse(target);
  if (ext === '.ts') {
    const source = toJavaScript(readFileSync(file, 'utf8'));
    // Fails where a module of that name exists already.
    writeFileSync(path.join(dir, `${name}.mjs`), withHeader(source), { flag: 'wx' });
  } else if (ext === '.mjs' || ext === '.js') {
    writeFileSync(target, withHeader(readFileSync(file, 'utf8')), { flag: 'wx' });
  } else {
    cpSync(file, target);
  }
}

/** What `npm ci` reads: nothing for developers, no scripts. */
function manifest(): Manifest {
  const { scripts: _, devDependencies: __, ...kept } = readJson('package.json');
  const { [forTypescript.package]: ___, ...dependencies } = kept.dependencies;
  return { ...kept, dependencies };
}

/** The packages below `names`, as npm finds them: the nearest `node_modules` first. */
function needed({ packages }: Lock, kept: Manifest): Set<string> {
  const found = new Set<string>();
  const visit = (place: string, wanted: Record<string, unknown>) => {
    const names = ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
      Object.keys((wanted[kind] as Record<string, string> | undefined) ?? {}),
    );
    for (const name of names) {
      const at = resolve(packages, place, name);
      if (at === undefined || found.has(at)) continue;
      found.add(at);
      visit(at, packages[at] ?? {});
    }
  };
  visit('', kept);
  return found;
}

function resolve(packages: Lock['packages'], from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const place = `${folder ? `${folder}/` : ''}node_modules/${name}`;
    if (packages[place]) return place;
    if (!folder) return undefined;
  }
}

function lockFile(kept: Manifest): Lock {
  const lock: Lock = readJson('package-lock.json');
  const { devDependencies: _, ...own } = lock.packages[''] ?? {};
  const places = needed(lock, kept);
  const packages = Object.entries(lock.packages).filter(([place]) => places.has(place));
  return {
    ...lock,
    packages: { '': { ...own, dependencies: kept.dependencies }, ...Object.fromEntries(packages) },
  };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Writes the skill as users get it: instructions and plain JavaScript, without tests, configurations and TypeScript, so that no tool
 * of the project that it is copied into finds anything.
 * @param folder is emptied first.
 */
export function writeSkill(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of asTheyAre) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  cpSync(path.join(import.meta.dirname, 'README.md'), path.join(folder, 'README.md'));
  writeScripts(folder);
  const kept = manifest();
  writeFileSync(path.join(folder, 'package.json'), json(kept));
  writeFileSync(path.join(folder, 'package-lock.json'), json(lockFile(kept)));
  for (const [name, text] of Object.entries(leaveAlone)) writeFileSync(path.join(folder, name), text);
}
