import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type PreparedAvatar, prepareAvatar } from '../../scripts/avatar/prepare.ts';
import { drawPreview } from '../../scripts/avatar/preview/preview.ts';
import { escapeXml } from '../../scripts/base/escape.ts';
import { shorten, textWidth, wrap } from '../../scripts/base/svg-text.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { drawPoses, tellingPoses } from '../../scripts/engine/face/drawing/pose-pictures.ts';
import { rigSchema } from '../../scripts/rig/rig.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { pictures } from './pictures.ts';

async function prepared(kind: keyof typeof pictures, name = 'me.png'): Promise<PreparedAvatar> {
  const source = { bytes: await pictures[kind](), name };
  return prepareAvatar(source, { detect: false }, await createTestRuntime());
}

/** Mean colour of a part of a picture. */
async function colourAt(picture: Buffer, left: number, top: number, side = 20): Promise<number[]> {
  const part = await sharp(picture).extract({ left, top, width: side, height: side }).toBuffer();
  return (await sharp(part).stats()).channels.map(({ mean }) => Math.round(mean));
}

describe('the preview', () => {
  test('shows the picture as a large tile, in the grid, as original and prepared', async () => {
    const preview = await drawPreview(await prepared('blank'), 'Ada (AI)');
    expect(await sharp(preview).metadata()).toMatchObject({ format: 'png', width: 1600, height: 1290 });
    const brick = [176, 64, 48];
    for (const [x, y] of [
      [400, 350],
      [1180, 350],
      [180, 800],
      [500, 800],
    ] as const) {
      const colour = await colourAt(preview, x, y);
      for (const [channel, value] of brick.entries()) {
        expect(Math.abs((colour[channel] ?? 0) - value)).toBeLessThan(8);
      }
    }
  });

  test('shows how the face moves, or that it stays still', async () => {
    const pixels = { width: 60, height: 60, data: Buffer.alloc(60 * 60 * 3, Buffer.from([20, 160, 90])) };
    const avatar = await prepared('blank');
    const poses = Array.from({ length: 6 }, (_, index) => ({ name: `Pose ${index}`, pixels }));
    const preview = await drawPreview(avatar, 'Ada (AI)', poses);
    const shown = await colourAt(preview, 1400, 1050);
    for (const [channel, value] of [20, 160, 90].entries()) {
      expect(Math.abs((shown[channel] ?? 0) - value)).toBeLessThan(8);
    }
    expect(await colourAt(await drawPreview(avatar, 'Ada (AI)'), 100, 1050)).toEqual([28, 31, 38]);
  });

  test('draws six poses: the mouth of one is open and its eyes are alone, the eyes of another closed', async () => {
    const folder = path.join(skillDirectory, 'test', 'fixtures', 'portraits');
    const rig = rigSchema.parse(JSON.parse(await readFile(path.join(folder, 'portrait.rig.json'), 'utf8')));
    const { data, info } = await sharp(await readFile(path.join(folder, 'portrait.jpg')))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const poses = await drawPoses({ data, width: info.width, height: info.height }, rig);
    expect(poses.map(({ name }) => name)).toEqual(Object.keys(tellingPoses));
    const [rest, , open, , blink] = poses.map(({ pixels }) => pixels);
    const difference = (other: typeof rest, y: number) => {
      if (!rest || !other) throw new Error('expected six poses');
      expect(rest.width).toBe(rest.height);
      const [from, to] = [Math.round(y * rest.height), Math.round((y + 0.15) * rest.height)];
      const row = rest.width * 3;
      let sum = 0;
      for (let at = from * row; at < to * row; at += 1) {
        sum += Math.abs((other.data[at] ?? 0) - (rest.data[at] ?? 0));
      }
      return sum / ((to - from) * row);
    };
    expect(difference(open, 0.6)).toBeGreaterThan(2 * difference(open, 0.3));
    expect(difference(blink, 0.3)).toBeGreaterThan(2 * difference(blink, 0.6));
  });

  test('marks what makes the avatar poor in another colour than what could be better', async () => {
    const warnings = ['face_dark', 'mouth_open'].map((code) => ({ code, message: 'Short.' }));
    const preview = await drawPreview({ ...(await prepared('blank')), warnings }, 'Ada (AI)');
    expect(await colourAt(preview, 810, 676, 2)).toEqual([242, 139, 130]);
    expect(await colourAt(preview, 810, 710, 2)).toEqual([253, 214, 99]);
  });

  test.each([
    ['markup', '</text><image href="file:///etc/passwd"/>&amp;'],
    ['control characters and a lone surrogate', 'A\u0000\u001B[31mB\uD800C\uFFFE'],
    ['a very long name', 'Z'.repeat(4000)],
    ['emoji and wide scripts', '会議に出席する人工知能アシスタント 👩‍🚀👩‍🚀👩‍🚀'.repeat(3)],
    ['a right-to-left name', 'مساعد الاجتماع'],
  ])('is drawn whatever the name holds: %s', async (_what, name) => {
    const preview = await drawPreview(await prepared('blank', `${name}.png`), name);
    expect((await sharp(preview).metadata()).width).toBe(1600);
  });

  test.each(['photo', 'phone', 'animated', 'gray'] as const)('is drawn of any shape: %s', async (kind) => {
    const preview = await drawPreview(await prepared(kind), 'Ada (AI)');
    expect((await sharp(preview).metadata()).height).toBe(1290);
  });
});

describe('text on the preview', () => {
  test('is escaped', () => {
    expect(escapeXml(`<a href="x">&'</a>\u0007`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;');
  });

  test('is cut between whole characters, with an ellipsis', () => {
    expect(shorten('short', 12, 100)).toBe('short');
    const cut = shorten('👩‍🚀'.repeat(20), 12, 100);
    expect(cut).toMatch(/^(👩‍🚀)+…$/u);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(100);
  });

  test('is wrapped at words', () => {
    const lines = wrap('The mouth is open or shows teeth, which looks odd when it speaks.', 15, 200);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe('The mouth is open or shows teeth, which looks odd when it speaks.');
    for (const line of lines) expect(textWidth(line, 15)).toBeLessThanOrEqual(200);
  });
});
