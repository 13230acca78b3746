import { element, make } from './page-elements.js';

const maxMessages = 500;

/** @typedef {'chat' | 'avatar' | 'heard'} MessageKind written, said by an avatar, or understood from a guest's voice */

/** What is written and said, one after the other. */
export class Messages {
  #list = element('messages');

  /** @param {{ kind: MessageKind, name: string, text: string, at: string }} message */
  add({ kind, name, text, at }) {
    const isAtEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 60;
    const time = make('time', {
      dateTime: at,
      textContent: new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
    });
    const notes = { chat: '', avatar: 'said', heard: 'said aloud' };
    const head = make(
      'div',
      { className: 'message-head' },
      make('b', { textContent: name }),
      notes[kind],
      time,
    );
    const body = make('p', { textContent: text });
    this.#list.append(make('li', { className: 'message', dataset: { kind } }, head, body));
    while (this.#list.children.length > maxMessages) this.#list.firstElementChild?.remove();
    if (isAtEnd) this.scrollToEnd();
  }

  scrollToEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
