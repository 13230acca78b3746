import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../cli/host.ts';
import { avatar, openScene, type Scene } from '../meeting/scene.ts';

const zoom = 'https://zoom.us/j/123456789';
const secret = 'open-sesame-42';

interface Given {
  argv?: string[];
  env?: Record<string, string>;
  stdin?: string;
  link?: string[];
}

/** Joins within this process. The passcode must be printed nowhere, and must not be in the journal. */
async function join(scene: Scene, { argv = [], env = {}, stdin, link = ['--meet-url', zoom] }: Given) {
  const outcome = await runHere(
    'join',
    [...link, '--bot-name', 'Ada', '--image', avatar, '--no-guard', ...argv],
    {
      env: { ...scene.api.environment, PIKA_HOME: path.join(scene.home, '.pika'), ...env },
      cwd: scene.home,
      stdin,
    },
  );
  expect(outcome.stdout + outcome.stderr).not.toContain(secret);
  return { ...outcome, sent: scene.api.sessions[0]?.fields.meeting_password };
}

describe('the passcode', () => {
  test('may be in a file', async () => {
    const scene = await openScene();
    await writeFile(path.join(scene.home, 'code.txt'), `\ufeff${secret}\r\n`);
    const { sent, line } = await join(scene, { argv: ['--meeting-password-file', 'code.txt'] });
    expect(sent).toBe(secret);
    expect(line.warnings).toMatchObject([{ code: 'unguarded' }]);
  });

  test('is missed before anything is sent when the file is empty', async () => {
    const scene = await openScene();
    await writeFile(path.join(scene.home, 'code.txt'), '\n');
    const { line } = await join(scene, { argv: ['--meeting-password-file', 'code.txt'] });
    expect(line.error?.code).toBe('text_invalid');
    expect(scene.api.seen('createSession')).toEqual([]);
  });

  test('may be piped in', async () => {
    const { sent } = await join(await openScene(), {
      argv: ['--meeting-password-file', '-'],
      stdin: `${secret}\n`,
    });
    expect(sent).toBe(secret);
  });

  test('may stand in the environment', async () => {
    const { sent } = await join(await openScene(), { env: { PIKA_MEETING_PASSWORD: secret } });
    expect(sent).toBe(secret);
  });

  test('may be an argument, with a warning: others can read those', async () => {
    const { sent, line } = await join(await openScene(), { argv: ['--meeting-password', secret] });
    expect(sent).toBe(secret);
    expect(line.warnings).toContainEqual({
      code: 'password_in_arguments',
      message: expect.stringContaining('--meeting-password-file'),
    });
  });

  test('may stand in the invitation', async () => {
    const stdin = `Join Zoom Meeting\n${zoom}\n\nMeeting ID: 123 456 789\nPasscode: ${secret}\n`;
    const { sent } = await join(await openScene(), { link: ['--invite-file', '-'], stdin });
    expect(sent).toBe(secret);
  });

  test('of digits that are a part of the number leaves the link whole in the answer', async () => {
    const stdin = 'Meeting ID: 890 1234 5678\nPasscode: 123456\n';
    const argv = ['--dry-run'];
    const { line, stdout } = await join(await openScene(), { link: ['--invite-file', '-'], argv, stdin });
    expect(line.meet_url).toBe('https://zoom.us/j/89012345678');
    expect(stdout).not.toMatch(/(?<!\d)123456(?!\d)/);
  });

  test('is not sent when there is none', async () => {
    const { sent, exitCode } = await join(await openScene(), {});
    expect([sent, exitCode]).toEqual([undefined, 0]);
  });

  test.each([
    [
      'a file over an argument',
      ['--meeting-password-file', 'code.txt', '--meeting-password', 'other-argument'],
    ],
    ['an argument over the environment', ['--meeting-password', secret]],
  ])('of several sources the most deliberate counts: %s', async (_name, argv) => {
    const scene = await openScene();
    await writeFile(path.join(scene.home, 'code.txt'), secret);
    expect((await join(scene, { argv, env: { PIKA_MEETING_PASSWORD: 'other-environment' } })).sent).toBe(
      secret,
    );
  });

  test('with quotes and signs reaches the service as it is, and is still printed nowhere', async () => {
    const odd = 'a"b\\c&d=é ☃';
    const scene = await openScene();
    const { sent, stdout, stderr } = await join(scene, {
      argv: ['--meeting-password-file', '-', '--progress', 'json', '--debug'],
      stdin: odd,
    });
    expect(sent).toBe(odd);
    expect(stdout + stderr).not.toContain(JSON.stringify(odd).slice(1, -1));
  });

  test.each([
    ['is missing', 'none.txt', 'file_unreadable'],
    ['is a folder', '.', 'file_unreadable'],
  ])('in a file that %s stops the join before anything is sent', async (_name, file, code) => {
    const scene = await openScene();
    const { exitCode, line } = await join(scene, { argv: ['--meeting-password-file', file] });
    expect(exitCode).toBe(2);
    expect(line.error).toMatchObject({ code, message: expect.stringContaining('--meeting-password-file') });
    expect(scene.api.seen('createSession')).toEqual([]);
  });

  test('and the invitation cannot both be piped in', async () => {
    const scene = await openScene();
    const argv = ['--meeting-password-file', '-'];
    const { exitCode, line } = await join(scene, { link: ['--invite-file', '-'], argv, stdin: 'x' });
    expect([exitCode, line.error?.code]).toEqual([2, 'usage']);
  });
});
