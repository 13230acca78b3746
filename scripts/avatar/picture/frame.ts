import type { Warning } from '../../cli/runtime.ts';
import type { Box, DetectedFace } from '../face/detector.ts';
import { headBox, type Size, union } from '../face/landmarks.ts';
import { minShortSide } from './limits.ts';
import type { Rectangle } from './picture.ts';

export const frames = ['keep', '16:9', 'square', 'portrait'] as const;
export type Frame = (typeof frames)[number];

interface Composition {
  /** Width by height. */
  aspect: number;
  /** The head's height and the space above it, as shares of the frame's height. */
  head: number;
  headRoom: number;
}

/** The way news studios frame a single speaker: some space above the head, the shoulders below. */
const compositions: Readonly<Record<Exclude<Frame, 'keep'>, Composition>> = {
  '16:9': { aspect: 16 / 9, head: 0.58, headRoom: 0.1 },
  square: { aspect: 1, head: 0.52, headRoom: 0.12 },
  portrait: { aspect: 3 / 4, head: 0.44, headRoom: 0.14 },
};

/** Smallest frame in pixels; a smaller one would enlarge too few pixels. */
const minHeight = 400;

export interface Framing {
  /** In pixels; undefined keeps the whole picture. */
  part?: Rectangle;
  warnings: Warning[];
}

const warning = (message: string): Warning[] => [{ code: 'frame_inexact', message }];

/** The part of a picture (`size` in pixels) that shows the heads in the requested frame; never cuts through a face. */
export function frameAround(faces: readonly DetectedFace[], frame: Frame, size: Size): Framing {
  if (frame === 'keep') return { warnings: [] };
  const composition = compositions[frame];
  const head = faces.length > 0 ? inPixels(union(faces.map(headBox)), size) : undefined;
  const part = place(composition, size, head);
  if (Math.min(part.width, part.height) < minShortSide) {
    const message = `A ${frame} frame would be only ${part.width}x${part.height}: the picture was not cropped. Use a larger one.`;
    return { warnings: warning(message) };
  }
  if (!head) {
    const message = 'There is no face to frame: the picture was cropped to its center. Check the preview.';
    return { part, warnings: warning(message) };
  }
  const faceArea = inPixels(union(faces.map(({ box }) => box)), size);
  if (!holds(part, clip(faceArea, size))) {
    const message = `A ${frame} frame would cut through the face: the picture was not cropped. Use one with more space around the head.`;
    return { warnings: warning(message) };
  }
  return { part, warnings: [] };
}

const inPixels = (box: Box, { width, height }: Size): Box => ({
  x: box.x * width,
  y: box.y * height,
  width: box.width * width,
  height: box.height * height,
});

function clip(box: Box, { width, height }: Size): Box {
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  return {
    x,
    y,
    width: Math.min(width, box.x + box.width) - x,
    height: Math.min(height, box.y + box.height) - y,
  };
}

function holds({ left, top, width, height }: Rectangle, box: Box): boolean {
  const isWithin = box.x >= left && box.x + box.width <= left + width;
  return isWithin && box.y >= top && box.y + box.height <= top + height;
}

/** The largest frame that fits, but no larger than the composition needs around `head`, moved into the picture. */
function place({ aspect, head: share, headRoom }: Composition, size: Size, head?: Box): Rectangle {
  const largest = Math.min(size.height, size.width / aspect);
  const wanted = head ? Math.max(head.height / share, head.width / 0.8 / aspect, minHeight) : largest;
  const height = Math.min(wanted, largest);
  const width = height * aspect;
  const center = head ? head.x + head.width / 2 : size.width / 2;
  const top = head ? topFor(head, height, headRoom) : (size.height - height) / 2;
  const within = (value: number, room: number) => Math.round(Math.min(Math.max(0, value), room));
  const rounded = { width: Math.floor(width), height: Math.floor(height) };
  return {
    left: within(center - width / 2, size.width - rounded.width),
    top: within(top, size.height - rounded.height),
    ...rounded,
  };
}

/** If the frame is too low for the head and the space above it, it cuts the space first, then the hair, and the chin last. */
function topFor(head: Box, height: number, headRoom: number): number {
  const wished = head.y - height * headRoom;
  const lowest = head.y + head.height * 1.08 - height;
  return Math.max(wished, lowest);
}

/** The center of a picture that fills a 16:9 tile, as meeting services show it; fractions of the picture. */
export function tileArea({ width, height }: Size): Box {
  const shown = Math.min(1, (width * 9) / 16 / height);
  const wide = Math.min(1, (height * 16) / 9 / width);
  return { x: (1 - wide) / 2, y: (1 - shown) / 2, width: wide, height: shown };
}
