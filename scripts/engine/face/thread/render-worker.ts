import { performance } from 'node:perf_hooks';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ThreadData } from '../../process/typescript-process.ts';
import { decodePortrait } from '../drawing/portrait-file.ts';
import { createFaceRenderer } from '../drawing/renderer.ts';
import { FaceAnimator } from '../motion/animator.ts';
import { seededRandom } from '../motion/random.ts';
import { FrameExchange } from './frame-exchange.ts';
import type { RenderReady, RenderRequest, RenderStart } from './render-messages.ts';

/** The rendering thread: draws the frame that is asked for, and draws it again if speech arrives before it was taken. */
const port = parentPort as MessagePort;
const { portrait, rig, frames, lead, seed } = (workerData as ThreadData<RenderStart>).data;
const random = seed === undefined ? Math.random : seededRandom(seed);
const animator = new FaceAnimator(random);
const exchange = new FrameExchange(frames);
const image = await decodePortrait(portrait);
const { width, height } = frames;
const renderer = await createFaceRenderer({ image, ...(rig && { rig }), width, height });
let shownAt = performance.timeOrigin + performance.now();

function draw(): void {
  const pose = animator.pose(shownAt + lead);
  exchange.publish((frame) => renderer.render(pose, frame));
}

function follow(request: Exclude<RenderRequest, { type: 'frame' }>): void {
  if (request.type === 'mode') animator.setMode(request.mode);
  else if (request.type === 'track') animator.setTrack(request.track, request.start);
  else animator.clearTracks();
}

port.on('message', (request: RenderRequest) => {
  if (request.type === 'frame') {
    shownAt = Math.max(shownAt, request.time);
    draw();
    return;
  }
  follow(request);
  if (exchange.isWaiting) draw();
});

draw();
const ready: RenderReady = { type: 'ready' };
port.postMessage(ready);
