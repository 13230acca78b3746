import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { runHere } from '../cli/host.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { commitAll, forbiddenTexts, makeHostile, tidyProject, writeFiles } from './project.ts';

async function project(): Promise<string> {
  const cwd = path.join(await temporaryDirectory(), 'project');
  await writeFiles(cwd, tidyProject);
  return cwd;
}

describe('the command context', () => {
  test('writes a private file, and prints its path and the account of it', async () => {
    const cwd = await project();
    const { line, exitCode, stderr } = await runHere('context', ['--name', 'Iris', '--for', 'Weekly sync'], {
      cwd,
    });
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({
      ok: true,
      command: 'context',
      text: null,
      bot_name: 'Iris',
      audience: 'internal',
      max_chars: 4000,
    });
    const text = await readFile(String(line.path), 'utf8');
    expect(text).toContain('# Briefing for Iris');
    expect(line.characters).toBe(text.length);
    expect(stderr).not.toContain('Billing');
    expect(JSON.stringify(line)).not.toContain('Billing');
  });

  test('prints the text with --preview and writes nothing', async () => {
    const cwd = await project();
    const home = await temporaryDirectory();
    const { line } = await runHere('context', ['--preview'], {
      cwd,
      env: { PIKA_HOME: path.join(home, '.pika') },
    });
    expect(line).toMatchObject({
      ok: true,
      path: null,
      text: expect.stringContaining('Nova is a careful assistant.'),
    });
    expect(await readdir(path.join(home, '.pika')).catch(() => [])).toEqual([]);
  });

  test('writes where --output says, and replaces nothing without --force', async () => {
    const cwd = await project();
    await writeFile(path.join(cwd, 'mine.md'), 'mine');
    const refused = await runHere('context', ['--output', 'mine.md'], { cwd });
    expect(refused.exitCode).toBe(2);
    expect(refused.line.error).toMatchObject({ code: 'file_exists' });
    expect(await readFile(path.join(cwd, 'mine.md'), 'utf8')).toBe('mine');
    const forced = await runHere('context', ['--output', 'mine.md', '--force'], { cwd });
    expect(forced.line.path).toBe(path.join(cwd, 'mine.md'));
    expect(await readFile(path.join(cwd, 'mine.md'), 'utf8')).toContain('# Briefing for Nova');
    if (process.platform !== 'win32')
      expect((await stat(path.join(cwd, 'mine.md'))).mode & 0o777).toBe(0o600);
    const nowhere = await runHere('context', ['--output', 'no/such/folder.md'], { cwd });
    expect(nowhere.line.error).toMatchObject({ code: 'file_unwritable' });
  });

  test('replaces an earlier briefing, unless someone has changed it', async () => {
    const cwd = await project();
    const home = await temporaryDirectory();
    const env = { PIKA_HOME: path.join(home, '.pika') };
    const output = ['--output', 'meetings/briefing.md'];
    const first = await runHere('context', output, { cwd, env });
    expect(first.line).toMatchObject({ ok: true, path: path.join(cwd, 'meetings/briefing.md') });
    await writeFiles(cwd, { 'MEMORY.md': '- The fair is in Porto.\n' });
    const second = await runHere('context', output, { cwd, env });
    expect(second.line).toMatchObject({ ok: true });
    const text = await readFile(path.join(cwd, 'meetings/briefing.md'), 'utf8');
    expect(text).toContain('Porto');
    await writeFile(path.join(cwd, 'meetings/briefing.md'), `${text}\nMy own words.\n`);
    const third = await runHere('context', output, { cwd, env });
    expect(third.line.error).toMatchObject({ code: 'file_exists' });
    expect(await readFile(path.join(cwd, 'meetings/briefing.md'), 'utf8')).toContain('My own words.');
  });

  test('makes the folder of the meetings, and warns of a file that git would take', async () => {
    const cwd = path.join(await temporaryDirectory(), 'project');
    await writeFiles(cwd, { 'README.md': '# acme\nThe API of Acme.\n' });
    await commitAll(cwd, 'Begin', '2025-12-31T12:00:00Z');
    const inside = await runHere('context', ['--output', 'meetings/briefing.md'], { cwd });
    expect(inside.line).toMatchObject({ ok: true, warnings: [] });
    const root = await runHere('context', ['--output', 'briefing.md'], { cwd });
    expect(root.line.warnings.map(({ code }) => code)).toContain('output_committable');
  });

  test('prints no secret of a hostile workspace', async () => {
    const cwd = await project();
    await makeHostile(cwd);
    const argv = ['--preview', '--max-chars', '20000', '--include', '**/*.{log,md}'];
    const { stdout, stderr, line } = await runHere('context', argv, { cwd });
    for (const text of forbiddenTexts()) expect(stdout + stderr).not.toContain(text);
    expect(line.instructions_dropped).toBe(4);
  });

  test('keeps to the limit and says what was cut', async () => {
    const cwd = await project();
    const facts = Array.from({ length: 200 }, (_, index) => `- Fact ${index} is known to all.`).join('\n');
    await writeFiles(cwd, { 'MEMORY.md': facts });
    const { line } = await runHere('context', ['--preview', '--max-chars', '1500'], { cwd });
    expect(String(line.text).length).toBeLessThanOrEqual(1500);
    expect(line.cut).toContainEqual({
      section: 'known',
      facts: expect.any(Number),
      characters: expect.any(Number),
      reason: 'size',
    });
  });

  test.each([
    [['--max-chars', '100'], 'usage'],
    [['--since', 'soon'], 'usage'],
    [['--include', '../../x.md'], 'usage'],
    [['--audience', 'everyone'], 'usage'],
  ])('refuses %j', async (flags, code) => {
    const { exitCode, line } = await runHere('context', flags, { cwd: await project() });
    expect(exitCode).toBe(2);
    expect(line.error).toMatchObject({ code, retryable: false });
  });
});
