import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { type EngineScene, Guest, openEngine, socketUrl, until } from './engine-scene.ts';

const apiRoutes = [
  ['GET', 'developer/balance'],
  ['POST', 'proxy/realtime/meeting-session'],
  ['GET', 'proxy/realtime/session/x'],
  ['DELETE', 'proxy/realtime/session/x'],
  ['GET', 'local/capabilities'],
  ['POST', 'local/stop'],
  ['POST', 'local/session/x/say'],
  ['GET', 'local/session/x/events'],
] as const;

async function expectAlive(engine: EngineScene): Promise<void> {
  expect(await engine.json('local/capabilities')).toMatchObject({ engine: 'local' });
}

/** Sends a request with exactly these headers: fetch sets Host and Origin itself. */
function rawRequest(
  engine: EngineScene,
  options: { method?: string; path: string; headers: Record<string, string> },
): Promise<number | undefined> {
  const { port, hostname } = new URL(engine.baseUrl);
  return new Promise((resolve, reject) => {
    const request = http.request({ port, hostname, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end();
  });
}

/** A missing key, keys of no room, and one of the right length. Add a row for each that must not open a room. */
const wrongKeys = ['', 'wrong', 'A'.repeat(22), 'A'.repeat(10_000), '\u0000', '%', 'undefined', 'null'];

function withKey(roomUrl: string | URL, key: string): URL {
  const url = socketUrl(roomUrl);
  url.search = key ? String(new URLSearchParams({ key })) : '';
  return url;
}

describe('who is not let in', () => {
  test.each(apiRoutes)('%s %s without the token', async (method, route) => {
    const engine = await openEngine();
    for (const authorization of [undefined, 'DevKey wrong', `Bearer ${engine.token}`, engine.token]) {
      const headers = authorization ? { authorization } : undefined;
      const response = await fetch(new URL(route, engine.baseUrl), { method, headers });
      expect(response.status).toBe(401);
      await response.body?.cancel();
    }
  });

  test('another host name, as DNS rebinding brings it', async () => {
    const engine = await openEngine();
    const authorization = `DevKey ${engine.token}`;
    for (const host of ['evil.example', `evil.example:${new URL(engine.baseUrl).port}`, '127.0.0.1:1']) {
      const headers = { host, authorization };
      expect(await rawRequest(engine, { path: '/local/capabilities', headers })).toBe(421);
      expect(await rawRequest(engine, { path: '/room/demo', headers })).toBe(421);
    }
  });

  test("another site's page, even with the token", async () => {
    const engine = await openEngine();
    const host = new URL(engine.baseUrl).host;
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const headers = { host, origin, authorization: `DevKey ${engine.token}` };
      expect(await rawRequest(engine, { method: 'POST', path: '/local/stop', headers })).toBe(403);
    }
    await expectAlive(engine);
  });

  test.each(wrongKeys)(
    'a program on this machine that knows a room by name, with the key %j',
    async (key) => {
      const engine = await openEngine();
      const { room_url } = await engine.join();
      await expect(new Guest(withKey(room_url, key), 'Eve').opened).rejects.toThrow('403');
    },
  );

  test("a guest with the key of another room, or of the engine's last run", async () => {
    const engine = await openEngine();
    const other = new URL(engine.roomUrl('other')).searchParams.get('key') ?? '';
    await expect(new Guest(withKey(engine.roomUrl(), other), 'Eve').opened).rejects.toThrow('403');
    const old = new URL(engine.roomUrl()).searchParams.get('key') ?? '';
    await engine.stop();
    const next = await openEngine({ home: engine.home });
    await expect(new Guest(withKey(next.roomUrl(), old), 'Eve').opened).rejects.toThrow('403');
  });

  test("another site's socket", async () => {
    const engine = await openEngine();
    const guest = engine.guest('Eve', 'demo', { headers: { origin: 'https://evil.example' } });
    await expect(guest.opened).rejects.toThrow('403');
  });

  test("the room's own page is let in, and nothing can be put around it", async () => {
    const engine = await openEngine();
    const { origin } = new URL(engine.baseUrl);
    await (await engine.guest('Ben', 'demo', { headers: { origin } })).hears('welcome');
    const page = await fetch(new URL('room/demo', engine.baseUrl));
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await page.text()).not.toMatch(/ style=| on[a-z]+=|<script(?! type="module" src)/);
  });

  test.each([
    ['GET', 'room/demo'],
    ['GET', 'page/icon.svg'],
    ['GET', 'page/main.js'],
    ['GET', 'page/missing.js'],
    ['GET', ''],
    ['GET', '//'],
    ['GET', 'local/capabilities'],
    ['POST', 'local/stop'],
    ['OPTIONS', 'local/stop'],
    ['GET', 'room/demo/socket'],
  ])('a page of another site sees nothing of the answer to %s %s', async (method, route) => {
    const engine = await openEngine();
    const response = await fetch(engine.baseUrl + route, { method });
    await response.body?.cancel();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('what its own API answers, also a picture and events, can be loaded by no other page', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    for (const route of [
      `local/session/${id}/snapshot`,
      `local/session/${id}/events`,
      'local/capabilities',
    ]) {
      const response = await engine.fetch(route);
      expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      await response.body?.cancel();
    }
  });

  test.each([
    'page/../engine.json',
    'page/..%2froom.html',
    'page/room.html',
    'page/main.ts',
    'room/a%00b',
    'room/A_',
  ])('nothing is served at %s', async (route) => {
    const engine = await openEngine();
    const path = `/${route}`;
    const status = await rawRequest(engine, { path, headers: { host: new URL(engine.baseUrl).host } });
    expect([401, 404]).toContain(status);
  });
});

/** Posts a body that is made while it is sent, and gives the status of the answer. */
async function statusOf(
  engine: EngineScene,
  body: ReturnType<typeof endless>,
  route = 'proxy/realtime/meeting-session',
  type = 'multipart/form-data; boundary=x',
): Promise<number> {
  const init = { method: 'POST', headers: { 'content-type': type }, body: body.stream, duplex: 'half' };
  return (await engine.fetch(route, init as RequestInit)).status;
}

/** As many as an engine takes. */
const hundredRooms = Array.from({ length: 100 }, (_, index) => `room-${index}`);

describe('what is too much', () => {
  test('a body of a gigabyte is refused before it has come', async () => {
    const engine = await openEngine();
    const body = endless(1024 ** 3);
    expect(await statusOf(engine, body)).toBe(413);
    expect(body.sent()).toBeLessThan(64 * 1024 ** 2);
    await expectAlive(engine);
  });

  test('a picture without an end is refused after 25 MB', async () => {
    const engine = await openEngine();
    const head = '--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n';
    const body = endless(1024 ** 3, head);
    expect(await statusOf(engine, body)).toBe(413);
    expect(body.sent()).toBeLessThan(64 * 1024 ** 2);
    await expectAlive(engine);
  });

  test('JSON without an end is refused after a megabyte', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const body = endless(1024 ** 3);
    expect(await statusOf(engine, body, `local/session/${id}/say`, 'application/json')).toBe(413);
    expect(body.sent()).toBeLessThan(64 * 1024 ** 2);
    await expectAlive(engine);
  });

  test('who sends a picture that is a little too large to its end, and only then reads, reads why', async () => {
    const engine = await openEngine();
    expect(await answerAfterSending(engine, 30 * 1024 ** 2)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('an announced gigabyte is refused unread', async () => {
    const engine = await openEngine();
    const headers = {
      host: new URL(engine.baseUrl).host,
      authorization: `DevKey ${engine.token}`,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': String(1024 ** 3),
    };
    const { port, hostname } = new URL(engine.baseUrl);
    const status = await new Promise((resolve, reject) => {
      const request = http.request({
        method: 'POST',
        port,
        hostname,
        path: '/proxy/realtime/meeting-session',
        headers,
      });
      request.on('response', ({ statusCode }) => {
        resolve(statusCode);
        request.destroy();
      });
      request.on('error', reject);
      request.write('--x\r\n');
    });
    expect(status).toBe(413);
  });

  test('JSON over a megabyte, of another type, or broken', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const route = `local/session/${id}/say`;
    expect((await engine.post(route, { text: 'x'.repeat(2 * 1024 ** 2) })).status).toBe(413);
    expect((await engine.fetch(route, { method: 'POST', body: 'text=hello' })).status).toBe(415);
    const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":' };
    expect((await engine.fetch(route, broken)).status).toBe(400);
    expect((await engine.post(route, { text: '  ' })).status).toBe(400);
    await expectAlive(engine);
  });

  test('five hundred sockets: some come in, the others are refused, the engine answers', async () => {
    const engine = await openEngine();
    const guests = Array.from({ length: 500 }, (_, index) =>
      engine.guest(`Guest ${index}`, `room-${index % 50}`),
    );
    const outcomes = await Promise.allSettled(guests.map(({ opened }) => opened));
    const inside = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(inside).toBe(200);
    await expectAlive(engine);
    for (const { socket } of guests) socket.terminate();
    await until('the guests to be gone', async () => (await engine.json('local/capabilities')).guests === 0);
    await engine.guest('Ben').hears('welcome');
  });

  test('a room takes 32 and tells the 33rd why not', async () => {
    const engine = await openEngine();
    const guests = Array.from({ length: 32 }, (_, index) => engine.guest(`Guest ${index}`));
    await Promise.all(guests.map((guest) => guest.hears('welcome')));
    const late = await engine.guest('Late').hears('refused');
    expect(late.message).toContain('the room is full');
  });

  test('a bot that waits in vain for a room leaves no process behind, and says why', async () => {
    const engine = await openEngine();
    await Promise.all(hundredRooms.map((room) => engine.guest('Ben', room).hears('welcome')));
    const { status, error_message } = await engine.join({ meet_url: 'local:one-more?lobby=1' });
    expect({ status, error_message }).toEqual({ status: 'error', error_message: 'too many rooms are open' });
    expect(await engine.json('local/capabilities')).toMatchObject({ live_sessions: 0 });
  });
});

describe('what is broken', () => {
  test('broken signalling is answered and ends nothing', async () => {
    const engine = await openEngine();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    const broken = [
      '',
      '{',
      'null',
      '[]',
      '{"type":"nothing"}',
      '{"type":"chat"}',
      '{"type":"signal","to":7}',
    ];
    for (const text of broken) guest.socket.send(text);
    guest.socket.send(Buffer.from([1, 2, 3]));
    await until('an answer to each', () => {
      const errors = guest.received.filter(({ type }) => type === 'error');
      return errors.length === broken.length + 1 || undefined;
    });
    guest.chat('still here');
    await guest.hears('chat', ({ text }) => text === 'still here');
  });

  test('a message before the join is refused', async () => {
    const engine = await openEngine();
    const socket = new WebSocket(socketUrl(engine.roomUrl()));
    const first = new Promise((resolve) =>
      socket.once('message', (data) => resolve(JSON.parse(String(data)))),
    );
    socket.once('open', () => socket.send('{"type":"chat","text":"hello"}'));
    expect(await first).toEqual({ type: 'error', message: 'expected join first' });
    socket.terminate();
  });

  test('a message larger than any offer closes the socket, not the engine', async () => {
    const engine = await openEngine();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    const closed = new Promise((resolve) => guest.socket.once('close', resolve));
    guest.socket.on('error', () => {});
    guest.socket.send('x'.repeat(1024 * 1024));
    expect(await closed).toBe(1009);
    await expectAlive(engine);
  });

  test('markup in names and messages stays text', async () => {
    const engine = await openEngine();
    const [ben, eve] = [engine.guest('Ben'), engine.guest('<img src=x>\u202e\u0000')];
    await Promise.all([ben.hears('welcome'), eve.hears('welcome')]);
    const { member } = await ben.hears('joined');
    expect(member.name).toBe('<img src=x>');
  });

  test('half a request is let go', async () => {
    const engine = await openEngine();
    const socket = net.connect(Number(new URL(engine.baseUrl).port), '127.0.0.1');
    socket.write('GET /local/capabilities HTTP/1.1\r\nHost: ');
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    expect(await answer).toContain('408');
    socket.destroy();
  });
});

/** A body of that many bytes, made as it is read. */
function endless(bytes: number, head = ''): { stream: ReadableStream<Uint8Array>; sent(): number } {
  const chunk = new Uint8Array(1024 * 1024);
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
    pull(controller) {
      sent += chunk.length;
      controller.enqueue(chunk);
      if (sent >= bytes) controller.close();
    },
  });
  return { stream, sent: () => sent };
}

/** Sends that much of a join without looking at the answer, and then gives what has come. */
async function answerAfterSending(engine: EngineScene, bytes: number): Promise<string> {
  const { host, port } = new URL(engine.baseUrl);
  const socket = net.connect({ port: Number(port), host: '127.0.0.1' });
  socket.pause();
  const head = [
    'POST /proxy/realtime/meeting-session HTTP/1.1',
    `Host: ${host}`,
    `Authorization: DevKey ${engine.token}`,
    'Content-Type: multipart/form-data; boundary=x',
    `Content-Length: ${bytes}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(new Uint8Array(bytes), () => resolve());
  });
  return String(await new Promise((resolve) => socket.once('data', resolve).resume()));
}

const openssl = ['/usr/bin/openssl', '/usr/local/bin/openssl', '/opt/homebrew/bin/openssl'].find(existsSync);

describe.skipIf(!openssl)(
  openssl ? 'guests from elsewhere' : 'skipped without openssl: apt-get install openssl',
  () => {
    async function openRemotely(): Promise<{ engine: EngineScene; roomUrl: URL }> {
      const directory = await temporaryDirectory();
      const [certificateFile, keyFile] = [path.join(directory, 'cert.pem'), path.join(directory, 'key.pem')];
      const subject = ['-subj', '/CN=127.0.0.2', '-addext', 'subjectAltName=IP:127.0.0.2'];
      const out = ['-keyout', keyFile, '-out', certificateFile];
      const ask = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, ...out];
      await promisify(execFile)(openssl ?? '', ask);
      const engine = await openEngine({ remote: { host: '127.0.0.2', certificateFile, keyFile } });
      const { room_url } = await engine.join();
      return { engine, roomUrl: new URL(room_url) };
    }

    function ask(url: URL, headers: Record<string, string> = {}): Promise<number | undefined> {
      return new Promise((resolve, reject) => {
        const request = https.get(url, { rejectUnauthorized: false, headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        request.on('error', reject);
      });
    }

    test.skipIf(process.platform !== 'linux')(
      'reach the rooms by TLS, and no API even with the token',
      async () => {
        const { engine, roomUrl } = await openRemotely();
        expect(roomUrl.href).toMatch(/^https:\/\/127\.0\.0\.2:\d+\/room\/demo\?key=[\w-]{22}$/);
        expect(await ask(roomUrl)).toBe(200);
        const authorization = `DevKey ${engine.token}`;
        expect(await ask(new URL('/local/capabilities', roomUrl), { authorization })).toBe(404);
        expect(await ask(new URL('/proxy/realtime/session/x', roomUrl), { authorization })).toBe(404);
        expect(new URL(engine.baseUrl).hostname).toBe('127.0.0.1');
      },
    );

    test.skipIf(process.platform !== 'linux')('come in only with the whole link', async () => {
      const { roomUrl } = await openRemotely();
      for (const key of wrongKeys) {
        await expect(new Guest(withKey(roomUrl, key), 'Eve').opened).rejects.toThrow('403');
      }
      await new Guest(socketUrl(roomUrl), 'Ben').hears('welcome');
    });
  },
);
