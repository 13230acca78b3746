import { singleLine } from '../../base/clean-text.ts';
import type { Fact } from '../card.ts';
import { isOwnNotes } from '../files/file-rules.ts';
import type { PrivacyGate } from '../privacy/privacy-gate.ts';
import type { SectionName } from '../sections.ts';
import { type Commit, type GitState, maxCommits } from './git-state.ts';

const namedFiles = 6;
const namedFolders = 3;
const namedAuthors = 4;

const fact = (section: SectionName, text: string): Fact => ({ section, text, source: 'git' });

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** The values that occur most often, the most frequent first. */
function mostFrequent(values: readonly string[], limit: number): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a, times], [b, otherTimes]) => otherTimes - times || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([value]) => value);
}

/** Commits that say nothing to people: merges, work in progress, versions, and what robots keep up to date. */
const routine =
  /^(?:merge (?:branch|pull request|remote|tag)|wip\b|fixup!|squash!|amend!|v?\d+(?:\.\d+)+\S*$|(?:chore|build|ci)\(deps[^)]*\)|bump \S+ from |update dependency )/i;
const robot = /\[bot\]|^(?:dependabot|renovate|github-actions)\b/i;

/** The two uppermost folders of a path; nothing for a file at the top. */
const folderOf = (file: string) => file.split('/').slice(0, -1).slice(0, 2).join('/');

function overview(commits: readonly Commit[], since: string, isExternal: boolean): string {
  const authors = mostFrequent(
    commits.map(({ author }) => author).filter((author) => !robot.test(author)),
    namedAuthors,
  );
  const folders = mostFrequent(
    commits.flatMap(({ files }) => files.map(folderOf).filter(Boolean)),
    namedFolders,
  );
  const by = isExternal || authors.length === 0 ? '' : ` by ${authors.join(', ')}`;
  const where = isExternal || folders.length === 0 ? '' : `, mostly in ${folders.join(', ')}`;
  const number =
    commits.length > maxCommits ? `More than ${maxCommits} commits` : count(commits.length, 'commit');
  return `${number} since ${since}${by}${where}.`;
}

function uncommittedText(uncommitted: NonNullable<GitState['uncommitted']>, isExternal: boolean): string {
  if (uncommitted.length === 0) return 'no uncommitted work';
  if (isExternal) return `${count(uncommitted.length, 'file')} not committed yet`;
  const work = uncommitted.filter(({ path }) => !isOwnNotes(path));
  const names = [...work, ...uncommitted.filter(({ path }) => isOwnNotes(path))]
    .slice(0, namedFiles)
    .map(({ path, state }) => (state === 'changed' ? path : `${path} (${state})`));
  const more = uncommitted.length > namedFiles ? ', …' : '';
  return `${count(uncommitted.length, 'file')} not committed yet: ${names.join(', ')}${more}`;
}

export interface GitFacts {
  now: Fact[];
  overview: Fact[];
  commits: Fact[];
}

const longestAuthor = 40;

/** A commit of the user is a fact; what someone else wrote is a quotation with its author, since the person who sends a patch chooses its words. */
function commitText({ date, author, isOwn, subject }: Commit): string {
  if (isOwn) return `${date}: ${subject}`;
  const quoted = subject.replace(/["“”]/g, "'");
  return `${date}: ${singleLine(author).slice(0, longestAuthor)} committed “${quoted}”`;
}

/** Branch and uncommitted work, the overview of the commits, and the commits, newest first. Outsiders hear no names of files and people, and no words of others. */
export function factsFromGit(
  { branch, uncommitted, commits = [] }: GitState,
  since: string,
  isExternal: boolean,
  privacy: PrivacyGate,
): GitFacts {
  const state = [branch && `On branch ${branch}`, uncommitted && uncommittedText(uncommitted, isExternal)]
    .filter(Boolean)
    .join('; ');
  return {
    now: state ? [fact('now', `${state}.`)] : [],
    overview: commits.length > 0 ? [fact('recent', overview(commits, since, isExternal))] : [],
    commits: commits
      .filter(({ author, subject }) => !robot.test(author) && !routine.test(subject))
      .filter(({ isOwn }) => isOwn || !isExternal)
      .filter(({ subject }) => privacy.mayTell(subject, 'git'))
      .map((commit) => fact('recent', commitText(commit))),
  };
}
