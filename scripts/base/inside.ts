import { realpathSync } from 'node:fs';
import path from 'node:path';

/** Whether `file` is `root` or below it, by its name alone: links are not followed. Both are absolute. */
export function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}

/**
 * The path of a file below `root`, also where the file is named through another name of `root`: /tmp is a link on macOS, and some file
 * systems know no case. Links below `root` are not followed. Undefined for a file elsewhere. Both are absolute.
 */
export function pathBelow(root: string, file: string): string | undefined {
  if (isInside(root, file)) return path.relative(root, file);
  const real = realPath(root);
  for (let above = file; above !== path.dirname(above); above = path.dirname(above)) {
    if (real !== undefined && realPath(above) === real) return path.relative(above, file);
  }
  return undefined;
}

/** What links in the path of a file must not lead out of: the workspace for a file in it; nothing for one that was named elsewhere. */
export function fenceOf(workspace: string, file: string): string | undefined {
  return pathBelow(workspace, file) === undefined ? undefined : workspace;
}
