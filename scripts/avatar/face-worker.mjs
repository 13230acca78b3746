// Finds faces in a thread of its own: a second of arithmetic that must not hold up signals and time limits.
// Plain JavaScript, since a thread on Node 20 has no TypeScript loader.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { faceApiUrl, modelUrl, data, width, height } = workerData;

/** Pixels of the detector's own input, tried in turn: most faces show at the first, those that fill the picture at the second. */
const inputSizes = [416, 224];
const leastScore = 0.5;
const mostFaces = 8;

// The package's bundle for browsers carries its own arithmetic, so nothing native and no further package is needed.
// Where it finds `process` it believes to have Node's modules, which the bundle lacks.
delete globalThis.process;
const faceapi = await import(faceApiUrl);
const { tf } = faceapi;

const refuse = () => {
  throw new Error('the face detector has no network and no screen');
};
class NoElement {}
faceapi.env.setEnv({
  Canvas: NoElement,
  CanvasRenderingContext2D: NoElement,
  Image: NoElement,
  ImageData: NoElement,
  Video: NoElement,
  createCanvasElement: refuse,
  createImageElement: refuse,
  createVideoElement: refuse,
  fetch: refuse,
  readFile: refuse,
});
tf.env().setPlatform('thread', {
  fetch: refuse,
  now: () => performance.now(),
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes, encoding) => new TextDecoder(encoding).decode(bytes),
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  setTimeoutCustom: setTimeout,
});
await tf.setBackend('cpu');
await tf.ready();

async function loadModel(net, name) {
  const manifest = JSON.parse(await readFile(new URL(`${name}-weights_manifest.json`, modelUrl), 'utf8'));
  const [{ paths, weights }] = manifest;
  const bytes = new Uint8Array(await readFile(new URL(paths[0], modelUrl)));
  net.loadFromWeightMap(tf.io.decodeWeights(bytes.buffer, weights));
}

async function findBoxes(picture, scoreThreshold) {
  for (const inputSize of inputSizes) {
    const options = new faceapi.TinyFaceDetectorOptions({ inputSize, scoreThreshold });
    const found = await faceapi.detectAllFaces(picture, options);
    if (found.length > 0) return found.slice(0, mostFaces);
  }
  return [];
}

await loadModel(faceapi.nets.tinyFaceDetector, 'tiny_face_detector_model');

async function landmarksOf(picture, detections) {
  await loadModel(faceapi.nets.faceLandmark68Net, 'face_landmark_68_model');
  const [high, wide] = picture.shape;
  const tensors = await faceapi.extractFaceTensors(picture, detections);
  const faces = [];
  for (const [index, { score, box }] of detections.entries()) {
    // The tensor was cut at whole pixels inside the picture, as the package's own chain cuts it.
    const cut = box.floor().clipAtImageBorders(wide, high);
    const landmarks = await faceapi.nets.faceLandmark68Net.detectLandmarks(tensors[index]);
    const points = landmarks.shiftBy(cut.x, cut.y).positions.map(({ x, y }) => [x, y]);
    faces.push({
      score,
      box: { x: box.x, y: box.y, width: box.width, height: box.height },
      landmarks: points,
    });
  }
  return faces;
}

/** Where the pixel of a picture turned clockwise comes from. */
const sources = {
  90: (x, y) => [y, height - 1 - x],
  180: (x, y) => [width - 1 - x, height - 1 - y],
  270: (x, y) => [width - 1 - y, x],
};

/** The picture turned clockwise. A quarter turn swaps its sides. */
function turned(turn) {
  const source = sources[turn];
  if (!source) return tf.tensor3d(data, [height, width, 3], 'int32');
  const [wide, high] = turn === 180 ? [width, height] : [height, width];
  const pixels = new Uint8Array(data.length);
  for (let at = 0; at < wide * high; at += 1) {
    const [x, y] = source(at % wide, Math.floor(at / wide));
    const from = (y * width + x) * 3;
    for (let channel = 0; channel < 3; channel += 1) pixels[at * 3 + channel] = data[from + channel];
  }
  return tf.tensor3d(pixels, [high, wide, 3], 'int32');
}

const bestScore = ({ detections }) => Math.max(0, ...detections.map(({ score }) => score));

async function look(turn, scoreThreshold) {
  const picture = turned(turn);
  return { turn, picture, detections: await findBoxes(picture, scoreThreshold) };
}

/** An upright face is found at 0.85 and more; one on its side, if at all, at 0.5 to 0.76, with landmarks that are wrong. */
const sureScore = 0.85;
/** So much better a turned picture has to be; where there is no face at all it has to be as good as this, or a logo would be turned. */
const clearlyBetter = 0.1;
const leastTurnedScore = 0.8;

/** Looks at the picture as it is, and, only when in doubt, on its sides and upside-down: most pictures are looked at once. */
async function findUpright() {
  let best = await look(0, leastScore);
  const asItIs = bestScore(best);
  const wanted = asItIs > 0 ? asItIs + clearlyBetter : leastTurnedScore;
  for (const turn of [90, 270, 180]) {
    if (bestScore(best) >= sureScore) break;
    const tried = await look(turn, wanted);
    if (bestScore(tried) > bestScore(best)) best = tried;
  }
  return best;
}

const found = await findUpright();
const faces = found.detections.length > 0 ? await landmarksOf(found.picture, found.detections) : [];
parentPort.postMessage({ turn: found.turn, faces });
