import { createHash } from 'node:crypto';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { writeAvatar } from '../../scripts/avatar/avatar-files.ts';
import { findJoinAvatar } from '../../scripts/avatar/join-avatar.ts';
import { sizeOfAvatarPng } from '../../scripts/avatar/picture/avatar-png.ts';
import { companionsOf } from '../../scripts/avatar/places.ts';
import { type PreparedAvatar, prepareAvatar } from '../../scripts/avatar/prepare.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { openScene } from '../meeting/scene.ts';
import { pictures, pngChunk, pngSignature, portraitFile } from './pictures.ts';

let preparing: Promise<PreparedAvatar> | undefined;

async function prepareOnce(): Promise<PreparedAvatar> {
  const source = { bytes: await pictures.photo(), name: 'portrait.jpg' };
  return prepareAvatar(source, {}, await createTestRuntime());
}

/** A project in which prepare-avatar has run. */
async function projectWithAvatar() {
  preparing ??= prepareOnce();
  const prepared = await preparing;
  const runtime = await createTestRuntime();
  const avatar = path.join(runtime.cwd, 'avatar.png');
  const files = { workspace: runtime.cwd, avatar, ...companionsOf(avatar) };
  await writeAvatar(files, prepared, Buffer.alloc(0));
  return { runtime, avatar, rig: files.rig, told: prepared.warnings };
}

const online = { rig: false, judgement: false };
const dryRun = { rig: false, judgement: true };
const local = { rig: true, judgement: false };
const codes = ({ warnings }: { warnings: { code: string }[] }) => warnings.map(({ code }) => code);

describe('an avatar that prepare-avatar wrote', () => {
  test('reaches the service byte by byte', async () => {
    const scene = await openScene();
    const made = await scene.runHere(['prepare-avatar', '--image', portraitFile, '--frame', '16:9']);
    const { line } = await scene.runHere([
      'join',
      '--meet-url',
      'https://meet.google.com/abc-defg-hij',
      '--bot-name',
      'Ada',
    ]);
    expect([made.line.ok, line.ok, line.warnings]).toEqual([
      true,
      true,
      made.line.warnings.filter(({ code }) => code === 'image_small'),
    ]);
    const sent = scene.api.sessions[0]?.image;
    expect(sent).toMatchObject({ name: 'avatar.png', type: 'image/png' });
    expect(sent?.bytes.equals(await readFile(String(made.line.path)))).toBe(true);
  });

  test.each(['phone', 'cmyk', 'deep', 'wideGamut', 'gray', 'seeThrough', 'blank'] as const)(
    'is known by its bytes, whatever it was made of: %s',
    async (kind) => {
      const source = { bytes: await pictures[kind](), name: 'stdin' };
      const { bytes, width, height } = await prepareAvatar(
        source,
        { detect: false },
        await createTestRuntime(),
      );
      expect(await sizeOfAvatarPng(bytes)).toEqual({ width, height });
    },
  );

  test('brings its rig to the local engine, and what was said about the face', async () => {
    const { runtime, avatar, told } = await projectWithAvatar();
    expect(told.map(({ code }) => code)).toEqual(['face_cut_in_tile']);
    // The local engine's tile cuts no head.
    expect(await findJoinAvatar(avatar, local, runtime)).toMatchObject({
      rig: { source: 'detector' },
      warnings: told.filter(({ code }) => code !== 'face_cut_in_tile'),
    });
    expect((await findJoinAvatar(avatar, dryRun, runtime)).warnings).toEqual(told);
    expect(runtime.steps).toEqual([]);
  });

  test.each([
    ['detector', 2],
    ['hand', 1],
  ] as const)(
    'of an earlier release, with a rig by %s, has one of version %i for the local engine',
    async (by, version) => {
      const runtime = await createTestRuntime();
      const avatars = path.join(skillDirectory, 'test', 'fixtures', 'avatars');
      const avatar = path.join(runtime.cwd, 'old.png');
      await copyFile(path.join(avatars, 'videomeeting-avatar.png'), avatar);
      const rig = JSON.parse(await readFile(path.join(avatars, 'videomeeting-avatar.rig.json'), 'utf8'));
      await writeFile(companionsOf(avatar).rig, JSON.stringify({ ...rig, source: by }));
      const found = await findJoinAvatar(avatar, local, runtime);
      expect(found.rig).toMatchObject({ version, source: by });
      expect(found.bytes.equals(await readFile(avatar))).toBe(true);
      expect(runtime.steps).toEqual(version === 2 ? ['looking for the face'] : []);
    },
  );

  test('still has the warnings that its own name and size give rise to', async () => {
    const { runtime, avatar } = await projectWithAvatar();
    const small = await sharp(await readFile(avatar))
      .resize(300)
      .png({ compressionLevel: 4, adaptiveFiltering: true })
      .toBuffer();
    const named = path.join(runtime.cwd, 'small.jpg');
    await writeFile(named, small);
    const found = await findJoinAvatar(named, online, runtime);
    expect(found.bytes.equals(small)).toBe(true);
    expect(codes(found)).toEqual(['image_type_mismatch', 'image_small']);
    const source = { bytes: small, name: 'small.jpg' };
    expect(found.warnings).toEqual((await prepareAvatar(source, { detect: false }, runtime)).warnings);
  });
});

describe('files next to an avatar do not affect its bytes', () => {
  test('a picture with a place in it is cleaned, whatever its rig claims', async () => {
    const { runtime, avatar, rig } = await projectWithAvatar();
    const tagged = await sharp(await readFile(avatar))
      .withExif({ IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .png()
      .toBuffer();
    const picture_sha256 = createHash('sha256').update(tagged).digest('hex');
    await writeFile(avatar, tagged);
    await writeFile(rig, JSON.stringify({ ...JSON.parse(await readFile(rig, 'utf8')), picture_sha256 }));
    const sent = await findJoinAvatar(avatar, online, runtime);
    expect((await sharp(tagged).metadata()).exif).toBeDefined();
    expect((await sharp(sent.bytes).metadata()).exif).toBeUndefined();
  });

  test('a picture that is not an avatar is refused, whatever its rig claims', async () => {
    const { runtime, avatar } = await projectWithAvatar();
    await writeFile(avatar, '-----BEGIN OPENSSH PRIVATE KEY-----\n'.repeat(100));
    await expect(findJoinAvatar(avatar, online, runtime)).rejects.toMatchObject({ code: 'image_invalid' });
  });

  test('without a rig the face is looked for where it is needed', async () => {
    const { runtime, avatar, rig } = await projectWithAvatar();
    await rm(rig);
    expect((await findJoinAvatar(avatar, online, runtime)).rig).toBeUndefined();
    expect((await findJoinAvatar(avatar, local, runtime)).rig?.source).toBe('detector');
    expect(codes(await findJoinAvatar(avatar, dryRun, runtime))).toEqual(['face_cut_in_tile']);
  });

  test.each([
    ['of an earlier version, without what was said', { warnings: undefined }],
    ['of another picture', { picture_sha256: '0'.repeat(64), warnings: [] }],
    ['by hand, for no picture in particular', { picture_sha256: undefined, warnings: [] }],
  ])('a rig %s: a dry run judges the face anew', async (_what, change) => {
    const { runtime, avatar, rig } = await projectWithAvatar();
    await writeFile(rig, JSON.stringify({ ...JSON.parse(await readFile(rig, 'utf8')), ...change }));
    expect(codes(await findJoinAvatar(avatar, dryRun, runtime))).toContain('face_cut_in_tile');
  });
});

const side = 256;
const rows = (filter = 0, length = side) =>
  Buffer.concat(
    Array.from({ length }, (_, row) => Buffer.from([filter, ...new Uint8Array(side * 3).fill(row)])),
  );
const header = (changes: Readonly<Record<number, number>> = {}) => {
  const content = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]);
  for (const [at, value] of Object.entries(changes)) content[Number(at)] = value;
  return pngChunk('IHDR', content);
};
const pixels = (content: Uint8Array) => pngChunk('IDAT', deflateSync(content, { level: 0 }));
const end = pngChunk('IEND', Buffer.alloc(0));
const png = (...chunks: Buffer[]) => Buffer.concat([pngSignature, ...chunks]);
const resolution = (perMetre: number) =>
  pngChunk(
    'pHYs',
    Buffer.from([0, 0, perMetre >> 8, perMetre & 255, 0, 0, perMetre >> 8, perMetre & 255, 1]),
  );

describe('only a whole and plain PNG is an avatar as it is', () => {
  test.each([
    ['of one chunk of pixels', png(header(), pixels(rows()), end)],
    ['with the usual resolution', png(header(), resolution(1000), pixels(rows()), end)],
  ])('this is one: %s', async (_what, bytes) => {
    expect(await sizeOfAvatarPng(bytes)).toEqual({ width: side, height: side });
    expect((await sharp(bytes).raw().toBuffer()).length).toBe(side * side * 3);
  });

  const whole = png(header(), pixels(rows()), end);
  const flipped = Buffer.from(whole);
  flipped[5000] = (flipped[5000] ?? 0) ^ 1;
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a changed byte', flipped],
    ['its end cut off', whole.subarray(0, -12)],
    ['cut within a chunk', whole.subarray(0, 4000)],
    ['something behind its end', Buffer.concat([whole, Buffer.from('51.5 N')])],
    ['a text', png(header(), pngChunk('tEXt', Buffer.from('Author\0me')), pixels(rows()), end)],
    ['EXIF', png(header(), pngChunk('eXIf', Buffer.from('II*\0')), pixels(rows()), end)],
    ['a colour profile', png(header(), pngChunk('iCCP', Buffer.from('p\0\0x')), pixels(rows()), end)],
    ['an animation', png(header(), pngChunk('acTL', Buffer.alloc(8)), pixels(rows()), end)],
    ['another resolution', png(header(), resolution(2835), pixels(rows()), end)],
    ['16 bits', png(header({ 8: 16 }), pixels(rows()), end)],
    ['an alpha channel', png(header({ 9: 6 }), pixels(rows()), end)],
    ['a palette', png(header({ 9: 3 }), pixels(rows()), end)],
    ['interlacing', png(header({ 12: 1 }), pixels(rows()), end)],
    ['a size that it does not have', png(header({ 2: 2 }), pixels(rows()), end)],
    ['a row too few', png(header(), pixels(rows(0, side - 1)), end)],
    ['a row too many', png(header(), pixels(rows(0, side + 1)), end)],
    ['a filter that does not exist', png(header(), pixels(rows(5)), end)],
    ['pixels that are not compressed', png(header(), pngChunk('IDAT', rows()), end)],
    ['255 pixels of height', png(header({ 6: 0, 7: 255 }), pixels(rows(0, 255)), end)],
    ['1537 pixels of height', png(header({ 6: 6, 7: 1 }), pixels(rows(0, 1537)), end)],
    ['a JPEG', Buffer.alloc(2000, '\xFF\xD8\xFF', 'latin1')],
  ])('this is none: %s', async (_what, bytes) => {
    expect(await sizeOfAvatarPng(bytes)).toBeUndefined();
  });

  test('a picture with a changed byte is inspected, and refused as damaged', async () => {
    const { runtime, avatar } = await projectWithAvatar();
    const bytes = await readFile(avatar);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(avatar, bytes);
    await expect(findJoinAvatar(avatar, online, runtime)).rejects.toMatchObject({ code: 'image_invalid' });
  });

  test('a picture that is too large is made smaller', async () => {
    const runtime = await createTestRuntime();
    const file = path.join(runtime.cwd, 'large.png');
    await writeFile(
      file,
      await sharp(await pictures.photo())
        .resize(2000, 2000)
        .png()
        .toBuffer(),
    );
    expect(await findJoinAvatar(file, online, runtime)).toMatchObject({ width: 1536, height: 1536 });
  });
});
