import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { performerModule } from '../../scripts/engine/process/performer-launch.ts';
import { slowness } from '../machine-speed.ts';
import { type EngineScene, startEngine, until } from './engine-scene.ts';
import { chromiumPath, launchChromium, openRoom, withoutChromium } from './room-page.ts';

const rig = new URL('../../scripts/avatar/sample/avatar.rig.json', import.meta.url);
const longText = 'Every morning people open their windows, and now and then a moment of joy arrives. '.repeat(
  3,
);

describe.skipIf(!chromiumPath)(chromiumPath ? 'the room in a browser' : withoutChromium, () => {
  let browser: Browser;
  let home: string;
  let engine: EngineScene;
  /** The session of the avatar that all of these meet, in the room `demo`. */
  let id: string;

  beforeAll(async () => {
    browser = await launchChromium();
    home = await mkdtemp(path.join(os.tmpdir(), 'pika-room-'));
    engine = await startEngine(home, { performerModule, env: { PIKA_BRAIN: 'echo' } });
    id = await engine.joined({ rig: await readFile(rig, 'utf8') });
  });
  beforeEach(async () => {
    await until('an empty room', async () => (await engine.json('local/capabilities')).guests === 0);
  });
  afterAll(async () => {
    await browser.close();
    await engine.stop();
    await rm(home, { recursive: true, force: true });
  });

  test('a person sees the avatar move and hears it, and its mouth moves only while it speaks', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    await guest.enter('Sam');
    await guest.sees('Ada (AI)');
    const silent = await guest.mouthMovement(1500);
    expect(await guest.loudness(300)).toBeLessThan(0.003);

    await engine.post(`local/session/${id}/say`, { text: longText });
    await guest.page.waitForSelector('.tile[data-kind="avatar"][data-speaking]');
    const speaking = await guest.mouthMovement(1500);
    expect(speaking).toBeGreaterThan(4 * silent);
    expect(await guest.loudness(1000)).toBeGreaterThan(0.02);
    await guest.screenshot('speaking-light');

    await engine.post(`local/session/${id}/say`, { text: 'Yes.', interrupt: true, wait_sec: 60 });
    await guest.page.waitForSelector('.tile[data-kind="avatar"]:not([data-speaking])');
    await until('silence', async () => (await guest.loudness(300)) < 0.003);
    expect(guest.errors).toEqual([]);
  });

  test('a message is answered aloud, in captions and in the chat', async () => {
    const guest = await openRoom(browser, engine, 'demo', { colorScheme: 'dark' });
    await guest.enter('Sam');
    await guest.sees('Ada (AI)');
    await guest.chat('Good morning, Ada.');
    await guest.reads('chat', 'Good morning, Ada.');
    await guest.reads('avatar', 'Good morning, Ada.');
    await guest.page.locator('.caption', { hasText: 'Good morning, Ada.' }).waitFor();
    await guest.screenshot('chat-dark');
    const written = { speaker: 'Sam', channel: 'chat', text: 'Good morning, Ada.' };
    expect(await engine.transcript(id)).toContainEqual(expect.objectContaining(written));
    expect(guest.errors).toEqual([]);
  });

  test('a reloaded page comes back and sees the avatar again', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    await guest.enter('Robin');
    await guest.sees('Ada (AI)');
    await guest.page.reload();
    expect(await guest.page.inputValue('#name')).toBe('Robin');
    await guest.enter('Robin');
    await guest.sees('Ada (AI)');
    await guest.chat('Do you hear me?');
    await guest.reads('avatar', 'Do you hear me?');
    const { participants } = (await engine.json(`local/session/${id}/participants`)) as {
      participants: { name: string; left_at: string | null }[];
    };
    const visits = participants.filter(({ name }) => name === 'Robin');
    expect(visits.map(({ left_at }) => left_at === null)).toEqual([false, true]);
  });

  test('a broken connection is restored', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    const lines: { close(): Promise<void> }[] = [];
    await guest.page.routeWebSocket(/\/socket\?/, (line) => {
      line.connectToServer();
      lines.push(line);
    });
    await guest.page.reload();
    await guest.enter('Sam');
    await guest.sees('Ada (AI)');
    await lines[0]?.close();
    await guest.page.waitForSelector('body[data-connection="reconnecting"]');
    await guest.page.waitForSelector('body[data-connection="connected"]');
    await guest.sees('Ada (AI)');
    expect(lines).toHaveLength(2);
  });

  test('a person leaves, the avatar stays', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    await guest.enter('Sam', { camera: true });
    await guest.sees('Ada (AI)');
    await guest.page.click('#leave');
    await guest.page.waitForSelector('text=You have left the room');
    await until('an empty room', async () => (await engine.json('local/capabilities')).guests === 0);
    expect(await engine.session(id)).toMatchObject({ status: 'ready' });
    await guest.page.click('#again');
    await guest.page.click('#join');
    await guest.sees('Ada (AI)');
  });

  test('two people see each other and the avatar', async () => {
    const [sam, ben] = [await openRoom(browser, engine, 'demo'), await openRoom(browser, engine, 'demo')];
    await sam.enter('Sam', { camera: true });
    await ben.enter('Ben');
    await Promise.all([ben.sees('Sam'), ben.sees('Ada (AI)'), sam.sees('Ada (AI)')]);
    await ben.page.click('#camera');
    await sam.sees('Ben');
    await sam.page.click('#camera');
    await ben.page.locator('.tile:not([data-video])', { hasText: 'Sam' }).waitFor();
    await ben.chat('Hello Sam');
    await sam.reads('chat', 'Hello Sam');
    await sam.screenshot('three-light');
    expect([...sam.errors, ...ben.errors]).toEqual([]);
  });

  test('a denied bot is told so, an admitted bot comes in', async () => {
    const guest = await openRoom(browser, engine, 'door');
    await guest.enter('Sam');
    const denied = await engine.join({ meet_url: 'local:door?lobby=1' });
    await guest.page.getByText('Ada (AI) would like to come in.').waitFor();
    await guest.screenshot('lobby-light');
    await guest.page.getByRole('button', { name: 'Deny' }).click();
    const ended = await engine.sessionIs(denied.session_id, 'error');
    expect(ended.error_message).toContain('the host denied');
    const admitted = await engine.join({ meet_url: 'local:door?lobby=1' });
    await guest.page.getByRole('button', { name: 'Admit' }).click();
    await engine.sessionIs(admitted.session_id, 'ready');
    await guest.sees('Ada (AI)');
  });

  test('a link without its key, or with an old key, is refused with the reason', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    const { page } = guest;
    const url = new URL(page.url());
    url.search = '';
    await page.goto(url.href);
    await page.getByText('This link is not complete').waitFor();
    url.search = '?key=AAAAAAAAAAAAAAAAAAAAAA';
    await page.goto(url.href);
    await page.fill('#name', 'Eve');
    await page.click('#join');
    await page.getByText('The room does not answer').waitFor();
    await guest.screenshot('old-link-light');
    expect((await engine.json('local/capabilities')).guests).toBe(0);
  });

  test('a guest with the name of the avatar is shown under another name', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    await guest.enter('Ada (AI)');
    await guest.sees('Ada (AI)');
    await guest.page.getByText('Ada (guest) (you)').first().waitFor();
    await guest.chat('hello');
    await guest.page.locator('.message[data-kind="chat"]', { hasText: 'Ada (guest)' }).waitFor();
  });

  test('a page of another site can neither load nor frame any part of it', async () => {
    const page = await (await browser.newContext()).newPage();
    onTestFinished(() => page.context().close());
    const parts = ['page/icon.svg', 'page/main.js', 'page/base.css', `room/demo`];
    const foreign = createServer((_request, response) => response.end('<!doctype html><title>x</title>'));
    foreign.listen(0, '127.0.0.1');
    await once(foreign, 'listening');
    onTestFinished(() => {
      foreign.closeAllConnections();
      foreign.close();
    });
    await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
    const loads = `(url) => Promise.all(['img', 'script', 'link'].map((tag) => new Promise((resolve) => {
      const part = document.createElement(tag);
      part.onload = () => resolve(tag);
      part.onerror = () => resolve(null);
      if (tag === 'link') Object.assign(part, { rel: 'stylesheet', href: url });
      else part.src = url;
      document.head.append(part);
    }))).then((tags) => tags.filter(Boolean))`;
    const fetches = `(url) => fetch(url, { mode: 'no-cors' }).then(() => true, () => false)`;
    for (const part of parts) {
      const url = JSON.stringify(engine.baseUrl + part);
      expect(await page.evaluate(`(${loads})(${url})`)).toEqual([]);
      expect(await page.evaluate(`(${fetches})(${url})`)).toBe(false);
    }
  });

  test('dictation starts only after the page has said where the sound goes, and each word comes once', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    const { page } = guest;
    await page.context().addInitScript({
      path: path.join(import.meta.dirname, '../../tools/injected/scripted-recognition.js'),
    });
    await page.reload();
    await guest.enter('Sam');
    await guest.sees('Ada (AI)');
    const running = () => page.evaluate('SpeechRecognition.running.size');
    await page.click('#words');
    await page.getByText('Your browser may send the sound of your microphone to its maker').waitFor();
    expect(await running()).toBe(0);
    await page.click('#words-confirm');
    await page.click('#words');
    await page.click('#words');
    await page.click('#words-confirm');
    // The first one, which was stopped, ends while the second runs. One that ends by itself restarts within half a second.
    await page.waitForTimeout(2000 * slowness());
    expect(await running()).toBe(1);
    await page.evaluate('SpeechRecognition.say("the weather", false)');
    await page.evaluate('SpeechRecognition.say("the weather is fine today", true)');
    await guest.reads('heard', 'the weather is fine today');
    await guest.reads('avatar', 'the weather is fine today');
    const heard = page.locator('.message[data-kind="heard"]', { hasText: 'the weather' });
    expect(await heard.count()).toBe(1);
  });

  test('everything is reachable by keyboard and has a name', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    const { page } = guest;
    await page.keyboard.type('Sam');
    await page.keyboard.press('Enter');
    await page.waitForSelector('body[data-state="room"]');
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.keyboard.type('mvkp are letters here');
    expect(await page.inputValue('#message')).toBe('mvkp are letters here');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#panel', { state: 'hidden' });
    await page.keyboard.press('m');
    await page.waitForSelector('#microphone[aria-pressed="true"]');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate('roomProbe.unnamedControls()')).toEqual([]);
    await expect(page.getByRole('log').count()).resolves.toBe(0);
    await page.keyboard.press('c');
    await page.getByRole('log', { name: 'Messages and what is said' }).waitFor();
  });

  test.each([
    ['light', 'phone', { width: 390, height: 844 }],
    ['dark', 'phone', { width: 390, height: 844 }],
    ['dark', 'wide', { width: 1440, height: 860 }],
  ] as const)('it fits: %s, %s', async (colorScheme, name, viewport) => {
    const guest = await openRoom(browser, engine, 'demo', {
      colorScheme,
      viewport,
      isMobile: name === 'phone',
    });
    await guest.enter('Sam', { camera: true });
    await guest.sees('Ada (AI)');
    expect(await guest.page.evaluate('roomProbe.overflow()')).toEqual({ x: 0, y: 0, outside: 0 });
    await guest.screenshot(`${name}-${colorScheme}`);
  });

  describe('on a phone', () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

    test('the face is in view and the controls are reachable while the chat is open', async () => {
      const guest = await openRoom(browser, engine, 'demo', phone);
      const { page } = guest;
      await guest.enter('Sam');
      await guest.sees('Ada (AI)');
      await page.tap('#chat-toggle');
      await page.waitForSelector('#panel');
      for (const control of ['#microphone', '#leave', '#people-toggle'])
        await page.tap(control, { trial: true });
      const tile = await page.locator('.tile[data-kind="avatar"]').boundingBox();
      const panel = await page.locator('#panel').boundingBox();
      expect(tile && panel && tile.height > 150 && tile.y + tile.height <= panel.y).toBe(true);
      // An on-screen keyboard would cover the messages.
      expect(await page.evaluate('document.activeElement?.id')).toBe('chat-toggle');
      expect(await page.evaluate('roomProbe.overflow()')).toEqual({ x: 0, y: 0, outside: 0 });
      await guest.screenshot('phone-chat');
    });

    test('the label is shown once, whole, and not covered by a caption', async () => {
      const guest = await openRoom(browser, engine, 'demo', phone);
      const { page } = guest;
      await guest.enter('Sam');
      await guest.sees('Ada (AI)');
      await engine.post(`local/session/${id}/say`, { text: longText });
      await page.waitForSelector('.caption');
      const label = page.getByText('animated portrait (local preview)');
      expect(await label.filter({ visible: true }).count()).toBe(1);
      expect(await page.evaluate('roomProbe.isWhole(".tile-label")')).toBe(true);
      await guest.screenshot('phone-captions');
      // It must not be heard by the guest of the next test.
      await engine.post(`local/session/${id}/say`, { text: 'Yes.', interrupt: true, wait_sec: 60 });
    });
  });

  test('the sentences of one answer are one message', async () => {
    const guest = await openRoom(browser, engine, 'demo');
    await guest.enter('Sam');
    await guest.sees('Ada (AI)');
    const text = 'It is late. The sun is low. We go home now.';
    await engine.post(`local/session/${id}/say`, { text, wait_sec: 60 });
    await guest.reads('avatar', text);
    expect(await guest.page.locator('.message[data-kind="avatar"]').count()).toBe(1);
  });

  test('people see that an agent does not listen, or that an avatar has left, where they look', async () => {
    const guest = await openRoom(browser, engine, 'away');
    const { page } = guest;
    const away = await engine.joined({ meet_url: 'local:away' });
    const toPage: ((message: object) => void)[] = [];
    await page.routeWebSocket(/\/socket\?/, (line) => {
      line.connectToServer();
      toPage.push((message) => line.send(JSON.stringify(message)));
    });
    await page.reload();
    await guest.enter('Sam');
    await guest.sees('Ada (AI)');
    const notice = page.locator('.attention', {
      hasText: /^\W?Ada\W?'s agent is not listening; your words are kept$/,
    });
    toPage[0]?.({ type: 'attention', id: away, listening: false });
    await notice.waitFor();
    const line = page.locator('.message[data-kind="notice"]', { hasText: 'is not listening' });
    await line.waitFor();
    await guest.screenshot('away-light');
    toPage[0]?.({ type: 'attention', id: away, listening: true });
    await notice.waitFor({ state: 'hidden' });
    await line.waitFor({ state: 'detached' });
    await engine.leave(away);
    const hasLeft = /^\W?Ada\W? has left/;
    await page.getByRole('heading', { name: hasLeft }).waitFor();
    await page.locator('.message[data-kind="notice"]', { hasText: hasLeft }).waitFor();
    await guest.screenshot('left-light');
  });
});
