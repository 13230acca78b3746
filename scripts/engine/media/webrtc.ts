import { PikaError } from '../../cli/errors.ts';
import { setUpCommand } from '../../cli/set-up.mjs';
import { skillDirectory } from '../../cli/version.ts';
import type { IceCandidate, IceServer, SessionDescription } from '../protocol.ts';

/**
 * The part of @roamhq/wrtc that the engine uses. Its own types need those of browsers, which Node programs do not have, so the
 * used part is declared here.
 */
export interface MediaTrack {
  readonly kind: 'audio' | 'video';
  stop(): void;
}

/** A frame in packed I420. */
export interface VideoFrame {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}

/** Exactly ten milliseconds; the samples must fill their whole buffer. */
export interface AudioFrame {
  samples: Int16Array;
  sampleRate: number;
  bitsPerSample: 16;
  channelCount: number;
  numberOfFrames: number;
}

interface TransceiverInit {
  direction: 'sendonly' | 'sendrecv' | 'recvonly';
  streams?: object[];
}

interface Transceiver {
  direction: string;
  readonly mid: string | null;
  readonly receiver: { readonly track: MediaTrack };
  readonly sender: { replaceTrack(track: MediaTrack | null): Promise<void> };
}

export interface PeerConnection {
  readonly connectionState: 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';
  readonly signalingState: string;
  readonly localDescription: SessionDescription | null;
  onicecandidate: ((event: { candidate: IceCandidate | null }) => void) | null;
  onconnectionstatechange: (() => void) | null;
  ontrack: ((event: { track: MediaTrack; transceiver: Transceiver }) => void) | null;
  addTransceiver(track: MediaTrack | 'audio' | 'video', init: TransceiverInit): Transceiver;
  getTransceivers(): Transceiver[];
  createOffer(options?: { iceRestart?: boolean }): Promise<SessionDescription>;
  createAnswer(): Promise<SessionDescription>;
  setLocalDescription(description: SessionDescription): Promise<void>;
  setRemoteDescription(description: SessionDescription): Promise<void>;
  addIceCandidate(candidate: IceCandidate): Promise<void>;
  getStats(): Promise<ReadonlyMap<string, StatsReport>>;
  close(): void;
}

/** The fields of W3C's webrtc-stats that are used here. */
interface StatsReport {
  type: string;
  kind?: 'audio' | 'video';
  framesDecoded?: number;
  frameWidth?: number;
  frameHeight?: number;
}

export interface WebRtc {
  RTCPeerConnection: new (configuration?: { iceServers: IceServer[] }) => PeerConnection;
  MediaStream: new () => object;
  nonstandard: {
    RTCVideoSource: new (options?: {
      needsDenoising?: boolean;
    }) => { createTrack(): MediaTrack; onFrame(frame: VideoFrame): void };
    RTCAudioSource: new () => { createTrack(): MediaTrack; onData(frame: AudioFrame): void };
    RTCVideoSink: new (
      track: MediaTrack,
    ) => { onframe: ((event: { frame: VideoFrame }) => void) | null; stop(): void };
    RTCAudioSink: new (track: MediaTrack) => { ondata: ((frame: AudioFrame) => void) | null; stop(): void };
  };
}

/**
 * Loads the WebRTC stack, an optional package with a native part.
 * @throws {PikaError} `deps_missing` if it is not installed or has no build for this machine.
 */
export async function loadWebRtc(): Promise<WebRtc> {
  try {
    const loaded: { default: unknown } = await import('@roamhq/wrtc');
    return loaded.default as WebRtc;
  } catch (cause) {
    throw new PikaError(
      'deps_missing',
      'the local engine needs the package @roamhq/wrtc, which does not load',
      {
        hint: `Run: ${setUpCommand(skillDirectory)}; builds exist for Linux, macOS and Windows, and this is ${process.platform}-${process.arch}`,
        cause,
      },
    );
  }
}
