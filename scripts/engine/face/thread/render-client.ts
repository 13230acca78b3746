import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { Rig } from '../../../rig/rig.ts';
import { startThread } from '../../process/typescript-process.ts';
import { frameBytes } from '../drawing/i420.ts';
import type { Size } from '../drawing/placement.ts';
import { videoSize } from '../drawing/renderer.ts';
import type { FaceMode } from '../motion/pose.ts';
import type { VisemeTrack } from '../motion/visemes.ts';
import { allocateFrames, FrameExchange } from './frame-exchange.ts';
import type { RenderRequest, RenderStart } from './render-messages.ts';

/** Frames a second of the local engine's video. */
export const frameRate = 24;
const frameInterval = 1000 / frameRate;

export interface FaceClientOptions {
  /** A picture file, or its bytes. */
  portrait: string | Uint8Array;
  rig?: Rig;
  size?: Size;
  /**
   * How long before its audio a mouth position is shown, in milliseconds: half of a frame's time, so that on the mean over that
   * time the two agree; more if sound reaches the other side sooner than pictures do.
   */
  lead?: number;
  /** For the same blinks and movements every time. */
  seed?: number;
  /** Called if the rendering thread fails; the last frame stays. */
  onError?: (error: Error) => void;
}

export interface FaceClient extends Size {
  /**
   * The newest finished I420 frame, and asks for the next one, to be shown at `next` (epoch milliseconds; by default one frame
   * from now). Never waits. The array is the same at every call: use or copy it before the next.
   */
  frame(next?: number): Uint8ClampedArray;
  /** How many different frames `frame` has returned. */
  readonly frames: number;
  /** Whether a frame was finished since `frame` was called last. */
  readonly isFresh: boolean;
  setMode(mode: FaceMode): void;
  /** Moves the mouth with audio that is heard from `start` (epoch milliseconds) on. */
  setTrack(track: VisemeTrack, start: number): void;
  /** Stops the mouth at once. */
  clearTracks(): void;
  close(): Promise<void>;
}

/** Now, in the epoch milliseconds that all threads and processes on this machine agree on. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Starts a thread that animates a portrait; resolves with the first frame drawn, rejects if the portrait cannot be drawn. */
export async function startFace(options: FaceClientOptions): Promise<FaceClient> {
  const { portrait, rig, size = videoSize, lead = frameInterval / 2, seed } = options;
  const frames = allocateFrames(size);
  const start: RenderStart = {
    portrait,
    frames,
    lead,
    ...(rig && { rig }),
    ...(seed !== undefined && { seed }),
  };
  const thread = startThread(new URL('./render-worker.ts', import.meta.url), start);
  // Rejects if the thread fails before it is ready.
  await once(thread, 'message');
  thread.on('error', (error) => options.onError?.(error));
  const exchange = new FrameExchange(frames);
  const post = (request: RenderRequest) => thread.postMessage(request);
  // WebRTC's video source does not accept shared memory, so the newest frame is copied once into memory of our own.
  const picture = new Uint8ClampedArray(frameBytes(size.width, size.height));
  let count = 0;
  return {
    width: size.width,
    height: size.height,
    get frames() {
      return count;
    },
    get isFresh() {
      return exchange.isWaiting;
    },
    frame(next = epochNow() + frameInterval) {
      const fresh = exchange.take();
      if (fresh) {
        picture.set(fresh);
        count++;
      }
      post({ type: 'frame', time: next });
      return picture;
    },
    setMode: (mode) => post({ type: 'mode', mode }),
    setTrack: (track, startsAt) => post({ type: 'track', track, start: startsAt }),
    clearTracks: () => post({ type: 'clear' }),
    async close() {
      await thread.terminate();
    },
  };
}
