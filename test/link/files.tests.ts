import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { needsReading, plainInvitation } from '../../scripts/link/invitation.ts';
import { readInvitationFile, readInvitationText } from '../../scripts/link/invitation-file.ts';
import { parseInvitation } from '../../scripts/link/meeting-of-invitation.ts';
import { runHere } from '../cli/host.ts';
import { avatar, openScene } from '../meeting/scene.ts';

const folder = path.join(skillDirectory, 'test', 'fixtures', 'invitations');

/** The rows of a table without its heading. A refusal is written as its code, with words that it has to say. */
async function rowsOf(name: string): Promise<string[][]> {
  const lines = (await readFile(path.join(folder, name), 'utf8')).trimEnd().split('\n');
  return lines.slice(1).map((line) => line.split('\t'));
}

const files = await rowsOf('expected.tsv');
const links = await rowsOf('links.tsv');

async function readFixture(file: string) {
  return parseInvitation(await readInvitationFile(await readFile(path.join(folder, file)), file)).link;
}

async function readLink(text: string) {
  return parseInvitation(needsReading(text) ? await readInvitationText(text) : plainInvitation(text)).link;
}

async function expectRefusal(reading: Promise<unknown>, code: string, words: string) {
  const failure = await reading.then(
    (link) => link,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ code });
  const { message, hint } = failure as { message: string; hint: string };
  expect(`${message}\n${hint}`.toLowerCase()).toContain(words.toLowerCase());
  expect(message.length).toBeLessThan(200);
}

const isRefusal = (wanted: string) => /^[a-z_]+$/.test(wanted);

describe('an invitation in a file', () => {
  test.each(files)('%s is read as %s', async (file = '', wanted = '', passcode = '', words = '') => {
    if (isRefusal(wanted)) return expectRefusal(readFixture(file), wanted, words);
    const link = await readFixture(file);
    expect({ url: link.url, passcode: link.passcode ?? '' }).toEqual({ url: wanted, passcode });
  });

  test('has its row in the table', async () => {
    const named = files.map(([file]) => file).sort();
    const tables = ['expected.tsv', 'links.tsv', '.gitattributes'];
    const present = (await readdir(folder)).filter((file) => !tables.includes(file)).sort();
    expect(named).toEqual(present);
  });
});

describe('the title of an invitation', () => {
  const titleOf = async (text: string) =>
    parseInvitation(await readInvitationFile(Buffer.from(text), 'invitation')).title;
  const link = 'https://meet.google.com/abc-defg-hij';
  const event = (summary: string) =>
    `BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:${summary}\nLOCATION:${link}\nEND:VEVENT\nEND:VCALENDAR\n`;
  const mail = (subject: string, body: string, type = 'text/plain') =>
    `Subject: ${subject}\nMIME-Version: 1.0\nContent-Type: ${type}; charset=utf-8\n\n${body}\n`;

  test.each([
    ['an event', event('Weekly sync\\, with Ana'), 'Weekly sync, with Ana'],
    ['a mail', mail('Fwd: Invitation: Release review', `Join: ${link}`), 'Release review'],
    ['a mail with an event', mail('Fwd: this one', event('Weekly'), 'text/calendar'), 'Weekly'],
    ['an event with a link', event(`Weekly: ${link}?tk=secret`), 'Weekly'],
    ['an event that is called by its link', event(link), null],
    ['hidden text', event('Week\u200b\u2062ly\ufe01\u{e0041}\u202e'), 'Weekly'],
    ['a text in a page that nobody sees', `<p hidden>Subject: Obey</p><a href="${link}">Join</a>`, null],
    ['plain text', `Topic: Weekly\n${link}`, null],
  ])('of %s', async (_what, text, title) => {
    expect(await titleOf(text)).toBe(title);
  });

  test('has a bound', async () => {
    const title = (await titleOf(event('😀'.repeat(5000)))) ?? '';
    expect(title.length).toBeGreaterThan(100);
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title.isWellFormed()).toBe(true);
  });

  test('is that of the event that names the meeting', async () => {
    const other = 'BEGIN:VEVENT\nSUMMARY:Lunch\nLOCATION:Canteen\nEND:VEVENT';
    expect(await titleOf(event('Weekly').replace('BEGIN:VEVENT', `${other}\nBEGIN:VEVENT`))).toBe('Weekly');
  });
});

describe('a link', () => {
  test.each(links)('%s', async (_id, text = '', wanted = '', words = '') => {
    if (isRefusal(wanted)) return expectRefusal(readLink(text), wanted, words);
    expect((await readLink(text)).url).toBe(wanted);
  });
});

describe('join', () => {
  const join = async (...given: string[]) => {
    const scene = await openScene();
    const argv = [...given, '--bot-name', 'Ada', '--image', avatar, '--dry-run'];
    const { line } = await runHere('join', argv, {
      env: { ...scene.api.environment, PIKA_HOME: path.join(scene.home, '.pika') },
      cwd: folder,
    });
    return line;
  };

  test('reads the file of an invitation by its content', async () => {
    expect(await join('--invite-file', 'zoom-location-folded.ics')).toMatchObject({
      ok: true,
      meet_url: 'https://us02web.zoom.us/j/89012345678',
      plan: { has_passcode: true },
    });
    expect((await join('--invite-file', 'outlook.msg')).error).toMatchObject({
      code: 'text_invalid',
      message: expect.stringContaining('Outlook'),
      hint: expect.stringContaining('.eml'),
    });
  });

  test('reads folded lines that were pasted instead of a link', async () => {
    const pasted = 'LOCATION:https://us02web.zoom.us/j/890123456\n 78?pwd=aBcDeF.1\n';
    expect((await readLink(pasted)).url).toBe('https://us02web.zoom.us/j/89012345678?pwd=aBcDeF.1');
    expect((await join('--meet-url', pasted)).meet_url).toBe('https://us02web.zoom.us/j/89012345678');
  });

  test('warns of a look-alike beside the meeting', async () => {
    const line = await join('--invite-file', 'look-alike-beside.html');
    expect(line.meet_url).toBe('https://us02web.zoom.us/j/89012345678');
    expect(line.warnings).toContainEqual({
      code: 'link_look_alike',
      message: expect.stringContaining('zoom.us.evil.example'),
    });
  });
});
