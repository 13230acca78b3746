import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

type Opener = readonly [program: string, ...args: string[]];

const openers: Partial<Record<NodeJS.Platform, Opener>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a page in the user's browser. @returns whether a program for it was found. */
export async function openBrowser(url: URL): Promise<boolean> {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url.href], { detached: true, stdio: 'ignore' });
  const started = once(child, 'spawn').then(
    () => true,
    () => false,
  );
  child.on('error', () => {});
  child.unref();
  return started;
}
