import { loadWebRtc, type PeerConnection } from '../scripts/engine/media/webrtc.ts';
import { type GuestSignal, plainCandidate } from '../tools/demo/guest.ts';

/** What a viewer has received since it joined. */
export interface Viewed {
  /** Decoded pictures. */
  frames: number;
  /** Size of the last picture, pixels. */
  width: number;
  height: number;
}

/**
 * A guest who watches and listens with the microphone off, like a browser: everything is received and decoded, and counted by the WebRTC
 * stack's own statistics. Nothing is copied to JavaScript, which no browser does and which would take as long again.
 */
export class Viewer {
  readonly #connection: PeerConnection;
  readonly #send: (signal: GuestSignal) => void;
  #steps: Promise<void> = Promise.resolve();

  static async create(send: (signal: GuestSignal) => void): Promise<Viewer> {
    const { RTCPeerConnection } = await loadWebRtc();
    return new Viewer(new RTCPeerConnection({ iceServers: [] }), send);
  }

  private constructor(connection: PeerConnection, send: (signal: GuestSignal) => void) {
    this.#connection = connection;
    this.#send = send;
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) send({ candidate: plainCandidate(candidate) });
    };
  }

  /** Handles an offer or a candidate from the bot. */
  receive({ description, candidate }: GuestSignal): void {
    this.#steps = this.#steps.then(async () => {
      if (description) await this.#connection.setRemoteDescription(description);
      if (description) await this.#answer();
      if (candidate) await this.#connection.addIceCandidate(candidate).catch(() => {});
    });
    this.#steps.catch(() => {});
  }

  async viewed(): Promise<Viewed> {
    for (const report of (await this.#connection.getStats()).values()) {
      if (report.type !== 'inbound-rtp' || report.kind !== 'video') continue;
      const { framesDecoded: frames = 0, frameWidth: width = 0, frameHeight: height = 0 } = report;
      return { frames, width, height };
    }
    return { frames: 0, width: 0, height: 0 };
  }

  close(): void {
    this.#connection.close();
  }

  async #answer(): Promise<void> {
    const answer = await this.#connection.createAnswer();
    await this.#connection.setLocalDescription(answer);
    this.#send({ description: { type: 'answer', sdp: answer.sdp } });
  }
}
