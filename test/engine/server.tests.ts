import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as localWire from '../../scripts/service/local/wire.ts';
import * as wire from '../../scripts/service/wire.ts';
import { slowness } from '../machine-speed.ts';
import { openEngine } from './engine-scene.ts';

describe('the hosted routes of the local engine', () => {
  test('a session becomes ready, is listed, and is closed with its notes', async () => {
    const engine = await openEngine();
    const created = await engine.join();
    expect(wire.createSessionAnswer.parse(created)).toMatchObject({ status: 'created', platform: 'local' });
    expect(created).toMatchObject({ room_url: engine.roomUrl('demo'), fidelity: null });

    const ready = await engine.sessionIs(created.session_id, 'ready');
    expect(wire.sessionAnswer.parse(ready)).toMatchObject({
      video_worker_connected: true,
      meeting_bot_connected: true,
      speech: 'none',
      ears: 'none',
      fidelity: 'stock',
    });
    const closed = wire.deleteSessionAnswer.parse(await engine.leave(created.session_id));
    expect(closed).toMatchObject({ session_id: created.session_id, closed: true });
    const notes = localWire.localNotes.parse(closed.notes);
    expect(notes).toMatchObject({ source: 'local', title: 'Room demo', transcript: [] });
    expect(notes.participants.map(({ name, kind }) => [name, kind])).toEqual([['Ada (AI)', 'avatar']]);
    expect(notes.timing).toMatchObject({ frames: 240, fps: 24 });
  });

  test('closing again gives the same answer, and the session says closed', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const first = await engine.leave(id);
    expect(await engine.leave(id)).toEqual(first);
    expect(await engine.session(id)).toMatchObject({ status: 'closed', meeting_bot_connected: false });
    expect(await engine.json(`proxy/realtime/session/${id}/notes`)).toEqual(first.notes);
  });

  test('a live session has no notes yet', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    expect((await engine.fetch(`proxy/realtime/session/${id}/notes`)).status).toBe(404);
  });

  test('an unknown session is not found', async () => {
    const engine = await openEngine();
    expect((await engine.fetch('proxy/realtime/session/nobody')).status).toBe(404);
    expect((await engine.fetch('proxy/realtime/session/nobody', { method: 'DELETE' })).status).toBe(404);
  });

  test('there are always enough credits and nothing to buy', async () => {
    const engine = await openEngine();
    expect(wire.balanceAnswer.parse(await engine.json('developer/balance')).balance).toBeGreaterThan(100_000);
    expect(await engine.json('developer/topup/products')).toEqual({ products: [] });
    expect((await engine.post('proxy/openai/v1/images/generations', {})).status).toBe(422);
  });

  test.each([
    ['https://meet.google.com/abc-defg-hij', 'local'],
    ['https://zoom.us/j/123456789', 'local'],
    ['http://127.0.0.1:9/room/demo', 'local'],
    ['local:', 'local'],
    ['local:../etc', 'local'],
    ['local:demo', 'google_meet'],
  ])('a join of %s as %s is refused', async (meet_url, platform) => {
    const engine = await openEngine();
    const body = await engine.form({ meet_url, platform });
    const response = await engine.fetch('proxy/realtime/meeting-session', { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: expect.stringMatching(/^(meet_url|platform): /) });
  });

  test("the address of the engine's own room works as a link", async () => {
    const engine = await openEngine();
    const { room_url } = await engine.join({ meet_url: `${engine.baseUrl}room/Garden` });
    expect(room_url).toBe(engine.roomUrl('garden'));
  });

  test.each([
    ['rig', '{"version": 7}'],
    ['rig', 'no json'],
    ['voice_profile', '{"pitch_hz": -1, "syllables_per_sec": 4}'],
    ['bot_name', ''],
  ])('a broken %s is refused by name', async (field, value) => {
    const engine = await openEngine();
    const body = await engine.form({ [field]: value });
    const response = await engine.fetch('proxy/realtime/meeting-session', { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(field);
  });

  test('a file that is not a picture is refused', async () => {
    const engine = await openEngine();
    const body = await engine.form();
    body.set('image', new Blob(['x'.repeat(5000)]), 'avatar.png');
    const response = await engine.fetch('proxy/realtime/meeting-session', { method: 'POST', body });
    expect(await response.json()).toEqual({ error: 'image: expected a PNG or JPEG picture' });
  });
});

describe("the engine's files", () => {
  test('only the user may read them, and they are removed when the engine stops', async () => {
    const engine = await openEngine();
    const id = await engine.joined({ system_prompt: 'the secret briefing' });
    for (const name of ['engine.json', 'engine.log', `engine/${id}/session.json`]) {
      expect((await stat(path.join(engine.home, name))).mode & 0o077).toBe(0);
    }
    const log = await readFile(path.join(engine.home, 'engine.log'), 'utf8');
    expect(log).not.toContain(engine.token);
    expect(log).not.toContain('secret briefing');
    await engine.stop();
    await expect(stat(path.join(engine.home, 'engine.json'))).rejects.toThrow('ENOENT');
    await expect(stat(path.join(engine.home, 'engine.lock'))).rejects.toThrow('ENOENT');
  });

  test('a second engine of the same home is refused', async () => {
    const engine = await openEngine();
    await expect(openEngine({ home: engine.home })).rejects.toMatchObject({ code: 'engine_unavailable' });
  });

  test('a stopped engine has closed its sessions, and the next one answers for them', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    guest.chat('remember this');
    await guest.hears('chat');
    await engine.stop();

    const next = await openEngine({ home: engine.home });
    expect(await next.session(id)).toMatchObject({ status: 'closed' });
    const { notes } = await next.leave(id);
    expect(notes).toMatchObject({ transcript: [{ speaker: 'Ben', text: 'remember this', channel: 'chat' }] });
  });

  test('an idle engine stops by itself', async () => {
    const engine = await openEngine({ idleMinutes: 0.01 });
    expect(await engine.ended).toMatchObject({ reason: 'idle' });
  });

  test('one with a guest in a room stays', async () => {
    const idleMs = 3000 * slowness();
    const engine = await openEngine({ idleMinutes: idleMs / 60_000 });
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    const waited = new Promise((resolve) => setTimeout(() => resolve('still there'), idleMs + 2500));
    expect(await Promise.race([engine.ended, waited])).toBe('still there');
    guest.socket.close();
    expect(await engine.ended).toMatchObject({ reason: 'idle' });
  });
});

describe('when a process dies', () => {
  test('a session whose performer dies says why, and other sessions go on', async () => {
    const engine = await openEngine();
    const [first, second] = [await engine.joined(), await engine.joined({ meet_url: 'local:other' })];
    await engine.post(`local/session/${first}/say`, { text: 'crash' });
    const lost = await engine.sessionIs(first, 'error');
    expect(lost.error_message).toBe("the avatar's process died: it exited with code 70");
    expect(await engine.session(second)).toMatchObject({ status: 'ready' });
    expect(await engine.leave(first)).toMatchObject({ closed: true });
  });

  test('one whose performer is killed at once does the same', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const log = await readFile(path.join(engine.home, 'engine.log'), 'utf8');
    process.kill(Number(/performer_started .*pid=(\d+)/.exec(log)?.[1]), 'SIGKILL');
    const lost = await engine.sessionIs(id, 'error');
    expect(lost.error_message).toContain('SIGKILL');
  });
});
