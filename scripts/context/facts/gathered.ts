import type { Runtime } from '../../cli/runtime.ts';
import type { Fact } from '../card.ts';
import { findFiles, type Skipped } from '../files/file-search.ts';
import { keptFolders, skillFiles } from '../files/own-folders.ts';
import { pathMatcher } from '../files/path-matcher.ts';
import type { Workspace } from '../files/workspace.ts';
import type { PrivacyGate } from '../privacy/privacy-gate.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { loadScanner } from '../redaction/secret-scanner.ts';
import { type BriefingRequest, isoDate } from '../request.ts';
import { readMeetingMemory, readMeetings } from './earlier-meetings.ts';
import { type FileFacts, factsFromFiles } from './from-files.ts';
import { factsFromGit, type GitFacts } from './from-git.ts';
import { factsFromMeetings, type MeetingFacts, orderContacts } from './from-meetings.ts';
import { type GitState, Repository } from './git-state.ts';
import { type Match, matchMeetings } from './meeting-match.ts';
import { openMeetings, openMemory } from './open-meetings.ts';

/** Everything that the workspace says, before it is checked and cut. */
export interface GatheredFacts {
  files: FileFacts;
  git: GitFacts;
  meetings: MeetingFacts;
  matches: Match[];
  skipped: Skipped[];
  /** git's `user.name`. */
  userName: string | undefined;
}

function warnAbout(
  skipped: readonly Skipped[],
  late: readonly string[],
  isIncomplete: boolean,
  runtime: Runtime,
): void {
  const ignored = skipped.filter(({ reason }) => reason === 'ignored_by_git').map(({ path }) => path);
  if (ignored.length > 0) {
    const named = ignored.slice(0, 3).join(', ');
    runtime.warn(
      'sources_ignored',
      `left out because git ignores them: ${named}; context --include FILE uses one`,
    );
  }
  if (late.length > 0) runtime.warn('git_slow', `git ${late.join(' and ')} took too long and is left out`);
  if (isIncomplete) {
    runtime.warn(
      'search_incomplete',
      'too many files: the search for context --include stopped early; name a folder',
    );
  }
}

const noGit: GitState = { late: [] };

const isKept = (file: string) => keptFolders.some((folder) => file.startsWith(`${folder}/`));

/** Says once which lines keep the skill's own folders out of the repository; the file itself is the user's. */
function warnUnignored({ uncommitted = [] }: GitState, runtime: Runtime): void {
  const open = keptFolders.filter((folder) =>
    uncommitted.some(({ path, state }) => state === 'new' && path.startsWith(`${folder}/`)),
  );
  if (open.length === 0) return;
  const lines = open.map((folder) => `${folder}/`).join('\n');
  runtime.warn('folders_unignored', `git does not ignore personal folders; add to .gitignore:\n${lines}`);
}

/** Names of excluded files, of private ones, of skills and of the notes of other meetings are not the user's work, or tell too much. */
async function withoutFiles(
  git: GitState,
  workspace: Workspace,
  isExcluded: (path: string) => boolean,
  privacy: PrivacyGate,
): Promise<GitState> {
  const isOfSkill = await skillFiles(workspace, git.uncommitted?.map(({ path }) => path) ?? []);
  const isOther = (file: string) => isExcluded(file) || isKept(file) || isOfSkill(file);
  const isShown = (file: string) => !isOther(file) && !privacy.reasonOfName(file);
  const { branch } = git;
  return {
    ...git,
    branch: branch && privacy.reasonOfName(branch) ? null : branch,
    uncommitted: git.uncommitted?.filter(({ path }) => isShown(path)),
    commits: git.commits
      ?.filter(({ files }) => files.length === 0 || !files.every(isOfSkill))
      .map((commit) => ({ ...commit, files: commit.files.filter(isShown) })),
  };
}

/** Reads files, git and earlier meetings. @throws {PikaError} `usage` when a glob leads outside. */
export async function gatherFacts(
  workspace: Workspace,
  request: BriefingRequest,
  { redactor, privacy }: { redactor: Redactor; privacy: PrivacyGate },
  runtime: Runtime,
): Promise<GatheredFacts> {
  const { isExternal, sinceMs, meeting } = request;
  const isExcluded = pathMatcher(request.exclude);
  // Git takes longest: all else that can be done without it is done meanwhile.
  const opening = Repository.open(workspace.root, runtime.signal);
  const repository = opening.then((opened) => opened.repository);
  const [{ problem }, git = noGit, found, met, remembered] = await Promise.all([
    opening,
    repository.then((opened) => opened?.state(sinceMs)),
    findFiles(workspace, repository, request),
    readMeetings(workspace, isExcluded),
    readMeetingMemory(workspace, isExcluded),
    loadScanner(),
  ]);
  if (problem) {
    const lost = "the project's state is left out, and only the .gitignore of this folder is respected";
    runtime.warn('git_unusable', `${problem}: ${lost}`);
  }
  runtime.signal.throwIfAborted();
  const enough = 2 * request.maxChars;
  const files = await factsFromFiles(workspace, found.candidates, {
    redactor,
    privacy,
    bot: request.name,
    sinceMs,
    enough,
  });
  const own = [files.bot, files.person ?? git.userName].filter((name) => name !== undefined);
  const matchOptions = { meeting, isExternal, own };
  const matches = matchMeetings(openMeetings(met, privacy), matchOptions);
  const skipped = [...found.skipped, ...files.skipped];
  warnUnignored(git, runtime);
  const work = await withoutFiles(git, workspace, isExcluded, privacy);
  warnAbout(skipped, git.late, found.isIncomplete, runtime);
  return {
    files,
    git: factsFromGit(work, isoDate(sinceMs), isExternal, privacy),
    meetings: factsFromMeetings(matches, openMemory(remembered, privacy), matchOptions),
    matches,
    skipped,
    userName: git.userName,
  };
}

/** Takes from the lists in turn, so that no long list crowds out another. */
function inTurn(...lists: readonly Fact[][]): Fact[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}

/** The facts of each file by themselves, in the order of the files. */
function byFile(facts: readonly Fact[]): Fact[][] {
  const sources = new Set(facts.map(({ source }) => source));
  return [...sources].map((source) => facts.filter((fact) => fact.source === source));
}

/** The facts in the order of their worth within each section. */
export function arrangeFacts({ files, git, meetings }: GatheredFacts, isExternal: boolean): Fact[] {
  const { identity, user, memory, readme, included, daily, log, people } = files.facts;
  const contacts = orderContacts(people, meetings.relevant, isExternal);
  return [
    ...inTurn(identity, user),
    ...readme.slice(0, 1),
    ...inTurn(...byFile(memory), ...byFile(included), readme.slice(1)),
    ...meetings.known,
    ...git.overview,
    ...inTurn(git.commits, daily),
    ...git.now,
    ...inTurn(log, files.tasks),
    ...inTurn(contacts, meetings.people),
    ...meetings.last,
    ...meetings.open,
  ];
}
