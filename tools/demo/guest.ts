import { Pacer } from '../../scripts/engine/media/pacer.ts';
import { frameMs, frameSamples, sampleRate, VoiceLine } from '../../scripts/engine/media/voice-line.ts';
import {
  type AudioFrame,
  loadWebRtc,
  type PeerConnection,
  type VideoFrame,
  type WebRtc,
} from '../../scripts/engine/media/webrtc.ts';
import type { IceCandidate, SessionDescription } from '../../scripts/engine/protocol.ts';
import { instantNow } from '../../scripts/engine/protocol.ts';

/** What a guest and a bot send each other, over any transport. */
export interface GuestSignal {
  description?: SessionDescription | undefined;
  candidate?: IceCandidate | undefined;
}

export interface SeenFrame {
  at: number;
  /** Mean absolute change of the luma in the watched region since the previous frame, 0 to 255. */
  change: number;
}

export interface HeardFrame {
  at: number;
  /** Root mean square of ten milliseconds, 0 to 32768. */
  loudness: number;
}

/** A region of the picture, in fractions of its width and height. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface GuestOptions {
  /** Region in which frames are compared; without it they are not compared. */
  region?: Region;
  /** Called with every frame; the data is valid only during the call. */
  onFrame?(frame: VideoFrame, at: number): void;
  /** Called with every ten milliseconds of sound; the samples are valid only during the call. */
  onSound?(samples: Int16Array, at: number): void;
}

/** Sound louder than this counts as heard: Opus and comfort noise are far below, speech is far above. */
export const audible = 250;

const keptEntries = 20_000;

/** A scripted guest: a second WebRTC peer that sees, hears and can speak. Like every guest, it answers the bot's offer. */
export class Guest {
  readonly seen: SeenFrame[] = [];
  readonly heard: HeardFrame[] = [];
  frameCount = 0;
  lastFrame: VideoFrame | undefined;
  readonly #connection: PeerConnection;
  readonly #options: GuestOptions;
  readonly #send: (signal: GuestSignal) => void;
  readonly #sinks: { stop(): void }[] = [];
  readonly #voice = new VoiceLine();
  readonly #voicePacer: Pacer;
  readonly #source: InstanceType<WebRtc['nonstandard']['RTCAudioSource']>;
  #steps: Promise<void> = Promise.resolve();
  #loudspeaker: (samples: Int16Array) => void = () => {};
  #watched = new Uint8Array(0);
  #waiting: { isMet: () => boolean; resolve: () => void }[] = [];

  /** Creates a guest that passes its signals to `send` and gets those of the bot through `receive`. */
  static async create(send: (signal: GuestSignal) => void, options: GuestOptions = {}): Promise<Guest> {
    return new Guest(await loadWebRtc(), send, options);
  }

  private constructor(rtc: WebRtc, send: (signal: GuestSignal) => void, options: GuestOptions) {
    this.#send = send;
    this.#options = options;
    this.#connection = new rtc.RTCPeerConnection({ iceServers: [] });
    this.#connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.#send({ candidate: plainCandidate(candidate) });
    };
    this.#connection.ontrack = ({ track }) => {
      if (track.kind === 'video') this.#watch(new rtc.nonstandard.RTCVideoSink(track));
      else this.#hear(new rtc.nonstandard.RTCAudioSink(track));
    };
    this.#source = new rtc.nonstandard.RTCAudioSource();
    this.#voicePacer = new Pacer({
      intervalMs: frameMs,
      catchUpMs: 200,
      closestMs: 0,
      tick: (due) => this.#source.onData(frameOf(this.#voice.next(due))),
    });
    this.#voicePacer.start();
  }

  get state(): string {
    return this.#connection.connectionState;
  }

  /** Handles an offer or a candidate from the bot. */
  receive({ description, candidate }: GuestSignal): void {
    this.#steps = this.#steps.then(async () => {
      if (description) await this.#answer(description);
      if (candidate) await this.#connection.addIceCandidate(candidate).catch(() => {});
    });
    this.#steps.catch(() => {});
  }

  /** Says 48 kHz mono samples; resolves with the times of the first and the last one. */
  speak(samples: Int16Array): Promise<{ startedAt: number; endedAt: number }> {
    return new Promise((resolve) => {
      let startedAt = 0;
      const stretch = this.#voice.open({
        started: (at) => {
          startedAt ||= performance.timeOrigin + at;
        },
        ended: (at) => resolve({ startedAt, endedAt: performance.timeOrigin + at }),
      });
      stretch.append(samples);
      stretch.finish();
    });
  }

  /** From now on the microphone picks up what the loudspeaker plays, `gain` times as loud. */
  echo(gain: number): void {
    const stretch = this.#voice.open({ started() {}, ended() {} });
    // Like a sound card's buffer: what arrives unevenly is played evenly.
    stretch.append(new Int16Array(0.15 * sampleRate));
    this.#loudspeaker = (samples) => stretch.append(samples.map((sample) => sample * gain));
  }

  /** Resolves when `isMet` is true; checked with every frame and every ten milliseconds of sound. */
  async until(isMet: () => boolean, withinMs = 60_000): Promise<void> {
    if (isMet()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the guest waited ${withinMs} ms without success: ${isMet}`)),
        withinMs,
      );
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.push({ isMet, resolve: done });
    });
  }

  /** The loudest ten milliseconds between two times. */
  loudest(from: number, to: number = Number.POSITIVE_INFINITY): number {
    return Math.max(0, ...this.heard.filter(({ at }) => at >= from && at <= to).map((h) => h.loudness));
  }

  /** When the first sound was heard after `from`. */
  firstSound(from: number): number | undefined {
    return this.heard.find(({ at, loudness }) => at >= from && loudness > audible)?.at;
  }

  /** Frames per second between two times. */
  framesPerSecond(from: number, to: number = instantNow()): number {
    return this.seen.filter(({ at }) => at >= from && at < to).length / ((to - from) / 1000);
  }

  close(): void {
    this.#voicePacer.stop();
    for (const sink of this.#sinks) sink.stop();
    this.#connection.close();
  }

  async #answer(description: SessionDescription): Promise<void> {
    const connection = this.#connection;
    await connection.setRemoteDescription(description);
    const audio = connection.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio');
    if (audio && audio.direction !== 'sendrecv') {
      audio.direction = 'sendrecv';
      await audio.sender.replaceTrack(this.#source.createTrack());
    }
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    this.#send({ description: { type: 'answer', sdp: answer.sdp } });
  }

  #watch(sink: InstanceType<WebRtc['nonstandard']['RTCVideoSink']>): void {
    this.#sinks.push(sink);
    sink.onframe = ({ frame }) => {
      const at = instantNow();
      this.frameCount += 1;
      this.lastFrame = frame;
      keep(this.seen, { at, change: this.#change(frame) });
      this.#options.onFrame?.(frame, at);
      this.#look();
    };
  }

  #hear(sink: InstanceType<WebRtc['nonstandard']['RTCAudioSink']>): void {
    this.#sinks.push(sink);
    sink.ondata = ({ samples }) => {
      const at = instantNow();
      keep(this.heard, { at, loudness: rootMeanSquare(samples) });
      this.#options.onSound?.(samples, at);
      this.#loudspeaker(samples);
      this.#look();
    };
  }

  #look(): void {
    const met = this.#waiting.filter(({ isMet }) => isMet());
    if (met.length === 0) return;
    this.#waiting = this.#waiting.filter((waiting) => !met.includes(waiting));
    for (const { resolve } of met) resolve();
  }

  #change(frame: VideoFrame): number {
    const { region } = this.#options;
    if (!region) return 0;
    const luma = cutLuma(frame, region);
    const before = this.#watched;
    this.#watched = luma;
    if (before.length !== luma.length) return 0;
    let sum = 0;
    for (let i = 0; i < luma.length; i++) sum += Math.abs((luma[i] as number) - (before[i] as number));
    return sum / luma.length;
  }
}

/** The luma of a region, every second sample of every second row. */
function cutLuma(frame: VideoFrame, region: Region): Uint8Array<ArrayBuffer> {
  const left = Math.floor(region.x * frame.width);
  const top = Math.floor(region.y * frame.height);
  const columns = Math.floor((region.width * frame.width) / 2);
  const rows = Math.floor((region.height * frame.height) / 2);
  const cut = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      cut[row * columns + column] = frame.data[(top + row * 2) * frame.width + left + column * 2] as number;
    }
  }
  return cut;
}

function rootMeanSquare(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

function frameOf(samples: Int16Array): AudioFrame {
  return { samples, sampleRate, bitsPerSample: 16, channelCount: 1, numberOfFrames: frameSamples };
}

function keep<Entry>(list: Entry[], entry: Entry): void {
  list.push(entry);
  if (list.length > keptEntries) list.splice(0, keptEntries / 2);
}

/** A candidate as plain data: the stack's own object has more than its fields. */
export function plainCandidate(candidateOfStack: IceCandidate): IceCandidate {
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = candidateOfStack;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
