/**
 * The first import of every command's file, for `npx tsx scripts/VERB.ts`: tsx obeys the tsconfig.json of the current directory, whose
 * `paths` can replace any package with another module. By the time this runs tsx has read it, but no other code has run. If that file is
 * not the skill's own, the launcher takes over, which obeys none. So this module imports nothing but Node's own.
 */
const { existsSync, realpathSync } = process.getBuiltinModule('node:fs');
const path = process.getBuiltinModule('node:path');

const scripts = path.dirname(import.meta.dirname);

/** The command whose file Node was started with. */
function startedVerb(): string | undefined {
  const entry = process.argv[1];
  if (!entry) return undefined;
  const file = [entry, `${entry}.ts`].find(existsSync);
  if (!file || path.extname(realpathSync(file)) !== '.ts') return undefined;
  const { dir, name } = path.parse(realpathSync(file));
  return dir === realpathSync(scripts) ? name : undefined;
}

/** Whether tsx would read a tsconfig.json that is not the skill's: it takes the nearest one, from the current directory upward. */
function isForeignTsconfig(): boolean {
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'tsconfig.json')))
      return realpathSync(folder) !== realpathSync(path.dirname(scripts));
    if (folder === path.dirname(folder)) return false;
  }
}

/** Nothing may run after it, and only a blocking call keeps the other imports from running. */
function runLauncher(verb: string): never {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  // Runs the same command in the same environment, without the flags that loaded tsx.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const argv = [path.join(scripts, 'pika.mjs'), verb, ...process.argv.slice(2)];
  const { status, signal } = spawnSync(process.execPath, argv, { env, stdio: 'inherit' });
  if (signal) process.kill(process.pid, signal);
  process.exit(status ?? 1);
}

const verb = startedVerb();
if (verb && isForeignTsconfig()) runLauncher(verb);

export {};
