import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { loadImageSource } from '../../scripts/avatar/picture/source.ts';
import { PikaError } from '../../scripts/cli/errors.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { pictures, portraitFile } from './pictures.ts';

describe('a picture is read', () => {
  test('from a path relative to the project, through links, whatever its name', async () => {
    const runtime = await createTestRuntime();
    for (const name of ['a b.jpg', '-v', "it's.jpg", 'größe😀.jpg']) {
      await writeFile(path.join(runtime.cwd, name), await pictures.photo());
      const source = await loadImageSource(name, runtime);
      expect(source).toMatchObject({ name });
      expect(source.bytes.byteLength).toBeGreaterThan(80_000);
    }
    await symlink('a b.jpg', path.join(runtime.cwd, 'link.jpg'));
    expect((await loadImageSource('link.jpg', runtime)).name).toBe('link.jpg');
    expect((await loadImageSource(portraitFile, runtime)).name).toBe(path.basename(portraitFile));
  });

  test('from stdin', async () => {
    const photo = await pictures.photo();
    const stdin = Readable.from([photo.subarray(0, 1000), photo.subarray(1000)]);
    const source = await loadImageSource('-', { ...(await createTestRuntime()), stdin });
    expect(Buffer.compare(Buffer.from(source.bytes), photo)).toBe(0);
  });
});

describe('what cannot be read is refused before it is read', () => {
  test.each([
    ['missing.png', 'file_unreadable'],
    ['folder', 'file_unreadable'],
    ['empty.png', 'image_invalid'],
    ['huge.png', 'image_invalid'],
    ['http://example.com/a.png', 'address_refused'],
    ['file:///etc/passwd', 'address_refused'],
    ['data:image/png;base64,AAAA', 'file_unreadable'],
    ['https://127.0.0.1/a.png', 'address_refused'],
    ['https://[::1]/a.png', 'address_refused'],
    ['https://169.254.169.254/latest/meta-data', 'address_refused'],
  ])('%s', async (where, code) => {
    const runtime = await createTestRuntime();
    await mkdir(path.join(runtime.cwd, 'folder'));
    await writeFile(path.join(runtime.cwd, 'empty.png'), '');
    await writeFile(path.join(runtime.cwd, 'huge.png'), '');
    await truncate(path.join(runtime.cwd, 'huge.png'), 26 * 1024 * 1024);
    await expect(loadImageSource(where, runtime)).rejects.toMatchObject({ code, exitCode: 2 });
  });

  test.skipIf(process.platform === 'win32')('devices and pipes, at once', async () => {
    const runtime = await createTestRuntime();
    const pipe = path.join(runtime.cwd, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const where of ['/dev/zero', '/dev/null', pipe]) {
      await expect(loadImageSource(where, runtime)).rejects.toMatchObject({
        code: 'file_unreadable',
        message: expect.stringContaining('not a regular file'),
      });
    }
  });

  test('an endless stdin', async () => {
    const chunk = Buffer.alloc(1024 * 1024);
    async function* endless() {
      for (;;) yield chunk;
    }
    const stdin = Readable.from(endless());
    const runtime = { ...(await createTestRuntime()), stdin };
    await expect(loadImageSource('-', runtime)).rejects.toMatchObject({ code: 'image_invalid' });
  });

  test('a silent stdin, when the run is interrupted', async () => {
    const controller = new AbortController();
    const reason = new PikaError('interrupted', 'stopped by SIGINT', { hint: '' });
    const stdin = new Readable({ read: () => controller.abort(reason) });
    const runtime = { ...(await createTestRuntime({ signal: controller.signal })), stdin };
    await expect(loadImageSource('-', runtime)).rejects.toBe(reason);
  });
});
