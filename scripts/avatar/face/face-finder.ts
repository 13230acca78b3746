import { findFaceBoxes } from './face-boxes.ts';
import { type FaceMesh, findFaceMesh } from './face-mesh.ts';
import { type GraphModel, readGraphModel } from './network/graph-model.ts';
import { PictureSampler, type Pixels } from './picture-sampler.ts';

const models = new URL('./network/models/', import.meta.url);

interface Networks {
  boxes: GraphModel;
  mesh: GraphModel;
  iris: GraphModel;
}

let loading: Promise<Networks> | undefined;

async function loadNetworks(): Promise<Networks> {
  const read = (name: string) =>
    readGraphModel(new URL(`${name}.json`, models), new URL(`${name}.bin`, models));
  const [boxes, mesh, iris] = await Promise.all(['blazeface', 'facemesh', 'iris'].map(read));
  return { boxes, mesh, iris } as Networks;
}

/** A face's mesh with how sure the networks are. */
export interface FoundFace extends FaceMesh {
  /** 0 to 1. */
  score: number;
}

/** Below this the mesh network does not take what it sees for a face; real faces have 0.9 and more. */
const minPresence = 0.5;
const maxFaces = 8;

/**
 * Finds the faces of a picture with MediaPipe's networks: BlazeFace for where they are, Face Mesh for their 468 points, Iris for both
 * irises. A fifth of a second of arithmetic in typed arrays: onnxruntime-node would add 200 MB of packages and TensorFlow.js with its
 * WebAssembly backend 80 MB, for a picture or two a meeting.
 * @param signal looked at between the networks.
 * @throws the signal's reason.
 */
export async function findFaces(pixels: Pixels, signal: AbortSignal): Promise<FoundFace[]> {
  loading ??= loadNetworks();
  const networks = await loading;
  signal.throwIfAborted();
  const sampler = new PictureSampler(pixels);
  const found: FoundFace[] = [];
  for (const box of findFaceBoxes(networks.boxes, pixels, sampler).slice(0, maxFaces)) {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const mesh = findFaceMesh(networks, sampler, box);
    if (mesh.presence >= minPresence) found.push({ ...mesh, score: box.score });
  }
  return found;
}
