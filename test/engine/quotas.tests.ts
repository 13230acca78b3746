import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SessionRecord } from '../../scripts/engine/session/local-notes.ts';
import { SessionStore } from '../../scripts/engine/session/session-store.ts';
import type { SessionFacts } from '../../scripts/service/local/kept-session.ts';
import * as localWire from '../../scripts/service/local/wire.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { type EngineScene, openEngine, until } from './engine-scene.ts';

async function heard(engine: EngineScene, id: string): Promise<localWire.Utterance[]> {
  const answer = await engine.json(`local/session/${id}/utterances?all=1`);
  return localWire.utterancesAnswer.parse(answer).utterances;
}

/** More than any person writes. */
const flood = 300;

describe('one guest who writes without an end', () => {
  test.each(['chat', 'heard'] as const)(
    'by %s is slowed down and told so, and others are still heard',
    async (type) => {
      const engine = await openEngine();
      const id = await engine.joined();
      const [eve, ben] = [engine.guest('Eve'), engine.guest('Ben')];
      await Promise.all([eve.hears('welcome'), ben.hears('welcome')]);
      const startedAt = performance.now();
      for (let count = 0; count < flood; count += 1) {
        eve.say(
          type === 'chat' ? { type, text: `line ${count}` } : { type, text: `line ${count}`, final: true },
        );
      }
      await eve.hears('error', ({ message }) => message.includes('wait a moment'));
      ben.chat('Am I heard?');
      await ben.hears('chat', ({ name }) => name === 'Ben');
      const seconds = (performance.now() - startedAt) / 1000;
      const lines = await heard(engine, id);
      expect(lines.filter(({ who }) => who === 'Eve').length).toBeLessThanOrEqual(10 + 2 * seconds + 1);
      expect(lines.filter(({ who }) => who === 'Ben')).toHaveLength(1);
    },
  );

  test('under new names, by coming again and again, is slowed down as well', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const startedAt = performance.now();
    for (let visit = 0; visit < 14; visit += 1) {
      const guest = engine.guest(`Eve ${visit}`);
      await guest.hears('welcome');
      for (let count = 0; count < 12; count += 1) guest.chat(`line ${count}`);
      await guest.hears('error');
      guest.socket.terminate();
    }
    const seconds = (performance.now() - startedAt) / 1000;
    expect((await heard(engine, id)).length).toBeLessThanOrEqual(80 + 10 * seconds + 1);
  });
});

describe('what a session keeps', () => {
  async function newRecord(): Promise<SessionRecord> {
    const store = new SessionStore(await temporaryDirectory());
    const facts: SessionFacts = {
      session_id: 'x',
      room: 'demo',
      bot_name: 'Ada (AI)',
      status: 'ready',
      error_message: null,
      created_at: new Date(0).toISOString(),
      ready_at: null,
      ended_at: null,
      participants: [],
      visits_omitted: 0,
      timing: null,
    };
    return new SessionRecord(store, facts, (error) => {
      throw error;
    });
  }

  test('of what guests say has an end that is told, and the avatar is still written down', async () => {
    const record = await newRecord();
    const text = 'é'.repeat(2000);
    for (let at = 0; at < 3000; at += 1) {
      record.write({ at, speaker: 'Eve', role: 'guest', channel: 'chat', text });
    }
    record.write({ at: 3000, speaker: 'Ada (AI)', role: 'bot', channel: 'speech', text: 'Still here.' });
    const { size } = await stat(path.join(record.store.directory, 'transcript.jsonl'));
    expect(size).toBeLessThan(5 * 1024 ** 2);
    const lines = await record.store.transcript();
    expect(lines.slice(-2)).toMatchObject([
      { role: 'engine', text: '[from here on what the guests said is not kept: it was more than 4 MB]' },
      { role: 'bot', text: 'Still here.' },
    ]);
    expect(lines.filter(({ role }) => role === 'engine')).toHaveLength(1);
  });

  test('of a page that is loaded again and again is bounded and counted, and pushes out nobody who stayed', async () => {
    const record = await newRecord();
    record.joined('bot', 'Ada (AI)', 'avatar');
    const stayed = record.joined('ben', 'Ben', 'guest');
    // An hour before the record's own clock begins.
    stayed.joined_at = new Date(-3_600_000).toISOString();
    record.left('ben');
    for (let visit = 0; visit < 1000; visit += 1) {
      record.joined(`eve-${visit}`, 'Eve', 'guest');
      record.left(`eve-${visit}`);
    }
    await record.saved();
    const { participants, visits_omitted } = await record.notes();
    expect(participants).toHaveLength(300);
    expect(participants.slice(0, 2).map(({ name }) => name)).toEqual(['Ada (AI)', 'Ben']);
    expect(visits_omitted).toBe(702);
    expect((await record.store.facts())?.visits_omitted).toBe(702);
  });
});

describe('what waits to be said', () => {
  test("the owner's words go before the brain's, and the brain's have an end", async () => {
    const engine = await openEngine({ env: { PIKA_BRAIN: 'echo' } });
    const id = await engine.joined();
    const guest = engine.guest('Eve');
    await guest.hears('welcome');
    const long = 'word '.repeat(200).trim();
    for (let count = 0; count < 9; count += 1) guest.chat(`${count} ${long}`);
    await guest.hears('caption', ({ text }) => text.startsWith('0 '));
    await until('all that Eve wrote', async () => (await heard(engine, id)).length === 9 || undefined);
    const said = await engine.post(`local/session/${id}/say`, { text: 'Excuse me.', wait_sec: 20 });
    expect(localWire.sayAnswer.parse(await said.json())).toMatchObject({ state: 'spoken' });
    const captions = guest.received.flatMap((message) =>
      message.type === 'caption' && message.final ? [message.text] : [],
    );
    expect(captions.map((text) => text.split(' ', 1)[0]).slice(0, 2)).toEqual(['0', 'Excuse']);
    const events = await engine.fetch(`local/session/${id}/events`);
    await engine.leave(id);
    const dropped = (await events.text()).match(/"reason":"too much is waiting to be said"/g);
    expect(dropped?.length).toBeGreaterThanOrEqual(4);
  });

  test('of the owner has an end too, and an interruption is always heard', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const text = 'word '.repeat(3999).trim();
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      statuses.push((await engine.post(`local/session/${id}/say`, { text })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    const last = await engine.post(`local/session/${id}/say`, {
      text: 'Stop.',
      interrupt: true,
      wait_sec: 10,
    });
    expect(await last.json()).toMatchObject({ state: 'spoken' });
  });
});
