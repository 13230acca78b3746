import type { Browser, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnvironment } from '../../scripts/cli/environment.ts';
import { performerModule } from '../../scripts/engine/process/performer-launch.ts';
import { readSettings } from '../../scripts/engine/settings.ts';
import { type EngineScene, openEngine } from './engine-scene.ts';
import { chromiumPath, type GuestPage, launchChromium, openRoom, withoutChromium } from './room-page.ts';

const serversOf = (text: string) => readSettings(readEnvironment({ PIKA_ICE_SERVERS: text })).iceServers;

describe('PIKA_ICE_SERVERS', () => {
  test.each([
    ['stun:stun.example.org', [{ urls: 'stun:stun.example.org' }]],
    ['stun:[2001:db8::1]:3478', [{ urls: 'stun:[2001:db8::1]:3478' }]],
    [
      'stun:a.example:3478, turns:ada:p%40ss@b.example:5349?transport=tcp',
      [
        { urls: 'stun:a.example:3478' },
        { urls: 'turns:b.example:5349?transport=tcp', username: 'ada', credential: 'p@ss' },
      ],
    ],
    ['', []],
  ])('%j gives what a browser takes', (text, servers) => {
    expect(serversOf(text)).toEqual(servers);
  });

  test.each([
    'https://stun.example.org',
    'stun.example.org',
    'turn:b.example:5349',
    'turn:ada@b.example',
    'stun:ada:secret@a.example',
    'turn:ada:%FF@b.example',
    'stun:a.example:99999999',
  ])('%j is refused, and not repeated', (text) => {
    const read = () => serversOf(text);
    expect(read).toThrow(/^PIKA_ICE_SERVERS: expected/);
    expect(read).not.toThrow(/secret/);
  });
});

describe.skipIf(!chromiumPath)(chromiumPath ? 'the way to a person' : withoutChromium, () => {
  let browser: Browser;
  let isBlocked = false;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** Without its candidates, as where two networks let nothing through. */
  function filtered(text: string): string | undefined {
    if (!isBlocked) return text;
    const message = JSON.parse(text);
    if (message.type !== 'signal') return text;
    if (!message.description) return undefined;
    const sdp = message.description.sdp.replace(/^a=candidate:.*\r\n/gm, '');
    return JSON.stringify({ ...message, description: { ...message.description, sdp } });
  }

  function filter(route: WebSocketRoute): void {
    const server = route.connectToServer();
    const pass = (send: (text: string) => void) => (text: string | Buffer) => {
      const left = filtered(String(text));
      if (left !== undefined) send(left);
    };
    route.onMessage(pass((text) => server.send(text)));
    server.onMessage(pass((text) => route.send(text)));
  }

  async function open(engine: EngineScene, name: string, camera: boolean): Promise<GuestPage> {
    const guest = await openRoom(browser, engine, 'ways');
    await guest.page.routeWebSocket(/\/socket(?:\?|$)/, filter);
    await guest.page.reload();
    await guest.enter(name, { camera });
    return guest;
  }

  const path = (guest: GuestPage, name: string, state: string) =>
    guest.page.locator(`.tile[data-path="${state}"]`, { hasText: name }).waitFor();

  test('is said on the tile, and found as soon as there is one', { timeout: 120_000 }, async () => {
    const engine = await openEngine();
    isBlocked = true;
    const sam = await open(engine, 'Sam', true);
    const ben = await open(engine, 'Ben', false);
    await Promise.all([path(sam, 'Ben', 'connecting'), path(ben, 'Sam', 'connecting')]);
    await ben.page.getByText('Connecting…').waitFor();
    await ben.screenshot('path-connecting');
    await Promise.all([path(sam, 'Ben', 'failed'), path(ben, 'Sam', 'failed')]);
    await ben.page.getByText('No direct connection').waitFor();
    await ben.screenshot('path-failed');
    isBlocked = false;
    await Promise.all([path(sam, 'Ben', 'connected'), path(ben, 'Sam', 'connected')]);
    expect(await ben.page.getByText('No direct connection').isVisible()).toBe(false);
    await ben.sees('Sam');
    expect([...sam.errors, ...ben.errors]).toEqual([]);
  });

  test('uses the servers that the engine was given, for people and for the avatar', async () => {
    isBlocked = false;
    const env = { PIKA_ICE_SERVERS: 'turn:ada:secret@127.0.0.1:9' };
    const engine = await openEngine({ env, performerModule });
    await engine.joined({ meet_url: 'local:ways' });
    const guest = await open(engine, 'Sam', false);
    await guest.sees('Ada (AI)');
    const servers = await guest.page.evaluate('roomProbe.configurations.map(({ iceServers }) => iceServers)');
    expect(servers).toEqual([
      [expect.objectContaining({ urls: ['turn:127.0.0.1:9'], username: 'ada', credential: 'secret' })],
    ]);
  });
});
