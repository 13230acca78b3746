import picomatch from 'picomatch';

/** Only `*`, `?`, `**` and `{a,b}`: brackets and parentheses are letters of names such as `notes (old).md`. */
const options = { dot: true, nobracket: true, noextglob: true, nonegate: true, windows: false } as const;

/** A test for paths relative to the workspace, with `/`. A name that starts with a dot is matched like any other. */
export function globMatcher(glob: string): (path: string) => boolean {
  return picomatch(glob, options);
}

/** A test that is true for paths that one of the globs matches, and for everything below a folder that one matches. */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map((glob) => globMatcher(glob.replace(/\/+$/, '')));
  return (path) => {
    const parts = path.split('/');
    const parents = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    return matchers.some((matches) => parents.some((parent) => matches(parent)));
  };
}
