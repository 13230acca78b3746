import { drawSvg, fromPixels, loadSharp, type RgbPixels } from '../../scripts/avatar/picture/decoder.ts';
import { escapeXml } from '../../scripts/base/escape.ts';
import { sheetPoses } from './poses.ts';
import type { Drawing, SeenFace } from './seen-face.ts';

const cell = 300;
const gap = 6;
const labelHeight = 26;
const columns = 7;

/** A square around the head, in pixels of the frame. */
function headArea({ detected, pixels }: SeenFace) {
  const { x, y, width, height } = detected.box;
  const side = Math.min(
    pixels.height,
    Math.round(1.45 * Math.max(width * pixels.width, height * pixels.height)),
  );
  const within = (center: number, length: number) =>
    Math.round(Math.min(Math.max(0, center - side / 2), length - side));
  return {
    left: within((x + width / 2) * pixels.width, pixels.width),
    top: within((y + height * 0.46) * pixels.height, pixels.height),
    width: side,
    height: side,
  };
}

/** A part of a frame, enlarged, with a label below it. */
async function tile(pixels: RgbPixels, area: ReturnType<typeof headArea>, label: string): Promise<Buffer> {
  const picture = await (await fromPixels(pixels))
    .extract(area)
    .resize(cell, cell, { kernel: 'cubic' })
    .png()
    .toBuffer();
  const text = await drawSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${cell}" height="${labelHeight}"><text x="4" y="18" font-family="sans-serif" font-size="16">${escapeXml(label)}</text></svg>`,
    1,
  );
  const sharp = await loadSharp();
  return sharp({ create: { width: cell, height: cell + labelHeight, channels: 3, background: '#fff' } })
    .composite([
      { input: picture, left: 0, top: 0 },
      { input: text, left: 0, top: cell },
    ])
    .png()
    .toBuffer();
}

/** Draws every pose of the list around the head of a picture, side by side. A PNG. */
export async function contactSheet(drawing: Drawing, poses = sheetPoses, perRow = columns): Promise<Buffer> {
  const area = headArea(await drawing.look({}));
  const tiles = [];
  for (const [index, [label, pose]] of poses.entries()) {
    tiles.push({
      input: await tile(drawing.draw(pose), area, label),
      left: (index % perRow) * (cell + gap),
      top: Math.floor(index / perRow) * (cell + labelHeight + gap),
    });
  }
  const rows = Math.ceil(poses.length / perRow);
  const sharp = await loadSharp();
  return sharp({
    create: {
      width: perRow * (cell + gap) - gap,
      height: rows * (cell + labelHeight + gap) - gap,
      channels: 3,
      background: '#fff',
    },
  })
    .composite(tiles)
    .png()
    .toBuffer();
}
