import { element, make } from './page-elements.js';

const devices = ['microphone', 'camera'];
const nameKey = 'name';

function remembered(key) {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser without storage asks again next time.
  }
}

/** Before the room: name, camera, microphone. */
export class Door {
  #media;
  #form = element('join-form');
  #name = element('name');
  #problem = element('door-problem');

  /**
   * @param {import('./local-media.js').LocalMedia} media
   * @param {(name: string) => void} join
   */
  constructor(media, join) {
    this.#media = media;
    this.#name.value = remembered(nameKey);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const name = this.#name.value.trim();
      if (!name) return;
      remember(nameKey, name);
      join(name);
    });
    for (const device of devices) {
      element(`door-${device}`).addEventListener('click', () => this.#toggle(device));
      element(`${device}-choice`).addEventListener('change', ({ target }) => {
        this.#attempt(() => media.choose(device, target.value));
      });
    }
    media.addEventListener('change', () => this.#update());
    if (!media.isAvailable) {
      element('door-hint').textContent =
        'Without https your browser gives this page no camera and no microphone. You can watch, listen and write.';
    }
    this.#update();
    if (!this.#name.value) this.#name.focus();
  }

  #toggle(device) {
    this.#attempt(() => this.#media.toggle(device));
  }

  async #attempt(change) {
    this.problem('');
    try {
      await change();
    } catch (error) {
      this.problem(error.message);
    }
  }

  problem(text) {
    this.#problem.textContent = text;
    this.#problem.hidden = !text;
  }

  busy(isBusy) {
    const button = element('join');
    button.disabled = isBusy;
    button.textContent = isBusy ? 'Joining…' : 'Join the room';
  }

  async #update() {
    const { video } = this.#media.tracks;
    const preview = element('preview');
    preview.srcObject = video ? new MediaStream([video]) : null;
    preview.hidden = !video;
    element('preview-empty').hidden = Boolean(video);
    for (const device of devices) {
      element(`door-${device}`).setAttribute('aria-pressed', String(this.#media.isOn(device)));
      await this.#offerChoice(device);
    }
    element('device-fields').hidden = devices.every((device) => element(`${device}-field`).hidden);
  }

  async #offerChoice(device) {
    const choice = element(`${device}-choice`);
    const known = await this.#media.list(device);
    const chosen = this.#media.deviceId(device);
    choice.replaceChildren(
      ...known.map(({ id, label }) =>
        make('option', { value: id, textContent: label, selected: id === chosen }),
      ),
    );
    element(`${device}-field`).hidden = known.length < 2;
  }
}
