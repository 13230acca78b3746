/** The page's line to the room: messages as room/protocol.ts has them. Comes back by itself when it breaks. */

const firstDelayMs = 400;
const longestDelayMs = 6000;

/** @typedef {{ welcome(message: object): void, message(message: object): void, refused(reason: string): void, connection(state: 'connected' | 'reconnecting'): void }} Listener */

export class Signalling {
  #listener;
  #join;
  #socket;
  #delayMs = firstDelayMs;
  #timer;
  #isOver = false;

  /**
   * @param {() => object} join the first message, made anew at each connection
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
    socket.addEventListener('open', () => this.send({ type: 'join', ...this.#join() }));
    socket.addEventListener('message', ({ data }) => this.#read(JSON.parse(data)));
    socket.addEventListener('close', () => this.#lost());
  }

  #read(message) {
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
    this.#listener.connection('reconnecting');
    const delayMs = this.#delayMs * (0.5 + Math.random() / 2);
    this.#delayMs = Math.min(longestDelayMs, this.#delayMs * 2);
    this.#timer = setTimeout(() => this.#connect(), delayMs);
  }

  send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Ends the line for good. */
  close() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.send({ type: 'leave' });
    this.#socket.close();
  }
}
