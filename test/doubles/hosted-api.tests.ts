import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { hostedApiForTest } from './hosted-api-for-test.ts';
import { gradient } from './pictures.ts';
import { balance, call, field, join, joinForm, leave, poll, post } from './raw-calls.ts';

describe('a session', () => {
  test('keeps what the join sent, byte for byte', async () => {
    const api = await hostedApiForTest();
    expect(await (await join(api)).json()).toEqual({
      session_id: 'ses_0001',
      platform: 'google_meet',
      status: 'created',
    });
    expect(api.sessions[0]?.fields.bot_name).toBe('Ada (AI)');
    expect(api.sessions[0]?.image).toEqual({
      name: 'avatar.png',
      type: 'image/png',
      bytes: await gradient(),
    });
    expect(api.seen('createSession')[0]?.fields.voice_id).toBe('English_radiant_girl');
  });

  test('becomes ready after a while, and stops being billed at the DELETE', async () => {
    const api = await hostedApiForTest();
    expect(await (await join(api)).json()).toMatchObject({ status: 'created' });
    const ready = { status: 'ready', meeting_bot_connected: true };
    await vi.waitFor(async () => expect(await (await poll(api)).json()).toMatchObject(ready));
    expect(api.openSessions()).toHaveLength(1);
    expect(await (await leave(api)).json()).toEqual({ session_id: 'ses_0001', closed: true });
    expect(api.openSessions()).toEqual([]);
    expect(await (await poll(api)).json()).toMatchObject({ status: 'closed' });
    expect((await leave(api)).status).toBe(404);
    expect(api.sessions[0]?.closes).toBe(2);
  });

  test('unfolds by the number of polls', async () => {
    const api = await hostedApiForTest({
      script: [
        { status: 'created' },
        { status: 'knocking', afterPolls: 2 },
        { video_connected: true, meeting_bot_connected: true, afterPolls: 3 },
        { gone: true, afterPolls: 4 },
      ],
    });
    await join(api);
    const words: unknown[] = [];
    for (let count = 0; count < 3; count += 1) words.push(await field(await poll(api), 'status'));
    expect(words).toEqual(['created', 'knocking', undefined]);
    expect((await poll(api)).status).toBe(404);
    expect(api.openSessions()).toEqual([]);
  });

  test('is billed on in an error, not once it closed by itself', async () => {
    const api = await hostedApiForTest({
      script: [{ status: 'created' }, { status: 'error', error_message: 'no' }],
    });
    await join(api);
    await poll(api);
    expect(api.sessions[0]?.status).toBe('error');
    expect(api.openSessions()).toHaveLength(1);
    api.sessions[0]?.become({ status: 'closed' });
    expect(api.openSessions()).toEqual([]);
  });

  test('may be ready in the answer to the join', async () => {
    const api = await hostedApiForTest({ script: [{ status: 'ready' }] });
    expect(await (await join(api)).json()).toMatchObject({ status: 'ready' });
  });

  test.each([
    ['a field of the local engine', { rig: '{}' }, 'rig'],
    ['a platform of its own', { platform: 'local' }, 'platform'],
    ['no link', { meet_url: undefined }, 'meet_url'],
  ])('is refused with %s', async (_, changes, word) => {
    const api = await hostedApiForTest();
    const response = await join(api, await joinForm(changes));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(word);
    expect(api.sessions).toEqual([]);
  });

  test('is refused without a picture', async () => {
    const api = await hostedApiForTest();
    const form = await joinForm();
    form.set('image', new Blob(['no picture '.repeat(200)]), 'avatar.png');
    expect((await join(api, form)).status).toBe(400);
  });

  test('gives notes where it is told to', async () => {
    const api = await hostedApiForTest({
      notes: { inDelete: { notes_url: 'https://x.test/n' }, onRoute: { summary: 'fine' } },
    });
    await join(api);
    expect(await (await leave(api)).json()).toMatchObject({ closed: true, notes_url: 'https://x.test/n' });
    const notes = await call(api, 'GET', '/proxy/realtime/session/ses_0001/notes');
    expect(await notes.json()).toEqual({ summary: 'fine' });
  });
});

describe('money', () => {
  test('runs while a session is open, and no longer', async () => {
    const api = await hostedApiForTest({ balance: 500, creditsPerSec: 1000 });
    await join(api);
    await delay(60);
    await leave(api);
    const left = api.balance;
    expect(left).toBeLessThan(445);
    await delay(20);
    expect(api.balance).toBe(left);
    expect(await (await balance(api)).json()).toEqual({ balance: Math.floor(left) });
    api.balance = 300;
    expect(api.balance).toBe(300);
  });

  test('refuses a join below 100 credits', async () => {
    const api = await hostedApiForTest({ balance: 99 });
    expect((await join(api)).status).toBe(402);
  });

  test('comes by the checkout, when the person pays or at a chosen balance call', async () => {
    const api = await hostedApiForTest({ balance: 10, payAtPoll: 2 });
    const checkout = await post(api, '/developer/topup', { product_id: 'pack_800' });
    expect(await field(checkout, 'checkout_url')).toMatch(/^https:\/\/checkout\.pika\.test\//);
    expect(await (await balance(api)).json()).toEqual({ balance: 10 });
    expect(await (await balance(api)).json()).toEqual({ balance: 810 });
    await post(api, '/developer/topup', { product_id: 'pack_2000' });
    api.pay();
    expect(api.balance).toBe(2810);
    expect((await post(api, '/developer/topup', { product_id: 'pack_0' })).status).toBe(400);
  });
});

describe('what surrounds an answer', () => {
  test('every route wants the key', async () => {
    const api = await hostedApiForTest();
    const response = await call(api, 'GET', '/developer/balance', { headers: { authorization: 'DevKey x' } });
    expect(response.status).toBe(401);
    expect(await response.json()).toHaveProperty('error.message');
  });

  test('success may come under data; refusals never do', async () => {
    const api = await hostedApiForTest({ isWrapped: true });
    expect(await (await balance(api)).json()).toEqual({ data: { balance: 1000 } });
    expect(await (await poll(api)).json()).toHaveProperty('error');
  });

  test('files are on the same origin and need no key', async () => {
    const api = await hostedApiForTest();
    const url = api.serve('notes.md', '# Notes', 'text/markdown');
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/markdown');
    expect(await response.text()).toBe('# Notes');
  });
});
