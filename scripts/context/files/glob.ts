/** What a glob looks like: `*`, `?`, `**` and `{a,b}` over paths that are relative to the workspace. path-matcher.ts matches them. */

const maxInName = 3;
const maxDouble = 4;

/** Whether the glob can be matched in a moment: every further wildcard multiplies the ways in which a regular expression tries a long name. */
export function isQuickGlob(glob: string): boolean {
  const names = glob.split('/').filter((name) => name !== '**');
  const doubles = glob.match(/\*\*/g)?.length ?? 0;
  return doubles <= maxDouble && names.every((name) => (name.match(/\*+/g)?.length ?? 0) <= maxInName);
}

/** Whether the glob has no wildcard: it names one file. */
export function isLiteral(glob: string): boolean {
  return !/[*?{]/.test(glob);
}

/** The folder that every match of the glob is in; empty for the workspace itself. */
export function literalFolder(glob: string): string {
  const parts = glob.split('/').slice(0, -1);
  const wild = parts.findIndex((part) => !isLiteral(part));
  return (wild === -1 ? parts : parts.slice(0, wild)).join('/');
}
