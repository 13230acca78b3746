import { awayWords, element, icon, initialsOf, make } from './page-elements.js';

/** More tiles would be too small to see. */
const maxTiles = 9;
/** In a lower tile, a label would cover the face, CSS pixels. */
const minTileHeight = 110;
const aspect = 16 / 9;
const uprightAspect = 1.35;

/**
 * The size of the tiles that fills the space best. On an upright screen they may be cropped at the sides, up to a little taller than wide.
 * Sizes in CSS pixels.
 */
function bestLayout(count, width, height, gap) {
  const isCropped = height > width;
  let best = { width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const widest = (width - gap * (columns - 1)) / columns;
    const highest = (height - gap * (rows - 1)) / rows;
    const tileWidth = Math.min(widest, highest * aspect);
    const tileHeight = isCropped ? Math.min(highest, tileWidth * uprightAspect) : tileWidth / aspect;
    if (tileWidth * tileHeight > best.width * best.height) {
      best = { width: tileWidth, height: tileHeight };
    }
  }
  return best;
}

/** How many tiles fit, at least one. */
function tilesThatFit(count, width, height, gap) {
  let fitting = Math.min(count, maxTiles);
  while (fitting > 1 && bestLayout(fitting, width, height, gap).height < minTileHeight) fitting -= 1;
  return fitting;
}

/** The share of an avatar's picture, from its lower edge, that its label takes (scripts/engine/face/drawing/label.ts). */
const labelShare = 0.08;

/** What the tile says if a person's picture and sound do not arrive. */
const pathWords = {
  connecting: 'Connecting…',
  interrupted: 'Connection interrupted, trying again…',
  failed: 'No direct connection: picture and sound do not get through. You can still write.',
};

class Tile {
  #member;
  #video = make('video', { autoplay: true, playsInline: true });
  #isSelf;
  #initials = make('div', { className: 'initials' });
  #name = make('span', { className: 'plate-name', dir: 'auto' });
  #muted = icon('microphone-off', 'microphone off');
  #pose = make('p', { className: 'pose', hidden: true });
  #attention = make('p', { className: 'attention', hidden: true });
  #path = make('p', { className: 'path', hidden: true });
  #isReached = true;
  element;

  constructor(member, { isSelf }) {
    this.#member = member;
    this.#isSelf = isSelf;
    this.#initials.setAttribute('aria-hidden', 'true');
    const plate = make('div', { className: 'plate' }, this.#muted, this.#name);
    this.element = make(
      'article',
      { className: 'tile', dataset: { id: member.id, kind: member.kind } },
      this.#initials,
      this.#video,
      plate,
      this.#pose,
      this.#attention,
      this.#path,
    );
    if (member.label) {
      this.element.append(
        make('p', { className: 'tile-label', textContent: member.label, ariaHidden: 'true' }),
      );
    }
    this.#attention.setAttribute('role', 'status');
    this.#path.setAttribute('role', 'status');
    if (isSelf) {
      this.element.dataset.self = '';
      this.#video.muted = true;
    }
    this.#video.addEventListener('resize', () => this.#showVideo());
    this.update(member);
  }

  get isAvatar() {
    return this.#member.kind === 'avatar';
  }

  update(changes) {
    this.#member = { ...this.#member, ...changes };
    const { name, label } = this.#member;
    this.#initials.textContent = initialsOf(name);
    this.#name.textContent = this.#isSelf ? `${name} (you)` : name;
    this.element.setAttribute('aria-label', [name, label].filter(Boolean).join(', '));
    this.#muted.toggleAttribute('hidden', this.#member.microphone);
    this.#showAttention();
    this.#showVideo();
  }

  /** Whether an avatar's agent takes note of what people say to it. */
  #showAttention() {
    const { name, listening } = this.#member;
    const isAway = listening === false;
    this.element.toggleAttribute('data-away', isAway);
    this.#attention.textContent = isAway ? awayWords(name) : '';
    this.#attention.hidden = !isAway;
  }

  #showVideo() {
    const hasPicture = this.#isReached && this.#member.camera && this.#video.srcObject !== null;
    this.element.toggleAttribute('data-video', hasPicture);
  }

  /** @returns {Promise<void>} rejects when the browser does not let it sound yet. */
  async show(stream) {
    if (this.#video.srcObject !== stream) this.#video.srcObject = stream;
    this.#showVideo();
    if (stream) await this.#video.play();
  }

  play() {
    return this.#video.play();
  }

  speaking(isActive) {
    this.element.toggleAttribute('data-speaking', isActive);
  }

  /** @param {import('./mesh.js').PathState} state */
  path(state) {
    this.element.dataset.path = state;
    this.#path.textContent = pathWords[state] ?? '';
    this.#path.hidden = !pathWords[state];
    // The last picture of an interrupted connection stays.
    this.#isReached = state === 'connected' || state === 'interrupted';
    this.#showVideo();
  }

  pose(pose) {
    this.#pose.hidden = pose === 'idle';
    this.#pose.textContent = pose === 'idle' ? '' : pose;
  }
}

/** Everyone's pictures. */
export class Tiles {
  #root = element('tiles');
  #alone = element('alone');
  #tiles = new Map();
  #more = make('div', { className: 'tile more' });
  #selfId;

  constructor() {
    new ResizeObserver(() => this.#layOut()).observe(this.#root);
  }

  add(member, { isSelf = false } = {}) {
    this.remove(member.id);
    if (isSelf) this.#selfId = member.id;
    this.#tiles.set(member.id, new Tile(member, { isSelf }));
    this.#layOut();
  }

  remove(id) {
    this.#tiles.get(id)?.element.remove();
    this.#tiles.delete(id);
    this.#layOut();
  }

  clear() {
    for (const id of [...this.#tiles.keys()]) this.remove(id);
  }

  get(id) {
    return this.#tiles.get(id);
  }

  /** Plays what the browser has held back. */
  playAll() {
    for (const tile of this.#tiles.values()) tile.play().catch(() => {});
  }

  /** Avatars first, then the others in the order of their arrival, yourself last. */
  #ordered() {
    const rank = ([id, tile]) => (tile.isAvatar ? 0 : id === this.#selfId ? 2 : 1);
    return [...this.#tiles].sort((a, b) => rank(a) - rank(b)).map(([, tile]) => tile);
  }

  #layOut() {
    const self = this.#tiles.get(this.#selfId);
    const others = this.#ordered().filter((tile) => tile !== self);
    this.#alone.hidden = others.length > 0 || !self;
    const isCorner = others.length <= 1;
    self?.element.toggleAttribute('data-corner', isCorner);
    const inGrid = isCorner || !self ? others : [...others, self];
    const fitting = tilesThatFit(inGrid.length, ...this.#space);
    const shown = fitting < inGrid.length ? inGrid.slice(0, Math.max(1, fitting - 1)) : inGrid;
    this.#more.textContent = `and ${inGrid.length - shown.length} more`;
    const hasMore = shown.length < fitting && fitting < inGrid.length;
    const wanted = [...shown.map((tile) => tile.element), ...(hasMore ? [this.#more] : [])];
    this.#size(wanted.length);
    this.#arrange(isCorner && self ? [...wanted, self.element] : wanted, inGrid.slice(shown.length));
  }

  /** Elements stay in place if possible: moving one would stop its picture for a moment. */
  #arrange(wanted, beyond) {
    for (const child of [...this.#root.children]) if (!wanted.includes(child)) child.remove();
    for (const [index, child] of wanted.entries()) {
      if (this.#root.children[index] !== child)
        this.#root.insertBefore(child, this.#root.children[index] ?? null);
    }
    for (const tile of [...wanted.map((one) => this.#tiles.get(one.dataset.id)), ...beyond]) {
      tile?.play().catch(() => {});
    }
  }

  /** Width, height and gap of the tiles. */
  get #space() {
    const { clientWidth, clientHeight } = this.#root;
    return [clientWidth, clientHeight, Number.parseFloat(getComputedStyle(this.#root).columnGap) || 0];
  }

  #size(count) {
    const { style } = element('stage');
    const [clientWidth, clientHeight, gap] = this.#space;
    const { width, height } = bestLayout(Math.max(1, count), clientWidth, clientHeight, gap);
    const setPixels = (name, value) => style.setProperty(name, `${Math.floor(value)}px`);
    setPixels('--tile-width', width);
    setPixels('--tile-height', height);
    // The guest's own picture is in the corner of the other one.
    const isInside = count === 1;
    setPixels('--corner-top', isInside ? (clientHeight - height) / 2 : 0);
    setPixels('--corner-right', isInside ? (clientWidth - width) / 2 : 0);
    // With one picture, captions are inside it, above its label and within its edges.
    setPixels('--captions-bottom', isInside ? (clientHeight - height) / 2 + height * labelShare : 0);
  }
}
