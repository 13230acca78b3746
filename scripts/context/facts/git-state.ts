import { randomUUID } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { ProgramError, programText } from '../../base/run-program.ts';

export interface Commit {
  /** YYYY-MM-DD in the committer's zone. */
  date: string;
  author: string;
  /** Whether the user on this machine wrote it, by `user.email`. */
  isOwn: boolean;
  subject: string;
  files: string[];
}

/** What git says of the workspace. A part that took too long is absent. */
export interface GitState {
  /** Null when no branch is checked out. */
  branch?: string | null;
  uncommitted?: { path: string; state: 'changed' | 'new' | 'deleted' }[];
  commits?: Commit[];
  userName?: string;
  /** The parts that git did not give within its time. */
  late: string[];
}

/** Git answers for a workspace of 200,000 files within an eighth of this on a small machine; a busy one takes longer. */
const limitMs = 4000;
/** More are not counted. */
export const maxCommits = 200;
const pathsAtOnce = 200;
/** A commit that imports a whole tree must not fill the memory with its names. */
const maxFilesOfCommit = 1000;

/** Far above what 200 commits and a workspace's changes need. */
const maxOutputBytes = 64 << 20;
const maxFilterSettings = 200;

/** Settings of a repository that would start programs on reading it are switched off. */
const harmless = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'diff.external=',
  'log.showSignature=false',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
  'status.submoduleSummary=false',
];

/**
 * Nothing is fetched, so that no transport's program starts: not even for an object that a partial clone lacks. (GIT_NO_LAZY_FETCH is
 * known from git 2.45 on.) The one protocol that is allowed has a name that the repository cannot have given to a helper or an alias.
 */
const noTransport = () => ({
  GIT_ALLOW_PROTOCOL: `none-${randomUUID()}`,
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
});

/** Git in a folder that a stranger may have filled: what its configuration and its attributes name is not run. */
class Git {
  readonly #root: string;
  readonly #signal: AbortSignal;
  #settings: readonly string[] = harmless;

  private constructor(root: string, signal: AbortSignal) {
    this.#root = root;
    this.#signal = signal;
  }

  /** @throws {ProgramError} when git cannot read the folder. */
  static async open(root: string, signal: AbortSignal): Promise<Git> {
    const git = new Git(root, signal);
    git.#settings = [...harmless, ...(await git.#withoutFilters())];
    return git;
  }

  run(command: readonly string[]): Promise<string> {
    const settings = this.#settings.flatMap((setting) => ['-c', setting]);
    return programText('git', ['-C', this.#root, '--no-pager', ...settings, ...command], {
      kind: 'git',
      variables: noTransport(),
      silenceMs: limitMs,
      outputBytes: maxOutputBytes,
      signal: this.#signal,
    });
  }

  /**
   * Settings that make a filter of every name in any configuration, the user's own included, change nothing: which files it is run for is
   * the repository's choice.
   */
  async #withoutFilters(): Promise<string[]> {
    const list = ['config', '--null', '--name-only', '--get-regexp', '^filter\\.'];
    // It fails where no name matches.
    const names = (await this.run(list).catch(emptyWhenFailed)).split('\0').filter(Boolean);
    // What is before the first "=" of -c would be taken for the name.
    if (names.length > maxFilterSettings || names.some((name) => name.includes('='))) {
      throw new ProgramError('failed', 'the repository has filters that cannot be switched off');
    }
    return names.map((name) => `${name}=${name.endsWith('.required') ? 'false' : ''}`);
  }
}

function emptyWhenFailed(error: unknown): string {
  if (error instanceof ProgramError && error.reason === 'failed') return '';
  throw error;
}

type Uncommitted = NonNullable<GitState['uncommitted']>[number];

function changeOf(code: string): Uncommitted['state'] {
  if (code.includes('D')) return 'deleted';
  return code.includes('A') ? 'new' : 'changed';
}

/** The entry of `git status --porcelain=v2` (git-scm.com/docs/git-status): fields before the path are separated by single spaces. */
function parseEntry(entry: string): Uncommitted | undefined {
  const [type, code = ''] = entry.split(' ', 2);
  const fieldsBeforePath = { '1': 8, '2': 9, u: 10, '?': 1 }[type ?? ''];
  if (fieldsBeforePath === undefined) return undefined;
  const file = entry.split(' ').slice(fieldsBeforePath).join(' ');
  return { path: file, state: type === '?' ? 'new' : changeOf(code) };
}

function parseStatus(output: string, prefix: string): Pick<GitState, 'branch' | 'uncommitted'> {
  const entries = output.split('\0');
  const head = entries.find((entry) => entry.startsWith('# branch.head '))?.slice('# branch.head '.length);
  const uncommitted: Uncommitted[] = [];
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at] ?? '';
    const change = parseEntry(entry);
    // A rename is followed by the old name.
    if (entry.startsWith('2 ')) at += 1;
    if (change)
      uncommitted.push({ ...change, path: change.path.slice(prefix.length) || 'all of this folder' });
  }
  return { branch: head === '(detached)' ? null : head, uncommitted };
}

function parseLog(output: string, prefix: string, ownEmail: string): Commit[] {
  return output
    .split('\x1e')
    .slice(1)
    .map((record) => {
      const [head = '', ...names] = record.split('\0', maxFilesOfCommit);
      const [date = '', author = '', email = '', subject = ''] = head.split('\x1f');
      const files = names
        .map((name) => name.replace(/^\n/, ''))
        .filter((name) => name.startsWith(prefix) && name !== '');
      return {
        date: date.slice(0, 10),
        author,
        isOwn: ownEmail !== '' && email.toLowerCase() === ownEmail.toLowerCase(),
        subject,
        files: files.map((name) => name.slice(prefix.length)),
      };
    });
}

/**
 * A repository that the workspace is in. Nothing that is called here writes to it, and no program is started that it names. Without its
 * filters (such as those of Git LFS) a file whose time alone has changed may count as changed.
 */
export class Repository {
  readonly #git: Git;
  readonly #prefix: string;

  private constructor(git: Git, prefix: string) {
    this.#git = git;
    this.#prefix = prefix;
  }

  /** A repository, or why git cannot read the one that exists; neither if there is none. */
  static async open(
    root: string,
    signal: AbortSignal,
  ): Promise<{ repository?: Repository; problem?: string }> {
    try {
      const git = await Git.open(root, signal);
      const answer = await git.run(['rev-parse', '--is-inside-work-tree', '--show-prefix']);
      const [inside, prefix = ''] = answer.split('\n');
      return inside === 'true' ? { repository: new Repository(git, prefix) } : {};
    } catch (error) {
      signal.throwIfAborted();
      return (await isInRepository(root)) ? { problem: problemOf(error) } : {};
    }
  }

  /** Those of `paths` that git tracks or would add; nothing when git does not answer in time. */
  async unignored(paths: readonly string[]): Promise<Set<string> | undefined> {
    const kept = new Set<string>();
    for (let at = 0; at < paths.length; at += pathsAtOnce) {
      const some = paths.slice(at, at + pathsAtOnce);
      const literal = some.map((file) => `:(literal)${file}`);
      const command = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...literal];
      const output = await this.#git.run(command).catch(() => undefined);
      if (output === undefined) return undefined;
      for (const file of output.split('\0')) kept.add(file);
    }
    return kept;
  }

  /** Branch, uncommitted work and the commits since `sinceMs` that touch the workspace. */
  async state(sinceMs: number): Promise<GitState> {
    const since = new Date(sinceMs).toISOString();
    const here = this.#prefix ? ['--', '.'] : [];
    const asked = {
      status: [
        'status',
        '--porcelain=v2',
        '--branch',
        '-z',
        '--untracked-files=normal',
        '--ignore-submodules=all',
        '--',
        '.',
      ],
      log: [
        'log',
        '-z',
        `--since=${since}`,
        `--max-count=${maxCommits + 1}`,
        '--no-merges',
        '--no-ext-diff',
        '--no-textconv',
        '--name-only',
        '--format=%x1e%cI%x1f%an%x1f%ae%x1f%s',
        ...here,
      ],
      user: ['config', 'user.name'],
      email: ['config', 'user.email'],
    };
    const [status, log, user, email] = await Promise.all(
      Object.values(asked).map((command) => this.#git.run(command).catch((error: Error) => error)),
    );
    const late = [status, log].flatMap((answer, index) =>
      isLate(answer) ? [index === 0 ? 'status' : 'log'] : [],
    );
    return {
      ...(typeof status === 'string' && parseStatus(status, this.#prefix)),
      ...(typeof log === 'string' && {
        commits: parseLog(log, this.#prefix, typeof email === 'string' ? email.trim() : ''),
      }),
      ...(typeof user === 'string' && { userName: user.trim() || undefined }),
      late,
    };
  }
}

function isLate(answer: unknown): boolean {
  return answer instanceof ProgramError && answer.reason === 'late';
}

async function isInRepository(root: string): Promise<boolean> {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const found = await lstat(path.join(folder, '.git')).catch(() => undefined);
    if (found) return true;
    if (folder === path.dirname(folder)) return false;
  }
}

/** Git's own words may be in any language; the setting that it names is not. */
function problemOf(error: unknown): string {
  if (!(error instanceof ProgramError)) return 'git cannot be started';
  if (error.message.includes('safe.directory'))
    return 'the folder belongs to another user, and git does not trust it';
  if (error.reason === 'missing') return 'git is not installed';
  return isLate(error) ? 'git took too long' : 'git cannot read the repository';
}
