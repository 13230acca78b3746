/** Lets the guest's own browser turn speech into text, if it can and the guest wants it. */

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const restartMs = 400;

export class Dictation {
  #recognition;
  #timer;
  #isOn = false;
  #heard;
  #failed;

  /**
   * @param {(text: string, isFinal: boolean) => void} heard
   * @param {(reason: string) => void} failed it is off now
   */
  constructor(heard, failed) {
    this.#heard = heard;
    this.#failed = failed;
  }

  static get isAvailable() {
    return Boolean(Recognition);
  }

  get isOn() {
    return this.#isOn;
  }

  start() {
    this.#isOn = true;
    this.#begin();
  }

  stop() {
    this.#isOn = false;
    clearTimeout(this.#timer);
    this.#recognition?.stop();
  }

  /** Turns it off without the last words: the microphone is released at once. */
  cancel() {
    this.stop();
    this.#recognition?.abort();
    this.#recognition = undefined;
  }

  #begin() {
    const recognition = new Recognition();
    this.#recognition = recognition;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.lang = navigator.language;
    recognition.addEventListener('result', (event) => {
      if (recognition !== this.#recognition) return;
      for (const result of [...event.results].slice(event.resultIndex)) {
        const text = result[0].transcript.trim();
        if (text) this.#heard(text, result.isFinal);
      }
    });
    recognition.addEventListener('error', ({ error }) => {
      if (['no-speech', 'aborted'].includes(error)) return;
      this.stop();
      this.#failed(error === 'not-allowed' ? 'it was not allowed' : error);
    });
    // Browsers stop it after a silence. One that was stopped may end while another is already running.
    recognition.addEventListener('end', () => {
      if (this.#isOn && recognition === this.#recognition)
        this.#timer = setTimeout(() => this.#begin(), restartMs);
    });
    recognition.start();
  }
}
