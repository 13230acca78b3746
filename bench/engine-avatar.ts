import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { mouthRegion } from '../scripts/engine/face/drawing/placement.ts';
import { videoSize } from '../scripts/engine/face/drawing/renderer.ts';
import type { ToPerformerInput } from '../scripts/engine/protocol.ts';
import { rigSchema } from '../scripts/rig/rig.ts';
import type { Region } from '../test/doubles/guest.ts';

const directory = new URL('../scripts/avatar/sample/', import.meta.url);
const imagePath = fileURLToPath(new URL('avatar.png', directory));

export interface BenchAvatar {
  start: Extract<ToPerformerInput, { type: 'start' }>;
  /** Position of its mouth in the picture that guests see. */
  mouth: Region;
}

/** The demo avatar, used by every measurement. */
export async function benchAvatar(): Promise<BenchAvatar> {
  const rig = rigSchema.parse(JSON.parse(await readFile(new URL('avatar.rig.json', directory), 'utf8')));
  const { width, height } = await sharp(await readFile(imagePath)).metadata();
  const pixels = mouthRegion(rig, { width, height }, videoSize);
  return {
    start: { type: 'start', session_id: 'bench', bot_name: 'Ada (AI)', image_path: imagePath, rig },
    mouth: {
      x: pixels.x / videoSize.width,
      y: pixels.y / videoSize.height,
      width: pixels.width / videoSize.width,
      height: pixels.height / videoSize.height,
    },
  };
}
