import { contained } from '../faults.ts';
import { limitBandwidth } from '../media/sdp.ts';
import type { AudioFrame, MediaTrack, PeerConnection, WebRtc } from '../media/webrtc.ts';
import type { IceCandidate, IceServer, SessionDescription } from '../protocol.ts';

/** A path may break for a moment on its own; after this long it is fixed. */
const disconnectedMs = 2000;
/** Then this long for the mending, and no longer. */
const mendMs = 15_000;
/** What was said right before the microphone was turned off is still heard to its end. */
const lingerMs = 3000;

export interface GuestListener {
  offer(description: SessionDescription): void;
  candidate(candidate: IceCandidate): void;
  /** Ten milliseconds of what the guest's microphone gives. The array is only good during the call. */
  heard(frame: AudioFrame): void;
  problem(error: Error): void;
}

export interface SharedMedia {
  video: MediaTrack;
  audio: MediaTrack;
  stream: object;
}

/** The connection to one guest. The performer offers, always; see protocol.ts. */
export class GuestConnection {
  readonly #connection: PeerConnection;
  readonly #listener: GuestListener;
  readonly #rtc: WebRtc;
  #voice: MediaTrack | undefined;
  #sink: { stop(): void } | undefined;
  #isListening: boolean;
  #lingerTimer: NodeJS.Timeout | undefined;
  /** Negotiation steps wait for one another. */
  #steps: Promise<void> = Promise.resolve();
  #early: IceCandidate[] = [];
  #hasAnswer = false;
  #isClosed = false;
  #mendTimer: NodeJS.Timeout | undefined;
  #giveUpTimer: NodeJS.Timeout | undefined;

  /** `isListening`: the guest's microphone is on. */
  constructor(
    rtc: WebRtc,
    media: SharedMedia,
    isListening: boolean,
    iceServers: IceServer[],
    listener: GuestListener,
  ) {
    this.#rtc = rtc;
    this.#isListening = isListening;
    this.#listener = listener;
    this.#connection = new rtc.RTCPeerConnection({ iceServers });
    const connection = this.#connection;
    const failed = (error: unknown) => this.#failed(error);
    connection.onicecandidate = contained(({ candidate }: { candidate: IceCandidate | null }) => {
      if (candidate?.candidate) listener.candidate(plainCandidate(candidate));
    }, failed);
    connection.onconnectionstatechange = contained(() => this.#stateChanged(), failed);
    connection.ontrack = contained(({ track }: { track: MediaTrack }) => {
      if (track.kind === 'audio') this.#voice = track;
      this.#listen();
    }, failed);
    connection.addTransceiver(media.video, { direction: 'sendonly', streams: [media.stream] });
    connection.addTransceiver(media.audio, { direction: 'sendrecv', streams: [media.stream] });
    this.#offer({});
  }

  /** The guest's answer. An answer to an offer that is no longer open is passed over. */
  answered(description: SessionDescription): void {
    this.#step(async () => {
      if (description.type !== 'answer' || this.#connection.signalingState !== 'have-local-offer') return;
      await this.#connection.setRemoteDescription(limitBandwidth(description));
      this.#hasAnswer = true;
      const early = this.#early;
      this.#early = [];
      for (const candidate of early) await this.#add(candidate);
    });
  }

  candidate(candidate: IceCandidate): void {
    this.#step(async () => {
      if (this.#hasAnswer) await this.#add(candidate);
      else if (this.#early.length < 100) this.#early.push(candidate);
    });
  }

  /** The guest's microphone was turned on or off. */
  microphone(isOn: boolean): void {
    if (this.#isClosed) return;
    this.#isListening = isOn;
    clearTimeout(this.#lingerTimer);
    if (isOn) this.#listen();
    else this.#lingerTimer = setTimeout(() => this.#stopListening(), lingerMs);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#mendTimer);
    clearTimeout(this.#giveUpTimer);
    clearTimeout(this.#lingerTimer);
    this.#stopListening();
    this.#connection.onicecandidate = null;
    this.#connection.onconnectionstatechange = null;
    this.#connection.ontrack = null;
    this.#connection.close();
  }

  /** A fault in one connection ends that one: the guest's page connects anew. */
  #failed(error: unknown): void {
    this.close();
    this.#listener.problem(error instanceof Error ? error : new Error(String(error)));
  }

  #offer(options: { iceRestart?: boolean }): void {
    this.#step(async () => {
      const offer = await this.#connection.createOffer(options);
      await this.#connection.setLocalDescription(offer);
      this.#listener.offer({ type: 'offer', sdp: offer.sdp });
    });
  }

  #step(step: () => Promise<void>): void {
    this.#steps = this.#steps.then(async () => {
      if (this.#isClosed) return;
      try {
        await step();
      } catch (error) {
        if (!this.#isClosed) this.#listener.problem(error as Error);
      }
    });
  }

  /** A candidate that can't be used (a name that only browsers resolve, one of an older round) does no harm. */
  async #add(candidate: IceCandidate): Promise<void> {
    if (candidate.candidate) await this.#connection.addIceCandidate(candidate).catch(() => {});
  }

  #stateChanged(): void {
    const state = this.#connection.connectionState;
    clearTimeout(this.#mendTimer);
    if (state === 'connected') {
      clearTimeout(this.#giveUpTimer);
      this.#giveUpTimer = undefined;
    }
    if (state === 'disconnected') this.#mendTimer = setTimeout(() => this.#mend(), disconnectedMs);
    if (state === 'failed') this.#mend();
  }

  #mend(): void {
    this.#giveUpTimer ??= setTimeout(() => this.close(), mendMs);
    this.#offer({ iceRestart: true });
  }

  #listen(): void {
    if (!this.#voice || !this.#isListening || this.#sink) return;
    const sink = new this.#rtc.nonstandard.RTCAudioSink(this.#voice);
    sink.ondata = contained(
      (frame: AudioFrame) => this.#listener.heard(frame),
      (error) => this.#failed(error),
    );
    this.#sink = sink;
  }

  #stopListening(): void {
    this.#sink?.stop();
    this.#sink = undefined;
  }
}

function plainCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: IceCandidate): IceCandidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
