import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../../base/inside.ts';
import { skillDirectory } from '../../cli/version.ts';
import type { Workspace } from './workspace.ts';

/** What agents and this skill keep for themselves in a workspace: it is not the user's work, and does not belong in a repository. */
export const keptFolders: readonly string[] = ['identity', 'life', 'meetings'];

/** Where agents keep skills; the folders themselves hold the agents' settings. */
const skillsOfAgents = /^\.[a-z][a-z-]{1,20}\/(?:skills|plugins)\//;

/** The folder of this skill in the workspace, with `/`; nothing where it is elsewhere, or is the workspace. */
export async function skillFolder(workspace: Workspace): Promise<string | undefined> {
  const real = await realpath(skillDirectory).catch(() => skillDirectory);
  const relative = path.relative(workspace.root, real).split(path.sep).join('/');
  return relative && isInside(workspace.root, real) ? relative : undefined;
}

/** Whether nothing is in a folder but the way to the skill. */
async function leadsOnlyTo(workspace: Workspace, folder: string, skill: string): Promise<boolean> {
  let at = folder;
  while (at !== skill) {
    const entries = await workspace.entries(at);
    const [only] = entries;
    const next = only && `${at}/${only.name}`;
    if (entries.length !== 1 || !next || !`${skill}/`.startsWith(`${next}/`)) return false;
    at = next;
  }
  return true;
}

/** Whether a folder that git names as a whole is there for skills. */
async function isForSkills(workspace: Workspace, entry: string, skill: string | undefined): Promise<boolean> {
  const folder = entry.slice(0, -1);
  if (skill && `${skill}/`.startsWith(entry) && (await leadsOnlyTo(workspace, folder, skill))) return true;
  const isOfAgent = /^\.[a-z][a-z-]{1,20}$/.test(folder);
  return (
    isOfAgent && (await workspace.entries(folder)).some(({ name }) => name === 'skills' || name === 'plugins')
  );
}

/**
 * Tells the user's work from skills that are installed in the workspace.
 * @param paths as git names them: a folder that is new as a whole ends with `/`.
 * @returns whether a path belongs to a skill.
 */
export async function skillFiles(
  workspace: Workspace,
  paths: readonly string[],
): Promise<(file: string) => boolean> {
  const skill = await skillFolder(workspace);
  const folders = paths.filter((file) => file.endsWith('/'));
  const checked = await Promise.all(folders.map((entry) => isForSkills(workspace, entry, skill)));
  const whole = new Set(folders.filter((_entry, index) => checked[index]));
  const isOwn = (file: string) => skill !== undefined && `${file}/`.startsWith(`${skill}/`);
  return (file) => isOwn(file) || whole.has(file) || skillsOfAgents.test(file);
}
