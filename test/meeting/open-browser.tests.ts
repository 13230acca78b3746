import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openBrowser } from '../../scripts/meeting/local/browser.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { until } from '../engine/engine-scene.ts';

const roomUrl = new URL('http://127.0.0.1:4700/room/demo?key=0123456789abcdefghijkl&x=">');

/** Programs of a desktop, each a script, that the running test finds before all others. @returns their directory. */
async function desktopWith(programs: Readonly<Record<string, string>>): Promise<string> {
  const directory = await temporaryDirectory();
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(path.join(directory, name), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(directory, name), 0o755);
  }
  vi.stubEnv('PATH', `${directory}${path.delimiter}${process.env.PATH}`);
  vi.stubEnv('DISPLAY', ':0');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return directory;
}

describe.skipIf(process.platform !== 'linux')('opening a room', () => {
  test('leads the browser there by a private file, and no command line holds the key', async () => {
    const directory = await temporaryDirectory();
    const [home, seen] = [path.join(directory, 'home'), path.join(directory, 'seen')];
    await desktopWith({ 'xdg-open': `printf '%s' "$*" > '${seen}.part' && mv '${seen}.part' '${seen}'` });
    expect(await openBrowser(roomUrl, home)).toBe(true);
    const argv = await until('the program', () => readFile(seen, 'utf8').catch(() => undefined));
    expect(argv).toBe(path.join(home, 'open-room.html'));
    expect((await stat(argv)).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    const page = await readFile(argv, 'utf8');
    expect(page).toContain(
      'content="0;url=http://127.0.0.1:4700/room/demo?key=0123456789abcdefghijkl&amp;x=',
    );
    expect(page).not.toContain('">"');
  });

  test('is left to the user whose browser, a snap, could not read that file', async () => {
    const home = await temporaryDirectory();
    await desktopWith({ 'xdg-open': 'exit 1', 'xdg-settings': 'echo firefox_firefox.desktop' });
    expect(await openBrowser(roomUrl, home)).toBe(false);
    expect(await readdir(home)).toEqual([]);
  });
});
