import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type PrepareOptions, prepareAvatar } from '../../scripts/avatar/prepare.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { bombs, impostors, pictures } from './pictures.ts';

async function prepare(bytes: Uint8Array, options: PrepareOptions = {}, name = 'stdin') {
  const avatar = await prepareAvatar(
    { bytes, name },
    { detect: false, ...options },
    await createTestRuntime(),
  );
  return { avatar, metadata: await sharp(avatar.bytes).metadata() };
}

const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

describe('an avatar is an upright, opaque 8-bit sRGB PNG without metadata', () => {
  test.each([
    'photo',
    'phone',
    'cmyk',
    'deep',
    'wideGamut',
    'gray',
    'seeThrough',
    'avif',
    'tiff',
    'animated',
  ] as const)('made of: %s', async (kind) => {
    const { avatar, metadata } = await prepare(await pictures[kind]());
    expect(metadata).toMatchObject({
      format: 'png',
      space: 'srgb',
      depth: 'uchar',
      channels: 3,
      hasAlpha: false,
    });
    const { exif, icc, xmp, iptc, orientation, comments } = metadata;
    expect({ exif, icc, xmp, iptc, orientation, comments }).toEqual({});
    expect(metadata).toMatchObject({ width: avatar.width, height: avatar.height });
    expect(avatar.bytes.byteLength).toBeGreaterThan(1024);
  });

  test('a photo on its side is turned and loses its GPS tag', async () => {
    const bytes = await pictures.phone();
    expect(bytes.includes('GPS') || (await sharp(bytes).metadata()).exif).toBeTruthy();
    const { avatar } = await prepare(bytes);
    expect(avatar).toMatchObject({
      width: 400,
      height: 640,
      source: { width: 400, height: 640, format: 'jpeg' },
    });
    expect(avatar.changes.join()).toMatch(/turned upright.*metadata removed \(EXIF/);
  });

  test('colours of a CMYK, 16-bit or wide-gamut copy are those of the photo', async () => {
    const { avatar: plain } = await prepare(await pictures.photo());
    for (const kind of ['deep', 'wideGamut', 'cmyk'] as const) {
      const { avatar } = await prepare(await pictures[kind]());
      const difference = avatar.pixels.data.reduce(
        (sum, value, index) => sum + Math.abs(value - (plain.pixels.data[index] ?? 0)),
        0,
      );
      expect(difference / avatar.pixels.data.length, kind).toBeLessThan(kind === 'cmyk' ? 12 : 2);
    }
  });

  test('transparency shows the background', async () => {
    const bytes = await pictures.seeThrough();
    expect([...(await prepare(bytes)).avatar.pixels.data.subarray(0, 3)]).toEqual([255, 255, 255]);
    const { avatar } = await prepare(bytes, { background: 'rgb(26, 115, 232)' });
    expect([...avatar.pixels.data.subarray(0, 3)]).toEqual([26, 115, 232]);
  });

  test.each(['nope', 'transparent', 'rgba(0,0,0,0.5)', ''])(
    'a background that is no opaque colour is refused: %j',
    async (background) => {
      await expect(prepare(await pictures.photo(), { background })).rejects.toMatchObject({ code: 'usage' });
    },
  );

  test('the longest side is 1536 pixels at most, and nothing is enlarged', async () => {
    const wide = await sharp(await pictures.photo())
      .resize(3000, 2000)
      .jpeg()
      .toBuffer();
    expect((await prepare(wide)).avatar).toMatchObject({ width: 1536, height: 1024 });
    expect((await prepare(await pictures.photo())).avatar).toMatchObject({ width: 512, height: 512 });
  });

  test('of an animated picture the first frame is taken, with a warning', async () => {
    const { avatar } = await prepare(await pictures.animated());
    expect(codes(avatar.warnings)).toContain('image_animated');
    expect(avatar).toMatchObject({ width: 300, height: 300 });
    expect(avatar.pixels.data[0]).toBeGreaterThan(200);
    expect(avatar.pixels.data[1]).toBeLessThan(50);
  });

  test('a name that claims another format is a warning', async () => {
    const { avatar } = await prepare(await pictures.photo(), {}, 'me.png');
    expect(codes(avatar.warnings)).toEqual(['image_type_mismatch']);
    expect(codes((await prepare(await pictures.photo(), {}, 'me.JPG')).avatar.warnings)).toEqual([]);
  });

  test('the same picture gives the same bytes, and an avatar prepared again stays as it is', async () => {
    const { avatar } = await prepare(await pictures.phone());
    const again = await prepare(avatar.bytes);
    expect(again.avatar.sha256).toBe(avatar.sha256);
    expect(again.avatar.changes).toEqual([]);
  });
});

describe('what is written as an avatar is large enough to join with', () => {
  test('a crop that would be too small is not made: the frame goes on beside the picture', async () => {
    const narrow = await sharp(await pictures.photo())
      .resize(300, 400)
      .png()
      .toBuffer();
    const { avatar } = await prepare(narrow, { frame: '16:9' });
    expect(avatar).toMatchObject({ width: 711, height: 400 });
    expect(codes(avatar.warnings)).toEqual(['frame_inexact', 'image_small']);
    expect((await prepare(avatar.bytes)).avatar.sha256).toBe(avatar.sha256);
  });

  test('a frame narrower than an avatar may be is enlarged', async () => {
    const wide = await sharp(await pictures.photo())
      .resize(500, 280, { fit: 'fill' })
      .png()
      .toBuffer();
    const { avatar } = await prepare(wide, { frame: 'portrait' });
    expect(avatar.width).toBe(256);
    expect(codes(avatar.warnings)).toEqual(['frame_inexact', 'image_small']);
  });

  test('a small crop is warned about, as the join would', async () => {
    const { avatar } = await prepare(await pictures.photo(), { frame: 'portrait' });
    expect(avatar).toMatchObject({ width: 384, height: 512 });
    const { avatar: again } = await prepare(avatar.bytes);
    expect(avatar.warnings).toEqual(expect.arrayContaining(again.warnings));
    expect(codes(again.warnings)).toEqual(['image_small']);
  });

  test('a long and narrow picture would not be, and is refused', async () => {
    const banner = await sharp(await pictures.photo())
      .resize(3000, 300)
      .png()
      .toBuffer();
    await expect(prepare(banner)).rejects.toMatchObject({
      code: 'image_invalid',
      message: expect.stringContaining('1536x154'),
    });
  });
});

describe('an unusable picture is refused with a hint', () => {
  test.each(impostors)('%s', async (_kind, bytes, words) => {
    const failure = await prepare(bytes, {}, 'face.png').catch((error) => error);
    expect(failure).toMatchObject({
      code: 'image_invalid',
      exitCode: 2,
      message: expect.stringMatching(words),
    });
    expect(failure.hint.length).toBeGreaterThan(20);
  });

  test.each(['onePixel', 'sixtyMegapixels', 'cutOffJpeg', 'cutOffPng'] as const)('%s', async (kind) => {
    await expect(prepare(await pictures[kind]())).rejects.toMatchObject({ code: 'image_invalid' });
  });

  test.each(Object.entries(bombs))('%s, within a second and without unpacking it', async (_name, make) => {
    const bytes = await make();
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    await expect(prepare(bytes)).rejects.toMatchObject({ code: 'image_invalid' });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  test('an SVG is not drawn even where its first bytes were overlooked', async () => {
    const { decode } = await import('../../scripts/avatar/picture/decoder.ts');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>');
    await expect((await decode(svg)).metadata()).rejects.toThrow(/unsupported image format/);
  });
});
