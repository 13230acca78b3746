/** The guest's own microphone and camera. Nothing is asked for before it is turned on. */

const constraints = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24, max: 30 } },
};
const kinds = { microphone: 'audio', camera: 'video' };

/** Why a device could not be had, in words for a person. */
function problemOf(device, error) {
  const reasons = {
    NotAllowedError: `Your browser was not allowed to use the ${device}.`,
    NotFoundError: `No ${device} was found.`,
    NotReadableError: `The ${device} is in use by another program.`,
  };
  return reasons[error?.name] ?? `The ${device} cannot be used: ${error?.message ?? 'unknown reason'}`;
}

export class LocalMedia extends EventTarget {
  #tracks = { microphone: undefined, camera: undefined };
  #chosen = { microphone: undefined, camera: undefined };

  /** Browsers give no devices to pages that come over plain http from elsewhere. */
  get isAvailable() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  isOn(device) {
    return this.#tracks[device] !== undefined;
  }

  get tracks() {
    return { audio: this.#tracks.microphone, video: this.#tracks.camera };
  }

  /** Turns a device on or off. @throws {Error} with words for a person. */
  async set(device, isOn) {
    if (isOn === this.isOn(device)) return;
    if (isOn) await this.#open(device);
    else this.#close(device);
    this.dispatchEvent(new Event('change'));
  }

  /** Takes another device of the same kind, now or when it is turned on. */
  async choose(device, deviceId) {
    this.#chosen[device] = deviceId;
    if (!this.isOn(device)) return;
    this.#close(device);
    await this.#open(device);
    this.dispatchEvent(new Event('change'));
  }

  async #open(device) {
    if (!this.isAvailable)
      throw new Error(`Without https no ${device} can be used here. You can still write.`);
    const deviceId = this.#chosen[device];
    const wanted = { ...constraints[device], ...(deviceId && { deviceId: { exact: deviceId } }) };
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ [kinds[device]]: wanted });
      const [track] = stream.getTracks();
      this.#tracks[device] = track;
      track.addEventListener('ended', () => {
        if (this.#tracks[device] === track) void this.set(device, false);
      });
    } catch (error) {
      throw new Error(problemOf(device, error));
    }
  }

  #close(device) {
    this.#tracks[device]?.stop();
    this.#tracks[device] = undefined;
  }

  stop() {
    for (const device of Object.keys(kinds)) this.#close(device);
  }

  /** The devices to choose from; named only once one of the kind was allowed. */
  async list(device) {
    if (!navigator.mediaDevices?.enumerateDevices) return [];
    const all = await navigator.mediaDevices.enumerateDevices();
    return all
      .filter(({ kind, label }) => kind === `${kinds[device]}input` && label)
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  }
}
