import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { skillDirectory } from '../../scripts/cli/version.ts';

/** What a run of the skill needs, but for its packages. */
const parts = ['scripts', 'package.json', 'tsconfig.json'];

/**
 * A copy of the skill in `folder`, for a test to take away while a meeting runs. Its packages are those of the original, behind a link.
 * @returns the launcher of the copy.
 */
export async function copySkill(folder: string): Promise<string> {
  for (const part of parts) {
    await cp(path.join(skillDirectory, part), path.join(folder, part), { recursive: true });
  }
  await symlink(path.join(skillDirectory, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return path.join(folder, 'scripts', 'pika.mjs');
}
