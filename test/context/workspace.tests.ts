import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { type ReadLimits, Workspace } from '../../scripts/context/files/workspace.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';

const head: ReadLimits = { from: 'head', bytes: 1000, largestFile: 10_000 };
const tail: ReadLimits = { from: 'tail', bytes: 10 };

async function workspaceWith(files: Record<string, string | Buffer>) {
  const root = path.join(await temporaryDirectory(), 'project');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  await mkdir(root, { recursive: true });
  return { root, workspace: await Workspace.open(root) };
}

describe('reading the workspace', () => {
  test('gives the head or the tail of a file, and says that there is more', async () => {
    const { workspace } = await workspaceWith({ 'a.md': 'x'.repeat(1500), 'b.log': 'first line\nlast line' });
    expect(await workspace.read('a.md', head)).toMatchObject({ file: { path: 'a.md', partial: true } });
    expect(await workspace.read('b.log', tail)).toMatchObject({
      file: { text: 'last line', partial: true },
    });
  });

  test('reads the end of a 2 GB log without reading the rest', async () => {
    const { root, workspace } = await workspaceWith({ 'big.log': '' });
    const file = path.join(root, 'big.log');
    await truncate(file, 2 ** 31);
    await writeFile(file, 'the end\n', { flag: 'a' });
    expect(await workspace.read('big.log', { from: 'tail', bytes: 8 })).toMatchObject({
      file: { text: 'the end\n' },
    });
  });

  test.each([
    ['a link that leads outside', 'outside.md', 'outside_workspace'],
    ['a link that leads to a file of secrets', 'innocent.md', 'secret_file'],
    ['a file of secrets', '.env', 'secret_file'],
    ['a folder', 'folder', 'not_a_file'],
    ['binary content', 'picture.md', 'binary'],
    ['a huge file', 'huge.md', 'too_large'],
  ])('skips %s', async (_name, file, skipped) => {
    const { root, workspace } = await workspaceWith({
      '.env': 'A=b',
      'folder/x.md': 'x',
      'picture.md': Buffer.from([0x89, 0x50, 0, 1]),
      'huge.md': 'x'.repeat(20_000),
      '../outside.md': 'a secret of somebody else',
    });
    await symlink(path.join(root, '..', 'outside.md'), path.join(root, 'outside.md'));
    await symlink(path.join(root, '.env'), path.join(root, 'innocent.md'));
    expect(await workspace.read(file, head)).toEqual({ skipped });
  });

  test('follows a link that stays inside', async () => {
    const { root, workspace } = await workspaceWith({ 'docs/readme.md': 'inside' });
    await symlink('docs/readme.md', path.join(root, 'README.md'));
    expect(await workspace.read('README.md', head)).toMatchObject({ file: { text: 'inside' } });
  });

  test.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
    const { root, workspace } = await workspaceWith({});
    execFileSync('mkfifo', [path.join(root, 'README.md')]);
    expect(await workspace.read('README.md', head)).toEqual({ skipped: 'not_a_file' });
  });

  test('lists no folder that is a link', async () => {
    const { root, workspace } = await workspaceWith({ '../elsewhere/notes.md': 'x' });
    await symlink(path.join(root, '..', 'elsewhere'), path.join(root, 'memory'));
    expect(await workspace.entries('memory')).toEqual([]);
  });

  test('reads text in UTF-16 with its mark', async () => {
    const { workspace } = await workspaceWith({ 'a.log': Buffer.from('\ufeffwindows', 'utf16le') });
    expect(await workspace.read('a.log', head)).toMatchObject({ file: { text: 'windows' } });
  });

  test('cuts between lines, or between words of a long line: half of a key is not known as one', async () => {
    const { workspace } = await workspaceWith({
      'a.md': `${'line of text\n'.repeat(76)}secret12345`,
      'b.log': 'ERROR token=secret12345\nthe end\n',
      'c.log': `${'x'.repeat(50)} the end`,
    });
    const { file } = (await workspace.read('a.md', { ...head, bytes: 993 })) as { file: { text: string } };
    expect(file.text.endsWith('\nline of text')).toBe(true);
    expect(await workspace.read('b.log', { ...tail, bytes: 15 })).toMatchObject({
      file: { text: 'the end\n' },
    });
    expect(await workspace.read('b.log', { ...tail, bytes: 8 })).toMatchObject({
      file: { text: 'the end\n' },
    });
    expect(await workspace.read('c.log', tail)).toMatchObject({ file: { text: 'the end' } });
  });

  test.each([
    ['Latin letters of one byte', Buffer.from('the caf\xe9 of Zo\xeb', 'latin1'), 'the café of Zoë'],
    ['UTF-16 of the other order', Buffer.from('\ufeffcafé', 'utf16le').swap16(), 'café'],
    [
      'UTF-8 with a broken byte',
      Buffer.concat([Buffer.from('日本語 '), Buffer.from([0xff]), Buffer.from('ok')]),
      '日本語 ok',
    ],
  ])('reads %s', async (_name, bytes, text) => {
    const { workspace } = await workspaceWith({ 'a.md': bytes });
    expect(await workspace.read('a.md', head)).toMatchObject({ file: { text } });
  });

  test('skips what is in an encoding that it does not know', async () => {
    const shiftJis = Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x0a]);
    const { workspace } = await workspaceWith({ 'a.md': shiftJis });
    expect(await workspace.read('a.md', head)).toEqual({ skipped: 'unknown_encoding' });
  });

  test('refuses names that lead outside', async () => {
    const { root, workspace } = await workspaceWith({});
    expect(() => workspace.relative('../other/app.log', '--include')).toThrow('is outside the workspace');
    expect(() => workspace.relative('/etc/passwd', '--include')).toThrow('is outside the workspace');
    expect(workspace.relative(path.join(root, 'a', 'b.log'), '--include')).toBe('a/b.log');
    expect(workspace.relative('..notes/a.md', '--include')).toBe('..notes/a.md');
  });

  test('says that a folder is missing', async () => {
    await expect(Workspace.open('/no/such/folder')).rejects.toMatchObject({ code: 'file_unreadable' });
  });
});
