import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type PreparedAvatar, prepareAvatar } from '../../scripts/avatar/prepare.ts';
import { drawPreview } from '../../scripts/avatar/preview/preview.ts';
import { escapeXml } from '../../scripts/base/escape.ts';
import { shorten, textWidth, wrap } from '../../scripts/base/svg-text.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { drawSpeakingFace } from '../../scripts/engine/face/drawing/speaking-face.ts';
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
    expect(await sharp(preview).metadata()).toMatchObject({ format: 'png', width: 1600, height: 1000 });
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

  test('shows the face as it speaks, or that its mouth stays still', async () => {
    const pixels = { width: 60, height: 60, data: Buffer.alloc(60 * 60 * 3, Buffer.from([20, 160, 90])) };
    const avatar = await prepared('blank');
    const shown = await colourAt(await drawPreview(avatar, 'Ada (AI)', pixels), 975, 720);
    for (const [channel, value] of [20, 160, 90].entries()) {
      expect(Math.abs((shown[channel] ?? 0) - value)).toBeLessThan(8);
    }
    expect(await colourAt(await drawPreview(avatar, 'Ada (AI)'), 975, 720)).toEqual([28, 31, 38]);
  });

  test('opens the mouth of a portrait and leaves its eyes alone', async () => {
    const folder = path.join(skillDirectory, 'test', 'fixtures', 'portraits');
    const rig = rigSchema.parse(JSON.parse(await readFile(path.join(folder, 'portrait.rig.json'), 'utf8')));
    const { data, info } = await sharp(await readFile(path.join(folder, 'portrait.jpg')))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const speaking = await drawSpeakingFace({ data, width, height }, rig);
    expect(speaking.width).toBe(speaking.height);
    const side = Math.max(rig.face.width * width, rig.face.height * height) * 1.5;
    const still = await sharp(data, { raw: { width, height, channels: 3 } })
      .extract({
        left: Math.round((rig.face.x + rig.face.width / 2) * width - side / 2),
        top: Math.round((rig.face.y + rig.face.height / 2) * height - side / 2),
        width: Math.round(side),
        height: Math.round(side),
      })
      .resize(speaking.width, speaking.height)
      .raw()
      .toBuffer();
    const difference = (y: number) => {
      const [from, to] = [Math.round(y * speaking.height), Math.round((y + 0.15) * speaking.height)];
      const row = speaking.width * 3;
      let sum = 0;
      for (let at = from * row; at < to * row; at += 1) {
        sum += Math.abs((speaking.data[at] ?? 0) - (still[at] ?? 0));
      }
      return sum / ((to - from) * row);
    };
    const [eyes, mouth] = [difference(0.3), difference(0.6)];
    expect(mouth).toBeGreaterThan(2 * eyes);
  });

  test('marks what makes the avatar poor in another colour than what could be better', async () => {
    const warnings = ['face_dark', 'mouth_open'].map((code) => ({ code, message: 'Short.' }));
    const preview = await drawPreview({ ...(await prepared('blank')), warnings }, 'Ada (AI)');
    expect(await colourAt(preview, 1140, 676, 2)).toEqual([242, 139, 130]);
    expect(await colourAt(preview, 1140, 710, 2)).toEqual([253, 214, 99]);
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
    expect((await sharp(preview).metadata()).height).toBe(1000);
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
