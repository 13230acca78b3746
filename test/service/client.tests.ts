import { describe, expect, test } from 'vitest';
import { version } from '../../scripts/cli/version.ts';
import {
  calls,
  cloneRequest,
  connect,
  failure,
  fields,
  image,
  names,
  pictureRequest,
  sample,
} from '../doubles/client-calls.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { gradient } from '../doubles/pictures.ts';

describe.each([
  ['bare', false],
  ['under data', true],
])('answers %s', (_, isWrapped) => {
  test('of every route are understood', async () => {
    const api = await hostedApiForTest({
      isWrapped,
      notes: { onRoute: { summary: 'fine' } },
      script: [{ status: 'created' }],
    });
    const { client } = await connect(api);
    expect(await client.balance()).toBe(1000);
    expect(await client.products()).toContainEqual(expect.objectContaining({ productId: 'pack_800' }));
    expect(await client.checkout('pack_800')).toMatch(/^https:/);
    expect(await client.createSession(fields, await image())).toMatchObject({
      session_id: 'ses_0001',
      status: 'created',
    });
    expect(await client.session('ses_0001')).toMatchObject({ status: 'created' });
    expect(await client.sessionNotes('ses_0001')).toMatchObject({ summary: 'fine' });
    expect(await client.deleteSession('ses_0001')).toMatchObject({ closed: true });
    const uploaded = await client.uploadVoiceSample(sample);
    expect(uploaded.file?.file_id).toBe('293874650128374655');
    const cloned = await client.cloneVoice({ ...cloneRequest, file_id: '293874650128374655' });
    expect(cloned.base_resp).toMatchObject({ status_code: 0 });
    const generated = await client.generateImage(pictureRequest);
    expect(Buffer.from(generated.data?.[0]?.b64_json ?? '', 'base64')).toEqual(await gradient());
  });
});

test('what stands beside data is not lost', async () => {
  const api = await hostedApiForTest();
  api.fault('createSession', { kind: 'text', text: '{"session_id":"ses_7","data":{"region":"eu"}}' });
  const { client } = await connect(api);
  expect(await client.createSession(fields, await image())).toMatchObject({
    session_id: 'ses_7',
    region: 'eu',
  });
});

test('products that lack a field do not hide the others', async () => {
  const good = { productId: 'p1', name: 'One', numCredits: 800 };
  const api = await hostedApiForTest({
    products: [{ productId: 'p0' }, null, good, { ...good, numCredits: 'many' }],
  });
  const { client } = await connect(api);
  expect(await client.products()).toEqual([good]);
});

describe('what is sent', () => {
  test('the join carries its fields and the picture unchanged', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    await client.createSession(fields, await image());
    expect(api.sessions[0]?.fields).toEqual(fields);
    expect(api.sessions[0]?.image).toEqual({ ...(await image()) });
  });

  test('the voice sample arrives byte for byte and its id returns as the same bare digits', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    const uploaded = await client.uploadVoiceSample(sample);
    await client.cloneVoice({ ...cloneRequest, file_id: uploaded.file?.file_id ?? '' });
    expect(api.state.voices.uploads[0]?.bytes).toEqual(sample.bytes);
    expect(api.seen('cloneVoice')[0]?.raw.toString()).toContain('"file_id":293874650128374655');
    expect(api.state.voices.clones).toHaveLength(1);
  });

  test('a file id that a double holds, or that comes as text, survives too', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api);
    for (const [text, digits] of [
      ['42', '42'],
      ['"293874650128374655"', '293874650128374655'],
      ['9223372036854775807', '9223372036854775807'],
    ]) {
      api.fault('uploadFile', { kind: 'text', text: `{"file":{"file_id":${text}}}` }, 1);
      expect((await client.uploadVoiceSample(sample)).file?.file_id).toBe(digits);
    }
  });

  test('every call names this skill, its version, who asked and where', async () => {
    const api = await hostedApiForTest();
    const env = { PIKA_SENDER_ID: 'ada@example.org', PIKA_MESSAGE_CHANNEL: 'slack' };
    const { client } = await connect(api, { env });
    for (const name of names) await calls[name](client).catch(() => {});
    expect(new Set(api.requests.map(({ route }) => route))).toEqual(new Set(names));
    for (const { headers } of api.requests) {
      expect(headers).toMatchObject({
        authorization: `DevKey ${api.key}`,
        'user-agent': `pikastream-video-meeting/${version}`,
        'x-skill-name': 'pikastream-video-meeting',
        'x-sender-id': 'ada@example.org',
        'x-message-channel': 'slack',
      });
    }
  });

  test.each([
    ['Zoë 张三 🙂', 'Zo%C3%AB %E5%BC%A0%E4%B8%89 %F0%9F%99%82'],
    ['two\nlines', 'two%0Alines'],
  ])('an attribution in other letters does not fail the call: %j', async (name, sent) => {
    const api = await hostedApiForTest();
    await (await connect(api, { env: { PIKA_SENDER_ID: name } })).client.balance();
    expect(api.requests[0]?.headers['x-sender-id']).toBe(sent);
  });

  test('without an attribution its headers are absent', async () => {
    const api = await hostedApiForTest();
    await (await connect(api)).client.balance();
    expect(api.requests[0]?.headers).not.toHaveProperty('x-sender-id');
    expect(api.requests[0]?.headers).not.toHaveProperty('x-message-channel');
  });

  test('a picture names its model in the headers', async () => {
    const api = await hostedApiForTest();
    await (await connect(api)).client.generateImage(pictureRequest);
    expect(api.requests[0]?.headers).toMatchObject({
      'x-generation-type': 'image',
      'x-model': 'gpt-image-1-mini',
    });
  });

  test.each(['', '.', '..', '../../../developer/topup', 'a/b', 'a?b', 'ä'])(
    'no call is made with the session id %j',
    async (id) => {
      const api = await hostedApiForTest();
      const { client } = await connect(api);
      for (const name of ['session', 'sessionNotes', 'deleteSession'] as const) {
        expect(await failure(client[name](id))).toMatchObject({ code: 'usage', exitCode: 2 });
      }
      expect(api.requests).toEqual([]);
    },
  );

  test('a path in the base URL is kept', async () => {
    const api = await hostedApiForTest();
    const { client } = await connect(api, { baseUrl: `${api.baseUrl}/gateway/v2` });
    await failure(client.balance());
    expect(api.requests[0]?.path).toBe('/gateway/v2/developer/balance');
  });
});
