import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { RigPoint } from '../pika/rig.ts';
import { fromPixels, type RgbPixels, toPixels } from './decoder.ts';
import { watchProcessor } from './processor-watch.ts';

/** A part of a picture as fractions of its width and height. It may reach beyond the picture (below 0, above 1). */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A face in fractions of the picture's width and height. */
export interface DetectedFace {
  /** 0 to 1: how sure the detector is. */
  score: number;
  box: Box;
  /** The 68 points of the iBUG 300-W order. */
  landmarks: RigPoint[];
}

/** Longest side of what the detector looks at: its own input is 416 pixels, the landmarks want some more of the face. */
const detectionSide = 640;

/** A quarter turn clockwise, in degrees, that stands a picture upright. */
export type Turn = 0 | 90 | 180 | 270;

interface FoundInPixels {
  score: number;
  box: Box;
  landmarks: RigPoint[];
}

/** What the thread answers: the faces in the picture after the turn, in pixels of that. */
interface Found {
  turn: Turn;
  faces: FoundInPixels[];
}

/** The faces of a picture once it is turned. */
export interface Detection {
  /** What stands the faces upright: 0 for nearly every picture. */
  turn: Turn;
  /** The largest first, in fractions of the turned picture. */
  faces: DetectedFace[];
}

/**
 * Finds the faces in a picture, and whether they stand upright. Takes a second or two, in a thread; prints nothing, asks no network.
 * On a busy machine it takes as long as it takes: only a hang is given up.
 * @throws when the detector cannot be loaded, fails or hangs, or the signal's reason.
 */
export async function detectFaces(pixels: RgbPixels, signal: AbortSignal): Promise<Detection> {
  const small = await toPixels(
    (await fromPixels(pixels)).resize(detectionSide, detectionSide, {
      fit: 'inside',
      withoutEnlargement: true,
    }),
  );
  const { turn, faces } = await runDetector(small, signal);
  const isSideways = turn === 90 || turn === 270;
  const [width, height] = isSideways ? [small.height, small.width] : [small.width, small.height];
  const upright = withoutDoubles(faces)
    .map(({ score, box, landmarks }) => ({
      score,
      box: { x: box.x / width, y: box.y / height, width: box.width / width, height: box.height / height },
      landmarks: landmarks.map(([x, y]): RigPoint => [x / width, y / height]),
    }))
    .sort((a, b) => b.box.height - a.box.height);
  return { turn, faces: upright };
}

/** The detector sometimes sees one face twice; centres nearer than this share of a face's width are one face. */
const doubleShare = 0.65;

function withoutDoubles(found: readonly FoundInPixels[]): FoundInPixels[] {
  const kept: FoundInPixels[] = [];
  for (const face of found.toSorted((a, b) => b.score - a.score)) {
    const isDouble = kept.some(({ box }) => {
      const x = box.x + box.width / 2 - face.box.x - face.box.width / 2;
      const y = box.y + box.height / 2 - face.box.y - face.box.height / 2;
      return Math.hypot(x, y) < box.width * doubleShare;
    });
    if (!isDouble) kept.push(face);
  }
  return kept;
}

function runDetector({ data, width, height }: RgbPixels, signal: AbortSignal): Promise<Found> {
  const entry = createRequire(import.meta.url).resolve('@vladmandic/face-api/dist/face-api.esm.js');
  const faceApiUrl = pathToFileURL(entry);
  const worker = new Worker(new URL('./face-worker.mjs', import.meta.url), {
    execArgv: [],
    env: {},
    // Captured and dropped: the package greets on the console.
    stdout: true,
    stderr: true,
    workerData: {
      faceApiUrl: faceApiUrl.href,
      modelUrl: new URL('../model/', faceApiUrl).href,
      data: new Uint8Array(data),
      width,
      height,
    },
  });
  let endWatch = () => {};
  return new Promise<Found>((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    endWatch = watchProcessor((reason) => reject(new Error(reason)));
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the face detector ended without an answer')));
  }).finally(() => {
    endWatch();
    return worker.terminate();
  });
}
