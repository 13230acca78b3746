import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { hostedEndpoint } from '../../scripts/service/endpoint.ts';
import { calls, connect, failure } from '../doubles/client-calls.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { createTestRuntime } from '../doubles/runtime.ts';

describe('the devkey file', () => {
  test.skipIf(process.platform === 'win32').each([
    [0o644, 0o755, ['key_file_exposed']],
    [0o640, 0o750, ['key_file_exposed']],
    [0o600, 0o755, []],
    [0o644, 0o700, []],
  ])('of mode %o in a folder of mode %o', async (mode, folderMode, codes) => {
    const runtime = await createTestRuntime();
    const file = path.join(runtime.home, 'devkey');
    await mkdir(runtime.home);
    await writeFile(file, 'dk_something');
    await chmod(file, mode);
    await chmod(runtime.home, folderMode);
    expect(hostedEndpoint(runtime).key).toBe('dk_something');
    expect(runtime.warnings.map(({ code }) => code)).toEqual(codes);
  });
});

describe('a Node that checks no certificate', () => {
  test('is not given the key for a service beyond this machine', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const runtime = await createTestRuntime({ env: { PIKA_DEV_KEY: 'dk_something' } });
    expect(() => hostedEndpoint(runtime)).toThrow('NODE_TLS_REJECT_UNAUTHORIZED');
    expect(hostedEndpoint(runtime, { sessionBase: 'http://127.0.0.1:9/' }).key).toBe('dk_something');
  });
});

describe('the page to pay on', () => {
  test.each(['javascript:alert(1)', 'http://checkout.pika.test/1', 'file:///etc/passwd', 'data:text/html,x'])(
    'is a page of the web: not %s',
    async (checkout_url) => {
      const api = await hostedApiForTest();
      const { client } = await connect(api);
      api.fault('checkout', { kind: 'text', text: JSON.stringify({ checkout_url }) });
      expect(await failure(client.checkout('pack_800'))).toMatchObject({ code: 'answer_unexpected' });
    },
  );
});

describe('a call that costs money', () => {
  test.each(['createSession', 'cloneVoice', 'generateImage'] as const)(
    'is not to be repeated after 503: %s',
    async (name) => {
      const api = await hostedApiForTest();
      const { client } = await connect(api);
      api.fault(name, { kind: 'status', status: 503 });
      expect(await failure(calls[name](client))).toMatchObject({ code: 'service_failed', retryable: false });
    },
  );
});
