import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../scripts/engine/refusal.ts';
import { type JoinForm, readJoinForm } from '../../scripts/engine/session/join-form.ts';
import { until } from './engine-scene.ts';

/** What became of the last form. */
let outcome: unknown;

const server = http.createServer(async (request, response) => {
  const form = await readJoinForm(request).catch((error: unknown) => error);
  outcome = form;
  response.writeHead(form instanceof Refusal ? form.status : 200, { connection: 'close' });
  response.end(JSON.stringify(form instanceof Error ? form.message : (form as JoinForm).fields));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2000)]);

function goodForm(): FormData {
  const form = new FormData();
  form.set('meet_url', 'https://local.test/room/daily');
  form.set('platform', 'local');
  form.set('bot_name', 'Zoë (AI)');
  form.set('voice_id', 'stock');
  form.set('image', new Blob([png]), 'avatar.png');
  return form;
}

async function send(body: FormData | string, headers: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers });
  return { status: response.status, answer: await response.json() };
}

describe('the form of a join', () => {
  test('is read with the letters of every language', async () => {
    const { status, answer } = await send(goodForm());
    expect(answer).toMatchObject({ bot_name: 'Zoë (AI)', platform: 'local' });
    expect(status).toBe(200);
  });

  test('with a field of more than 1 MB is refused', async () => {
    const form = goodForm();
    form.set('system_prompt', 'a'.repeat(1024 * 1024 + 1));
    expect(await send(form)).toEqual({ status: 413, answer: 'system_prompt is longer than 1 MB' });
  });

  test('with two pictures is refused', async () => {
    const form = goodForm();
    form.append('image', new Blob([png]), 'second.png');
    expect(await send(form)).toEqual({ status: 400, answer: 'the form has too many parts' });
  });

  test('with too many fields is refused', async () => {
    const form = goodForm();
    for (let i = 0; i < 30; i++) form.set(`field_${i}`, 'a');
    expect(await send(form)).toEqual({ status: 400, answer: 'the form has too many parts' });
  });

  test.each(['', 'text/plain', 'multipart/form-data'])('of type "%s" is refused', async (type) => {
    expect(await send('a=b', { 'content-type': type })).toEqual({
      status: 415,
      answer: 'expected a body of type multipart/form-data',
    });
  });

  test.each([
    ['inside a field', '--x\r\nContent-Disposition: form-data; name="bot_name"\r\n\r\nAda'],
    [
      'inside the picture',
      '--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\nAda',
    ],
    ['inside a header', '--x\r\nContent-Disposition: form-da'],
    [
      'before the last boundary',
      '--x\r\nContent-Disposition: form-data; name="bot_name"\r\n\r\nAda\r\n--x\r\n',
    ],
  ])('that stops %s is refused', async (_where, body) => {
    const { status } = await send(body, { 'content-type': 'multipart/form-data; boundary=x' });
    expect(status).toBe(400);
  });

  test('whose sender disconnects is refused', async () => {
    outcome = undefined;
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 900\r\n\r\n--x\r\n',
    );
    await once(server, 'request');
    socket.destroy();
    expect(await until('the end of the form', () => outcome)).toBeInstanceOf(Refusal);
  });
});
