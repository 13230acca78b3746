import { closeLook, type FaceBox, findFaceBoxes } from './face-boxes.ts';
import { type FaceMesh, findFaceMesh, type Point3 } from './mesh-finder.ts';
import { type GraphModel, readGraphModel } from './network/graph-model.ts';
import { Workspace } from './network/workspace.ts';
import { PictureSampler, type Pixels } from './picture-sampler.ts';

const models = new URL('./network/models/', import.meta.url);

interface Networks {
  boxes: GraphModel;
  mesh: GraphModel;
  iris: GraphModel;
}

let loading: Promise<Networks> | undefined;

/** Of address space, for the weights and for the tensors of the largest input; about a fifth of it is touched for most pictures. */
const workspaceBytes = 96 * 2 ** 20;

async function loadNetworks(): Promise<Networks> {
  const workspace = new Workspace(workspaceBytes);
  const read = (name: string) =>
    readGraphModel(new URL(`${name}.json`, models), new URL(`${name}.bin`, models), workspace);
  const [boxes, mesh, iris] = await Promise.all(['blazeface', 'facemesh', 'iris'].map(read));
  return { boxes, mesh, iris } as Networks;
}

/** Starts to load the networks, which takes as long as to decode a picture: both can go on at the same time. */
export function loadFaceNetworks(): Promise<unknown> {
  loading ??= loadNetworks();
  return loading;
}

/** A face's mesh with the confidence of the networks. */
export interface FoundFace extends FaceMesh {
  /** 0 to 1. */
  score: number;
}

/** A clockwise turn, in degrees, that makes a picture upright. */
export type Turn = 0 | 90 | 180 | 270;

/** The faces of a picture once it is turned. */
export interface FoundFaces {
  /** The turn that makes the faces upright: 0 for nearly every picture. */
  turn: Turn;
  /** Their points are in pixels of the turned picture. */
  faces: FoundFace[];
}

/** Below this the mesh network does not see a face; real faces have 0.9 and more. */
const minPresence = 0.5;
const maxFaces = 8;

/** The detector recognizes heads that lean by up to this many degrees; more means a picture on its side. */
const maxLean = 60;
/** An upright face usually has more than this; below it the other turns are tried too, and must be clearly better. */
const sureScore = 0.75;
const clearlyBetter = 0.1;

const leanOf = ({ eyes: [left, right] }: FaceBox): number =>
  (Math.atan2(right[1] - left[1], right[0] - left[0]) * 180) / Math.PI;

/** The best score of the nearly upright faces in a picture turned like this. */
function uprightScore(boxes: readonly FaceBox[], turn: Turn): number {
  const isUpright = (box: FaceBox) => Math.abs(((leanOf(box) + turn + 540) % 360) - 180) <= maxLean;
  return Math.max(0, ...boxes.filter(isUpright).map(({ score }) => score));
}

interface Turned {
  turn: Turn;
  boxes: FaceBox[];
}

/** Searches the picture as it is, and only when in doubt upside down and on its sides: most pictures are searched once. */
function lookUpright(network: GraphModel, pixels: Pixels, sampler: PictureSampler): Turned {
  let best: Turned = { turn: 0, boxes: findFaceBoxes(network, pixels, sampler, 0) };
  let bestScore = uprightScore(best.boxes, 0);
  for (const turn of [180, 90, 270] as const) {
    if (bestScore >= sureScore) break;
    const boxes = findFaceBoxes(network, pixels, sampler, turn);
    const score = uprightScore(boxes, turn);
    if (score < Math.max(sureScore, bestScore + clearlyBetter)) continue;
    best = { turn, boxes };
    bestScore = score;
  }
  return best;
}

/** Where a point is once the picture is turned. */
function turned([x, y, z]: Point3, turn: Turn, { width, height }: Pixels): Point3 {
  if (turn === 90) return [height - y, x, z];
  if (turn === 180) return [width - x, height - y, z];
  if (turn === 270) return [y, width - x, z];
  return [x, y, z];
}

/** The meshes of the boxes that do contain a face. */
async function readFaces(
  networks: Networks,
  sampler: PictureSampler,
  boxes: readonly FaceBox[],
  signal: AbortSignal,
): Promise<FoundFace[]> {
  const faces: FoundFace[] = [];
  for (const box of boxes.slice(0, maxFaces)) {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const mesh = findFaceMesh(networks, sampler, box);
    if (mesh.presence >= minPresence) faces.push({ ...mesh, score: box.score });
  }
  return faces;
}

/**
 * Finds the faces of a picture with MediaPipe's networks, and whether they are upright: BlazeFace for their boxes, Face Mesh for their
 * 468 points, Iris for both irises. Their innermost loops are WebAssembly, written at run time (network/kernels.ts): a fifth of the time
 * of loops over typed arrays. onnxruntime-node would add 200 MB of packages and TensorFlow.js with its WebAssembly backend 80 MB, for
 * one or two pictures per meeting; docs/benchmarks.md has the figures.
 * @param signal checked between the networks.
 * @throws the signal's reason.
 */
export async function findFaces(pixels: Pixels, signal: AbortSignal): Promise<FoundFaces> {
  loading ??= loadNetworks();
  const networks = await loading;
  signal.throwIfAborted();
  const sampler = new PictureSampler(pixels);
  const { turn, boxes } = lookUpright(networks.boxes, pixels, sampler);
  const found = await readFaces(networks, sampler, boxes, signal);
  if (found.length === 0) {
    const small = findFaceBoxes(networks.boxes, pixels, sampler, 0, [closeLook]);
    return { turn: 0, faces: await readFaces(networks, sampler, small, signal) };
  }
  const faces = found.map((face) => ({
    ...face,
    points: face.points.map((point) => turned(point, turn, pixels)),
  }));
  return { turn, faces };
}
