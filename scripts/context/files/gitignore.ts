import ignore from 'ignore';
import { isQuickGlob } from './glob.ts';
import type { Workspace } from './workspace.ts';

const limits = { from: 'head', bytes: 64 * 1024 } as const;

/** Those of `paths` that the workspace's own .gitignore does not name: for where git itself cannot be asked. */
export async function unignoredByRule(workspace: Workspace, paths: readonly string[]): Promise<Set<string>> {
  const outcome = await workspace.read('.gitignore', limits);
  const lines = 'file' in outcome ? outcome.file.text.split(/\r?\n/).filter(isQuickGlob) : [];
  const rules = ignore({ ignorecase: false, allowRelativePaths: true }).add(lines);
  return new Set(paths.filter((path) => !rules.ignores(path)));
}
