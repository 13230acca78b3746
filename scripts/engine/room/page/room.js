import { Captions } from './captions.js';
import { showLobby } from './lobby.js';
import { Mesh } from './mesh.js';
import { Messages } from './messages.js';
import { awayWords, element, isolated, toast, withoutMark } from './page-elements.js';
import { showPeople } from './people.js';
import { Signalling } from './signalling.js';
import { Tiles } from './tiles.js';

/** Louder than this counts as speaking, 0 to 1. */
const speakingLevel = 0.02;
const levelEveryMs = 200;

/** Everything that happens while the guest is in the room. */
export class Room {
  #media;
  #listener;
  #tiles = new Tiles();
  #captions = new Captions();
  #messages = new Messages();
  #members = new Map();
  /** The lines in the chat that say of an avatar that its agent does not listen. */
  #awayNotices = new Map();
  #selfId;
  #signalling;
  #levels;
  #mesh = new Mesh({
    signal: (to, content) => this.#signalling.send({ type: 'signal', to, ...content }),
    media: (id, stream) => this.#show(id, stream),
    state: (id, path) => this.#tiles.get(id)?.path(path),
  });

  /**
   * @param {string} name
   * @param {import('./local-media.js').LocalMedia} media
   * @param {{ joined(): void, refused(reason: string): void, connection(state: string): void, message(): void }} listener
   */
  constructor(name, media, listener) {
    this.#media = media;
    this.#listener = listener;
    media.addEventListener('change', this.#mediaChanged);
    this.#signalling = new Signalling(() => ({ name, ...this.#devices() }), {
      welcome: (message) => this.#welcome(message),
      message: (message) => this.#heed(message),
      refused: (reason) => listener.refused(reason),
      connection: (state) => listener.connection(state),
    });
    this.#levels = setInterval(() => this.#showLevels(), levelEveryMs);
  }

  #devices() {
    return { microphone: this.#media.isOn('microphone'), camera: this.#media.isOn('camera') };
  }

  #mediaChanged = () => {
    this.#mesh.replaceTracks(this.#media.tracks);
    if (!this.#selfId) return;
    this.#signalling.send({ type: 'devices', ...this.#devices() });
    this.#updateMember(this.#selfId, this.#devices());
    this.#showSelf();
  };

  /** Also after a broken line: everything begins anew. */
  #welcome({ id, name, members, lobby, ice_servers: iceServers }) {
    this.#mesh.clear();
    this.#mesh.iceServers = iceServers;
    this.#tiles.clear();
    this.#members.clear();
    for (const notice of this.#awayNotices.values()) notice.remove();
    this.#awayNotices.clear();
    this.#selfId = id;
    this.#mesh.replaceTracks(this.#media.tracks);
    for (const member of members) this.#add(member, { isOffering: false });
    this.#members.set(id, { id, name, kind: 'guest', ...this.#devices() });
    this.#tiles.add(this.#members.get(id), { isSelf: true });
    this.#showSelf();
    this.#showPeople();
    this.#showLobby(lobby);
    this.#listener.joined();
  }

  #heed(message) {
    const handlers = {
      joined: ({ member }) => {
        this.#add(member, { isOffering: member.kind === 'guest' });
        toast(`${isolated(member.name)} has joined`);
      },
      left: ({ id }) => this.#remove(id),
      renamed: ({ id, name }) => this.#rename(id, name),
      signal: ({ from, description, candidate }) => this.#mesh.heed(from, { description, candidate }),
      devices: ({ id, microphone, camera }) => this.#updateMember(id, { microphone, camera }),
      chat: (said) => this.#write('chat', said),
      caption: (said) => this.#caption(said),
      speaking: ({ id, active }) => this.#tiles.get(id)?.speaking(active),
      pose: ({ id, pose }) => this.#tiles.get(id)?.pose(pose),
      attention: ({ id, listening }) => this.#heedAttention(id, listening),
      lobby: ({ waiting }) => this.#showLobby(waiting),
      error: ({ message: reason }) => toast(reason),
    };
    handlers[message.type]?.(message);
  }

  #add(member, { isOffering }) {
    this.#members.set(member.id, member);
    if (member.kind === 'avatar') this.#setAloneTitle();
    if (member.listening === false) this.#heedAttention(member.id, false);
    this.#tiles.add(member);
    this.#mesh.add(member.id, { isOffering });
    this.#showPeople();
  }

  #remove(id) {
    const member = this.#members.get(id);
    if (member) this.#sayGoodbye(member);
    this.#heedAttention(id, true);
    this.#members.delete(id);
    this.#mesh.remove(id);
    this.#tiles.remove(id);
    this.#showPeople();
  }

  /** Also in the chat: where the tile is small that is the only place, and where people write they look. */
  #heedAttention(id, listening) {
    this.#updateMember(id, { listening });
    this.#awayNotices.get(id)?.remove();
    this.#awayNotices.delete(id);
    const member = this.#members.get(id);
    if (!member || listening) return;
    this.#awayNotices.set(id, this.#messages.notice(awayWords(member.name)));
    this.#listener.message();
  }

  /** That an avatar has left stays to be read: anyone who looks later must not talk to nobody. */
  #sayGoodbye({ name, kind }) {
    if (kind !== 'avatar') {
      toast(`${isolated(name)} has left`);
      return;
    }
    const words = `${isolated(withoutMark(name))} has left`;
    toast(words);
    this.#messages.notice(words);
    this.#setAloneTitle(words);
  }

  #setAloneTitle(words = 'Nobody else is here') {
    element('alone-title').textContent = words;
  }

  #rename(id, name) {
    if (id === this.#selfId) toast(`You are called ${name} here: an avatar has your name`);
    this.#updateMember(id, { name });
  }

  #updateMember(id, changes) {
    const member = this.#members.get(id);
    if (!member) return;
    this.#members.set(id, { ...member, ...changes });
    this.#tiles.get(id)?.update(changes);
    this.#showPeople();
  }

  #showPeople() {
    showPeople([...this.#members.values()], this.#selfId);
  }

  #showLobby(waiting) {
    showLobby(waiting, (id, admitted) => this.#signalling.send({ type: admitted ? 'admit' : 'deny', id }));
  }

  #showSelf() {
    const { video } = this.#media.tracks;
    this.#tiles.get(this.#selfId)?.show(video ? new MediaStream([video]) : null);
  }

  #show(id, stream) {
    this.#tiles
      .get(id)
      ?.show(stream)
      .catch((error) => {
        if (error.name === 'NotAllowedError') element('unmute').hidden = false;
      });
  }

  /** After a tap the browser lets everything sound. */
  unmute() {
    element('unmute').hidden = true;
    this.#tiles.playAll();
  }

  #showLevels() {
    for (const [id, level] of this.#mesh.levels()) {
      const isAvatar = this.#members.get(id)?.kind === 'avatar';
      if (!isAvatar) this.#tiles.get(id)?.speaking(level > speakingLevel);
    }
  }

  #caption(said) {
    this.#captions.show(said);
    if (!said.final) return;
    this.#captions.close(said.from);
    const isAvatar = this.#members.get(said.from)?.kind === 'avatar';
    this.#write(isAvatar ? 'avatar' : 'heard', said);
  }

  #write(kind, { name, text, at, say_id: sayId }) {
    this.#messages.add({ kind, name, text, at, sayId });
    this.#listener.message();
  }

  /** @returns whether there is a line to send it on. */
  chat(text) {
    return this.#signalling.send({ type: 'chat', text });
  }

  heard(text, isFinal) {
    this.#signalling.send({ type: 'heard', text, final: isFinal });
  }

  setCaptions(isOn) {
    this.#captions.setOn(isOn);
  }

  scrollMessages() {
    this.#messages.scrollToEnd();
  }

  leave() {
    clearInterval(this.#levels);
    this.#media.removeEventListener('change', this.#mediaChanged);
    this.#signalling.close();
    this.#mesh.clear();
    this.#tiles.clear();
    this.#captions.clear();
    this.#setAloneTitle();
  }
}
