import { describe, expect, test } from 'vitest';
import * as localWire from '../../scripts/service/local/wire.ts';
import { type EngineScene, openEngine } from './engine-scene.ts';

async function listen(engine: EngineScene, id: string, query = 'wait=60') {
  const answer = await engine.json(`local/session/${id}/utterances?${query}`);
  return localWire.utterancesAnswer.parse(answer);
}

const take = (engine: EngineScene, id: string, up_to: number) =>
  engine.post(`local/session/${id}/utterances/taken`, { up_to });

describe('an agent that listens', () => {
  test('is woken by someone who comes, and told once', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const waiting = listen(engine, id);
    const ben = engine.guest('Ben');
    const { id: participant_id } = await ben.hears('welcome');
    const told = await waiting;
    expect(told).toMatchObject({
      utterances: [],
      arrivals: [{ id: 1, who: 'Ben', participant_id, change: 'entered' }],
      in_room: [{ who: 'Ben', participant_id }],
    });
    await take(engine, id, 1);
    expect(await listen(engine, id, 'wait=0')).toMatchObject({ arrivals: [], in_room: [{ who: 'Ben' }] });
  });

  test('is told who was there before it', async () => {
    const engine = await openEngine();
    const ben = engine.guest('Ben');
    await ben.hears('welcome');
    const id = await engine.joined();
    expect(await listen(engine, id, 'wait=0')).toMatchObject({ arrivals: [{ who: 'Ben' }] });
  });

  test('is not woken by someone who leaves, but told with the next words', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const [ben, eve] = [engine.guest('Ben'), engine.guest('Eve')];
    await Promise.all([ben.hears('welcome'), eve.hears('welcome')]);
    await take(engine, id, 2);
    const waiting = listen(engine, id);
    ben.socket.close();
    await eve.hears('left');
    eve.chat('Ben had to go.');
    expect(await waiting).toMatchObject({
      utterances: [{ id: 4, text: 'Ben had to go.' }],
      arrivals: [{ id: 3, who: 'Ben', change: 'left' }],
      in_room: [{ who: 'Eve' }],
    });
  });

  test('is told the new name of a guest whose name an avatar took', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const guest = engine.guest('Nova');
    await guest.hears('welcome');
    await engine.joined({ bot_name: 'Nova (AI)' });
    await guest.hears('renamed');
    expect(await listen(engine, id, 'wait=0')).toMatchObject({ in_room: [{ who: 'Nova (guest)' }] });
  });

  test('loses no words to pages that come and go', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const ben = engine.guest('Ben');
    await ben.hears('welcome');
    ben.chat('Keep this.');
    await ben.hears('chat');
    for (let visit = 0; visit < 40; visit += 1) {
      const eve = engine.guest('Eve');
      const { id: eveId } = await eve.hears('welcome');
      eve.socket.close();
      await ben.hears('left', (message) => message.id === eveId);
    }
    const { utterances, arrivals } = await listen(engine, id, 'wait=0');
    expect(utterances).toMatchObject([{ text: 'Keep this.' }]);
    expect(arrivals).toHaveLength(81);
  });
});

describe('words that no one takes', () => {
  test('tell everyone in the room, including people who come later, that the agent does not listen, until it does', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const ben = engine.guest('Ben');
    await ben.hears('welcome');
    ben.chat('Is anyone there?');
    await ben.hears('attention', ({ listening }) => !listening);
    const { members } = await engine.guest('Eve').hears('welcome');
    expect(members).toContainEqual(expect.objectContaining({ id, listening: false }));
    const { utterances } = await listen(engine, id, 'wait=0');
    await take(engine, id, utterances.at(-1)?.id ?? 0);
    await ben.hears('attention', ({ listening }) => listening);
  });
});
