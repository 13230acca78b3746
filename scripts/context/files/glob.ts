const special = /[.+^$()|[\]\\]/;

/** The pattern of one piece of a glob: what it consumes and the regular expression that it stands for. */
function translate(rest: string, depth: number): [length: number, source: string] {
  if (rest.startsWith('**/')) return [3, '(?:[^/]+/)*'];
  if (rest.startsWith('**')) return [2, '.*'];
  const letter = rest[0] ?? '';
  if (letter === '*') return [1, '[^/]*'];
  if (letter === '?') return [1, '[^/]'];
  if (letter === '{') return [1, '(?:'];
  if (letter === '}' && depth > 0) return [1, ')'];
  if (letter === ',' && depth > 0) return [1, '|'];
  return [1, special.test(letter) || letter === '}' ? `\\${letter}` : letter];
}

/**
 * A glob over paths that are relative to the workspace and use `/`: `*`, `?`, `**` and `{a,b}`. A name that starts with a dot is
 * matched like any other.
 */
export function globToRegExp(glob: string): RegExp {
  const balanced = glob.split('{').length === glob.split('}').length ? glob : glob.replace(/[{}]/g, '?');
  let source = '';
  let depth = 0;
  for (let at = 0; at < balanced.length; ) {
    const [length, part] = translate(balanced.slice(at), depth);
    if (part === '(?:') depth += 1;
    if (part === ')') depth -= 1;
    source += part;
    at += length;
  }
  return new RegExp(`^${source}$`);
}

const mostInName = 3;
const mostDouble = 4;

/** Whether the glob can be matched in a moment: every further wildcard multiplies the ways in which a regular expression tries a long name. */
export function isQuickGlob(glob: string): boolean {
  const names = glob.split('/').filter((name) => name !== '**');
  const doubles = glob.match(/\*\*/g)?.length ?? 0;
  return doubles <= mostDouble && names.every((name) => (name.match(/\*+/g)?.length ?? 0) <= mostInName);
}

/** Whether the glob has no wildcard: it names one file. */
export function isLiteral(glob: string): boolean {
  return !/[*?{]/.test(glob);
}

/** The folder that every match of the glob lies in; empty for the workspace itself. */
export function literalFolder(glob: string): string {
  const parts = glob.split('/').slice(0, -1);
  const wild = parts.findIndex((part) => !isLiteral(part));
  return (wild === -1 ? parts : parts.slice(0, wild)).join('/');
}

/** A test that is true for paths that one of the globs matches, and for everything below a folder that one matches. */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map((glob) => globToRegExp(glob.replace(/\/+$/, '')));
  return (path) => {
    const parts = path.split('/');
    const parents = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    return patterns.some((pattern) => parents.some((parent) => pattern.test(parent)));
  };
}
