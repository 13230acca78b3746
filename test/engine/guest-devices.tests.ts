import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EngineScene, startEngine, until } from './engine-scene.ts';
import { chromiumPath, type GuestPage, launchChromium, openRoom, withoutChromium } from './room-page.ts';

describe.skipIf(!chromiumPath)(chromiumPath ? 'devices in a browser' : withoutChromium, () => {
  let browser: Browser;
  let home: string;
  let engine: EngineScene;

  beforeAll(async () => {
    browser = await launchChromium();
    home = await mkdtemp(path.join(os.tmpdir(), 'pika-devices-'));
    engine = await startEngine(home);
  });
  afterAll(async () => {
    await browser.close();
    await engine.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** The room's page in a browser that answers requests for a device when it is told to. */
  async function open(room: string): Promise<GuestPage> {
    const guest = await openRoom(browser, engine, room);
    await guest.page
      .context()
      .addInitScript({ path: path.join(import.meta.dirname, '../../tools/injected/held-devices.js') });
    await guest.page.reload();
    return guest;
  }

  const asked = ({ page }: GuestPage) => page.evaluate<number>('heldDevices.asked()');
  const allow = ({ page }: GuestPage) => page.evaluate('heldDevices.allowAll()');
  const live = ({ page }: GuestPage) => page.evaluate<number>('heldDevices.live()');
  const isAsked = (guest: GuestPage, count: number) =>
    until('a request', async () => (await asked(guest)) === count || undefined);

  const leave = (guest: GuestPage) => guest.page.click('#leave');
  const press = (button: string) => (guest: GuestPage) => guest.page.click(button);

  /** What the guest does while the browser still asks. */
  test.each<[string, ((guest: GuestPage) => Promise<void>)[]]>([
    ['leaves', [leave]],
    ['turns it off again', [press('#microphone')]],
    ['turns it off and on and leaves', [press('#microphone'), press('#microphone'), leave]],
    ['asks for both and leaves', [press('#camera'), leave]],
  ])('nothing is on when the guest %s before the browser answers', async (name, actions) => {
    const guest = await open(`late-${name.replaceAll(' ', '-')}`);
    await guest.enter('Sam');
    await guest.page.click('#microphone');
    await guest.page.waitForSelector('#microphone[aria-busy="true"]');
    if (name === 'leaves') await guest.screenshot('device-asking');
    for (const action of actions) await action(guest);
    await isAsked(guest, name.includes('both') || name.includes('and on') ? 2 : 1);
    await allow(guest);
    expect(await live(guest)).toBe(0);
    expect(await guest.page.getAttribute('#microphone', 'aria-pressed')).toBe('false');
    expect(await guest.page.getAttribute('#microphone', 'aria-busy')).toBe('false');
    if (actions.includes(leave)) await guest.page.getByText('Camera and microphone are off.').waitFor();
    expect(guest.errors).toEqual([]);
  });

  test('two requests at once lose no track, and leaving stops it', async () => {
    const guest = await open('twice');
    await guest.enter('Sam');
    await guest.page.click('#microphone');
    await guest.page.click('#microphone');
    await guest.page.click('#microphone');
    await isAsked(guest, 2);
    await allow(guest);
    await guest.page.waitForSelector('#microphone[aria-pressed="true"]');
    expect(await live(guest)).toBe(1);
    await leave(guest);
    expect(await live(guest)).toBe(0);
  });

  test('a device that is unplugged turns its button off and says so', async () => {
    const guest = await open('unplugged');
    await guest.enter('Sam');
    await guest.page.click('#microphone');
    await isAsked(guest, 1);
    await allow(guest);
    await guest.page.waitForSelector('#microphone[aria-pressed="true"]');
    await guest.page.evaluate('heldDevices.unplug()');
    await guest.page.waitForSelector('#microphone[aria-pressed="false"]');
    await guest.page.getByText('The microphone has stopped').waitFor();
    await guest.screenshot('device-unplugged');
  });
});
