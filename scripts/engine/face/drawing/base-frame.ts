import type { Sharp } from 'sharp';
import { fillSides, type RgbPicture, type Sides } from '../../../pixels/missing-sides.ts';
import { i420FromRgb } from './i420.ts';
import { labelOverlay } from './label.ts';
import type { Placement, Rectangle, Size } from './placement.ts';

/** A decoded picture: packed 8-bit RGB or RGBA, as sharp's `raw()` gives it. */
export interface RawImage extends Size {
  data: Uint8Array;
  channels: 3 | 4;
}

export interface BaseFrame {
  /** I420 of the placed picture. */
  plain: Uint8Array;
  /** The same with the label in its corner. */
  labelled: Uint8Array;
  badge: Rectangle;
}

/** Behind a picture with transparent parts. */
const backdrop = '#dfe3ea';

/**
 * The placed picture as the frame that all others start from. Sides of the frame that it leaves free are filled with its own
 * background.
 * @param isLabelled what is sent into a meeting always is.
 */
export async function drawBaseFrame(
  image: RawImage,
  placement: Placement,
  frame: Size,
  isLabelled = true,
): Promise<BaseFrame> {
  const { default: sharp } = await import('sharp');
  const { width, height, channels } = image;
  const source = sharp(image.data, { raw: { width, height, channels } }).flatten({ background: backdrop });
  const { picture, sides } = await cutToFrame(source, placement, frame);
  const plain = fillSides(picture, sides).data;
  if (!isLabelled) {
    const bare = i420FromRgb(plain, frame.width, frame.height);
    return { plain: bare, labelled: bare, badge: { x: 0, y: 0, width: 0, height: 0 } };
  }
  const { svg, badge } = labelOverlay(frame);
  const labelled = await sharp(plain, { raw: { ...frame, channels: 3 } })
    .composite([{ input: svg }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return {
    plain: i420FromRgb(plain, frame.width, frame.height),
    labelled: i420FromRgb(labelled, frame.width, frame.height),
    badge,
  };
}

/** The part of the placed picture that is in the frame, and what of the frame it leaves free. */
async function cutToFrame(
  source: Sharp,
  placement: Placement,
  frame: Size,
): Promise<{ picture: RgbPicture; sides: Sides }> {
  const left = Math.max(0, placement.x);
  const top = Math.max(0, placement.y);
  const width = Math.min(frame.width, placement.x + placement.width) - left;
  const height = Math.min(frame.height, placement.y + placement.height) - top;
  const data = await source
    .resize(placement.width, placement.height, { fit: 'fill' })
    .extract({ left: left - placement.x, top: top - placement.y, width, height })
    .removeAlpha()
    .raw()
    .toBuffer();
  const sides = { left, top, right: frame.width - left - width, bottom: frame.height - top - height };
  return { picture: { data, width, height }, sides };
}
