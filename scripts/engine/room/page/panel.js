import { element } from './page-elements.js';

const tabs = ['chat', 'people'];
/** An on-screen keyboard would cover the messages. */
const hasTouch = matchMedia('(pointer: coarse)');

/** The side panel with its two tabs. */
export class Panel {
  #panel = element('panel');
  #open;
  #last = 'chat';
  #onShow;

  /** @param {(tab: string | undefined) => void} onShow called with the tab that is shown, or nothing */
  constructor(onShow) {
    this.#onShow = onShow;
    for (const tab of tabs) {
      element(`${tab}-toggle`).addEventListener('click', () => this.toggle(tab));
      element(`tab-${tab}`).addEventListener('click', () => this.show(tab));
      element(`tab-${tab}`).addEventListener('keydown', (event) => this.#onKey(event, tab));
    }
    element('close-panel').addEventListener('click', () => this.hide());
  }

  #onKey(event, tab) {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = tabs.find((one) => one !== tab) ?? tab;
    this.show(other);
    element(`tab-${other}`).focus();
  }

  get open() {
    return this.#open;
  }

  toggle(tab) {
    if (this.#open === tab) this.hide();
    else {
      this.show(tab);
      if (tab === 'chat' && !hasTouch.matches) element('message').focus();
    }
  }

  show(tab) {
    this.#open = tab;
    this.#last = tab;
    this.#update();
  }

  hide() {
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#open = undefined;
    this.#update();
    if (hadFocus) element(`${this.#last}-toggle`).focus();
  }

  #update() {
    this.#panel.hidden = !this.#open;
    for (const tab of tabs) {
      const isShown = this.#open === tab;
      element(tab).hidden = !isShown;
      element(`${tab}-toggle`).setAttribute('aria-expanded', String(isShown));
      element(`tab-${tab}`).setAttribute('aria-selected', String(isShown));
      element(`tab-${tab}`).tabIndex = isShown ? 0 : -1;
    }
    this.#onShow(this.#open);
  }
}
