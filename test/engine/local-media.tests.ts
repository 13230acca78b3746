import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LocalMedia } from '../../scripts/engine/room/page/local-media.js';
import { cases } from '../fuzz.ts';

type DeviceName = 'microphone' | 'camera';
const names = ['microphone', 'camera'] as const;

class Track extends EventTarget {
  readonly kind: string;
  readyState = 'live';

  constructor(kind: string) {
    super();
    this.kind = kind;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** As if the device were unplugged. */
  unplug(): void {
    if (this.readyState === 'ended') return;
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

interface Request {
  kind: string;
  deviceId?: string;
  allow(): void;
  refuse(name: string): void;
}

/** A browser that answers on the test's command. */
class Browser {
  readonly requests: Request[] = [];
  readonly tracks: Track[] = [];

  constructor() {
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: this.#ask.bind(this) } });
  }

  #ask(wanted: Record<string, { deviceId?: { exact: string } }>): Promise<{ getTracks(): Track[] }> {
    const [kind = '', { deviceId } = {}] = Object.entries(wanted)[0] ?? [];
    return new Promise((resolve, reject) => {
      this.requests.push({
        kind,
        deviceId: deviceId?.exact,
        allow: () => {
          const track = new Track(kind);
          this.tracks.push(track);
          resolve({ getTracks: () => [track] });
        },
        refuse: (name) => reject(Object.assign(new Error(''), { name })),
      });
    });
  }

  live(kind?: string): Track[] {
    return this.tracks.filter((track) => track.readyState === 'live' && (!kind || track.kind === kind));
  }

  answer(at: number, name?: string): void {
    const [request] = this.requests.splice(at % Math.max(1, this.requests.length), 1);
    if (name === undefined) request?.allow();
    else request?.refuse(name);
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => vi.unstubAllGlobals());

/** What a page does with its devices, and what the browser and the person do. */
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('set' as const), device: fc.constantFrom(...names), on: fc.boolean() }),
    fc.record({ do: fc.constant('toggle' as const), device: fc.constantFrom(...names) }),
    fc.record({
      do: fc.constant('choose' as const),
      device: fc.constantFrom(...names),
      id: fc.constantFrom<string>('a', 'b'),
    }),
    fc.record({ do: fc.constant('allow' as const), at: fc.nat(5) }),
    fc.record({
      do: fc.constant('refuse' as const),
      at: fc.nat(5),
      name: fc.constantFrom(
        'NotAllowedError',
        'NotFoundError',
        'NotReadableError',
        'OverconstrainedError',
        '',
      ),
    }),
    fc.record({ do: fc.constant('unplug' as const), at: fc.nat(5) }),
    fc.record({ do: fc.constant('stop' as const) }),
    fc.record({ do: fc.constant('wait' as const) }),
  ),
  { maxLength: 30 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

class Scene {
  readonly browser = new Browser();
  readonly media = new LocalMedia();
  readonly problems: string[] = [];
  readonly shown: Record<DeviceName, boolean> = { microphone: false, camera: false };

  constructor() {
    this.media.addEventListener('change', () => {
      for (const name of names) this.shown[name] = this.media.isOn(name);
    });
    this.media.addEventListener('notice', (event: Event) =>
      this.problems.push((event as Event & { detail: string }).detail),
    );
  }

  #attempt(change: Promise<void>): void {
    change.catch((error: Error) => this.problems.push(error.message));
  }

  run(step: Step): Promise<unknown> | undefined {
    const { browser, media } = this;
    if (step.do === 'set') this.#attempt(media.set(step.device, step.on));
    if (step.do === 'toggle') this.#attempt(media.toggle(step.device));
    if (step.do === 'choose') this.#attempt(media.choose(step.device, step.id));
    if (step.do === 'allow') browser.answer(step.at);
    if (step.do === 'refuse') browser.answer(step.at, step.name);
    if (step.do === 'unplug') browser.tracks.at(step.at % Math.max(1, browser.tracks.length))?.unplug();
    if (step.do === 'stop') media.stop();
    return step.do === 'wait' ? settled() : undefined;
  }

  /** The browser grants all pending requests. */
  async allowAll(): Promise<void> {
    while (this.browser.requests.length > 0) {
      this.browser.answer(0);
      await settled();
    }
  }

  check(): void {
    for (const [name, kind] of [
      ['microphone', 'audio'],
      ['camera', 'video'],
    ] as const) {
      const live = this.browser.live(kind);
      expect(live.length).toBeLessThanOrEqual(1);
      expect(this.media.isOn(name)).toBe(live.length === 1);
      expect(this.media.tracks[kind]).toBe(live[0]);
      expect(this.shown[name]).toBe(this.media.isOn(name));
    }
    for (const words of this.problems) expect(words).toMatch(/\w\.$|\w$/);
  }
}

describe('in any order of clicks and answers', () => {
  test('at most one track of a kind is live, the one that the page shows, and none after stop', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (order) => {
        const scene = new Scene();
        for (const step of order) await scene.run(step);
        await settled();
        scene.check();
        scene.media.stop();
        await settled();
        expect(scene.browser.live()).toEqual([]);
        await scene.allowAll();
        expect(scene.browser.live()).toEqual([]);
        expect(scene.media.words).toBe('Camera and microphone are off.');
        scene.check();
      }),
      { numRuns: cases(150) },
    );
  });
});

describe('a device that is not available', () => {
  test.each([
    ['NotAllowedError', /not allowed/],
    ['SecurityError', /not allowed/],
    ['NotFoundError', /No camera was found/],
    ['OverconstrainedError', /No camera was found/],
    ['NotReadableError', /in use/],
    ['AbortError', /in use/],
    ['TypeError', /cannot be used: TypeError$/],
    ['', /cannot be used: unknown reason$/],
  ])('%j leaves the button off and says why', async (name, words) => {
    const scene = new Scene();
    scene.run({ do: 'set', device: 'camera', on: true });
    scene.browser.answer(0, name);
    await settled();
    expect(scene.problems).toEqual([expect.stringMatching(words)]);
    scene.check();
  });

  test.each(['NotFoundError', 'OverconstrainedError'])(
    'an unplugged choice (%s) is replaced by the default',
    async (name) => {
      const scene = new Scene();
      scene.run({ do: 'choose', device: 'microphone', id: 'gone' });
      scene.run({ do: 'set', device: 'microphone', on: true });
      expect(scene.browser.requests[0]?.deviceId).toBe('gone');
      scene.browser.answer(0, name);
      await settled();
      expect(scene.browser.requests[0]?.deviceId).toBeUndefined();
      scene.browser.answer(0);
      await settled();
      expect(scene.problems).toEqual(['The chosen microphone was not found. Another one is used.']);
      expect(scene.shown.microphone).toBe(true);
    },
  );

  test('a choice that is in use turns the button off, and the next try uses the default', async () => {
    const scene = new Scene();
    scene.run({ do: 'set', device: 'microphone', on: true });
    scene.browser.answer(0);
    await settled();
    scene.run({ do: 'choose', device: 'microphone', id: 'busy' });
    scene.browser.answer(0, 'NotReadableError');
    await settled();
    expect(scene.shown.microphone).toBe(false);
    scene.run({ do: 'set', device: 'microphone', on: true });
    expect(scene.browser.requests.map(({ deviceId }) => deviceId)).toEqual([undefined]);
  });

  test('one that is unplugged while on turns the button off and says so', async () => {
    const scene = new Scene();
    scene.run({ do: 'set', device: 'camera', on: true });
    scene.browser.answer(0);
    await settled();
    scene.run({ do: 'unplug', at: 0 });
    expect(scene.problems).toEqual([expect.stringMatching(/camera has stopped/)]);
    scene.check();
  });
});
