// A contact sheet of a portrait's face: `npx tsx bench/face-sheet.ts PORTRAIT RIG.json OUT.png`. Rows: mouth rounded, neutral and
// spread, each from closed to wide open; then a blink; then looking aside, turning, tilting. For people to check.
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import sharp, { type OverlayOptions } from 'sharp';
import { rgbFromI420 } from '../scripts/engine/face/drawing/i420.ts';
import { mouthRegion, type Rectangle } from '../scripts/engine/face/drawing/placement.ts';
import { decodePortrait } from '../scripts/engine/face/drawing/portrait-file.ts';
import { createFaceRenderer, type FaceRenderer, videoSize } from '../scripts/engine/face/drawing/renderer.ts';
import { type FacePose, restPose } from '../scripts/engine/face/motion/pose.ts';
import { rigSchema } from '../scripts/rig/rig.ts';

const cell = { width: 300, height: 300 };

const openings = [0, 0.2, 0.4, 0.6, 0.8, 1];
const rows: Partial<FacePose>[][] = [
  ...[-1, 0, 1].map((wide) => openings.map((open) => ({ open, wide, speech: 1 }))),
  [0, 0.2, 0.4, 0.6, 0.8, 1].map((blink) => ({ blink })),
  [
    { gazeX: -1 },
    { gazeX: 1, gazeY: -1 },
    { brow: 1 },
    { yaw: 1, open: 0.5 },
    { pitch: 1, roll: 1 },
    { yaw: -1, roll: -1, blink: 0.5 },
  ],
];

/** The part of the frame that shows the face, square. */
function faceArea(mouth: Rectangle): { left: number; top: number; width: number; height: number } {
  const size = Math.min(videoSize.height, Math.round(mouth.width * 3.1));
  const left = Math.round(mouth.x + mouth.width / 2 - size / 2);
  const top = Math.round(mouth.y + mouth.height / 2 - size * 0.68);
  return {
    left: Math.min(Math.max(left, 0), videoSize.width - size),
    top: Math.min(Math.max(top, 0), videoSize.height - size),
    width: size,
    height: size,
  };
}

async function picture(renderer: FaceRenderer, pose: Partial<FacePose>, area: ReturnType<typeof faceArea>) {
  const frame = new Uint8Array(renderer.bytes);
  renderer.render({ ...restPose, ...pose }, frame);
  const raw = { width: renderer.width, height: renderer.height, channels: 3 as const };
  return sharp(rgbFromI420(frame, raw.width, raw.height), { raw })
    .extract(area)
    .resize(cell.width, cell.height, { kernel: 'cubic' })
    .png()
    .toBuffer();
}

const [portrait, rigFile, out] = process.argv.slice(2);
if (!portrait || !rigFile || !out) throw new Error('usage: face-sheet.ts PORTRAIT RIG.json OUT.png');
const rig = rigSchema.parse(JSON.parse(await readFile(rigFile, 'utf8')));
const image = await decodePortrait(portrait);
const renderer = await createFaceRenderer({ image, rig });
const area = faceArea(mouthRegion(rig, image, videoSize));
const tiles: OverlayOptions[] = [];
for (const [row, poses] of rows.entries()) {
  for (const [column, pose] of poses.entries()) {
    const input = await picture(renderer, pose, area);
    tiles.push({ input, left: column * (cell.width + 4), top: row * (cell.height + 4) });
  }
}
await sharp({
  create: {
    width: openings.length * (cell.width + 4) - 4,
    height: rows.length * (cell.height + 4) - 4,
    channels: 3,
    background: '#fff',
  },
})
  .composite(tiles)
  .png()
  .toFile(out);
