import { element, make } from './page-elements.js';

const maxMessages = 500;

/** @typedef {'chat' | 'avatar' | 'heard'} MessageKind written, said by an avatar, or understood from a guest's voice */

const notes = { chat: '', avatar: 'said', heard: 'said aloud' };

function timeOf(at) {
  const textContent = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return make('time', { dateTime: at, textContent });
}

/** What is written and said, one after the other. */
export class Messages {
  #list = element('messages');
  /** What of an avatar is still growing: the sentences of one answer are one message. */
  #growing;

  /** @param {{ kind: MessageKind, name: string, text: string, at: string, sayId?: string }} message */
  add({ kind, name, text, at, sayId }) {
    if (sayId && this.#growing?.sayId === sayId) {
      this.#keepAtEnd(() => this.#growing.body.append(' ', make('span', { textContent: text })));
      return;
    }
    const who = make('b', { dir: 'auto', textContent: name });
    const head = make('div', { className: 'message-head' }, who, notes[kind], timeOf(at));
    // A span for each sentence: screen readers read out what is added, not the whole again.
    const body = make('p', { dir: 'auto' }, make('span', { textContent: text }));
    this.#append(make('li', { className: 'message', dataset: { kind } }, head, body));
    this.#growing = sayId ? { sayId, body } : undefined;
  }

  /** A line of the room's own. @returns its element, for what is true for a while only. */
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
