import { pngFromI420 } from '../face/drawing/snapshot.ts';
import { type FaceClient, frameRate } from '../face/thread/render-client.ts';
import { Pacer } from '../media/pacer.ts';
import type { WebRtc } from '../media/webrtc.ts';

export const frameIntervalMs = 1000 / frameRate;

/** Sends frames of the face to a WebRTC source, by the clock. */
export class VideoLine {
  readonly pacer: Pacer;
  readonly #face: FaceClient;
  #last: Uint8ClampedArray | undefined;

  constructor(face: FaceClient, source: InstanceType<WebRtc['nonstandard']['RTCVideoSource']>) {
    this.#face = face;
    const { width, height } = face;
    this.pacer = new Pacer({
      intervalMs: frameIntervalMs,
      catchUpMs: 3 * frameIntervalMs,
      closestMs: frameIntervalMs / 2,
      tick: (due) => {
        const data = face.frame(performance.timeOrigin + due + frameIntervalMs);
        this.#last = data;
        source.onFrame({ width, height, data });
      },
    });
  }

  /** The frame last sent, as PNG. */
  async snapshot(): Promise<Buffer> {
    const frame = this.#last ?? this.#face.frame();
    return pngFromI420(Uint8Array.from(frame), this.#face.width, this.#face.height);
  }
}
