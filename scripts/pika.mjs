#!/usr/bin/env node
// The launcher: `node scripts/pika.mjs VERB …`. Imports nothing but node: modules and what needs no more, so that it can say what is
// missing when the packages are not installed. cli/typescript.mjs says how TypeScript is run.
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { missingPackage, setUpCommand } from './cli/set-up.mjs';
import { importTypescript, scripts } from './cli/typescript.mjs';

const skill = path.dirname(scripts);
const [verb, ...rest] = process.argv.slice(2);
const command = /^[a-z][a-z-]*$/.test(verb ?? '') ? verb : 'pika';

function fail(code, message, hint) {
  const error = { code, message, hint, retryable: false };
  process.stdout.write(`${JSON.stringify({ ok: false, command, error, warnings: [] })}\n`);
  process.exitCode = 1;
}

// A signal that comes before the command has begun: nothing has been sent, and one line is still due. cli/main.ts takes over.
for (const [signal, code, exit] of [
  ['SIGINT', 'interrupted', 130],
  ['SIGTERM', 'terminated', 143],
  ['SIGHUP', 'terminated', 143],
]) {
  process.once(signal, () => {
    fail(code, `stopped by ${signal}`, 'Nothing was started; run it again if you still need it');
    process.exit(exit);
  });
}

/** From a deleted folder, such as a worktree, nothing can be loaded; leaving a meeting must still work there. */
function leaveDeletedFolder() {
  try {
    process.cwd();
  } catch {
    const folder = existsSync(os.homedir()) ? os.homedir() : skill;
    process.chdir(folder);
    if (!rest.includes('--quiet')) process.stderr.write(`this folder was deleted; running in ${folder}\n`);
  }
}

async function loadProgram() {
  leaveDeletedFolder();
  if (rest.includes('--debug')) process.setSourceMapsEnabled(true);
  return importTypescript(path.join(scripts, 'program.ts'), { verb: command, mayTranslate: true });
}

function failToLoad(error) {
  if (rest.includes('--debug')) process.stderr.write(`${error?.stack}\n`);
  const name = missingPackage(error);
  if (name) return fail('deps_missing', `${name} is not installed`, `Run: ${setUpCommand(skill)}`);
  const [reason] = String(error?.message ?? error).split('\n');
  const hint = `The skill is incomplete: install it again, then run ${setUpCommand(skill)}`;
  fail('internal_error', `the command cannot be loaded: ${reason}`, hint);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    'node_unsupported',
    `Node ${process.versions.node} is too old; 20.19 or newer is needed`,
    'Install a newer Node',
  );
} else {
  try {
    const { run } = await loadProgram();
    await run(verb, rest);
  } catch (error) {
    failToLoad(error);
  }
}
