import { isQuickGlob, pathMatcher } from './glob.ts';
import type { Workspace } from './workspace.ts';

interface Rule {
  isMatch(path: string): boolean;
  isIgnored: boolean;
}

/** A line of a .gitignore (git-scm.com/docs/gitignore, "Pattern format"), as far as our globs go. */
function parseRule(line: string): Rule[] {
  const [, negation = '', pattern = ''] = /^(!?)\\?(.*?)\/?\s*$/.exec(line) ?? [];
  if (!pattern || line.startsWith('#') || !isQuickGlob(pattern)) return [];
  const glob = pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`;
  return [{ isMatch: pathMatcher([glob]), isIgnored: !negation }];
}

const limits = { from: 'head', bytes: 64 * 1024 } as const;

/** Those of `paths` that the workspace's own .gitignore does not name: for where git itself cannot be asked. */
export async function unignoredByRule(workspace: Workspace, paths: readonly string[]): Promise<Set<string>> {
  const outcome = await workspace.read('.gitignore', limits);
  const rules = 'file' in outcome ? outcome.file.text.split(/\r?\n/).flatMap(parseRule) : [];
  const isIgnored = (path: string) => rules.findLast(({ isMatch }) => isMatch(path))?.isIgnored ?? false;
  return new Set(paths.filter((path) => !isIgnored(path)));
}
