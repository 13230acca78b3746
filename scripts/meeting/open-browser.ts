import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { findProgram } from '../base/programs.ts';
import { programOptions } from '../base/run-program.ts';

type Opener = readonly [program: string, ...args: string[]];

const openers: Partial<Record<NodeJS.Platform, Opener>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** On Linux a page opens only where there is a desktop; the program that would open it says nothing when there is none. */
const hasDesktop = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Opens a page in the user's browser. @returns whether a desktop and a program for it were found. */
export async function openBrowser(url: URL): Promise<boolean> {
  if (!hasDesktop()) return false;
  const [name, ...args] = openers[process.platform] ?? ['xdg-open'];
  const program = findProgram(name);
  if (!program) return false;
  const options = {
    ...programOptions('browser'),
    windowsHide: false,
    detached: true,
    stdio: 'ignore',
  } as const;
  const child = spawn(program, [...args, url.href], options);
  const started = once(child, 'spawn').then(
    () => true,
    () => false,
  );
  child.on('error', () => {});
  child.unref();
  return started;
}
