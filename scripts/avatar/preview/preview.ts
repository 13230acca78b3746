import type { Rig } from '../../rig/rig.ts';
import type { Box } from '../face/detector.ts';
import { drawSvg, fromPixels, type RgbPixels } from '../picture/decoder.ts';
import { tileArea } from '../picture/frame.ts';
import type { PreparedAvatar } from '../prepare.ts';
import { type PreviewPicture, panelSide } from './drawing.ts';
import { smallTile, tile } from './meeting.ts';
import { previewSvg } from './page.ts';

/** A pose of a face, drawn. */
export interface DrawnPose {
  name: string;
  pixels: RgbPixels;
}

/** The face of a picture in the poses that show how it moves. */
export type DrawPoses = (picture: RgbPixels, rig: Rig) => Promise<DrawnPose[]>;

/** A picture as a page embeds it. */
async function embed(pixels: RgbPixels, width: number, height: number, area?: Box): Promise<PreviewPicture> {
  const pipeline = await fromPixels(pixels);
  if (area) {
    const left = Math.round(area.x * pixels.width);
    const top = Math.round(area.y * pixels.height);
    pipeline.extract({
      left,
      top,
      width: Math.max(1, Math.min(pixels.width - left, Math.round(area.width * pixels.width))),
      height: Math.max(1, Math.min(pixels.height - top, Math.round(area.height * pixels.height))),
    });
  }
  const { data, info } = await pipeline
    .resize(width, height, { fit: 'inside' })
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true });
  const href = `data:image/jpeg;base64,${data.toString('base64')}`;
  return { href, width: info.width, height: info.height, area: area ?? wholeArea };
}

/** Of the page's PNG: higher takes twice the time and saves a hundredth. */
const compression = 6;

const wholeArea: Box = { x: 0, y: 0, width: 1, height: 1 };

/** A square around the face, a little larger than it, moved into the picture. */
function closeUpArea(face: Box, { width, height }: RgbPixels): Box {
  const side = Math.min(width, height, Math.max(face.width * width, face.height * height) * 1.5);
  const within = (center: number, length: number) =>
    Math.max(0, Math.min(length - side, center * length - side / 2)) / length;
  return {
    x: within(face.x + face.width / 2, width),
    y: within(face.y + face.height / 2, height),
    width: side / width,
    height: side / height,
  };
}

/**
 * Draws the page on which a person judges an avatar: as a meeting tile with the bot's name, small in a grid, the original, the
 * prepared picture with the face box, the face with its mesh, how it moves, and the remarks.
 * @param poses the face in each; without them the page says that it stays still.
 * @returns a PNG 1600 pixels wide.
 */
export async function drawPreview(
  avatar: PreparedAvatar,
  botName: string,
  poses: readonly DrawnPose[] = [],
): Promise<Buffer> {
  const { pixels, original, rig } = avatar;
  const shown = tileArea(pixels);
  const [large, small, before, after, closeUp, moving] = await Promise.all([
    embed(pixels, tile.width, tile.height, shown),
    embed(pixels, smallTile.width * 2, smallTile.height * 2, shown),
    embed(original, panelSide, panelSide),
    embed(pixels, panelSide, panelSide),
    rig && embed(pixels, panelSide, panelSide, closeUpArea(rig.face, pixels)),
    Promise.all(
      poses.map(async ({ name, pixels: drawn }) => ({
        name,
        picture: await embed(drawn, panelSide, panelSide),
      })),
    ),
  ]);
  const svg = previewSvg({ avatar, botName, large, small, before, after, closeUp, poses: moving });
  return drawSvg(svg, compression, true);
}
