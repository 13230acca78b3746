import { element, make } from './page-elements.js';

const maxMessages = 500;

/** @typedef {'chat' | 'avatar' | 'heard'} MessageKind written, said by an avatar, or understood from a guest's voice */

const notes = { chat: '', avatar: 'said', heard: 'said aloud' };

function timeOf(at) {
  const textContent = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return make('time', { dateTime: at, textContent });
}

/** What is written and said, in order. */
export class Messages {
  #list = element('messages');
  /** An avatar's messages that are still growing: the sentences of one answer are one message. */
  #growing;

  /** @param {{ kind: MessageKind, name: string, text: string, at: string, sayId?: string }} message */
  add({ kind, name, text, at, sayId }) {
    if (sayId && this.#growing?.sayId === sayId) {
      this.#keepAtEnd(() => this.#growing.body.append(' ', make('span', { textContent: text })));
      return;
    }
    const who = make('b', { dir: 'auto', textContent: name });
    const head = make('div', { className: 'message-head' }, who, notes[kind], timeOf(at));
    // A span for each sentence, so that screen readers read only what is added.
    const body = make('p', { dir: 'auto' }, make('span', { textContent: text }));
    this.#append(make('li', { className: 'message', dataset: { kind } }, head, body));
    this.#growing = sayId ? { sayId, body } : undefined;
  }

  /** Adds a line from the room itself. @returns its element, so that it can be removed later. */
  notice(text) {
    const words = make('span', { textContent: text });
    const time = timeOf(new Date().toISOString());
    const item = make('li', { className: 'message', dataset: { kind: 'notice' } }, words, time);
    this.#append(item);
    this.#growing = undefined;
    return item;
  }

  #append(item) {
    this.#keepAtEnd(() => {
      this.#list.append(item);
      while (this.#list.children.length > maxMessages) this.#list.firstElementChild?.remove();
    });
  }

  #keepAtEnd(change) {
    const isAtEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 60;
    change();
    if (isAtEnd) this.scrollToEnd();
  }

  scrollToEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
