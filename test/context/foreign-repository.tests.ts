import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compileBriefing } from '../../scripts/context/briefing.ts';
import { Repository } from '../../scripts/context/facts/git-state.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { commitAll, writeFiles } from './project.ts';

const run = promisify(execFile);

interface Trap {
  root: string;
  /** A program that leaves a file behind when it is started. */
  program: string;
}

async function git(root: string, ...args: string[]): Promise<string> {
  return (await run('git', ['-C', root, ...args])).stdout.trim();
}

async function configure(root: string, settings: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) await git(root, 'config', name, value);
}

/** The same bytes at another time, as in any archive that was unpacked: git must look into the file. */
async function touch(file: string): Promise<void> {
  const { size } = await stat(file);
  expect(size).toBeGreaterThan(0);
  await utimes(file, new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z'));
}

/** A partial clone whose tree is missing: git would fetch test. */
async function loseObject(root: string, what: string): Promise<void> {
  const id = await git(root, 'rev-parse', what);
  await rm(path.join(root, '.git', 'objects', id.slice(0, 2), id.slice(2)));
  await configure(root, {
    'core.repositoryformatversion': '1',
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'remote.origin.partialclonefilter': 'blob:none',
    'remote.origin.fetch': '+refs/heads/*:refs/remotes/origin/*',
  });
}

async function withFilter(root: string, name: string, setting: string, program: string): Promise<void> {
  await configure(root, { [`filter.${name}.${setting}`]: program });
  await writeFile(path.join(root, '.gitattributes'), `*.md filter=${name}\n`);
  await touch(path.join(root, 'README.md'));
}

const remotes: Readonly<Record<string, (trap: Trap) => Record<string, string>>> = {
  'core.sshCommand': ({ program }) => ({ 'remote.origin.url': 'ssh://x/y', 'core.sshCommand': program }),
  'remote.origin.uploadpack': ({ root, program }) => ({
    'remote.origin.url': root,
    'remote.origin.uploadpack': program,
  }),
  'ext::': ({ program }) => ({ 'remote.origin.url': `ext::${program}`, 'protocol.ext.allow': 'always' }),
  'core.gitProxy': ({ program }) => ({ 'remote.origin.url': 'git://x/y', 'core.gitProxy': program }),
  'an alias for the helper of an unknown protocol': ({ program }) => ({
    'remote.origin.url': 'none::x',
    'alias.remote-none': `!${program}`,
    'remote.origin.vcs': 'none',
  }),
};

const settings: Readonly<Record<string, (trap: Trap) => Record<string, string>>> = {
  'core.fsmonitor': ({ program }) => ({ 'core.fsmonitor': program }),
  'core.hooksPath': ({ root }) => ({ 'core.hooksPath': path.join(root, 'hooks') }),
  'core.pager': ({ program }) => ({ 'core.pager': program, 'pager.log': program, 'pager.status': program }),
  'core.editor': ({ program }) => ({ 'core.editor': program, 'sequence.editor': program }),
  'diff.external': ({ program }) => ({ 'diff.external': program }),
  'diff.NAME.command and textconv': ({ program }) => ({
    'diff.d.command': program,
    'diff.d.textconv': program,
  }),
  'gpg.program': ({ program }) => ({ 'gpg.program': program, 'log.showSignature': 'true' }),
  'credential.helper': ({ program }) => ({ 'credential.helper': `!${program}` }),
  'an alias for every command': ({ program }) => ({
    'alias.status': `!${program}`,
    'alias.log': `!${program}`,
    'alias.config': `!${program}`,
  }),
};

/** Everything by which a repository can name a program. Each row makes one of a repository with one commit. */
const traps: Readonly<Record<string, (trap: Trap) => Promise<void>>> = {
  'a clean filter': ({ root, program }) => withFilter(root, 'evil', 'clean', program),
  'a process filter': ({ root, program }) => withFilter(root, 'evil', 'process', program),
  'a smudge filter': ({ root, program }) => withFilter(root, 'evil', 'smudge', program),
  'a filter with dots and capitals in its name': ({ root, program }) =>
    withFilter(root, 'Evil.one', 'clean', program),
  'a filter with an equals sign in its name': ({ root, program }) =>
    withFilter(root, 'e=vil', 'clean', program),
  'a filter that must succeed': async ({ root, program }) => {
    await configure(root, { 'filter.evil.required': 'true' });
    await withFilter(root, 'evil', 'clean', program);
  },
  'a filter in an included file': async ({ root, program }) => {
    await writeFile(path.join(root, '.git', 'more'), `[filter "evil"]\n\tclean = ${program}\n`);
    await configure(root, { 'include.path': 'more' });
    await writeFile(path.join(root, '.gitattributes'), '*.md filter=evil\n');
    await touch(path.join(root, 'README.md'));
  },
  'a filter in the configuration of the worktree': async ({ root, program }) => {
    await configure(root, { 'core.repositoryformatversion': '1', 'extensions.worktreeConfig': 'true' });
    await writeFile(path.join(root, '.git', 'config.worktree'), `[filter "evil"]\n\tclean = ${program}\n`);
    await writeFile(path.join(root, '.git', 'info', 'attributes'), '*.md filter=evil\n');
    await touch(path.join(root, 'README.md'));
  },
  'an embedded bare repository': async ({ root, program }) => {
    await withFilter(root, 'evil', 'clean', program);
    await configure(root, { 'core.bare': 'false', 'core.worktree': '.' });
    for (const part of ['HEAD', 'config', 'objects', 'refs', 'index']) {
      await cp(path.join(root, '.git', part), path.join(root, part), { recursive: true });
    }
    await rename(path.join(root, '.git'), path.join(root, 'aside'));
  },
  ...Object.fromEntries(
    Object.entries(remotes).flatMap(([name, settingsOf]) =>
      (['HEAD', 'HEAD^{tree}'] as const).map((object) => [
        `${name}, for a missing ${object}`,
        async (trap: Trap) => {
          await loseObject(trap.root, object);
          await configure(trap.root, settingsOf(trap));
        },
      ]),
    ),
  ),
  ...Object.fromEntries(
    Object.entries(settings).map(([name, settingsOf]) => [
      name,
      async (trap: Trap) => {
        await configure(trap.root, settingsOf(trap));
        await writeFile(path.join(trap.root, '.gitattributes'), '* diff=d\n');
        for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) {
          for (const folder of ['hooks', '.git/hooks']) {
            await writeFiles(trap.root, { [`${folder}/${hook}`]: await readFile(trap.program, 'utf8') });
            await chmod(path.join(trap.root, folder, hook), 0o755);
          }
        }
        await touch(path.join(trap.root, 'README.md'));
      },
    ]),
  ),
};

async function trappedRepository(set: (trap: Trap) => Promise<void>) {
  const folder = await temporaryDirectory();
  const root = path.join(folder, 'clone');
  const mark = path.join(folder, 'started');
  const program = path.join(folder, 'trap.sh');
  await writeFiles(root, { 'README.md': '# Project\nWhat it is about.\n' });
  await commitAll(root, 'Begin', '2025-12-31T12:00:00Z');
  await writeFile(program, `#!/bin/sh\nenv >> '${mark}'\nexit 1\n`);
  await chmod(program, 0o755);
  await set({ root, program });
  return { root, mark };
}

describe.skipIf(process.platform === 'win32')('a repository of a stranger', () => {
  test.each(Object.entries(traps))('starts no program by %s', async (_name, set) => {
    const { root, mark } = await trappedRepository(set);
    const runtime = { ...(await createTestRuntime()), cwd: root };
    await compileBriefing({}, runtime);
    expect(existsSync(mark)).toBe(false);
  });

  test('with a filter for large files is still read', async () => {
    const { root } = await trappedRepository(({ root, program }) =>
      withFilter(root, 'lfs', 'clean', program),
    );
    const { repository } = await Repository.open(root, new AbortController().signal);
    const state = await repository?.state(Date.parse('2025-12-01T00:00:00Z'));
    expect(state?.commits).toHaveLength(1);
    expect(state?.uncommitted).toEqual([{ path: '.gitattributes', state: 'new' }]);
  });
});
