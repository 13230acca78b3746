import { chooseEars } from '../ears/choose.ts';
import { Ears } from '../ears/ears.ts';
import { type FaceClient, startFace } from '../face/thread/render-client.ts';
import { Pacer } from '../media/pacer.ts';
import { Stats } from '../media/stats.ts';
import {
  frameMs,
  frameSamples,
  framesPerPacket,
  packetMs,
  sampleRate,
  VoiceLine,
} from '../media/voice-line.ts';
import { loadWebRtc, type WebRtc } from '../media/webrtc.ts';
import {
  type FromPerformer,
  instantNow,
  type SignalMessage,
  type StartMessage,
  type ToPerformer,
} from '../protocol.ts';
import { chooseSpeech } from '../speech/choose.ts';
import { Speech } from '../speech/speech.ts';
import { GuestConnection, type SharedMedia } from './guest-connection.ts';
import { Talk, type TalkEvents } from './talk.ts';
import { frameIntervalMs, VideoLine } from './video-line.ts';

/** Sound that is later than this is left out: catching up on more would come as a burst. */
const audioCatchUpMs = 100;

/**
 * The mouth is drawn this far ahead of the sound: half a frame's time, since a frame stands that long on both sides of its instant,
 * and what pictures take longer than sound to a guest (measured at a second peer by bench/engine.ts).
 */
const mouthLeadMs = frameIntervalMs / 2 + 30;

type Send = (message: FromPerformer) => void;
type Request<Type extends ToPerformer['type']> = Extract<ToPerformer, { type: Type }>;

interface Parts {
  rtc: WebRtc;
  face: FaceClient;
  speech: Speech;
  ears: Ears;
  start: StartMessage;
  line: VoiceLine;
  send: Send;
}

/** One session's avatar: it is seen, speaks and hears. */
export class Performer {
  readonly #parts: Parts;
  readonly #guests = new Map<string, GuestConnection>();
  readonly #media: SharedMedia;
  readonly #video: VideoLine;
  readonly #audio: Pacer;
  readonly #talk: Talk;
  readonly #stats: Stats;

  /**
   * Gathers what a performer needs, and begins to send frames and silence. `directory` is a private one, for sound on its way.
   * @throws {PikaError} `deps_missing`, `program_missing`, or as the picture can't be drawn.
   */
  static async start(start: StartMessage, directory: string, send: Send): Promise<Performer> {
    const warn = (code: string, message: string) => send({ type: 'warning', code, message });
    const [rtc, face, adapters, transcriber] = await Promise.all([
      loadWebRtc(),
      startFace({
        portrait: start.image_path,
        ...(start.rig && { rig: start.rig }),
        lead: mouthLeadMs,
        onError: (error) => warn('face_failed', `the picture stands still: ${error.message}`),
      }),
      chooseSpeech({ settings: start.speech, directory }),
      chooseEars(start.ears, directory),
    ]);
    const speech = new Speech(adapters, (from, to, error) =>
      warn('speech_fell_back', `${from} failed, ${to} speaks instead: ${error.message}`),
    );
    const line = new VoiceLine();
    const ears = new Ears({ settings: start.ears, transcriber, events: earEvents(send) });
    return new Performer({ rtc, face, speech, ears, start, line, send });
  }

  private constructor(parts: Parts) {
    const { rtc, face, speech, ears, start, line, send } = parts;
    this.#parts = parts;
    const videoSource = new rtc.nonstandard.RTCVideoSource({ needsDenoising: false });
    const audioSource = new rtc.nonstandard.RTCAudioSource();
    this.#media = {
      video: videoSource.createTrack(),
      audio: audioSource.createTrack(),
      stream: new rtc.MediaStream(),
    };
    this.#video = new VideoLine(face, videoSource);
    const sound = (due: number) => {
      const samples = line.next(due);
      ears.said(samples);
      audioSource.onData({
        samples,
        sampleRate,
        bitsPerSample: 16,
        channelCount: 1,
        numberOfFrames: frameSamples,
      });
    };
    this.#audio = new Pacer({
      intervalMs: packetMs,
      catchUpMs: audioCatchUpMs,
      closestMs: 0,
      tick: (due) => {
        for (let frame = 0; frame < framesPerPacket; frame++) sound(due + frame * frameMs);
      },
    });
    const voice = {
      name: start.speech.voice,
      profile: start.voice?.profile,
      gender: start.voice?.gender,
      language: start.speech.language,
    };
    this.#talk = new Talk({ line, speech, voice, events: talkEvents(face, send) });
    ears.interruptBot = () => this.#talk.stop('barge_in');
    this.#audio.start();
    this.#video.pacer.start();
    this.#stats = new Stats(this.#video.pacer, this.#audio);
    const speaker = speech.speaker(voice);
    if (speaker.voice === null) {
      const message = `${speech.whySilent('', voice)}: the bot only shows captions`;
      send({ type: 'warning', code: 'speech_missing', message });
    }
    send({
      type: 'ready',
      at: instantNow(),
      speech: speaker.name,
      speech_voice: speaker.voice,
      ears: ears.name,
      fidelity: voice.profile ? speaker.fidelity : 'stock',
    });
  }

  /** Does what the engine asks. */
  async handle(message: ToPerformer): Promise<void> {
    switch (message.type) {
      case 'peer_joined':
        return this.#about(message, () => this.#joined(message));
      case 'peer_microphone':
        return this.#about(message, () => this.#guests.get(message.peer_id)?.microphone(message.on));
      case 'peer_left':
        return this.#about(message, () => this.#left(message.peer_id));
      case 'signal':
        return this.#about(message, () => this.#signalled(message));
      case 'say':
        return this.#talk.say(message);
      case 'interrupt':
        this.#talk.stop(message.reason);
        return;
      case 'mode':
        return this.#parts.face.setMode(message.mode);
      case 'snapshot':
        return this.#snapshot(message);
      case 'stats': {
        const { id } = message;
        const peers = this.#guests.size;
        return this.#parts.send({ type: 'stats', id, at: instantNow(), ...this.#stats.take(), peers });
      }
    }
  }

  /** Does what concerns one guest; a fault there ends that guest's connection and nothing else. */
  #about({ peer_id }: { peer_id: string }, step: () => void): void {
    try {
      step();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#parts.send({ type: 'warning', code: 'guest_failed', message });
      this.#guests.get(peer_id)?.close();
      this.#guests.delete(peer_id);
    }
  }

  /** Leaves every guest and ends. */
  async stop(): Promise<void> {
    this.#talk.stop('the session ends');
    this.#audio.stop();
    this.#video.pacer.stop();
    this.#parts.ears.close();
    for (const peerId of [...this.#guests.keys()]) this.#left(peerId);
    await this.#parts.face.close();
  }

  #joined({ peer_id, microphone }: Request<'peer_joined'>): void {
    this.#left(peer_id);
    const { rtc, ears, send, start } = this.#parts;
    const connection = new GuestConnection(rtc, this.#media, microphone, start.ice_servers, {
      offer: (description) => send({ type: 'signal', peer_id, description }),
      candidate: (candidate) => send({ type: 'signal', peer_id, candidate }),
      heard: (frame) => ears.heard(peer_id, frame),
      problem: (error) => send({ type: 'warning', code: 'signal_invalid', message: error.message }),
    });
    this.#guests.set(peer_id, connection);
  }

  #left(peerId: string): void {
    this.#guests.get(peerId)?.close();
    this.#guests.delete(peerId);
    this.#parts.ears.left(peerId);
  }

  #signalled({ peer_id, description, candidate }: SignalMessage): void {
    const guest = this.#guests.get(peer_id);
    if (description) guest?.answered(description);
    if (candidate) guest?.candidate(candidate);
  }

  async #snapshot({ id }: Request<'snapshot'>): Promise<void> {
    const png = await this.#video.snapshot();
    this.#parts.send({ type: 'snapshot', id, at: instantNow(), png_base64: png.toString('base64') });
  }
}

function talkEvents(face: FaceClient, send: Send): TalkEvents {
  return {
    report: send,
    silent: (reason) => {
      const message = `a sentence could only be read, not heard: ${reason}`;
      send({ type: 'warning', code: 'speech_silent', message });
    },
    track: (track, at) => face.setTrack(track, at),
    silence: () => face.clearTracks(),
  };
}

function earEvents(send: Send): ConstructorParameters<typeof Ears>[0]['events'] {
  return {
    speaking: (peer_id, active, at) => send({ type: 'speaking', peer_id, active, at }),
    utterance: (utterance) => send({ type: 'utterance', channel: 'voice', ...utterance }),
    bargeIn: (peer_id, at) => send({ type: 'barge_in', peer_id, at }),
    problem: (error) => send({ type: 'warning', code: 'ears_failed', message: error.message }),
  };
}
