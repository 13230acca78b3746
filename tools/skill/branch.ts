import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from './tree.ts';

/** Runs git in the repository. @returns its output, nothing where it fails. */
function tryGit(argv: readonly string[]): string | undefined {
  try {
    return git(argv);
  } catch {
    return undefined;
  }
}

function git(argv: readonly string[], variables: Record<string, string> = {}, cwd = root): string {
  const options = { cwd, env: { ...process.env, ...variables }, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync('git', argv, options).trim();
}

/**
 * Commits a folder as the whole content of a branch that shares no history with the sources. Nothing is checked out; the index and
 * the files of this clone stay as they are. The same content again makes no new commit.
 * @returns the commit.
 */
export function commitTree(folder: string, branch: string): string {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'pika-index-'));
  try {
    const variables = {
      GIT_DIR: git(['rev-parse', '--absolute-git-dir']),
      GIT_WORK_TREE: folder,
      GIT_INDEX_FILE: path.join(scratch, 'index'),
    };
    git(['-c', 'core.autocrlf=false', 'add', '--all', '.'], variables, folder);
    const tree = git(['write-tree'], variables);
    const reference = `refs/heads/${branch}`;
    const last = tryGit(['rev-parse', '--verify', '--quiet', reference]);
    if (last && git(['rev-parse', `${last}^{tree}`]) === tree) return last;
    const source = git(['rev-parse', '--short', 'HEAD']);
    const parents = last ? ['-p', last] : [];
    const commit = git(['commit-tree', tree, ...parents, '-m', `Publish the skill of ${source}`]);
    git(['update-ref', reference, commit]);
    return commit;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
