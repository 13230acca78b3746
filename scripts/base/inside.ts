import path from 'node:path';

/** Whether `file` is `root` or below it, by its name alone: links are not followed. Both are absolute. */
export function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
}

/** What links in the path of a file must not lead out of: the workspace for a file in it; nothing for one that was named elsewhere. */
export function fenceOf(workspace: string, file: string): string | undefined {
  return isInside(workspace, file) ? workspace : undefined;
}
