import type { Rig } from '../../../rig/rig.ts';
import type { FaceMode } from '../motion/pose.ts';
import type { VisemeTrack } from '../motion/visemes.ts';
import type { SharedFrames } from './frame-exchange.ts';

/** What the rendering thread is started with. */
export interface RenderStart {
  /** A picture file, or its bytes. */
  portrait: string | Uint8Array;
  rig?: Rig;
  frames: SharedFrames;
  /** Added to the time for which a frame is asked, in milliseconds. */
  lead: number;
  /** For the same blinks and movements every time. */
  seed?: number;
}

/** All times are epoch milliseconds: `performance.timeOrigin + performance.now()`, which is one clock for all threads. */
export type RenderRequest =
  | { type: 'frame'; time: number }
  | { type: 'mode'; mode: FaceMode }
  | { type: 'track'; track: VisemeTrack; start: number }
  | { type: 'clear' };

/** Sent once, when the first frame is there. */
export interface RenderReady {
  type: 'ready';
}
