import { realpathSync } from 'node:fs';
import path from 'node:path';

/** Whether `file` is `root` or below it, judged by the path alone: links are not followed. Both paths are absolute. */
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
 * The path of a file relative to `root`, even if the file is given through another name of `root`: /tmp is a link on macOS, and some
 * file systems ignore case. Links below `root` are not followed. Undefined for a file elsewhere. Both paths are absolute.
 */
export function pathBelow(root: string, file: string): string | undefined {
  if (isInside(root, file)) return path.relative(root, file);
  const real = realPath(root);
  for (let above = file; above !== path.dirname(above); above = path.dirname(above)) {
    if (real !== undefined && realPath(above) === real) return path.relative(above, file);
  }
  return undefined;
}

/** The folder that links in a file's path must not lead out of: the workspace for a file inside it, none for a file elsewhere. */
export function fenceOf(workspace: string, file: string): string | undefined {
  return pathBelow(workspace, file) === undefined ? undefined : workspace;
}
