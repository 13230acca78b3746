import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Signaling } from '../../scripts/engine/room/page/signaling.js';

/** A socket with the test at its other end. */
class Line extends EventTarget {
  static readonly OPEN = 1;
  static made: Line[] = [];
  readyState = 0;
  readonly sent: { type: string }[] = [];

  constructor() {
    super();
    Line.made.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  says(message: object): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) }));
  }

  welcome(): void {
    this.open();
    this.says({ type: 'welcome', id: '1', members: [], lobby: [] });
  }

  welcomeAndClose(): void {
    this.welcome();
    this.dispatchEvent(new Event('close'));
  }

  liveHour(): Promise<void> {
    this.welcome();
    return this.live(3600_000);
  }

  /** Answers each ping, as the room does. */
  async live(milliseconds: number): Promise<void> {
    for (let at = 0; at < milliseconds; at += 1000) {
      await vi.advanceTimersByTimeAsync(1000);
      const pings = this.sent.filter(({ type }) => type === 'ping').length;
      for (let index = 0; index < pings; index += 1) this.says({ type: 'pong' });
      this.sent.length = 0;
    }
  }
}

const states: string[] = [];
const refusals: string[] = [];
let signaling: Signaling;

const newest = (): Line => Line.made.at(-1) as Line;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Line);
  vi.stubGlobal('location', { href: 'http://127.0.0.1:1/room/x?key=abc' });
  Line.made = [];
  states.length = 0;
  refusals.length = 0;
  signaling = new Signaling(() => ({ name: 'Sam' }), {
    welcome() {},
    message() {},
    refused: (reason: string) => refusals.push(reason),
    connection: (state: string) => states.push(state),
  });
});
afterEach(() => {
  signaling.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a connection that carries nothing any more', () => {
  test.each<[string, (line: Line) => unknown]>([
    ['never opens', () => {}],
    ['opens and is not welcomed', (line) => line.open()],
    ['dies after the welcome', (line) => line.welcome()],
    ['dies after an hour', (line) => line.liveHour()],
    ['is closed', (line) => line.welcomeAndClose()],
  ])('is replaced within 15 s when it %s', async (_how, live) => {
    const line = newest();
    await live(line);
    expect(Line.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(states.at(-1)).toBe('reconnecting');
    expect(Line.made.length).toBeGreaterThan(1);
    newest().welcome();
    expect(states.at(-1)).toBe('connected');
  });

  test('is retried less and less often, for as long as the page is open', async () => {
    newest().welcome();
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    expect(Line.made.length).toBeGreaterThan(60);
    expect(Line.made.length).toBeLessThan(150);
  });

  test('is ignored when it wakes up late', async () => {
    const [old] = Line.made as [Line];
    old.welcome();
    await vi.advanceTimersByTimeAsync(15_000);
    newest().welcome();
    old.says({ type: 'refused', message: 'too late' });
    old.dispatchEvent(new Event('close'));
    expect(refusals).toEqual([]);
    expect(states).toEqual(['connected', 'reconnecting', 'connected']);
    expect(Line.made).toHaveLength(2);
  });
});

describe('a connection that is quiet but alive', () => {
  test('is kept for hours', async () => {
    newest().welcome();
    await newest().live(4 * 3600_000);
    expect(Line.made).toHaveLength(1);
    expect(states).toEqual(['connected']);
  });

  test('is kept by any message, not by pongs alone', async () => {
    newest().welcome();
    for (let at = 0; at < 60; at += 1) {
      await vi.advanceTimersByTimeAsync(5000);
      newest().says({ type: 'caption' });
    }
    expect(Line.made).toHaveLength(1);
  });
});

test('nothing is retried after close', async () => {
  newest().welcome();
  signaling.close();
  expect(newest().sent.at(-1)).toEqual({ type: 'leave' });
  newest().dispatchEvent(new Event('close'));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(Line.made).toHaveLength(1);
  expect(signaling.send({ type: 'chat', text: 'x' })).toBe(false);
});
