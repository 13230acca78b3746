import { meshSize } from '../../rig/face-mesh.ts';
import type { MeshPoint, MeshRig } from '../../rig/mesh-rig.ts';
import type { RigPoint } from '../../rig/point.ts';
import type { RgbPixels } from '../picture/decoder.ts';
import type { Box, DetectedFace } from './detector.ts';
import { findHeadOutline } from './head-outline.ts';
import { poseOf } from './head-pose.ts';
import type { Size } from './landmarks.ts';
import type { Point3 } from './mesh-finder.ts';
import { findMouthLines } from './mouth-lines.ts';
import { type Pixel, PixelSamples } from './pixel-samples.ts';

/** A hundredth of a pixel of the largest avatar: enough, and readable. Never -0, which JSON does not know. */
const toPlaces = (value: number): number => Number(value.toFixed(5)) + 0;

const bounded = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Fractions of the picture; a face may reach beyond it, as far as a rig allows. */
const toFraction = ([x, y]: Pixel, { width, height }: Size): RigPoint => [
  toPlaces(bounded(x / width, -1, 2)),
  toPlaces(bounded(y / height, -1, 2)),
];

/** The part of a box that is in the picture. */
function clip({ x, y, width, height }: Box): Box {
  const [left, top] = [toPlaces(bounded(x, 0, 1)), toPlaces(bounded(y, 0, 1))];
  return {
    x: left,
    y: top,
    width: toPlaces(bounded(x + width, 0, 1) - left),
    height: toPlaces(bounded(y + height, 0, 1) - top),
  };
}

/** The rig of a face detected in `pixels`: its mesh, with lips and teeth refined on the picture, and the outline of the head. */
export function rigOf(face: DetectedFace, pixels: RgbPixels): MeshRig {
  const { width, height } = pixels;
  const points = face.mesh.map(([x, y, z]): Point3 => [x * width, y * height, z * width]);
  const flat = points.map(([x, y]): Pixel => [x, y]);
  const samples = new PixelSamples(pixels);
  const mouth = findMouthLines(flat, samples);
  const pose = poseOf(points);
  const fractions = (line: readonly Pixel[]) => line.map((point) => toFraction(point, pixels));
  const lines = ({ upper, lower }: { upper: Pixel[]; lower: Pixel[] }) => ({
    upper: fractions(upper),
    lower: fractions(lower),
  });
  const { upper, lower } = mouth.teeth;
  return {
    version: 2,
    source: 'detector',
    face: clip(face.box),
    mesh: points.slice(0, meshSize).map(([x, y, z]): MeshPoint => {
      return [...toFraction([x, y], pixels), toPlaces(bounded(z / width, -2, 2))];
    }),
    left_iris: fractions(flat.slice(meshSize, meshSize + 5)),
    right_iris: fractions(flat.slice(meshSize + 5)),
    lips: { outer: lines(mouth.outer), inner: lines(mouth.inner) },
    teeth: { ...(upper && { upper: fractions(upper) }), ...(lower && { lower: fractions(lower) }) },
    head: {
      outline: fractions(findHeadOutline(flat, pose, samples)),
      pose: {
        yaw: bounded(Number(pose.yaw.toFixed(1)), -90, 90),
        pitch: bounded(Number(pose.pitch.toFixed(1)), -90, 90),
        roll: bounded(Number(pose.roll.toFixed(1)), -90, 90),
      },
    },
  };
}
