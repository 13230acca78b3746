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

/** Of the frame's height: a head that would be larger gets a frame wider than its picture instead. */
const maxHead = 0.75;

export interface Framing {
  /** In pixels; it may reach beyond the picture, which is then continued. Undefined keeps the whole picture. */
  part?: Rectangle;
  warnings: Warning[];
}

const noFace: Warning = {
  code: 'frame_inexact',
  message: 'There is no face to frame: the frame was put around the middle. Check the preview.',
};

/** The part of a picture (`size` in pixels) that shows the heads in the requested frame; never cuts through a face. */
export function frameAround(faces: readonly DetectedFace[], frame: Frame, size: Size): Framing {
  if (frame === 'keep') return { warnings: [] };
  const composition = compositions[frame];
  if (faces.length === 0) return { part: aroundMiddle(composition.aspect, size), warnings: [noFace] };
  const head = inPixels(union(faces.map(headBox)), size);
  const face = clip(inPixels(union(faces.map(({ box }) => box)), size), size);
  return { part: aroundHead(composition, size, head, face), warnings: [] };
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

/** A frame as high as the picture. */
function aroundMiddle(aspect: number, { width, height }: Size): Rectangle {
  const wide = Math.round(height * aspect);
  return { left: Math.round((width - wide) / 2), top: 0, width: wide, height };
}

/** The composition's frame around `head`: in the picture if it can be, else wider than it, and higher only for faces side by side. */
function aroundHead(
  { aspect, head: share, headRoom }: Composition,
  size: Size,
  head: Box,
  face: Box,
): Rectangle {
  const wanted = Math.max(head.height / share, head.width / 0.8 / aspect, minHeight);
  const within = Math.min(size.height, size.width / aspect);
  const needed = Math.min(size.height, Math.max(head.height / maxHead, minShortSide / Math.min(1, aspect)));
  const height = Math.max(Math.min(wanted, Math.max(within, needed)), face.width / aspect, face.height);
  const width = height * aspect;
  const left = alongAxis(head.x + head.width / 2 - width / 2, width, size.width, face.x, face.width);
  const top = alongAxis(topFor(head, height, headRoom), height, size.height, face.y, face.height);
  return { left, top, width: Math.floor(width), height: Math.floor(height) };
}

/** Keeps a frame in the picture, or the picture in a frame that is longer than it; the face is in it in any case. */
function alongAxis(wanted: number, frame: number, picture: number, face: number, length: number): number {
  const within = clamp(wanted, Math.min(0, picture - frame), Math.max(0, picture - frame));
  return Math.round(clamp(within, Math.ceil(face + length - Math.floor(frame)), Math.floor(face)));
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));

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
