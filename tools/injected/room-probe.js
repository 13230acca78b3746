// Runs inside the room's page: looks and listens where a person would.
/** The settings that each connection of the page was made with. */
const configurations = [];
const NativeConnection = globalThis.RTCPeerConnection;
globalThis.RTCPeerConnection = class extends NativeConnection {
  constructor(configuration) {
    super(configuration);
    configurations.push(this.getConfiguration());
  }
};

globalThis.roomProbe = {
  configurations,

  /** Whether the text of that element is cut nowhere and nothing lies over it. */
  isWhole(selector) {
    const found = document.querySelector(selector);
    const { left, right, top, bottom } = found.getBoundingClientRect();
    const isCut = found.scrollWidth > found.clientWidth || found.scrollHeight > found.clientHeight;
    const frame = found.closest('.tile').getBoundingClientRect();
    const isInside = left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
    const points = [0.02, 0.25, 0.5, 0.75, 0.98].map((share) => [
      left + share * (right - left),
      (top + bottom) / 2,
    ]);
    // Captions let pointers through: they are looked for by where they are.
    const isCovered = [...document.querySelectorAll('.caption, .panel, .controls')].some((one) => {
      const box = one.getBoundingClientRect();
      return points.some(([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom);
    });
    return !isCut && isInside && !isCovered;
  },

  /** Whether someone's picture moves. */
  isSeen(name) {
    const tiles = [...document.querySelectorAll('.tile[data-video]')];
    const tile = tiles.find((one) => one.querySelector('.plate-name')?.textContent.startsWith(name));
    const video = tile?.querySelector('video');
    return Boolean(video && video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 10);
  },

  /**
   * How much the darkness of the avatar's mouth varied in that time, as standard deviation of the mean level, 0 to 255: an open
   * mouth is dark inside. `mouth` is where it is, as fractions of the frame.
   */
  async mouthMovement(mouth, milliseconds) {
    const video = document.querySelector('.tile[data-kind="avatar"] video');
    const context = new OffscreenCanvas(40, 40).getContext('2d', { willReadFrequently: true });
    const levels = [];
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const { videoWidth: width, videoHeight: height } = video;
      const source = [mouth.x * width, mouth.y * height, mouth.width * width, mouth.height * height];
      context.drawImage(video, ...source, 0, 0, 40, 40);
      const { data } = context.getImageData(0, 0, 40, 40);
      const sum = data.reduce((total, value, index) => (index % 4 === 3 ? total : total + value), 0);
      levels.push(sum / ((data.length / 4) * 3));
    }
    const mean = levels.reduce((total, level) => total + level, 0) / levels.length;
    return Math.sqrt(levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length);
  },

  /** How loud the avatar was at the loudest in that time, as root mean square, 0 to 1. */
  async loudness(milliseconds) {
    const video = document.querySelector('.tile[data-kind="avatar"] video');
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(video.srcObject).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      analyser.getFloatTimeDomainData(samples);
      const sum = samples.reduce((total, sample) => total + sample * sample, 0);
      loudest = Math.max(loudest, Math.sqrt(sum / samples.length));
    }
    await context.close();
    return loudest;
  },

  /** The controls that a screen reader could not name. */
  unnamedControls() {
    return [...document.querySelectorAll('button, input, select')]
      .filter((one) => one.checkVisibility())
      .filter((one) => !one.getAttribute('aria-label') && !one.textContent.trim() && !one.labels?.length)
      .map((one) => one.outerHTML);
  },

  /** By how much the page is larger than the window, and how many parts stick out of it. */
  overflow() {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const outside = [...document.querySelectorAll('.control, .tile, #share')].filter((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1;
    });
    return { x: scrollWidth - innerWidth, y: scrollHeight - innerHeight, outside: outside.length };
  },
};
