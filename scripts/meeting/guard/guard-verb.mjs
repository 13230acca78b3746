// The commands that the guard runs: they fetch the notes, and find keys and engines that the guard does not know.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { childEnvironment } from '../../base/child-environment.mjs';

/** A command that hangs is killed; its own limits are far shorter. */
const verbLimitMs = 90_000;

/** Outside the project and the skill, which may be deleted and whose settings must not affect what runs here. */
const neutralFolder = path.parse(process.execPath).root;

/**
 * Runs a command until it exits. It stores the notes in the user's project, if that still exists.
 * @param {string} launcher
 * @param {string} workspace
 * @param {string[]} argv
 * @returns {Promise<number | null>} its exit code; null if it could not be run
 */
export function runCommand(launcher, workspace, argv) {
  const isThere = workspace !== '' && existsSync(workspace);
  if (!isThere && argv[0] === 'notes') return Promise.resolve(null);
  const noNotes = !isThere && argv[0] === 'leave' ? ['--no-notes'] : [];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, ...argv, ...noNotes, '--quiet'], {
      cwd: neutralFolder,
      env: childEnvironment('guard', isThere ? { PIKA_WORKSPACE: workspace } : {}),
      stdio: 'ignore',
      windowsHide: true,
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), verbLimitMs);
    const done = (/** @type {number | null} */ code) => {
      clearTimeout(limit);
      resolve(code);
    };
    child.once('error', () => done(null));
    child.once('exit', done);
  });
}
