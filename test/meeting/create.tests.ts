import { describe, expect, test } from 'vitest';
import type { Guard } from '../../scripts/meeting/guard/guards.ts';
import { createSession, type JoinRequest } from '../../scripts/meeting/join/create.ts';
import { Journal } from '../../scripts/meeting/journal/journal.ts';
import { isLive } from '../../scripts/meeting/journal/session.ts';
import { connect, failure, fields, image } from '../doubles/client-calls.ts';
import type { HostedApi } from '../doubles/hosted-api.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { sampleIntent } from './sample-intent.ts';

/** A guard that reads the answer to the join, writes down its id, and dies before it can pass the answer on. */
function dyingGuard(): Guard {
  const guard: Pick<Guard, 'transport'> = {
    transport: (journal, key) => async (url, init) => {
      const { session_id } = (await (await fetch(url, init as RequestInit)).json()) as { session_id: string };
      await journal.append(key, { event: 'created', session_id }, Date.now());
      throw new Error('the guard ended before the answer came');
    },
  };
  return guard as Guard;
}

async function scene(api: HostedApi, change: Partial<JoinRequest> = {}) {
  const { client, clock, runtime } = await connect(api);
  const journal = new Journal(runtime.home);
  const request: JoinRequest = {
    intent: {
      ...sampleIntent,
      base_url: client.endpoint.baseUrl.href,
      meet_url: fields.meet_url,
      bot_name: fields.bot_name,
      voice_id: fields.voice_id,
      guarded: false,
      workspace: runtime.cwd,
    },
    fields,
    image: await image(),
    again: false,
    patienceMs: 60_000,
    guard: null,
    ...change,
  };
  const create = () => {
    clock.advance(1000);
    return createSession(client, journal, request, runtime);
  };
  return { journal, runtime, create };
}

describe('a session whose id one of two processes has read', () => {
  test('goes on when the answer did not get to the other', async () => {
    const api = await hostedApiForTest();
    const { create, journal } = await scene(api, { guard: dyingGuard() });
    expect(await create()).toMatchObject({ reused: false, record: { session_id: 'ses_0001' } });
    expect((await journal.list()).map(isLive)).toEqual([true]);
  });
});

describe('an earlier session of the meeting', () => {
  test('that is in an error is closed before another one is paid for', async () => {
    const api = await hostedApiForTest();
    const { create } = await scene(api);
    await create();
    api.sessions[0]?.become({ status: 'error' });
    expect(await create()).toMatchObject({ reused: false, record: { session_id: 'ses_0002' } });
    expect(api.openSessions().map(({ id }) => id)).toEqual(['ses_0002']);
  });

  test('that is in an error and stays open keeps a second one from being paid for beside it', async () => {
    const api = await hostedApiForTest();
    const { create } = await scene(api);
    await create();
    api.sessions[0]?.become({ status: 'error' });
    api.fault('deleteSession', { kind: 'status', status: 401 });
    expect(await failure(create())).toMatchObject({
      code: 'close_failed',
      known: { session_id: 'ses_0001', closed: false, leave_command: expect.stringContaining('ses_0001') },
    });
    expect(api.sessions).toHaveLength(1);
  });

  test('that is being left is not reused', async () => {
    const api = await hostedApiForTest();
    const { create, journal } = await scene(api);
    const { record } = await create();
    await journal.append(record.key, { event: 'closing', reason: 'leave' }, Date.now());
    expect(await create()).toMatchObject({ reused: false, record: { session_id: 'ses_0002' } });
    expect(api.openSessions()).toHaveLength(1);
  });

  test('at another base URL is not judged by what this one says', async () => {
    const [api, elsewhere] = await Promise.all([hostedApiForTest(), hostedApiForTest()]);
    const first = await scene(elsewhere);
    const { record } = await first.create();
    const { client, clock, runtime } = await connect(api);
    clock.advance(5000);
    const request = {
      intent: record,
      fields,
      image: await image(),
      again: false,
      patienceMs: 60_000,
      guard: null,
    };
    const here = { ...runtime, home: first.runtime.home };
    await createSession(client, first.journal, request, here);
    expect((await first.journal.read(record.key))?.state).toBe('created');
  });
});
