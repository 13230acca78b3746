import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { needsReading, plainInvitation } from '../../scripts/link/invitation.ts';
import { readInvitationFile, readInvitationText } from '../../scripts/link/invitation-file.ts';
import { parseInvitation } from '../../scripts/link/meeting-of-invitation.ts';

const folder = path.join(skillDirectory, 'test', 'fixtures', 'invitations');

/** The rows of a table without its heading. A refusal is written as its code, with words that it has to say. */
async function rowsOf(name: string): Promise<string[][]> {
  const lines = (await readFile(path.join(folder, name), 'utf8')).trimEnd().split('\n');
  return lines.slice(1).map((line) => line.split('\t'));
}

const files = await rowsOf('expected.tsv');
const links = await rowsOf('links.tsv');

async function readFixture(file: string) {
  return parseInvitation(await readInvitationFile(await readFile(path.join(folder, file)), file));
}

async function readLink(text: string) {
  return parseInvitation(needsReading(text) ? await readInvitationText(text) : plainInvitation(text));
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

describe('a link', () => {
  test.each(links)('%s', async (_id, text = '', wanted = '', words = '') => {
    if (isRefusal(wanted)) return expectRefusal(readLink(text), wanted, words);
    expect((await readLink(text)).url).toBe(wanted);
  });
});
