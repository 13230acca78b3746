import type { RigPoint } from '../../rig/point.ts';
import { fromPixels, type RgbPixels, toPixels } from '../picture/decoder.ts';
import { type FoundFace, findFaces, type Turn } from './face-finder.ts';
import type { Point3 } from './mesh-finder.ts';

/** A part of a picture as fractions of its width and height. It may reach beyond the picture (below 0, above 1). */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A face in fractions of the picture's width and height. */
export interface DetectedFace {
  /** Confidence of the detector, 0 to 1. */
  score: number;
  box: Box;
  /** The 68 points of the iBUG 300-W order. */
  landmarks: RigPoint[];
  /** The 468 points of MediaPipe's mesh, then five of each iris; depth in fractions of the picture's width. */
  mesh: Point3[];
}

/** Longest side of the detector's picture: its own input is at most 640 pixels, but the mesh needs more detail of the face. */
const detectionSide = 1024;

interface Size {
  width: number;
  height: number;
}

/** The points of MediaPipe's mesh that are nearest to the 68 of iBUG 300-W. */
const ibugPoints: readonly number[] = [
  // Jaw, from the viewer's left ear to the right one.
  ...[162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389],
  // Brows.
  ...[71, 63, 105, 66, 107, 336, 296, 334, 293, 301],
  // Nose.
  ...[168, 197, 5, 4, 75, 97, 2, 326, 305],
  // Eyes.
  ...[33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380],
  // Lips, outside and inside.
  ...[61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87],
];

function inFractions({ score, points }: FoundFace, { width, height }: Size): DetectedFace {
  const xs = points.map(([x]) => x / width);
  const ys = points.map(([, y]) => y / height);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {
    score,
    box: { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y },
    landmarks: ibugPoints.map((index): RigPoint => [xs[index] as number, ys[index] as number]),
    mesh: points.map(([px, py, pz]): Point3 => [px / width, py / height, pz / width]),
  };
}

/** The faces of a picture once it is turned. */
export interface Detection {
  /** The turn that makes the faces upright: 0 for nearly every picture. */
  turn: Turn;
  /** Largest first, in fractions of the turned picture. */
  faces: DetectedFace[];
}

/**
 * Finds the faces in a picture, and whether they are upright. Takes about 0.3 s and makes no network calls.
 * @throws the signal's reason.
 */
export async function detectFaces(pixels: RgbPixels, signal: AbortSignal): Promise<Detection> {
  const small = await toPixels(
    (await fromPixels(pixels)).resize(detectionSide, detectionSide, {
      fit: 'inside',
      withoutEnlargement: true,
    }),
  );
  const { turn, faces } = await findFaces(small, signal);
  const { width, height } = small;
  const size = turn % 180 === 0 ? { width, height } : { width: height, height: width };
  const upright = faces.map((face) => inFractions(face, size));
  return { turn, faces: upright.sort((a, b) => b.box.height - a.box.height) };
}
