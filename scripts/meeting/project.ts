import { existsSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder by the name that the file system gives it, so that links and letter case make no difference; as it is where it is not there. */
function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return path.resolve(folder);
  }
}

/** Whether two paths name the same folder. */
export function isSameFolder(a: string, b: string): boolean {
  return a !== '' && b !== '' && realFolder(a) === realFolder(b);
}

/**
 * The folders whose sessions belong to the project that a command runs in, nearest first: `cwd` and those around it up to the root of the
 * repository. The user's home and what is above it are no one's project, unless the command runs there.
 */
function projectFolders(cwd: string): string[] {
  const folders: string[] = [];
  const home = realFolder(os.homedir());
  for (let folder = realFolder(cwd); ; folder = path.dirname(folder)) {
    const isTop = folder === path.dirname(folder);
    if (folders.length > 0 && (isTop || folder === home)) return folders;
    folders.push(folder);
    if (isTop || existsSync(path.join(folder, '.git'))) return folders;
  }
}

/** Those of the records that were joined from the project that `cwd` is in, in their order; of projects within projects the innermost. */
export function ofProject<Joined extends { workspace: string }>(
  records: readonly Joined[],
  cwd: string,
): Joined[] {
  for (const folder of projectFolders(cwd)) {
    const own = records.filter(({ workspace }) => isSameFolder(workspace, folder));
    if (own.length > 0) return own;
  }
  return [];
}
