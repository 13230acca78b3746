import { chmod, readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';

type Damage = (file: string) => Promise<void>;

const rewrite =
  (change: (text: string) => string): Damage =>
  async (file) =>
    writeFile(file, change(await readFile(file, 'utf8')));

const ofFirstLine = (change: (line: string) => string): Damage =>
  rewrite((text) => {
    const [first = '', ...rest] = text.split('\n');
    return [change(first), ...rest].join('\n');
  });

/**
 * What a power cut, a full disk, another version or a person does to a session's journal file. `keepsId`: the id of the session can still
 * be read in it. The engine of a rule that holds for one must hold for all: add a row for every damage that is heard of.
 */
export const journalDamages: Readonly<Record<string, { keepsId: boolean; damage: Damage }>> = {
  'a NUL byte in the first line': {
    keepsId: true,
    damage: ofFirstLine((line) => `${line.slice(0, 20)}\0${line.slice(21)}`),
  },
  'a torn first line': { keepsId: true, damage: ofFirstLine((line) => line.slice(0, line.length / 2)) },
  'no first line': { keepsId: true, damage: ofFirstLine(() => '') },
  'a field of the intent missing': {
    keepsId: true,
    damage: ofFirstLine((line) => line.replace('"admit_minutes"', '"admit_hours"')),
  },
  'an engine of a newer version': {
    keepsId: true,
    damage: ofFirstLine((line) => line.replace(/"engine":"\w+"/, '"engine":"attendee"')),
  },
  'its lines torn in the middle': {
    keepsId: true,
    damage: rewrite((text) => text.replaceAll(/^(.*"session_id":"[^"]+").*$/gm, '$1')),
  },
  'a byte order mark': { keepsId: true, damage: rewrite((text) => `\ufeff${text}`) },
  'everything gone but zeros': { keepsId: false, damage: rewrite((text) => '\0'.repeat(text.length)) },
  'an empty file': { keepsId: false, damage: rewrite(() => '') },
  'a torn first line alone': { keepsId: false, damage: rewrite((text) => text.slice(0, 100)) },
};

/** A file that only root can read; unchanged on Windows, and for root. */
export const unreadable: Damage = (file) => chmod(file, 0o000);

export const canBeUnreadable = process.platform !== 'win32' && process.getuid?.() !== 0;
