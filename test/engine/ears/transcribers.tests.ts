import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { chooseEars } from '../../../scripts/engine/ears/choose.ts';
import { Pocketsphinx } from '../../../scripts/engine/ears/pocketsphinx.ts';
import { TranscriptionUrl } from '../../../scripts/engine/ears/transcription-url.ts';
import { earsSettings } from '../../../scripts/engine/protocol.ts';
import { RecordedLines } from '../../../scripts/engine/speech/recorded-lines.ts';
import { readWav } from '../../../scripts/engine/speech/wav.ts';
import { temporaryDirectory } from '../../doubles/temporary-directory.ts';

const hasPocketsphinx = await Pocketsphinx.isInstalled();

async function recorded(text: string): Promise<Int16Array> {
  const lines = (await RecordedLines.open()) as RecordedLines;
  const options = { voice: { language: 'en' }, signal: new AbortController().signal };
  for await (const { pcm } of lines.speak(text, options)) return pcm;
  throw new Error('nothing was recorded');
}

describe.skipIf(!hasPocketsphinx)('pocketsphinx (apt-get install -y pocketsphinx pocketsphinx-en-us)', () => {
  test('understands clear words, one turn after the other', async () => {
    const ears = new Pocketsphinx(await temporaryDirectory());
    try {
      for (const line of ['Hello, I am here, and I can hear you.', 'Is there anything else?']) {
        const recognition = ears.open();
        const speech = await recorded(line);
        for (let at = 0; at < speech.length; at += 160) recognition.write(speech.subarray(at, at + 160));
        recognition.write(new Int16Array(4800));
        const text = await recognition.finish();
        const words = line.toLowerCase().match(/[a-z]+/g) ?? [];
        const understood = words.filter((word) => text.includes(word)).length;
        expect(understood / words.length).toBeGreaterThan(0.5);
      }
    } finally {
      ears.close();
    }
  });

  test('silence has no words', async () => {
    const ears = new Pocketsphinx(await temporaryDirectory());
    const recognition = ears.open();
    recognition.write(new Int16Array(16_000));
    expect(await recognition.finish()).toBe('');
    ears.close();
  });

  test('cancelling stops its process', async () => {
    const ears = new Pocketsphinx(await temporaryDirectory());
    const recognition = ears.open();
    recognition.cancel();
    await expect(recognition.finish()).rejects.toThrow('SIGKILL');
    ears.close();
  });
});

describe('a transcription service', () => {
  const servers: { close(): void }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function serve(status: number, answer: string) {
    const requests: { path: string; form: FormData; authorization: string | undefined }[] = [];
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const type = request.headers['content-type'] ?? '';
      const form = await new Response(Buffer.concat(parts), { headers: { 'content-type': type } }).formData();
      requests.push({ path: request.url ?? '', form, authorization: request.headers.authorization });
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, requests };
  }

  test('gets each turn as a WAV and returns its words', async () => {
    const { url, requests } = await serve(200, '{"text":"hello there"}');
    const ears = new TranscriptionUrl({ url, key: 'secret', language: 'en-US' });
    const recognition = ears.open();
    recognition.write(Int16Array.from([1, 2, 3]));
    recognition.write(Int16Array.from([4, 5]));
    expect(await recognition.finish()).toBe('hello there');
    const [request] = requests;
    expect(request).toMatchObject({ path: '/v1/audio/transcriptions', authorization: 'Bearer secret' });
    expect(request?.form.get('language')).toBe('en');
    const file = request?.form.get('file') as File;
    expect(readWav(Buffer.from(await file.arrayBuffer()))).toEqual({
      pcm: Int16Array.from([1, 2, 3, 4, 5]),
      sampleRate: 16_000,
    });
  });

  test('that refuses says so', async () => {
    const { url } = await serve(401, '{"error":{"message":"no such key"}}');
    const recognition = new TranscriptionUrl({ url, language: 'en' }).open();
    await expect(recognition.finish()).rejects.toThrow('HTTP 401: no such key');
  });
});

describe('choosing ears', () => {
  test('a configured service comes first', async () => {
    const settings = earsSettings.parse({ url: 'http://127.0.0.1:9/v1' });
    expect((await chooseEars(settings, await temporaryDirectory()))?.name).toBe('url');
  });

  test('none are none', async () => {
    expect(
      await chooseEars(earsSettings.parse({ engine: 'none' }), await temporaryDirectory()),
    ).toBeUndefined();
  });

  test('a requested program that is missing is an error with a hint', async () => {
    const settings = earsSettings.parse({ engine: 'url' });
    await expect(chooseEars(settings, await temporaryDirectory())).rejects.toMatchObject({
      code: 'program_missing',
      hint: expect.stringContaining('PIKA_EARS_URL'),
    });
  });
});
