import { element, make } from './page-elements.js';

const shownMs = 7000;
const maxLines = 2;

/** What is being said, over the pictures. Screen readers have the messages instead. */
export class Captions {
  #root = element('captions');
  #lines = [];
  #isOn = true;

  setOn(isOn) {
    this.#isOn = isOn;
    this.#root.hidden = !isOn;
    if (!isOn) this.clear();
  }

  show({ from, name, text }) {
    if (!this.#isOn) return;
    const last = this.#lines.at(-1);
    const line = last?.from === from && !last.isFinal ? last : this.#add(from);
    line.element.replaceChildren(make('b', { dir: 'auto', textContent: name }), ` ${text}`);
    clearTimeout(line.timer);
    line.timer = setTimeout(() => this.#drop(line), shownMs);
  }

  /** The speaker's next words start a new line. */
  close(from) {
    for (const line of this.#lines) if (line.from === from) line.isFinal = true;
  }

  /** One line for each speaker, so that the captions of a long answer do not cover the face. */
  #add(from) {
    for (const old of this.#lines) if (old.from === from) this.#drop(old);
    const line = {
      from,
      isFinal: false,
      timer: 0,
      element: make('p', { className: 'caption', dir: 'auto' }),
    };
    this.#lines.push(line);
    this.#root.append(line.element);
    while (this.#lines.length > maxLines) this.#drop(this.#lines[0]);
    return line;
  }

  #drop(line) {
    clearTimeout(line.timer);
    line.element.remove();
    this.#lines = this.#lines.filter((one) => one !== line);
  }

  clear() {
    for (const line of [...this.#lines]) this.#drop(line);
  }
}
