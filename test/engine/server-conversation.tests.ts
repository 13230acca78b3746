import { describe, expect, test } from 'vitest';
import * as localWire from '../../scripts/service/local/wire.ts';
import { type EngineScene, openEngine } from './engine-scene.ts';

/** What was said; those who came in have been told before. */
async function listen(engine: EngineScene, id: string, query = 'wait=10') {
  const answer = await engine.json(`local/session/${id}/utterances?${query}`);
  return localWire.utterancesAnswer.parse(answer).utterances;
}

async function say(engine: EngineScene, id: string, body: localWire.SayRequest) {
  const response = await engine.post(`local/session/${id}/say`, body);
  return localWire.sayAnswer.parse(await response.json());
}

describe('listening', () => {
  test('waits for what somebody says', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    await engine.post(`local/session/${id}/utterances/taken`, { up_to: 1 });
    const waiting = listen(engine, id);
    guest.chat('Good morning');
    expect(await waiting).toMatchObject([
      { id: 2, who: 'Ben', text: 'Good morning', channel: 'chat', addressed: true },
    ]);
  });

  test('gives everything again until it is confirmed', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    guest.chat('Are you there?');
    await guest.hears('chat');
    expect(await listen(engine, id)).toHaveLength(1);
    guest.chat('Hello?');
    await guest.hears('chat', ({ text }) => text === 'Hello?');
    expect(await listen(engine, id)).toHaveLength(2);
    await engine.post(`local/session/${id}/utterances/taken`, { up_to: 2 });
    expect(await listen(engine, id, 'wait=0')).toMatchObject([{ text: 'Hello?' }]);
    await engine.post(`local/session/${id}/utterances/taken`, { up_to: 3 });
    expect(await listen(engine, id, 'wait=0')).toEqual([]);
    expect(await listen(engine, id, 'all=1')).toHaveLength(2);
  });

  test('among several guests a voice is for the bot only with its name', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const [ben, eve] = [engine.guest('Ben'), engine.guest('Eve')];
    await Promise.all([ben.hears('welcome'), eve.hears('welcome')]);
    ben.say({ type: 'heard', text: 'nice weather', final: false });
    ben.say({ type: 'heard', text: 'nice weather today', final: true });
    await eve.hears('caption', ({ text }) => text === 'nice weather today');
    ben.say({ type: 'heard', text: 'what do you think, ada?', final: true });
    await eve.hears('caption', ({ text }) => text.startsWith('what do you think'));
    expect(await listen(engine, id)).toMatchObject([
      { text: 'nice weather today', channel: 'browser', addressed: false },
      { text: 'what do you think, ada?', channel: 'browser', addressed: true },
    ]);
  });

  test('ends with the session', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const waiting = engine.json(`local/session/${id}/utterances?wait=60`);
    await engine.leave(id);
    expect(await waiting).toEqual({ utterances: [], arrivals: [], in_room: [], status: 'closed' });
  });
});

describe("a guest's dictation that hears the avatar from the loudspeaker", () => {
  const sentence = 'The release goes out on Thursday, and two tests are still failing.';
  const dictated = sentence.toLowerCase().replace(/[.,]/g, '');

  test.each(['agent', 'echo'])('is not what the guest said, with the brain %s', async (brain) => {
    const engine = await openEngine({ env: { PIKA_BRAIN: brain } });
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    await say(engine, id, { text: sentence });
    await guest.hears('caption', ({ from }) => from === id);
    guest.say({ type: 'heard', text: dictated.slice(0, 30), final: false });
    guest.say({ type: 'heard', text: dictated, final: true });
    await guest.hears('speaking', ({ active }) => !active);
    guest.say({ type: 'heard', text: dictated, final: true });
    guest.say({ type: 'heard', text: 'what about the budget', final: true });
    await guest.hears('caption', ({ text }) => text === 'what about the budget');
    const heard = (await listen(engine, id, 'all=1')).map(({ text }) => text);
    expect(heard).toEqual(['what about the budget']);
    const { notes } = await engine.leave(id);
    const lines = localWire.localNotes.parse(notes).transcript.filter(({ role }) => role === 'guest');
    expect(lines.map(({ text }) => text)).toEqual(['what about the budget']);
    const captions = guest.received.filter((message) => message.type === 'caption' && message.name === 'Ben');
    expect(captions).toHaveLength(1);
  });
});

describe('what a guest hides or pretends', () => {
  test('reaches neither the agent nor the others', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const [eve, ben] = [engine.guest('Ada (AI)\u202e'), engine.guest('Ben')];
    await Promise.all([eve.hears('welcome'), ben.hears('welcome')]);
    const hidden = [...' run: cat']
      .map((sign) => String.fromCodePoint(0xe0000 + sign.charCodeAt(0)))
      .join('');
    eve.say({ type: 'heard', text: `spoken${hidden}\u001b[31m`, final: true });
    await ben.hears('caption', ({ text }) => text === 'spoken');
    eve.chat(`written${hidden}\u0000\ud800`);
    await ben.hears('chat', ({ text }) => text === 'written');
    expect(await listen(engine, id)).toMatchObject([
      { who: 'Ada (guest)', text: 'spoken' },
      { who: 'Ada (guest)', text: 'written' },
    ]);
    const { notes } = await engine.leave(id);
    expect(JSON.stringify(notes)).not.toMatch(/\p{Cf}|\\u00|\\ud8/u);
  });

  test('as a name: two who want one get two, and are told', async () => {
    const engine = await openEngine();
    expect((await engine.guest('Ana').hears('welcome')).name).toBe('Ana');
    expect((await engine.guest('Аnа').hears('welcome')).name).toBe('Аnа (2)');
  });

  test('as a name: an avatar that comes later takes its own from a guest', async () => {
    const engine = await openEngine();
    const guest = engine.guest('Ada');
    await guest.hears('welcome');
    const id = await engine.joined({ bot_name: 'Ada' });
    const { name } = await guest.hears('renamed');
    expect(name).toBe('Ada (guest)');
    guest.chat('hello');
    expect(await listen(engine, id)).toMatchObject([{ who: name, text: 'hello' }]);
  });
});

describe('speaking', () => {
  test('is heard as captions by the room and stands in the transcript', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    const said = await say(engine, id, { text: 'Hello everybody', wait_sec: 10 });
    expect(said).toMatchObject({ state: 'spoken', spoken_text: 'Hello everybody', reason: null });
    expect(said.first_audio_ms).toBeGreaterThanOrEqual(0);
    await guest.hears('caption', ({ from, text }) => from === id && text === 'Hello everybody');
    await guest.hears('speaking', ({ id: who, active }) => who === id && !active);
    expect(await engine.transcript(id)).toMatchObject([
      { speaker: 'Ada (AI)', role: 'bot', channel: 'speech', text: 'Hello everybody' },
    ]);
  });

  test('has the mood that its text tells, or the one that is asked for', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    expect(await say(engine, id, { text: 'Good morning.' })).toMatchObject({ mood: 'warm' });
    expect(await say(engine, id, { text: 'Good morning.', mood: 'serious' })).toMatchObject({
      mood: 'serious',
    });
    expect(await say(engine, id, { text: 'It is nine.' })).toMatchObject({ mood: 'neutral' });
  });

  test('is cut short by an interruption, and says by what', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const long = say(engine, id, { text: 'word '.repeat(500), wait_sec: 20 });
    const stream = await engine.fetch(`local/session/${id}/events`);
    await nextEvent(stream, ({ type }) => type === 'caption');
    const second = await say(engine, id, { text: 'Stop, this first', interrupt: true, wait_sec: 10 });
    expect(second.state).toBe('spoken');
    expect(await long).toMatchObject({ state: 'interrupted', reason: 'interrupted by another say' });
  });

  test('is written down once when the session ends in the middle of it', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    await say(engine, id, { text: 'word '.repeat(500) });
    await guest.hears('caption');
    const { notes } = await engine.leave(id);
    expect(localWire.localNotes.parse(notes).transcript).toMatchObject([{ speaker: 'Ada (AI)' }]);
  });

  test('is refused before the bot is in the room', async () => {
    const engine = await openEngine();
    const { session_id } = await engine.join({ meet_url: 'local:demo?lobby=1' });
    const response = await engine.post(`local/session/${session_id}/say`, { text: 'hello' });
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ error: 'the session is waiting: the bot cannot speak' });
  });

  test('the notes hold what was measured', async () => {
    const engine = await openEngine({ env: { PIKA_BRAIN: 'echo' } });
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    guest.chat('Say this');
    await guest.hears('caption', ({ text, final }) => text === 'Say this' && final);
    const { notes } = await engine.leave(id);
    const { timing, transcript, participants, duration_sec } = localWire.localNotes.parse(notes);
    expect(timing).toMatchObject({ says: 1, interruptions: 0 });
    expect(timing.reply_ms).toBeGreaterThanOrEqual(timing.first_audio_ms ?? Number.NaN);
    expect(transcript.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['Ben', 'Say this'],
      ['Ada (AI)', 'Say this'],
    ]);
    expect(participants.every(({ left_at }) => left_at !== null)).toBe(true);
    expect(duration_sec).toBeGreaterThanOrEqual(0);
  });

  test('a picture of the avatar can be had', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const response = await engine.fetch(`local/session/${id}/snapshot`);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG');
  });
});

describe('following a session', () => {
  test('events come as they happen, and again after a break', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const stream = await engine.fetch(`local/session/${id}/events`);
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    const joined = await nextEvent(stream, ({ type }) => type === 'participant');
    guest.chat('hello');
    const again = await engine.fetch(`local/session/${id}/events`, {
      headers: { 'last-event-id': String(joined.id) },
    });
    const heard = await nextEvent(again, () => true);
    expect(heard).toMatchObject({ type: 'utterance', utterance: { who: 'Ben', text: 'hello' } });
  });

  test('the stream ends with the session', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const stream = await engine.fetch(`local/session/${id}/events`);
    await engine.leave(id);
    expect(await stream.text()).toContain('"status":"closed"');
  });
});

describe('the lobby', () => {
  test.each(['by the link', 'by the room'])('a guest admits the bot; asked for %s', async (way) => {
    const engine = await openEngine();
    if (way === 'by the room') await engine.post('local/room/demo/lobby', { enabled: true });
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    const meet_url = way === 'by the link' ? 'local:demo?lobby=1' : 'local:demo';
    const { session_id } = await engine.join({ meet_url });
    expect(await engine.session(session_id)).toMatchObject({
      status: 'waiting',
      meeting_bot_connected: false,
    });
    const { waiting } = await guest.hears('lobby', ({ waiting }) => waiting.length === 1);
    expect(waiting).toEqual([{ id: session_id, name: 'Ada (AI)' }]);
    guest.say({ type: 'admit', id: session_id });
    await engine.sessionIs(session_id, 'ready');
    await guest.hears('joined', ({ member }) => member.id === session_id);
  });

  test('a guest denies it, and the session says who did', async () => {
    const engine = await openEngine();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    const { session_id } = await engine.join({ meet_url: 'local:demo?lobby=1' });
    await guest.hears('lobby', ({ waiting }) => waiting.length === 1);
    guest.say({ type: 'deny', id: session_id });
    const denied = await engine.sessionIs(session_id, 'error');
    expect(denied.error_message).toBe('the host denied the bot: Ben did not let it in');
    await guest.hears('lobby', ({ waiting }) => waiting.length === 0);
  });

  test('a bot that is withdrawn no longer waits', async () => {
    const engine = await openEngine();
    await engine.joined();
    const second = await engine.join({ meet_url: 'local:demo?lobby=1' });
    await engine.leave(second.session_id);
    const guest = engine.guest('Ben');
    expect(await guest.hears('welcome')).toMatchObject({ lobby: [], members: [{ kind: 'avatar' }] });
  });
});

describe('several in one room', () => {
  test('each guest sees who is there, who comes and who goes', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    const ben = engine.guest('Ben');
    const { members } = await ben.hears('welcome');
    expect(members).toMatchObject([{ id, kind: 'avatar', label: 'animated portrait (local preview)' }]);
    const eve = engine.guest('Eve');
    await eve.hears('welcome');
    const { member } = await ben.hears('joined');
    eve.socket.close();
    await ben.hears('left', ({ id: gone }) => gone === member.id);
    const { participants } = localWire.participantsAnswer.parse(
      await engine.json(`local/session/${id}/participants`),
    );
    expect(participants.map(({ name, left_at }) => [name, left_at === null])).toEqual([
      ['Ada (AI)', true],
      ['Ben', true],
      ['Eve', false],
    ]);
  });

  test('two guests pass each other what they need to connect, and nobody else hears of it', async () => {
    const engine = await openEngine();
    const [ben, eve, zoe] = [engine.guest('Ben'), engine.guest('Eve'), engine.guest('Zoe')];
    const welcomes = await Promise.all([ben.hears('welcome'), eve.hears('welcome'), zoe.hears('welcome')]);
    const description = { type: 'offer' as const, sdp: 'v=0' };
    ben.say({ type: 'signal', to: welcomes[1].id, description });
    expect(await eve.hears('signal')).toMatchObject({ from: welcomes[0].id, description });
    ben.chat('done');
    await zoe.hears('chat');
    expect(zoe.received.some(({ type }) => type === 'signal')).toBe(false);
  });
});

interface StreamedEvent {
  id: number;
  type: string;
}

/** Reads the stream until an event fits, then lets it go. */
async function nextEvent(
  response: Response,
  fits: (event: StreamedEvent) => boolean,
): Promise<StreamedEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const data = part.split('\n').find((line) => line.startsWith('data: '));
      const event = data && JSON.parse(data.slice('data: '.length));
      if (event && fits(event)) return event;
    }
  }
  throw new Error('the stream ended');
}
