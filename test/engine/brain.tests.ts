import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAddressed } from '../../scripts/engine/brain/addressed.ts';
import { readServerSentData } from '../../scripts/engine/brain/server-sent-data.ts';
import { readSettings } from '../../scripts/engine/settings.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { openEngine, until } from './engine-scene.ts';

/** A chat service that gives each request's body to `answer`, which writes the stream. */
async function startChatService(answer: (body: ChatRequest, response: http.ServerResponse) => void) {
  const requests: { body: ChatRequest; authorization?: string; path?: string; closed: boolean }[] = [];
  const server = http.createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const seen = {
      body: JSON.parse(text) as ChatRequest,
      authorization: request.headers.authorization,
      path: request.url,
      closed: false,
    };
    requests.push(seen);
    response.on('close', () => {
      seen.closed = true;
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    answer(seen.body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const env = {
    PIKA_BRAIN: 'openai',
    PIKA_BRAIN_URL: url,
    PIKA_BRAIN_MODEL: 'm',
    PIKA_BRAIN_KEY: 'chat-key',
  };
  return { requests, env };
}

interface ChatRequest {
  model: string;
  stream: boolean;
  messages: { role: string; content: string }[];
}

const piece = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

describe('a chat service as brain', () => {
  test('gets the briefing and what was said, and is spoken sentence by sentence while it still writes', async () => {
    const { requests, env } = await startChatService((_, response) => {
      response.write(piece('The launch is on'));
      response.write(piece(' Monday. We are'));
    });
    const engine = await openEngine({ env });
    const id = await engine.joined({ system_prompt: 'Launch: Monday, the 4th.' });
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    guest.chat('When is the launch?');
    // The answer has not ended, and its first sentence is already said.
    await guest.hears('caption', ({ from, text }) => from === id && text === 'The launch is on Monday.');
    const [{ body, authorization, path: route } = expect.fail('no request')] = requests;
    expect(route).toBe('/v1/chat/completions');
    expect(authorization).toBe('Bearer chat-key');
    expect(body).toMatchObject({ model: 'm', stream: true });
    expect(body.messages[0]?.content).toContain('You are Ada (AI)');
    expect(body.messages[0]?.content).toContain('Launch: Monday, the 4th.');
    expect(body.messages.slice(1)).toEqual([{ role: 'user', content: 'Ben: When is the launch?' }]);
  });

  test('knows of its own answer only what was heard', async () => {
    const { requests, env } = await startChatService((body, response) => {
      const isFirst = body.messages.length === 2;
      response.end(`${piece(isFirst ? 'One. Two.' : 'Three.')}data: [DONE]\n\n`);
    });
    const engine = await openEngine({ env });
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    guest.chat('Count');
    await guest.hears('caption', ({ text }) => text === 'Two.');
    await guest.hears('speaking', ({ id: who, active }) => who === id && !active);
    await until('both sentences to be over', async () => (await engine.transcript(id)).length === 3);
    guest.chat('Go on');
    await guest.hears('caption', ({ text }) => text === 'Three.');
    expect(requests[1]?.body.messages.slice(1)).toEqual([
      { role: 'user', content: 'Ben: Count' },
      { role: 'assistant', content: 'One. Two.' },
      { role: 'user', content: 'Ben: Go on' },
    ]);
  });

  test('stops writing when the bot is interrupted', async () => {
    const { requests, env } = await startChatService((_, response) => response.write(piece('First. Second')));
    const engine = await openEngine({ env });
    const id = await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    guest.chat('Tell me everything');
    await guest.hears('caption', ({ text }) => text === 'First.');
    await engine.post(`local/session/${id}/say`, { text: 'Excuse me.', interrupt: true });
    await until('the request to be cut off', () => requests[0]?.closed);
  });

  test('is asked once for many questions at a time, and not again and again', async () => {
    const { requests, env } = await startChatService((_, response) => response.end(piece('Yes.')));
    const engine = await openEngine({ env });
    await engine.joined();
    const guests = Array.from({ length: 12 }, (_, index) => engine.guest(`Guest ${index}`));
    await Promise.all(guests.map((guest) => guest.hears('welcome')));
    const startedAt = performance.now();
    for (let round = 0; round < 5; round += 1) for (const guest of guests) guest.chat(`Question ${round}?`);
    await until('all of them', () => {
      const written = guests[0]?.received.filter(({ type }) => type === 'chat') ?? [];
      return written.length === 60 || undefined;
    });
    guests[0]?.chat('The last question?');
    await until('the last question', () =>
      requests.at(-1)?.body.messages.some(({ content }) => content.includes('The last question?')),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    expect(requests.length).toBeLessThanOrEqual(2 + seconds);
  });

  test('a service that fails is reported as a warning, and the session goes on', async () => {
    const { env } = await startChatService((_, response) => response.destroy());
    const engine = await openEngine({ env });
    const id = await engine.joined();
    const stream = engine.fetch(`local/session/${id}/events`);
    const guest = engine.guest('Ben');
    await guest.hears('welcome');
    guest.chat('Hello?');
    let events = '';
    for await (const chunk of (await stream).body ?? []) {
      events += new TextDecoder().decode(chunk);
      if (events.includes('brain_failed')) break;
    }
    expect(events).toContain('the chat service did not answer');
    expect(await engine.session(id)).toMatchObject({ status: 'ready' });
  });
});

describe('a script as brain', () => {
  test('greets the first guest and answers by pattern', async () => {
    const file = path.join(await temporaryDirectory(), 'script.json');
    const answers = [{ when: 'name|who are you', say: 'I am Ada.' }];
    await writeFile(file, JSON.stringify({ greeting: 'Welcome.', answers, otherwise: 'I do not know.' }));
    const engine = await openEngine({ env: { PIKA_BRAIN: `script:${file}` } });
    await engine.joined();
    const guest = engine.guest('Ben');
    await guest.hears('caption', ({ text }) => text === 'Welcome.');
    guest.chat('WHO ARE YOU?');
    await guest.hears('caption', ({ text }) => text === 'I am Ada.');
    guest.chat('Why?');
    await guest.hears('caption', ({ text }) => text === 'I do not know.');
  });

  test.each([
    ['is missing', undefined, 'file_unreadable'],
    ['is no JSON', '{', 'text_invalid'],
    ['has a pattern that is none', '{"answers":[{"when":"(","say":"x"}]}', 'text_invalid'],
    ['has unknown fields', '{"answers":[],"answer":"x"}', 'text_invalid'],
  ])('an engine whose script %s does not begin', async (_, text, code) => {
    const file = path.join(await temporaryDirectory(), 'script.json');
    if (text !== undefined) await writeFile(file, text);
    await expect(openEngine({ env: { PIKA_BRAIN: `script:${file}` } })).rejects.toMatchObject({ code });
  });
});

describe('settings', () => {
  test.each([
    [{ PIKA_BRAIN: 'oracle' }, 'PIKA_BRAIN'],
    [{ PIKA_BRAIN: 'script:' }, 'PIKA_BRAIN'],
    [{ PIKA_BRAIN: 'openai', PIKA_BRAIN_MODEL: 'm' }, 'PIKA_BRAIN_URL'],
    [
      { PIKA_BRAIN: 'openai', PIKA_BRAIN_URL: 'http://chat.example/v1', PIKA_BRAIN_MODEL: 'm' },
      'PIKA_BRAIN_URL',
    ],
    [
      { PIKA_BRAIN: 'openai', PIKA_BRAIN_URL: 'https://u:p@chat.example/', PIKA_BRAIN_MODEL: 'm' },
      'PIKA_BRAIN_URL',
    ],
    [{ PIKA_BRAIN: 'openai', PIKA_BRAIN_URL: 'https://chat.example/v1' }, 'PIKA_BRAIN_MODEL'],
    [{ PIKA_SPEECH: 'parrot' }, 'PIKA_SPEECH'],
    [{ PIKA_EARS_URL: 'http://ears.example' }, 'PIKA_EARS_URL'],
  ])('%o is refused by the name of the variable', (environment, name) => {
    expect(() => readSettings(environment)).toThrow(new RegExp(`^${name}: `));
  });

  test('without any the agent itself is the brain', () => {
    expect(readSettings({}).brain).toEqual({ kind: 'agent' });
  });
});

describe('who is spoken to', () => {
  test.each([
    ['chat', 'what time is it', 5, true],
    ['voice', 'what time is it', 1, true],
    ['voice', 'what time is it', 2, false],
    ['voice', 'ada what time is it', 2, true],
    ['voice', 'Ask ADA, please', 3, true],
    ['voice', 'the canada office', 3, false],
    ['voice', 'the ai act', 3, false],
  ] as const)('%s: "%s" among %i', (channel, text, guests, expected) => {
    expect(isAddressed({ channel, text }, 'Ada Lovelace (AI)', guests)).toBe(expected);
  });
});

describe('reading a stream', () => {
  test.each([1, 3, 7, 1000])('data is put together from pieces of %i bytes', async (size) => {
    const bytes = new TextEncoder().encode(': note\r\n\r\ndata: ä1\r\n\r\ndata:2\ndata: 3\n\ndata: end');
    async function* pieces() {
      for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
    }
    const found: string[] = [];
    for await (const data of readServerSentData(pieces())) found.push(data);
    expect(found).toEqual(['ä1', '2\n3', 'end']);
  });

  test('refuses an event without end', async () => {
    async function* pieces() {
      for (;;) yield new TextEncoder().encode(`data: ${'a'.repeat(100_000)}`);
    }
    await expect(readServerSentData(pieces()).next()).rejects.toThrow(/buffer/i);
  });
});
