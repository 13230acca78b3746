import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { bombs, impostors } from '../avatar/pictures.ts';
import { gradient } from '../doubles/pictures.ts';
import { cases } from '../fuzz.ts';
import { makeSound, soundFolder } from '../voice/sounds.ts';
import { Sandbox } from './sandbox.ts';

/** What happens to files on their way: bytes flipped, a part lost, an end cut off, something put before them. */
const damage = fc.record({
  flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
  cutAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 2 }),
  hole: fc.option(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(4000)), { freq: 2 }),
  before: fc.uint8Array({ maxLength: 3 }),
  headOnly: fc.boolean(),
});
type Damage = typeof damage extends fc.Arbitrary<infer Value> ? Value : never;

/** Headers are where decoders fail: half of the flips fall into the first 200 bytes. */
function damaged(bytes: Uint8Array, { flips, cutAt, hole, before, headOnly }: Damage): Buffer {
  const copy = Buffer.from(bytes);
  for (const [at, value] of flips) copy[at % Math.min(copy.length, headOnly ? 200 : copy.length)] = value;
  const kept = cutAt === null ? copy : copy.subarray(0, Math.floor(copy.length * cutAt));
  const from = hole ? Math.floor(kept.length * hole[0]) : kept.length;
  const rest = hole ? kept.subarray(from + hole[1]) : Buffer.alloc(0);
  return Buffer.concat([before, kept.subarray(0, from), rest]);
}

describe('a broken picture', () => {
  test('of any kind of damage is judged in one line', async () => {
    const sandbox = await Sandbox.open();
    const picture = await gradient('png', 300);
    const formats = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const;
    const sources = await Promise.all(formats.map((format) => sharp(picture).toFormat(format).toBuffer()));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sources), damage, async (bytes, harm) => {
        await writeFile(path.join(sandbox.cwd, 'picture'), damaged(bytes, harm));
        await sandbox.run('prepare-avatar', ['--image', 'picture', '--dry-run']);
      }),
      { numRuns: cases(20) },
    );
    await sandbox.expectNoTrace();
  });

  test.each([
    ...Object.entries(bombs),
    ...impostors.map(([name, bytes]) => [name, async () => bytes] as const),
  ])('%s is refused as input, also by a join', async (_, make) => {
    const sandbox = await Sandbox.open();
    await writeFile(path.join(sandbox.cwd, 'picture.png'), await make());
    const { exitCode } = await sandbox.run('prepare-avatar', ['--image', 'picture.png', '--dry-run']);
    expect(exitCode).toBe(2);
    const argv = ['--meet-url', 'https://meet.google.com/abc-defg-hij', '--bot-name', 'Ada', '--dry-run'];
    expect((await sandbox.run('join', [...argv, '--image', 'picture.png'])).exitCode).toBe(2);
    await sandbox.expectNoTrace();
  });
});

describe('a broken recording', () => {
  let sounds: Buffer[];

  beforeAll(async () => {
    const folder = await soundFolder();
    const tone = ['-f', 'lavfi', '-i', 'sine=frequency=220:duration=2'];
    const names = ['tone.wav', 'tone.mp3', 'tone.m4a', 'tone.ogg', 'tone.flac'];
    sounds = await Promise.all(names.map(async (name) => readFile(await makeSound(folder, name, tone))));
  });

  test('of any kind of damage is judged in one line', async () => {
    const sandbox = await Sandbox.open();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sounds), damage, async (bytes, harm) => {
        await writeFile(path.join(sandbox.cwd, 'sound'), damaged(bytes, harm));
        const { exitCode } = await sandbox.run('clone-voice', [
          '--audio',
          'sound',
          '--name',
          'Ada',
          '--dry-run',
        ]);
        // Two seconds are too short, whole or broken.
        expect(exitCode).toBe(2);
      }),
      { numRuns: cases(15) },
    );
    await sandbox.expectNoTrace();
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('ffconcat version 1.0\nfile /etc/passwd\n')],
    ['a playlist', Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:10\nhttp://127.0.0.1:9/x.ts\n')],
    ['a header that claims four gigabytes', Buffer.from('RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0', 'latin1')],
    ['zeros', Buffer.alloc(100_000)],
  ])('%s is refused as input', async (_, bytes) => {
    const sandbox = await Sandbox.open();
    await writeFile(path.join(sandbox.cwd, 'sound.wav'), bytes);
    const { stdout, exitCode } = await sandbox.run('clone-voice', [
      '--audio',
      'sound.wav',
      '--name',
      'Ada',
      '--dry-run',
    ]);
    expect(exitCode).toBe(2);
    expect(stdout).not.toContain('root:');
    await sandbox.expectNoTrace();
  });
});
