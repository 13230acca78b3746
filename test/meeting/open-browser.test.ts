import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { openBrowser } from '../../scripts/meeting/open-browser.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { until } from '../engine/engine-scene.ts';

const roomUrl = new URL('http://127.0.0.1:4700/room/demo?key=0123456789abcdefghijkl&x=">');

test.skipIf(process.platform !== 'linux')(
  'the browser is led to a room by a private file, and no command line holds the key',
  async () => {
    const directory = await temporaryDirectory();
    const home = path.join(directory, 'home');
    const seen = path.join(directory, 'seen');
    const opener = path.join(directory, 'xdg-open');
    await writeFile(opener, `#!/bin/sh\nprintf '%s' "$*" > '${seen}.part' && mv '${seen}.part' '${seen}'\n`);
    await chmod(opener, 0o755);
    vi.stubEnv('PATH', `${directory}${path.delimiter}${process.env.PATH}`);
    vi.stubEnv('DISPLAY', ':0');
    try {
      expect(await openBrowser(roomUrl, home)).toBe(true);
    } finally {
      vi.unstubAllEnvs();
    }
    const argv = await until('the program', () => readFile(seen, 'utf8').catch(() => undefined));
    expect(argv).toBe(path.join(home, 'open-room.html'));
    expect((await stat(argv)).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    const page = await readFile(argv, 'utf8');
    expect(page).toContain(
      'content="0;url=http://127.0.0.1:4700/room/demo?key=0123456789abcdefghijkl&amp;x=',
    );
    expect(page).not.toContain('">"');
  },
);
