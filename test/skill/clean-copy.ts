import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { skillDirectory } from '../../scripts/cli/version.ts';

/** The paths, relative to the skill's folder, of every file that is or would be committed. */
export async function committedFiles(): Promise<string[]> {
  const argv = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await promisify(execFile)('git', argv, { cwd: skillDirectory, maxBuffer: 2 ** 24 });
  const isFile = (file: string) =>
    statSync(path.join(skillDirectory, file), { throwIfNoEntry: false })?.isFile();
  return stdout.split('\0').filter(isFile).sort();
}

/** The repository as someone who clones it has it, below `directory`. @returns the copy's folder. */
export async function cleanCopy(directory: string): Promise<string> {
  const copy = path.join(directory, 'pikastream-video-meeting');
  for (const file of await committedFiles()) {
    await cp(path.join(skillDirectory, file), path.join(copy, file));
  }
  return copy;
}
