/** The guest's own microphone and camera. The browser is not asked for either before it is turned on. */

const constraints = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24, max: 30 } },
};
const kinds = { microphone: 'audio', camera: 'video' };

/** Names of the errors for a chosen device that is no longer there. */
const missing = new Set(['NotFoundError', 'OverconstrainedError']);

const inUse = (device) => `The ${device} is in use by another program, or it does not start.`;
const reasons = {
  NotAllowedError: (device) => `Your browser was not allowed to use the ${device}.`,
  SecurityError: (device) => `Your browser was not allowed to use the ${device}.`,
  NotFoundError: (device) => `No ${device} was found.`,
  OverconstrainedError: (device) => `No ${device} was found.`,
  NotReadableError: inUse,
  AbortError: inUse,
};

/** Why a device is not available, for people. Never empty. */
function problemOf(device, error) {
  const words = reasons[error?.name];
  return words
    ? words(device)
    : `The ${device} cannot be used: ${error?.message || error?.name || 'unknown reason'}`;
}

const isLive = (track) => track.readyState !== 'ended';

/**
 * One device of the guest: at most one track. Each decision (on, off, another device) starts a new turn, and a track that arrives
 * for an earlier turn is stopped at once. So nothing is live after `turnOff`, however late the browser or the person answers.
 */
class Device {
  #name;
  #events;
  #turn = 0;
  #chosen;
  #track;
  #opening;
  /** Every track from the browser that has not ended. */
  #given = new Set();

  /** @param {{ changed(): void, asking(): void, notice(text: string): void }} events */
  constructor(name, events) {
    this.#name = name;
    this.#events = events;
  }

  /** The track that is live now. */
  get track() {
    return this.#track && isLive(this.#track) ? this.#track : undefined;
  }

  /** Whether any track from the browser is live. */
  get isLive() {
    return [...this.#given].some(isLive);
  }

  /** The id of the live device, else of the one that will be requested. */
  get deviceId() {
    return this.track?.getSettings?.().deviceId ?? this.#chosen;
  }

  /** Whether the answer of the browser or the person is pending. */
  get isOpening() {
    return this.#opening !== undefined;
  }

  /** Two calls at once are one request. @throws {Error} with a message for people. */
  turnOn() {
    if (this.track) return Promise.resolve();
    return this.#opening ?? this.#begin();
  }

  turnOff() {
    this.#turn += 1;
    this.#release();
    this.#settle();
  }

  choose(deviceId) {
    this.#chosen = deviceId;
    if (!this.track && !this.isOpening) return Promise.resolve();
    // Some devices cannot be opened twice.
    this.#release();
    return this.#begin();
  }

  #begin() {
    this.#turn += 1;
    const turn = this.#turn;
    const opening = this.#open(turn).finally(() => {
      if (turn === this.#turn) this.#settle();
    });
    this.#opening = opening;
    this.#events.asking();
    return opening;
  }

  #settle() {
    if (!this.isOpening) return;
    this.#opening = undefined;
    this.#events.asking();
  }

  #release() {
    const track = this.#track;
    this.#track = undefined;
    if (!track) return;
    track.stop();
    this.#events.changed();
  }

  async #open(turn) {
    const chosen = this.#chosen;
    const wanted = { ...constraints[this.#name], ...(chosen && { deviceId: { exact: chosen } }) };
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ [kinds[this.#name]]: wanted });
    } catch (error) {
      if (turn === this.#turn) return this.#failed(turn, error);
      return;
    }
    this.#take(turn, stream.getTracks());
  }

  /** Drops a choice that failed: a missing device is replaced by the default at once, one that is in use at the next try. */
  async #failed(turn, error) {
    const wasChosen = this.#chosen !== undefined;
    this.#chosen = undefined;
    if (!wasChosen || !missing.has(error?.name)) throw new Error(problemOf(this.#name, error));
    await this.#open(turn);
    if (turn === this.#turn)
      this.#events.notice(`The chosen ${this.#name} was not found. Another one is used.`);
  }

  #take(turn, [track, ...others]) {
    const isLate = turn !== this.#turn;
    this.#given = new Set([...this.#given, track, ...others].filter((one) => one && isLive(one)));
    for (const unwanted of isLate ? [track, ...others] : others) unwanted?.stop();
    if (isLate || !track) return;
    this.#track = track;
    track.addEventListener('ended', () => this.#ended(track));
    this.#events.changed();
  }

  #ended(track) {
    if (this.#track !== track) return;
    this.#chosen = undefined;
    this.turnOff();
    this.#events.notice(
      `The ${this.#name} has stopped: it was unplugged, or your browser no longer allows it.`,
    );
  }
}

const eventOf = (type, detail) => Object.assign(new Event(type), { detail });

/**
 * Events: `change` when a track starts or stops or the list of devices changes, `asking` when a request starts or ends, and `notice` with
 * a message for people in `detail`.
 */
export class LocalMedia extends EventTarget {
  #devices = Object.fromEntries(Object.keys(kinds).map((name) => [name, new Device(name, this.#events())]));

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener?.('devicechange', () => this.dispatchEvent(new Event('change')));
  }

  #events() {
    return {
      changed: () => this.dispatchEvent(new Event('change')),
      asking: () => this.dispatchEvent(new Event('asking')),
      notice: (text) => this.dispatchEvent(eventOf('notice', text)),
    };
  }

  /** Browsers give no devices to pages over plain http from another machine. */
  get isAvailable() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  /** Whether a track of the device is live now. */
  isOn(device) {
    return this.#devices[device].track !== undefined;
  }

  /** Whether the answer of the browser or the person is pending. */
  isOpening(device) {
    return this.#devices[device].isOpening;
  }

  /** The id of the live device, else of the one that will be requested, if there is a choice. */
  deviceId(device) {
    return this.#devices[device].deviceId;
  }

  get tracks() {
    return { audio: this.#devices.microphone.track, video: this.#devices.camera.track };
  }

  /** Turns a device on or off; off also cancels a pending request. @throws {Error} with a message for people. */
  async set(device, isOn) {
    if (!isOn) return this.#devices[device].turnOff();
    this.#requireAvailable(device);
    return this.#devices[device].turnOn();
  }

  /** Turns a device off if it is on or about to be, else on. @throws {Error} with a message for people. */
  toggle(device) {
    return this.set(device, !this.isOn(device) && !this.isOpening(device));
  }

  /** Switches to another device of the same kind, now or when it is turned on. @throws {Error} with a message for people. */
  async choose(device, deviceId) {
    return this.#devices[device].choose(deviceId);
  }

  #requireAvailable(device) {
    if (!this.isAvailable)
      throw new Error(`Without https no ${device} can be used here. You can still write.`);
  }

  /** Turns everything off and cancels pending requests. */
  stop() {
    for (const device of Object.values(this.#devices)) device.turnOff();
  }

  /** What is still on after leaving, for people: judged by the tracks, not by what was requested. */
  get words() {
    const on = Object.keys(kinds).filter((device) => this.#devices[device].isLive);
    if (on.length > 0) return `Still on: ${on.join(' and ')}. Close this page to turn everything off.`;
    return 'Camera and microphone are off.';
  }

  /** The devices to choose from. They have names only after one of the kind was allowed. */
  async list(device) {
    if (!navigator.mediaDevices?.enumerateDevices) return [];
    const all = await navigator.mediaDevices.enumerateDevices();
    return all
      .filter(({ kind, label }) => kind === `${kinds[device]}input` && label)
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  }
}
