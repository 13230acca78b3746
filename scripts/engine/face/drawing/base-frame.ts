import type { Sharp } from 'sharp';
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
 * The placed picture as the frame that all others start from. Where the picture leaves sides free, it fades into a blur of itself.
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
  const source = () =>
    sharp(image.data, { raw: { width, height, channels } }).flatten({ background: backdrop });
  const placed = await cutToFrame(source(), placement, frame);
  const picture = covers(placement, frame)
    ? sharp(placed.data, { raw: { ...placed.size, channels: 3 } })
    : await onBlur(source(), placed, frame);
  const plain = await picture.removeAlpha().raw().toBuffer();
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

function covers(placement: Placement, frame: Size): boolean {
  return (
    placement.x <= 0 &&
    placement.y <= 0 &&
    placement.x + placement.width >= frame.width &&
    placement.y + placement.height >= frame.height
  );
}

interface Placed {
  data: Buffer;
  left: number;
  top: number;
  size: Size;
}

/** The part of the placed picture that lies in the frame. */
async function cutToFrame(source: Sharp, placement: Placement, frame: Size): Promise<Placed> {
  const left = Math.max(0, placement.x);
  const top = Math.max(0, placement.y);
  const size = {
    width: Math.min(frame.width, placement.x + placement.width) - left,
    height: Math.min(frame.height, placement.y + placement.height) - top,
  };
  const resized = await source
    .resize(placement.width, placement.height, { fit: 'fill' })
    .extract({ left: left - placement.x, top: top - placement.y, ...size })
    .raw()
    .toBuffer();
  return { data: resized, left, top, size };
}

async function onBlur(source: Sharp, { data, left, top, size }: Placed, frame: Size): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  const background = await source
    .resize(frame.width, frame.height, { fit: 'cover' })
    .blur(frame.height / 16)
    .removeAlpha()
    .raw()
    .toBuffer();
  const feather = Math.round(frame.width / 18);
  const alpha = new Uint8Array(size.width * size.height);
  for (let column = 0; column < size.width; column++) {
    const toLeft = left > 0 ? column / feather : 1;
    const toRight = left + size.width < frame.width ? (size.width - 1 - column) / feather : 1;
    const share = Math.min(1, toLeft, toRight);
    const value = Math.round(255 * share * share * (3 - 2 * share));
    for (let row = 0; row < size.height; row++) alpha[row * size.width + column] = value;
  }
  const foreground = await sharp(data, { raw: { ...size, channels: 3 } })
    .joinChannel(Buffer.from(alpha.buffer), { raw: { ...size, channels: 1 } })
    .png()
    .toBuffer();
  return sharp(
    await sharp(background, { raw: { ...frame, channels: 3 } })
      .composite([{ input: foreground, left, top }])
      .removeAlpha()
      .raw()
      .toBuffer(),
    { raw: { ...frame, channels: 3 } },
  );
}
