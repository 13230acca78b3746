import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fixedFolders } from './child-environment.mjs';

/**
 * Where programs are started: nobody can put a program or a library of the same name there, which Windows would take first. The folder of
 * the running Node is as trustworthy as Node itself, and stays.
 */
export const startFolder = path.dirname(process.execPath);

const isWindows = process.platform === 'win32';

function endings(): string[] {
  if (!isWindows) return [''];
  // A batch file would go through a shell.
  return ['.exe', '.com'];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The program of that name in the PATH, as an absolute path: what is in the current folder is never taken.
 * @returns undefined when there is none.
 */
export function findProgram(name: string, searched = process.env.PATH ?? ''): string | undefined {
  const bare = isWindows ? name.replace(/\.exe$/i, '') : name;
  for (const folder of fixedFolders(searched).split(path.delimiter).filter(Boolean)) {
    for (const ending of endings()) {
      const file = path.join(folder, `${bare}${ending}`);
      if (isProgram(file)) return file;
    }
  }
  return undefined;
}
