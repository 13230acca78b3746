/** The page's connection to the room, with the messages of room/protocol.ts. It reconnects by itself. */

const firstDelayMs = 400;
const maxDelayMs = 6000;

/**
 * A connection without any message after this many pings is dead, whatever the socket says: sleep or a change of network end it silently.
 */
const beatMs = 4000;
const maxUnanswered = 2;

/** @typedef {{ welcome(message: object): void, message(message: object): void, refused(reason: string): void, connection(state: 'connected' | 'reconnecting'): void }} Listener */

export class Signaling {
  #listener;
  #join;
  #socket;
  #delayMs = firstDelayMs;
  #timer;
  #pulse;
  #unanswered = 0;
  #isOver = false;

  /**
   * @param {() => object} join the first message, created for each connection
   * @param {Listener} listener
   */
  constructor(join, listener) {
    this.#join = join;
    this.#listener = listener;
    this.#connect();
  }

  #connect() {
    const url = new URL(location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.pathname = `${url.pathname.replace(/\/$/, '')}/socket`;
    url.hash = '';
    const socket = new WebSocket(url);
    this.#socket = socket;
    const heed = (type, action) =>
      socket.addEventListener(type, (event) => {
        if (socket === this.#socket) action(event);
      });
    heed('open', () => this.send({ type: 'join', ...this.#join() }));
    heed('message', ({ data }) => this.#read(JSON.parse(data)));
    heed('close', () => this.#lost());
    this.#unanswered = 0;
    this.#awaitBeat();
  }

  #awaitBeat() {
    clearTimeout(this.#pulse);
    this.#pulse = setTimeout(() => this.#beat(), beatMs);
  }

  /** Counted in beats, not in time: a page in the background has slow timers, so it asks less often but waits as long. */
  #beat() {
    if (this.#unanswered >= maxUnanswered) {
      this.#lost();
      return;
    }
    this.#unanswered += 1;
    this.send({ type: 'ping' });
    this.#awaitBeat();
  }

  #read(message) {
    this.#unanswered = 0;
    if (message.type === 'pong') return;
    if (message.type === 'refused') {
      this.close();
      this.#listener.refused(message.message);
      return;
    }
    if (message.type === 'welcome') {
      this.#delayMs = firstDelayMs;
      this.#listener.connection('connected');
      this.#listener.welcome(message);
      return;
    }
    this.#listener.message(message);
  }

  #lost() {
    if (this.#isOver) return;
    clearTimeout(this.#pulse);
    // Closing a dead connection gets no answer either.
    this.#socket.close();
    this.#socket = undefined;
    this.#listener.connection('reconnecting');
    const delayMs = this.#delayMs * (0.5 + Math.random() / 2);
    this.#delayMs = Math.min(maxDelayMs, this.#delayMs * 2);
    this.#timer = setTimeout(() => this.#connect(), delayMs);
  }

  /** @returns whether there is a line to send on. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Closes the connection for good. */
  close() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#pulse);
    this.send({ type: 'leave' });
    this.#socket?.close();
  }
}
