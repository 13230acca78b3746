import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { modelsToTry } from '../../scripts/avatar/generate/generate.ts';
import { composePrompt, styles } from '../../scripts/avatar/generate/styles.ts';
import generateAvatar from '../../scripts/generate-avatar.ts';
import { runHere } from '../cli/host.ts';
import type { HostedApi } from '../doubles/hosted-api.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { createTestRuntime, type TestRuntime } from '../doubles/runtime.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { pictures } from './pictures.ts';

type Options = Parameters<typeof generateAvatar.run>[0];

async function service(): Promise<{ api: HostedApi; runtime: TestRuntime }> {
  const api = await hostedApiForTest();
  // A face is found at the first look; where there is none, five looks are taken.
  api.state.pictures.bytes = await pictures.photo();
  return { api, runtime: await createTestRuntime({ env: api.environment }) };
}

const run = (options: Partial<Options>, runtime: TestRuntime) =>
  generateAvatar.run(generateAvatar.options.parse({ output: 'robot.png', ...options }), runtime);

const bodies = (api: HostedApi) =>
  api.seen('generateImage').map(({ json }) => json as Record<string, unknown>);

describe('generate-avatar', () => {
  test.each(['b64_json', 'url'] as const)(
    'takes a picture that comes as %s and prepares it',
    async (form) => {
      const { api, runtime } = await service();
      api.state.pictures.form = form;
      const result = await run({ prompt: 'a robot', style: '3d' }, runtime);
      expect(result).toMatchObject({ written: true, width: 512, height: 512, source: { format: 'jpeg' } });
      expect((await readdir(runtime.cwd)).sort()).toEqual([
        'robot.png',
        'robot.preview.png',
        'robot.rig.json',
      ]);
      expect((await sharp(await readFile(path.join(runtime.cwd, 'robot.png'))).metadata()).format).toBe(
        'png',
      );
      const [request] = api.seen('generateImage');
      expect(request?.json).toEqual(result.request);
      expect(request?.json).toMatchObject({ n: 1, size: '1536x1024', output_format: 'png' });
      expect(request?.headers).toMatchObject({
        'x-generation-type': 'image',
        'x-model': result.request.model,
      });
    },
  );

  test('prints the request in a dry run: nothing is sent, no key is needed', async () => {
    const cwd = await temporaryDirectory();
    const { line, exitCode } = await runHere('generate-avatar', ['--prompt', 'a fox', '--dry-run'], {
      cwd,
    });
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ written: false, request: { prompt: expect.stringContaining('a fox') } });
    expect(await readdir(cwd)).toEqual([]);
  });

  test('asks the next model when one is unknown, once each, and says so', async () => {
    const { api, runtime } = await service();
    const [first = '', second = '', third = ''] = modelsToTry(undefined, Date.parse('2026-11-30'));
    const clock = { ...runtime.clock, now: () => Date.parse('2026-11-30') };
    api.state.pictures.unknownModels.set(first, 404).set(second, 400);
    const result = await run({}, { ...runtime, clock });
    expect(bodies(api).map(({ model }) => model)).toEqual([first, second, third]);
    expect(result.request.model).toBe(third);
    expect(runtime.warnings.map(({ code }) => code).filter((code) => code === 'model_replaced')).toHaveLength(
      2,
    );
  });

  test('a model that was asked for is not replaced by another', async () => {
    const { api, runtime } = await service();
    api.state.pictures.unknownModels.set('dall-e-9', 400);
    await expect(run({ model: 'dall-e-9' }, runtime)).rejects.toMatchObject({
      code: 'request_refused',
      hint: expect.stringContaining('--model'),
    });
    expect(api.seen('generateImage')).toHaveLength(1);
  });

  test("passes a refusal on in the service's words, as exit code 2, and does not ask again", async () => {
    const { api, runtime } = await service();
    api.state.pictures.refusedPrompt = /politician/;
    await expect(run({ prompt: 'a politician' }, runtime)).rejects.toMatchObject({
      code: 'content_refused',
      exitCode: 2,
      message: expect.stringContaining('rejected by the safety system'),
    });
    expect(api.seen('generateImage')).toHaveLength(1);
  });

  test.each(['nullList', 'emptyList', 'nullEntry', 'noFields'] as const)(
    'says that no picture came: %s',
    async (form) => {
      const { api, runtime } = await service();
      api.state.pictures.form = form;
      await expect(run({}, runtime)).rejects.toMatchObject({ code: 'answer_unexpected', exitCode: 3 });
      expect(await readdir(runtime.cwd)).toEqual([]);
    },
  );

  test('reports an answer that is not a picture', async () => {
    const { api, runtime } = await service();
    api.state.pictures.bytes = Buffer.from('<html>busy</html>');
    await expect(run({}, runtime)).rejects.toMatchObject({
      code: 'answer_unexpected',
      message: expect.stringContaining('web page'),
    });
  });

  test('fetches no picture from elsewhere on this machine', async () => {
    const { api, runtime } = await service();
    const other = await hostedApiForTest();
    const url = other.serve('x.png', await pictures.blank(), 'image/png');
    api.fault('generateImage', { kind: 'text', text: JSON.stringify({ data: [{ url }] }) });
    await expect(run({}, runtime)).rejects.toMatchObject({ code: 'address_refused' });
    expect(other.requests).toEqual([]);
  });

  test('overwrites nothing without force, and finds out before anything is paid for', async () => {
    const { api, runtime } = await service();
    await writeFile(path.join(runtime.cwd, 'robot.png'), 'precious');
    await expect(run({}, runtime)).rejects.toMatchObject({ code: 'file_exists' });
    expect(api.requests).toEqual([]);
    await run({ force: true }, runtime);
    expect((await readFile(path.join(runtime.cwd, 'robot.png'))).byteLength).toBeGreaterThan(1000);
  });

  test('gives up in time, and says that it may have been billed', async () => {
    const { api, runtime } = await service();
    api.fault('generateImage', { kind: 'hang' });
    await expect(run({ timeoutSec: 5 }, runtime)).rejects.toMatchObject({
      code: 'network_failed',
      hint: expect.stringContaining('billed'),
    });
  });

  test('without a key says how to get an avatar', async () => {
    await expect(run({}, await createTestRuntime())).rejects.toMatchObject({
      code: 'key_missing',
      hint: expect.stringContaining('prepare-avatar'),
    });
  });
});

describe('models and prompts', () => {
  test('gpt-image-1-mini is not asked any more once OpenAI has shut it down', () => {
    expect(modelsToTry(undefined, Date.parse('2026-11-30T23:59:59Z'))[0]).toBe('gpt-image-1-mini');
    expect(modelsToTry(undefined, Date.parse('2026-12-01T00:00:00Z'))[0]).toBe('gpt-image-2.5-flare');
  });

  test.each(styles)('every style asks for one frontal face with closed lips: %s', (style) => {
    const prompt = composePrompt('an old sailor. ', style);
    expect(prompt).toMatch(/^Portrait of an old sailor\. /);
    expect(prompt).toMatch(/one face.*lips closed/);
  });
});
