import path from 'node:path';
import type { Repository } from '../facts/git-state.ts';
import {
  allowedFiles,
  filesOfKind,
  isLog,
  isProse,
  type SourceKind,
  unsearchedFolders,
} from './file-rules.ts';
import { unignoredByRule } from './gitignore.ts';
import { isLiteral, literalFolder } from './glob.ts';
import { skillFolder } from './own-folders.ts';
import { globMatcher, pathMatcher } from './path-matcher.ts';
import type { SkipReason, Workspace } from './workspace.ts';

/** A file that the briefing may use. */
export interface Candidate {
  path: string;
  kind: SourceKind;
  modifiedMs: number;
}

export interface Skipped {
  path: string;
  reason: SkipReason;
}

export interface FoundFiles {
  /** In the order of the kinds, newest day first within each. */
  candidates: Candidate[];
  skipped: Skipped[];
  /** The search for included files stopped before it had seen every folder. */
  isIncomplete: boolean;
}

export interface SearchOptions {
  include: readonly string[];
  exclude: readonly string[];
}

/** Names that a search looks at before it gives up: a quarter of a second on a small machine. */
const maxEntries = 250_000;
/** Files that globs may match, before the newest are chosen. */
const maxMatches = 1000;
/** A folder of notes may be large; only the last names of it (the newest dates) are looked at more closely. */
const maxOfFolder = 200;

const dayMs = 24 * 60 * 60 * 1000;

type Found = Omit<Candidate, 'modifiedMs'> & { isNamed: boolean };

async function findAllowed(workspace: Workspace): Promise<Found[]> {
  const folders = new Map<string, string[]>();
  for (const folder of new Set(allowedFiles.map((row) => row.folder))) {
    const entries = await workspace.entries(folder);
    folders.set(
      folder,
      entries.filter(({ isFile }) => isFile).map(({ name }) => name),
    );
  }
  const found = new Map<string, Found>();
  for (const { kind, folder, names } of allowedFiles) {
    const fitting = (folders.get(folder) ?? []).filter((name) => names.test(name));
    for (const name of fitting.slice(-maxOfFolder)) {
      const file = folder ? `${folder}/${name}` : name;
      if (!found.has(file)) found.set(file, { path: file, kind, isNamed: false });
    }
  }
  return [...found.values()];
}

/** Folders that are read at the same time. */
const foldersAtOnce = 8;

/** Walks breadth first, so that files near the top are found before the search gives up. */
async function walk(workspace: Workspace, start: string, visit: (file: string) => void): Promise<boolean> {
  const skill = await skillFolder(workspace);
  let folders = (await workspace.holds(start)) ? [start] : [];
  let seen = 0;
  while (folders.length > 0) {
    const below: string[] = [];
    for (let at = 0; at < folders.length; at += foldersAtOnce) {
      const some = folders.slice(at, at + foldersAtOnce);
      const lists = await Promise.all(some.map((folder) => workspace.entries(folder)));
      for (const [index, entries] of lists.entries()) {
        seen += entries.length;
        if (seen > maxEntries) return false;
        const folder = some[index] ? `${some[index]}/` : '';
        for (const { name, isFolder, isFile } of entries) {
          const isSearched = !unsearchedFolders.has(name) && folder + name !== skill;
          if (isFolder && isSearched) below.push(folder + name);
          if (isFile) visit(folder + name);
        }
      }
    }
    folders = below;
  }
  return true;
}

function kindOf(file: string): SourceKind {
  return isLog(file) ? 'log' : 'included';
}

async function findIncluded(
  workspace: Workspace,
  include: readonly string[],
): Promise<{ found: Found[]; isIncomplete: boolean }> {
  const globs = include.map((given) => workspace.relative(given, '--include'));
  const found = new Map<string, Found>();
  for (const file of globs.filter(isLiteral))
    found.set(file, { path: file, kind: kindOf(file), isNamed: true });
  let isIncomplete = false;
  const wild = globs.filter((glob) => !isLiteral(glob));
  for (const folder of new Set(wild.map(literalFolder))) {
    const matchers = wild.filter((glob) => literalFolder(glob) === folder).map(globMatcher);
    const isWhole = await walk(workspace, folder, (file) => {
      // Logs are ignored by git nearly everywhere: a glob that fits them means them.
      if (found.size < maxMatches && !found.has(file) && matchers.some((matches) => matches(file))) {
        found.set(file, { path: file, kind: kindOf(file), isNamed: isLog(file) });
      }
    });
    isIncomplete ||= !isWhole || found.size >= maxMatches;
  }
  return { found: [...found.values()], isIncomplete };
}

/** A date at the start of the name counts before the time of the last change, which a checkout sets anew. */
function dateOf(file: string, modifiedMs: number): number {
  const named = /^(\d{4}-\d{2}-\d{2})/.exec(path.posix.basename(file))?.[1];
  const parsed = named ? Date.parse(named) : Number.NaN;
  return Number.isNaN(parsed) ? modifiedMs : parsed;
}

async function newest(workspace: Workspace, files: readonly Found[]): Promise<Candidate[]> {
  const dated = await Promise.all(
    files.map(async ({ path: file, kind }) => ({
      path: file,
      kind,
      modifiedMs: dateOf(file, await workspace.modifiedMs(file)),
    })),
  );
  // By the day: what a checkout writes within one moment must come out the same each time.
  const day = ({ modifiedMs }: Candidate) => Math.floor(modifiedMs / dayMs);
  const byDate = dated.sort((a, b) => day(b) - day(a) || (a.path < b.path ? -1 : 1));
  return (Object.keys(filesOfKind) as SourceKind[]).flatMap((kind) =>
    byDate.filter((file) => file.kind === kind).slice(0, filesOfKind[kind]),
  );
}

/**
 * The files that a briefing may use: those of the allow-list and those that `include` names, without what `exclude` names and what git
 * ignores. A file named without wildcards, and a log, is taken although git ignores it.
 * @throws {PikaError} `usage` when a glob leads outside the workspace.
 */
export async function findFiles(
  workspace: Workspace,
  opening: Promise<Repository | undefined>,
  { include, exclude }: SearchOptions,
): Promise<FoundFiles> {
  const isExcluded = pathMatcher(exclude);
  const [allowed, included, repository] = await Promise.all([
    findAllowed(workspace),
    findIncluded(workspace, include),
    opening,
  ]);
  const byPath = new Map([...allowed, ...included.found].map((file) => [file.path, file]));
  // A file of the allow-list that is named too keeps its kind.
  for (const file of allowed)
    byPath.set(file.path, { ...file, isNamed: byPath.get(file.path)?.isNamed ?? false });
  const found = [...byPath.values()];
  const doubtful = found.filter(({ isNamed }) => !isNamed).map((file) => file.path);
  const unignored = (await repository?.unignored(doubtful)) ?? (await unignoredByRule(workspace, doubtful));

  const reasonOf = ({ path: file, kind, isNamed }: Found): SkipReason | undefined => {
    if (isExcluded(file)) return 'excluded';
    if (kind === 'included' && !isProse(file)) return 'not_a_text_type';
    return isNamed || unignored.has(file) ? undefined : 'ignored_by_git';
  };
  const skipped = found.flatMap((file) => {
    const reason = reasonOf(file);
    return reason ? [{ path: file.path, reason }] : [];
  });
  const kept = found.filter((file) => !reasonOf(file));
  return { candidates: await newest(workspace, kept), skipped, isIncomplete: included.isIncomplete };
}
