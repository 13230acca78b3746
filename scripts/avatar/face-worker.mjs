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

async function findBoxes(picture) {
  for (const inputSize of inputSizes) {
    const options = new faceapi.TinyFaceDetectorOptions({ inputSize, scoreThreshold: leastScore });
    const found = await faceapi.detectAllFaces(picture, options);
    if (found.length > 0) return found.slice(0, mostFaces);
  }
  return [];
}

await loadModel(faceapi.nets.tinyFaceDetector, 'tiny_face_detector_model');
const picture = tf.tensor3d(data, [height, width, 3], 'int32');
const detections = await findBoxes(picture);
const faces = [];
if (detections.length > 0) {
  await loadModel(faceapi.nets.faceLandmark68Net, 'face_landmark_68_model');
  const tensors = await faceapi.extractFaceTensors(picture, detections);
  for (const [index, { score, box }] of detections.entries()) {
    // The tensor was cut at whole pixels inside the picture, as the package's own chain cuts it.
    const cut = box.floor().clipAtImageBorders(width, height);
    const landmarks = await faceapi.nets.faceLandmark68Net.detectLandmarks(tensors[index]);
    const points = landmarks.shiftBy(cut.x, cut.y).positions.map(({ x, y }) => [x, y]);
    faces.push({
      score,
      box: { x: box.x, y: box.y, width: box.width, height: box.height },
      landmarks: points,
    });
  }
}
parentPort.postMessage(faces);
