import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fixedFolders } from './child-environment.mjs';

/**
 * The working directory for child programs: one where no one can plant a program or library of the same name, which Windows would load
 * first. The folder of the running Node is as trustworthy as Node itself, and it does not go away.
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
 * The absolute path of the program with that name in PATH. Programs in the current directory are never used.
 * @returns undefined if there is none.
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
