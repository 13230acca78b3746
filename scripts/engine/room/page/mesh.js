/** The connections to everybody else in the room. Who offers is said in room/protocol.ts. */

/** A path that is interrupted may come back by itself within this time; then it is set up anew. */
const patienceMs = 3000;
/** One that failed is set up anew after a moment, since browsers may find that out at once. */
const failedMs = 2000;
/** Without a connection for this long, people are told that there is none, and it is set up anew. Browsers find no path within 15 to 30 s. */
const hopeMs = 20_000;

/** @typedef {'connecting' | 'connected' | 'interrupted' | 'failed'} PathState `failed` until it is connected, however often it is tried anew */
/** @typedef {{ signal(to: string, content: object): void, media(id: string, stream: MediaStream): void, state(id: string, state: PathState): void }} MeshListener */

class Peer {
  #id;
  #listener;
  #tracks;
  #isOffering;
  #early = [];
  #restart;
  #despair;
  /** @type {PathState} */
  #path = 'connecting';
  #work = Promise.resolve();
  connection;
  stream = new MediaStream();

  constructor(id, isOffering, tracks, iceServers, listener) {
    this.#id = id;
    this.#isOffering = isOffering;
    this.#tracks = tracks;
    this.#listener = listener;
    const connection = new RTCPeerConnection({ iceServers });
    this.connection = connection;
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate?.candidate) listener.signal(id, { candidate: candidate.toJSON() });
    });
    connection.addEventListener('track', ({ track }) => this.#received(track));
    connection.addEventListener('connectionstatechange', () => this.#changed());
    listener.state(id, this.#path);
    this.#hope();
    this.#restartIn(hopeMs);
    if (isOffering) this.#inTurn(() => this.#offer());
  }

  /** Descriptions are worked off one after the other. */
  #inTurn(step) {
    this.#work = this.#work.then(step).catch((error) => console.warn('peer', this.#id, error));
    return this.#work;
  }

  #received(track) {
    for (const old of this.stream.getTracks()) if (old.kind === track.kind) this.stream.removeTrack(old);
    this.stream.addTrack(track);
    this.#listener.media(this.#id, this.stream);
  }

  #changed() {
    const changes = {
      connected: () => this.#rest(),
      disconnected: () => this.#interrupted(),
      failed: () => this.#failed(),
    };
    changes[this.connection.connectionState]?.();
  }

  #rest() {
    clearTimeout(this.#despair);
    clearTimeout(this.#restart);
    this.#see('connected');
  }

  #interrupted() {
    if (this.#path === 'connected') {
      this.#see('interrupted');
      this.#hope();
    }
    this.#restartIn(patienceMs);
  }

  #failed() {
    this.#see('failed');
    this.#restartIn(failedMs);
  }

  #see(path) {
    if (this.#path === path) return;
    this.#path = path;
    this.#listener.state(this.#id, path);
  }

  #hope() {
    clearTimeout(this.#despair);
    this.#despair = setTimeout(() => this.#see('failed'), hopeMs);
  }

  #restartIn(waitMs) {
    if (!this.#isOffering) return;
    clearTimeout(this.#restart);
    this.#restart = setTimeout(() => {
      this.#inTurn(() => this.#offer({ iceRestart: true }));
      this.#restartIn(hopeMs);
    }, waitMs);
  }

  async #offer(options) {
    const { connection } = this;
    if (connection.getTransceivers().length === 0) {
      connection.addTransceiver('audio', { direction: 'sendrecv' });
      connection.addTransceiver('video', { direction: 'sendrecv' });
    }
    await this.#attach();
    await connection.setLocalDescription(await connection.createOffer(options));
    this.#listener.signal(this.#id, { description: connection.localDescription.toJSON() });
  }

  /** What is not there to be sent stays an open way, for later. */
  async #attach() {
    for (const { sender, receiver } of this.connection.getTransceivers()) {
      const track = this.#tracks[receiver.track.kind] ?? null;
      if (sender.track !== track) await sender.replaceTrack(track);
    }
  }

  replaceTracks(tracks) {
    this.#tracks = tracks;
    return this.#inTurn(() => this.#attach());
  }

  heed({ description, candidate }) {
    if (description) return this.#inTurn(() => this.#describe(description));
    return this.#inTurn(() => this.#addCandidate(candidate));
  }

  async #describe(description) {
    const { connection } = this;
    await connection.setRemoteDescription(description);
    for (const candidate of this.#early.splice(0)) await connection.addIceCandidate(candidate);
    if (description.type !== 'offer') return;
    for (const transceiver of connection.getTransceivers()) transceiver.direction = 'sendrecv';
    await this.#attach();
    await connection.setLocalDescription(await connection.createAnswer());
    this.#listener.signal(this.#id, { description: connection.localDescription.toJSON() });
  }

  async #addCandidate(candidate) {
    if (this.connection.remoteDescription) await this.connection.addIceCandidate(candidate);
    else this.#early.push(candidate);
  }

  close() {
    clearTimeout(this.#despair);
    clearTimeout(this.#restart);
    this.connection.close();
  }
}

export class Mesh {
  #peers = new Map();
  #tracks = {};
  #listener;
  /** How peers find a path that is not direct: what `RTCPeerConnection` takes. */
  iceServers = [];

  /** @param {MeshListener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** Connects to a member; the other side offers unless `isOffering`. */
  add(id, { isOffering }) {
    this.remove(id);
    this.#peers.set(id, new Peer(id, isOffering, this.#tracks, this.iceServers, this.#listener));
  }

  remove(id) {
    this.#peers.get(id)?.close();
    this.#peers.delete(id);
  }

  clear() {
    for (const id of [...this.#peers.keys()]) this.remove(id);
  }

  heed(from, content) {
    this.#peers.get(from)?.heed(content);
  }

  /** @param {{ audio?: MediaStreamTrack, video?: MediaStreamTrack }} tracks what is sent to everybody from now on */
  replaceTracks(tracks) {
    this.#tracks = tracks;
    for (const peer of this.#peers.values()) peer.replaceTracks(tracks);
  }

  /** How loud each peer is now, 0 to 1. */
  levels() {
    return [...this.#peers].map(([id, { connection }]) => {
      const audio = connection.getReceivers().find(({ track }) => track.kind === 'audio');
      return [id, audio?.getSynchronizationSources()[0]?.audioLevel ?? 0];
    });
  }
}
