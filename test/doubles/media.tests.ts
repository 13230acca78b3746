import { describe, expect, test } from 'vitest';
import type { HostedApi } from './hosted-api.ts';
import { hostedApiForTest } from './hosted-api-for-test.ts';
import { gradient } from './pictures.ts';
import { call, field, post } from './raw-calls.ts';

describe('voices', () => {
  const upload = (api: HostedApi) => {
    const form = new FormData();
    form.set('purpose', 'voice_clone');
    form.set('file', new Blob(['RIFF'], { type: 'audio/wav' }), 'me.wav');
    return call(api, 'POST', '/proxy/minimax/v1/files/upload', { body: form });
  };
  const clone = async (api: HostedApi, fileId: string, voiceId = 'Ada-voice-1') => {
    const rest = `"voice_id":"${voiceId}","need_noise_reduction":false,"need_volume_normalization":false`;
    const response = await post(api, '/proxy/minimax/v1/voice_clone', `{"file_id":${fileId},${rest}}`);
    expect(response.status).toBe(200);
    return field(response, 'base_resp', 'status_code');
  };

  test('a file id is a bare number that no double holds, and must come back as the same digits', async () => {
    const api = await hostedApiForTest();
    const digits = /"file_id":(\d+)/.exec(await (await upload(api)).text())?.[1] ?? '';
    expect(String(Number(digits))).not.toBe(digits);
    expect(await clone(api, String(Number(digits)))).toBe(2013);
    expect(await clone(api, `"${digits}"`)).toBe(2013);
    expect(await clone(api, digits)).toBe(0);
    expect(await clone(api, digits)).toBe(2039);
    expect(await clone(api, digits, 'short')).toBe(2013);
    expect(api.state.voices.uploads[0]).toMatchObject({ fileId: digits, bytes: Buffer.from('RIFF') });
    expect(api.state.voices.clones).toMatchObject([{ file_id: digits, voice_id: 'Ada-voice-1' }]);
  });

  test('refuse by a code of their own within HTTP 200', async () => {
    const api = await hostedApiForTest();
    api.fault('cloneVoice', { kind: 'minimax', code: 1026, message: 'sensitive' });
    expect(await clone(api, '1')).toBe(1026);
  });
});

describe('pictures', () => {
  const request = {
    model: 'gpt-image-1-mini',
    prompt: 'a portrait',
    size: '1024x1024',
    n: 1,
    quality: 'low',
    output_format: 'png',
  };
  const generate = (api: HostedApi, changes: object = {}) =>
    post(api, '/proxy/openai/v1/images/generations', { ...request, ...changes });

  test('come as base64 or as a URL on the same origin', async () => {
    const api = await hostedApiForTest();
    const inline = await field(await generate(api), 'data', 0, 'b64_json');
    expect(Buffer.from(String(inline), 'base64')).toEqual(await gradient());
    api.state.pictures.form = 'url';
    const linked = await field(await generate(api), 'data', 0, 'url');
    expect(Buffer.from(await (await fetch(String(linked))).arrayBuffer())).toEqual(await gradient());
  });

  test.each([
    ['nullList', null],
    ['emptyList', []],
    ['nullEntry', [null]],
    ['noFields', [{ b64_json: null, url: null }]],
  ] as const)('may be missing: %s', async (form, data) => {
    const api = await hostedApiForTest();
    api.state.pictures.form = form;
    expect(await field(await generate(api), 'data')).toEqual(data);
  });

  test('are refused for an unknown model or an unsafe prompt, in the words of OpenAI', async () => {
    const api = await hostedApiForTest();
    api.state.pictures.unknownModels.set('gpt-image-1-mini', 404);
    api.state.pictures.refusedPrompt = /unsafe/;
    const missing = await generate(api);
    expect([missing.status, await field(missing, 'error', 'code')]).toEqual([404, 'model_not_found']);
    const unsafe = await generate(api, { model: 'other', prompt: 'unsafe' });
    expect([unsafe.status, await field(unsafe, 'error', 'code')]).toEqual([400, 'moderation_blocked']);
  });
});
