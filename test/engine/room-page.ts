import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { slowness } from '../machine-speed.ts';
import type { EngineScene } from './engine-scene.ts';

const programs = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where Chromium is; nothing if it is not installed. */
export const chromiumPath = programs.find((program) => program && existsSync(program));
export const withoutChromium = 'skipped without Chromium: apt-get install chromium, or set CHROMIUM_PATH';

/** Makes a headless browser see, hear and run like a visible one. */
const flags = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream=fps=10',
  '--disable-gpu',
  '--autoplay-policy=no-user-gesture-required',
  '--mute-audio',
  '--disable-background-networking',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

export function launchChromium(...more: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: [...flags, ...more] });
}

const screenshots = path.join(skillDirectory, 'artifacts', 'room');

/** Where in the demo avatar's picture the mouth is, as fractions of the frame. */
const mouth = { x: 0.455, y: 0.6, width: 0.1, height: 0.13 };

/** The part of room-probe.js that is polled. */
interface ProbedPage {
  roomProbe: { isSeen(name: string): boolean };
}

/** A person in front of the room's page. */
export class GuestPage {
  readonly page: Page;
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  async enter(name: string, { camera = false } = {}): Promise<void> {
    await this.page.fill('#name', name);
    if (camera) {
      await this.page.click('#door-camera');
      await this.page.waitForSelector('#door-camera[aria-pressed="true"]');
    }
    await this.page.click('#join');
    await this.page.waitForSelector('body[data-state="room"]');
  }

  /** Waits until someone's picture moves. */
  async sees(name: string): Promise<void> {
    // A function, not a string: the page's policy forbids evaluating strings later.
    const isSeen = (name: string) => (globalThis as unknown as ProbedPage).roomProbe.isSeen(name);
    await this.page.waitForFunction(isSeen, name);
  }

  /** How much the avatar's mouth moved in that time (room-probe.js). */
  mouthMovement(milliseconds: number): Promise<number> {
    return this.page.evaluate(`roomProbe.mouthMovement(${JSON.stringify(mouth)}, ${milliseconds})`);
  }

  /** The avatar's maximum loudness in that time, 0 to 1. */
  loudness(milliseconds: number): Promise<number> {
    return this.page.evaluate(`roomProbe.loudness(${milliseconds})`);
  }

  async chat(text: string): Promise<void> {
    if (!(await this.page.isVisible('#message'))) await this.page.click('#chat-toggle');
    await this.page.fill('#message', text);
    await this.page.press('#message', 'Enter');
  }

  /** Waits for a message of that kind and text in the list. */
  async reads(kind: 'chat' | 'avatar' | 'heard', text: string): Promise<void> {
    await this.page
      .locator(`.message[data-kind="${kind}"]`, { hasText: text })
      .first()
      .waitFor({ state: 'attached' });
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }
}

/** Opens the room in a browser of its own. It is closed when the running test ends. */
export async function openRoom(
  browser: Browser,
  engine: EngineScene,
  room: string,
  options: BrowserContextOptions = {},
): Promise<GuestPage> {
  const permissions = ['camera', 'microphone'];
  const context = await browser.newContext({
    viewport: { width: 1280, height: 760 },
    permissions,
    ...options,
  });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(30_000 * slowness());
  await context.addInitScript({ path: path.join(import.meta.dirname, '../../tools/injected/room-probe.js') });
  const guest = new GuestPage(await context.newPage());
  await guest.page.goto(engine.roomUrl(room));
  return guest;
}
