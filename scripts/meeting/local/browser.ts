import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { escapeHtml } from '../../base/escape.ts';
import { findProgram } from '../../base/programs.ts';
import { programOptions, programText } from '../../base/run-program.ts';
import { writeWhole } from '../../base/whole-file.ts';

const askWithinMs = 2000;
const maxAnswerBytes = 4096;

type Opener = readonly [program: string, ...args: string[]];

const openers: Partial<Record<NodeJS.Platform, Opener>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** On Linux a page opens only where there is a desktop; the program that would open it says nothing when there is none. */
const hasDesktop = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * A browser that came as a snap sees no hidden directory of the user: it would show an error instead of the file. Its desktop entry is named
 * after the snap and the program in it, such as `firefox_firefox.desktop`.
 */
async function isShutIn(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    const entry = await programText('xdg-settings', ['get', 'default-web-browser'], {
      silenceMs: askWithinMs,
      outputBytes: maxAnswerBytes,
      signal: AbortSignal.timeout(askWithinMs),
      kind: 'browser',
    });
    return /^[a-z0-9-]+_[a-z0-9-]+\.desktop$/i.test(entry.trim());
  } catch {
    return false;
  }
}

/** A page that leads to `url` and keeps nothing. */
function redirectPage(url: URL): string {
  const address = escapeHtml(url.href);
  return [
    '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0;url=${address}"><title>Opening the room</title>`,
    `<p><a href="${address}">Open the room</a></p>\n`,
  ].join('\n');
}

/**
 * Opens a page in the user's browser. Every user of the machine can read the command lines of all programs, and the address of a room
 * holds its key: so the browser is given a file in `home` that only this user can read, which leads there.
 * @returns whether a desktop, a program for it and a browser that may read the file were found.
 */
export async function openBrowser(url: URL, home: string): Promise<boolean> {
  if (!hasDesktop() || (await isShutIn())) return false;
  const [name, ...args] = openers[process.platform] ?? ['xdg-open'];
  const program = findProgram(name);
  if (!program) return false;
  await mkdir(home, { recursive: true, mode: 0o700 });
  const file = path.join(home, 'open-room.html');
  // An earlier file may have other permissions, or be a link.
  await rm(file, { force: true });
  await writeWhole(file, redirectPage(url), 0o600);
  const options = {
    ...programOptions('browser'),
    windowsHide: false,
    detached: true,
    stdio: 'ignore',
  } as const;
  const child = spawn(program, [...args, file], options);
  const started = once(child, 'spawn').then(
    () => true,
    () => false,
  );
  child.on('error', () => {});
  child.unref();
  return started;
}
