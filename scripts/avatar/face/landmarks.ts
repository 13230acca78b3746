import type { RigPoint } from '../../rig/point.ts';
import type { Box, DetectedFace } from './detector.ts';
import type { Point3 } from './mesh-finder.ts';

/** Width and height of a picture in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A face in pixels of the prepared picture, as printed. Left and right are the viewer's. */
export interface FaceReport {
  /** Confidence of the detector, 0 to 1. */
  score: number;
  box: Box;
  center: { x: number; y: number };
  /** Degrees; positive leans to the viewer's right. */
  tilt_deg: number;
  /** -1 to 1: 0 looks at the camera, positive is turned to the viewer's right. */
  turn: number;
  mouth: 'closed' | 'open';
  /** Gap between the lips as a share of half the mouth's width. */
  mouth_gap: number;
  eyes: 'open' | 'closed';
}

/** With at least this gap (share of half the mouth's width) teeth or the inside of the mouth are visible. */
const openMouthGap = 0.22;

/** An eye with a smaller ratio of height to width counts as closed. */
const closedEyeRatio = 0.15;

/** The landmark with this iBUG number; a face always has all 68. */
export function landmark(points: readonly RigPoint[], index: number): RigPoint {
  return points[index] as RigPoint;
}

export const middle = (...points: RigPoint[]): RigPoint => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];

const distance = ([ax, ay]: RigPoint, [bx, by]: RigPoint): number => Math.hypot(ax - bx, ay - by);
const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

function eyeRatio(points: readonly RigPoint[], first: number): number {
  const at = (offset: number) => landmark(points, first + offset);
  return (distance(at(1), at(5)) + distance(at(2), at(4))) / (2 * distance(at(0), at(3)));
}

/** Gap between the lips as a share of half the mouth's width; `points` in one unit for both axes. */
export function mouthGap(points: readonly RigPoint[]): number {
  const at = (index: number) => landmark(points, index);
  return (2 * distance(at(62), at(66))) / distance(at(48), at(54));
}

/** Converts points from fractions of the picture to pixels. */
export const inPixels = (points: readonly RigPoint[], { width, height }: Size): RigPoint[] =>
  points.map(([x, y]) => [x * width, y * height]);

/** The face in pixels, with measurements from its landmarks. */
export function describeFace(face: DetectedFace, size: Size): FaceReport {
  const points = inPixels(face.landmarks, size);
  const at = (index: number) => landmark(points, index);
  const leftEye = middle(at(36), at(39));
  const rightEye = middle(at(42), at(45));
  const box = {
    x: round(face.box.x * size.width),
    y: round(face.box.y * size.height),
    width: round(face.box.width * size.width),
    height: round(face.box.height * size.height),
  };
  const toLeft = distance(at(30), at(2));
  const toRight = distance(at(30), at(14));
  const gap = mouthGap(points);
  return {
    score: round(face.score, 2),
    box,
    center: { x: round(box.x + box.width / 2), y: round(box.y + box.height / 2) },
    tilt_deg: round((Math.atan2(rightEye[1] - leftEye[1], rightEye[0] - leftEye[0]) * 180) / Math.PI, 1),
    turn: round((toLeft - toRight) / (toLeft + toRight), 2),
    mouth: gap > openMouthGap ? 'open' : 'closed',
    mouth_gap: round(gap, 2),
    eyes: (eyeRatio(points, 36) + eyeRatio(points, 42)) / 2 < closedEyeRatio ? 'closed' : 'open',
  };
}

/** How far the hair extends above the eyes, in eye-to-chin heights, and the head beyond the jaw, in jaw widths. */
const crown = 1.25;
const spread = 1.4;

/** The whole head with its hair, estimated from the landmarks; may reach beyond the picture. */
export function headBox({ landmarks }: DetectedFace): Box {
  const xs = landmarks.slice(0, 17).map(([x]) => x);
  const left = Math.min(...xs);
  const right = Math.max(...xs);
  const eyeLine = middle(...landmarks.slice(36, 48))[1];
  const chin = Math.max(...landmarks.slice(4, 13).map(([, y]) => y));
  const width = (right - left) * spread;
  const top = eyeLine - (chin - eyeLine) * crown;
  return { x: (left + right - width) / 2, y: top, width, height: chin - top };
}

/** The smallest box around all of `boxes`. */
export function union(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** The face in fractions of a part of the picture; `part` itself is in fractions of the whole. */
export function withinPart(face: DetectedFace, part: Box): DetectedFace {
  const x = (value: number) => (value - part.x) / part.width;
  const y = (value: number) => (value - part.y) / part.height;
  const { box } = face;
  return {
    score: face.score,
    box: { x: x(box.x), y: y(box.y), width: box.width / part.width, height: box.height / part.height },
    landmarks: face.landmarks.map(([px, py]): RigPoint => [x(px), y(py)]),
    mesh: face.mesh.map(([px, py, pz]): Point3 => [x(px), y(py), pz / part.width]),
  };
}
