import { featuresOf } from '../../../rig/features.ts';
import type { RigPoint } from '../../../rig/point.ts';
import type { Rig } from '../../../rig/rig.ts';
import { clamp } from '../motion/interpolation.ts';

export interface Size {
  width: number;
  height: number;
}

export interface Rectangle extends Size {
  x: number;
  y: number;
}

/** A point in pixels. */
export interface Point {
  x: number;
  y: number;
}

/** Where the picture lies in the frame: its top left corner and its size there, in whole pixels; it may reach beyond the frame. */
export type Placement = Rectangle;

/** A head is about 2.15 times as high, hair included, as the eyes lie above the chin. */
const headPerFace = 2.15;
/** Shares of the frame's height: what a small head is enlarged to, and what a large one is reduced to where the picture allows it. */
const idealHead = 0.62;
const maxHead = 0.75;
/** The middle of the head lies a little above the middle of the frame, as it does in a well framed video call. */
const headCentre = 0.47;
/**
 * Of a picture in which no face is known at most this share is cut off, most of it below, where portraits have less to lose. One
 * that would lose more is shown whole.
 */
const maxCrop = 0.12;
const upperCrop = 0.08;
/** A mascot or logo on a plain ground stands free: it takes this share of the frame, a little above the middle, over the label. */
const mascotShare = 0.84;
const mascotTop = 0.36;
/** How far a picture may be enlarged: beyond the frame's cover, and beyond its own pixels. */
const largestZoom = 1.6;
const largestEnlargement = 2;

/** The head (hair included) in fractions of the picture: the middle, and height in units of the picture's height. */
function headOf(rig: Rig, image: Size) {
  const { left_eye: left, right_eye: right, chin, jaw } = featuresOf(rig);
  const eyes = [left, right].flatMap((eye) => [eye.inner, eye.outer]);
  const eyeX = eyes.reduce((sum, [x]) => sum + x, 0) / eyes.length;
  const eyeY = eyes.reduce((sum, [, y]) => sum + y, 0) / eyes.length;
  const face = Math.hypot(((chin[0] - eyeX) * image.width) / image.height, chin[1] - eyeY);
  const height = face * headPerFace;
  return { x: (jaw.left[0] + jaw.right[0] + 2 * eyeX) / 4, y: chin[1] - height / 2, height };
}

/**
 * Places a picture in a frame, so that the head is whole and of a good size; without a rig, so that little or nothing is cut off. For
 * that it may leave sides of the frame free, which are filled with its own background.
 * @param isPlain whether a picture without a rig stands on a plain ground, as mascots and logos do.
 */
export function placePicture(image: Size, frame: Size, rig?: Rig, isPlain = false): Placement {
  const cover = Math.max(frame.width / image.width, frame.height / image.height);
  const head = rig && headOf(rig, image);
  const scale = head
    ? headScale(head.height * image.height, cover, image, frame)
    : wholeScale(cover, image, frame, isPlain);
  const width = Math.round(image.width * scale);
  const height = Math.round(image.height * scale);
  const wanted = head
    ? { x: frame.width / 2 - head.x * width, y: frame.height * headCentre - head.y * height }
    : { x: (frame.width - width) / 2, y: stillTop(frame.height - height, isPlain) };
  return {
    x: Math.round(alongAxis(wanted.x, width, frame.width)),
    y: Math.round(alongAxis(wanted.y, height, frame.height)),
    width,
    height,
  };
}

function stillTop(free: number, isPlain: boolean): number {
  if (free < 0) return free * upperCrop;
  return free * (isPlain ? mascotTop : 0.5);
}

/** All of the picture, or as much as covers the frame where that loses little. */

function wholeScale(cover: number, image: Size, frame: Size, isPlain: boolean): number {
  const contain = Math.min(frame.width / image.width, frame.height / image.height);
  if (isPlain) return contain * mascotShare;
  return contain < cover * (1 - maxCrop) ? contain : cover;
}

function headScale(head: number, cover: number, image: Size, frame: Size): number {
  if (head * cover > maxHead * frame.height) {
    // Never lower than the frame: what is missing above a head or below shoulders cannot be made up.
    return Math.max((maxHead * frame.height) / head, frame.height / image.height);
  }
  const ideal = (idealHead * frame.height) / head;
  return clamp(ideal, cover, Math.max(cover, Math.min(cover * largestZoom, largestEnlargement)));
}

/** An offset that leaves nothing of the frame uncovered, or nothing of the picture out of view where it is the smaller one. */
function alongAxis(wanted: number, picture: number, frame: number): number {
  return clamp(wanted, Math.min(0, frame - picture), Math.max(0, frame - picture));
}

/** A point of the rig in pixels of the frame. */
export function toFrame(point: RigPoint, placement: Placement): Point {
  return { x: placement.x + point[0] * placement.width, y: placement.y + point[1] * placement.height };
}

/** Where the mouth is in the frame, with room for its widest opening: where a receiver can measure its movement. */
export function mouthRegion(rig: Rig, image: Size, frame: Size): Rectangle {
  const placement = placePicture(image, frame, rig);
  const { mouth } = featuresOf(rig);
  const left = toFrame(mouth.left, placement);
  const right = toFrame(mouth.right, placement);
  const upper = toFrame(mouth.upper, placement);
  const lower = toFrame(mouth.lower, placement);
  const half = Math.hypot(right.x - left.x, right.y - left.y) / 2;
  const x0 = clamp(Math.floor(Math.min(left.x, right.x) - half * 0.1), 0, frame.width - 1);
  const x1 = clamp(Math.ceil(Math.max(left.x, right.x) + half * 0.1), 1, frame.width);
  const y0 = clamp(Math.floor(Math.min(upper.y, left.y, right.y) - half * 0.1), 0, frame.height - 1);
  const y1 = clamp(Math.ceil(lower.y + half * 0.6), 1, frame.height);
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}
