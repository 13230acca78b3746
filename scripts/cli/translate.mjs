// Compiles the whole package to plain JavaScript: `node translate.mjs FOLDER`. It runs in its own process, so that esbuild gets no key and
// its memory is freed. Modules that are always loaded together become one file; packages are imported from where they are, by full path.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { removeOldest } from './code-cache.mjs';
import { hashOf, packagesState, scripts } from './typescript.mjs';

/** Entry points: started by the launcher, and by the engine as a process and as a thread. */
const program = 'program.ts';
const entries = [program, 'engine/performer/main.ts', 'engine/face/thread/render-worker.ts'];
const table = 'verbs.ts';

/** Keep older builds: a running engine may still load parts of them. */
const keptBuilds = 3;
/** Builds for other locations of the skill and other Node versions. */
const keptFolders = 4;

/** @typedef {import('./typescript.mjs').Manifest} Manifest */

/** esbuild comes with tsx. */
function loadEsbuild() {
  const require = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'));
  return /** @type {typeof import('esbuild')} */ (require('esbuild'));
}

/** @param {string} name */
const packageOf = (name) => (name.startsWith('@') ? name.split('/', 2).join('/') : name.split('/', 1).join());

/** Replaces a package that is not installed: throws what Node would, but only when it is loaded. @param {string} name */
const absent = (name) =>
  `module.exports = {};
throw Object.assign(new Error(${JSON.stringify(`Cannot find package '${packageOf(name)}' in the folder of the skill`)}), { code: 'ERR_MODULE_NOT_FOUND' });`;

/**
 * The source with its own location filled in: pages, pictures and workers are loaded relative to it.
 * @param {string} file
 * @param {string} text
 */
function located(file, text) {
  /** @type {Record<string, string>} */
  const values = { url: pathToFileURL(file).href, filename: file, dirname: path.dirname(file) };
  return text.replace(/\bimport\.meta\.(url|filename|dirname)\b/g, (_, name) => JSON.stringify(values[name]));
}

/** @param {string} output */
async function build(output) {
  /** @type {Map<string, string>} */
  const hashes = new Map();
  /** @type {Set<string>} */
  const missing = new Set();
  /** @type {import('esbuild').Plugin} */
  const ours = {
    name: 'ours',
    setup({ onResolve, onLoad }) {
      // Plain JavaScript of this package runs as it is.
      onResolve({ filter: /^\.\.?\/.*\.mjs$/ }, ({ path: name, resolveDir }) => ({
        path: pathToFileURL(path.resolve(resolveDir, name)).href,
        external: true,
      }));
      onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) => {
        if (kind === 'entry-point' || path.isAbsolute(name)) return undefined;
        if (name.startsWith('node:')) return { path: name, external: true };
        try {
          return { path: import.meta.resolve(name), external: true };
        } catch {
          missing.add(name);
          return { path: name, namespace: 'absent' };
        }
      });
      onLoad({ filter: /.*/, namespace: 'absent' }, ({ path: name }) => ({ contents: absent(name) }));
      onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path: file }) => {
        const content = readFileSync(file);
        hashes.set(path.relative(scripts, file).split(path.sep).join('/'), hashOf(content));
        return { contents: located(file, content.toString()), loader: 'ts' };
      });
    },
  };
  const { metafile } = await loadEsbuild().build({
    absWorkingDir: scripts,
    entryPoints: entries,
    outdir: output,
    outbase: scripts,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    sourcesContent: false,
    // Ignore every tsconfig.json.
    tsconfigRaw: '{}',
    metafile: true,
    logLevel: 'silent',
    plugins: [ours],
  });
  return { inputs: metafile.inputs, hashes, missing: [...missing] };
}

/**
 * Everything the starting modules can load, including themselves; commands only if one of them is a start.
 * @param {import('esbuild').Metafile['inputs']} inputs
 * @param {readonly string[]} starts
 */
function reachable(inputs, starts) {
  const seen = new Set(starts);
  for (const file of seen) {
    for (const { path: next, kind } of inputs[file]?.imports ?? []) {
      const isVerb = file === table && kind === 'dynamic-import';
      if (!isVerb && inputs[next]) seen.add(next);
    }
  }
  return seen;
}

/**
 * @param {Awaited<ReturnType<typeof build>>} built
 * @returns {Omit<Manifest, 'build' | 'packages'>}
 */
function describe({ inputs, hashes, missing }) {
  const files = [...hashes].sort(([a], [b]) => (a < b ? -1 : 1));
  const places = new Map(files.map(([file], place) => [file, place]));
  const verbs = (inputs[table]?.imports ?? []).flatMap(({ path: file, kind }) =>
    kind === 'dynamic-import' ? [file] : [],
  );
  const importsTable = (/** @type {string} */ file) =>
    file !== program && inputs[file]?.imports.some((imported) => imported.path === table);
  const used = (/** @type {readonly string[]} */ starts) => {
    let found = reachable(inputs, starts);
    if ([...found].some(importsTable)) found = reachable(inputs, [...found, ...verbs]);
    return [...found].flatMap((file) => places.get(file) ?? []);
  };
  /** @type {Record<string, number[]>} */
  const uses = Object.fromEntries(entries.map((entry) => [entry, used([entry])]));
  for (const file of verbs) uses[path.posix.basename(file, '.ts')] = used([program, file]);
  uses['*'] = used([program, ...verbs]);
  return { files, missing, uses };
}

/**
 * Replaces the folder and the manifest that names it atomically: a process that starts now finds the old build or the new one.
 * @param {string} folder
 */
async function translateInto(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const packages = packagesState();
  const fresh = mkdtempSync(path.join(folder, 'new-'));
  try {
    const described = describe(await build(fresh));
    const name = hashOf(JSON.stringify([packages, described]));
    const kept = path.join(folder, name);
    if (existsSync(kept)) utimesSync(kept, new Date(), new Date());
    else renameSync(fresh, kept);
    const manifest = { build: name, packages, ...described };
    const file = path.join(folder, `manifest-${process.pid}.tmp`);
    writeFileSync(file, JSON.stringify(manifest), { mode: 0o600 });
    renameSync(file, path.join(folder, 'manifest.json'));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  removeOldest(folder, keptBuilds + 1);
  removeOldest(path.dirname(folder), keptFolders);
}

await translateInto(/** @type {string} */ (process.argv[2]));
