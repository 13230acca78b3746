import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { serve } from '../scripts/engine/serve.ts';
import { readSettings } from '../scripts/engine/settings.ts';
import { localCreateAnswer, readEngineFile } from '../scripts/service/local/wire.ts';
import { RoomGuest } from '../tools/demo/room-guest.ts';
import { benchAvatar } from './engine-avatar.ts';
import { type Spread, spreadOf } from './engine-statistics.ts';

/** They start with an open sound, like those in engine-latency.ts. */
const messages = [
  'All right, we can do that today.',
  'I have the numbers here.',
  'Yes, the release is on Thursday.',
];
const settleMs = 4000;

/**
 * Time from a guest's chat message to the first sound of a bot that repeats it, at that guest: through room, engine, brain and performer.
 */
export async function measureChat(count: number): Promise<Spread> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'pika-bench-'));
  const stopping = new AbortController();
  const { promise: listening, resolve } = deferred();
  const ended = serve({
    home,
    port: 0,
    idleMinutes: 0,
    settings: readSettings({ PIKA_BRAIN: 'echo', PIKA_EARS: 'none' }),
    fingerprint: 'bench',
    onDemand: false,
    signal: stopping.signal,
    listening: resolve,
  });
  try {
    await Promise.race([listening, ended]);
    const guest = await RoomGuest.join(await roomWithBot(home), 'Sam', {});
    await delay(settleMs);
    const replies: number[] = [];
    for (let turn = 0; turn < count; turn++) {
      await delay(600 + Math.random() * 100);
      const askedAt = guest.chat(messages[turn % messages.length] as string);
      await guest.until('the reply', askedAt, (message) => message.type === 'speaking' && message.active);
      await guest.until('its end', askedAt, (message) => message.type === 'speaking' && !message.active);
      const sound = guest.peer.firstSound(askedAt);
      if (sound !== undefined) replies.push(sound - askedAt);
    }
    guest.leave();
    return spreadOf(replies);
  } finally {
    stopping.abort();
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

/** Sends the bench's avatar to a room. @returns the room's URL; a guest who joins waits for the bot. */
async function roomWithBot(home: string): Promise<URL> {
  const { start } = await benchAvatar();
  const engine = await readEngineFile(home);
  if (!engine) throw new Error('the engine left no file');
  const form = new FormData();
  const fields = { meet_url: 'local:bench', bot_name: 'Ada (AI)', platform: 'local', voice_id: 'any' };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('rig', JSON.stringify(start.rig));
  form.set('image', new Blob([await readFile(start.image_path)]), 'avatar.png');
  const response = await fetch(new URL('proxy/realtime/meeting-session', engine.base_url), {
    method: 'POST',
    headers: { authorization: `DevKey ${engine.token}` },
    body: form,
  });
  return new URL(localCreateAnswer.parse(await response.json()).room_url);
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
