import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { speechSettings } from '../../../scripts/engine/protocol.ts';
import type { SpeakOptions, SpeechAdapter, SpeechChunk } from '../../../scripts/engine/speech/adapter.ts';
import { CaptionsOnly } from '../../../scripts/engine/speech/captions-only.ts';
import { chooseSpeech } from '../../../scripts/engine/speech/choose.ts';
import { Espeak, espeakArguments } from '../../../scripts/engine/speech/espeak.ts';
import { Flite, readPhones, voiceArguments } from '../../../scripts/engine/speech/flite.ts';
import { fittingVoice, readVoices } from '../../../scripts/engine/speech/macos-say.ts';
import { isOnPath } from '../../../scripts/engine/speech/program.ts';
import { RecordedLines } from '../../../scripts/engine/speech/recorded-lines.ts';
import { Speech } from '../../../scripts/engine/speech/speech.ts';
import { SpeechUrl } from '../../../scripts/engine/speech/speech-url.ts';
import { readWav, writeWav } from '../../../scripts/engine/speech/wav.ts';
import { ssmlOf } from '../../../scripts/engine/speech/windows-sapi.ts';
import { temporaryDirectory } from '../../doubles/temporary-directory.ts';
import { slowness } from '../../machine-speed.ts';

const hasFlite = await isOnPath('flite');
const hasEspeak = await isOnPath('espeak-ng');
const voice = { language: 'en-US' };
const espeak = async () => (await Espeak.open()) as Espeak;
const never = new AbortController().signal;

const stock: SpeakOptions = { voice, signal: never };

async function say(adapter: Pick<SpeechAdapter, 'speak'>, text: string, options: SpeakOptions = stock) {
  const chunks: SpeechChunk[] = [];
  for await (const chunk of adapter.speak(text, options)) chunks.push(chunk);
  const pcm = Int16Array.from(chunks.flatMap((chunk) => [...chunk.pcm]));
  const sampleRate = chunks[0]?.sampleRate ?? 0;
  return { pcm, sampleRate, seconds: pcm.length / sampleRate, phonemes: chunks[0]?.phonemes ?? [] };
}

const loudest = (pcm: Int16Array) => pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** The pitch of the voiced parts: the median over 40 ms pieces of the lag at which they are most like themselves. */
function pitchOf(pcm: Int16Array, rate: number): number {
  const size = Math.round(rate * 0.04);
  const pitches: number[] = [];
  for (let at = 0; at + 2 * size < pcm.length; at += size) {
    const piece = pcm.subarray(at, at + size);
    if (loudest(piece) < 2000) continue;
    let best = { likeness: 0.7, lag: 0 };
    for (let lag = Math.round(rate / 400); lag < rate / 60; lag++) {
      let [product, own, other] = [0, 1, 1];
      for (let i = 0; i < size; i++) {
        const [a, b] = [piece[i] as number, pcm[at + i + lag] as number];
        product += a * b;
        own += a * a;
        other += b * b;
      }
      const likeness = product / Math.sqrt(own * other);
      if (likeness > best.likeness + 0.02) best = { likeness, lag };
    }
    if (best.lag) pitches.push(rate / best.lag);
  }
  return pitches.sort((a, b) => a - b)[pitches.length >> 1] ?? 0;
}

const sentence = 'The quick answer is that the release goes out on Thursday.';

describe.skipIf(!hasFlite)('flite (apt-get install -y flite)', () => {
  test('speaks with the time of every phoneme, without the silence before', async () => {
    const { pcm, sampleRate, seconds, phonemes } = await say(new Flite(await temporaryDirectory()), sentence);
    expect(seconds).toBeGreaterThan(2);
    expect(loudest(pcm)).toBeGreaterThan(5000);
    expect(loudest(pcm.subarray(0, sampleRate * 0.08))).toBeGreaterThan(500);
    expect(phonemes.length).toBeGreaterThan(25);
    expect(phonemes.every(({ end }, i) => i === 0 || end >= (phonemes[i - 1]?.end ?? 0))).toBe(true);
    expect(phonemes.at(-1)?.end).toBeGreaterThan(seconds - 0.3);
  });

  test.each([100, 140, 190, 220])('approximates a voice of %i Hz', async (pitch_hz) => {
    const profile = { pitch_hz, syllables_per_sec: 4.7 };
    const options = { voice: { ...voice, profile }, signal: never };
    const { pcm, sampleRate } = await say(new Flite(await temporaryDirectory()), sentence, options);
    expect(Math.abs(pitchOf(pcm, sampleRate) / pitch_hz - 1)).toBeLessThan(0.1);
  });

  test('approximates a pace', async () => {
    const flite = new Flite(await temporaryDirectory());
    const at = (syllables_per_sec: number) =>
      say(flite, sentence, {
        voice: { ...voice, profile: { pitch_hz: 180, syllables_per_sec } },
        signal: never,
      });
    const [slow, quick] = [await at(3.5), await at(7)];
    expect(slow.seconds / quick.seconds).toBeGreaterThan(1.8);
  });

  test('is silent at once when it is aborted', async () => {
    const abort = new AbortController();
    // Ten seconds of work on an idle machine.
    const long = `${sentence} `.repeat(200);
    const saying = say(new Flite(await temporaryDirectory()), long, { voice, signal: abort.signal });
    saying.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 60));
    const at = performance.now();
    abort.abort(new Error('enough'));
    await expect(saying).rejects.toThrow('enough');
    expect(performance.now() - at).toBeLessThan(1000 * slowness());
  });

  test('text never appears in the list of processes, and is never read as flags', async () => {
    expect(voiceArguments(undefined, undefined)).toEqual(['-voice', 'slt']);
    const { seconds } = await say(new Flite(await temporaryDirectory()), '-o is a letter, and so is --help.');
    expect(seconds).toBeGreaterThan(1);
  });
});

describe.skipIf(!hasEspeak)('espeak-ng (apt-get install -y espeak-ng)', () => {
  test('speaks other languages', async () => {
    const options = { voice: { language: 'de' }, signal: never };
    const { seconds, sampleRate } = await say(await espeak(), 'Guten Morgen, wie geht es Ihnen?', options);
    expect(sampleRate).toBe(22_050);
    expect(seconds).toBeGreaterThan(1);
  });

  test.each([90, 120, 180, 250])('approximates a voice of %i Hz', async (pitch_hz) => {
    const profile = { pitch_hz, syllables_per_sec: 4.7 };
    const options = { voice: { language: 'en-us', profile }, signal: never };
    const { pcm, sampleRate } = await say(await espeak(), sentence, options);
    expect(Math.abs(pitchOf(pcm, sampleRate) / pitch_hz - 1)).toBeLessThan(0.15);
  });

  test('the voice is unchanged without a profile', () => {
    expect(espeakArguments('en-us', undefined)).toEqual(['-v', 'en-us']);
  });
});

describe('a speech service', () => {
  const servers: { close(): void }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  function serve(answer: (body: string) => { status: number; body: Buffer | string }): Promise<{
    url: string;
    requests: { path: string; body: string; authorization: string | undefined }[];
  }> {
    const requests: { path: string; body: string; authorization: string | undefined }[] = [];
    return new Promise((resolve) => {
      const server = createServer((request, response) => {
        let body = '';
        request.on('data', (part) => {
          body += part;
        });
        request.on('end', () => {
          requests.push({ path: request.url ?? '', body, authorization: request.headers.authorization });
          const { status, body: reply } = answer(body);
          response.writeHead(status).end(reply);
        });
      }).listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        servers.push(server);
        resolve({ url: `http://127.0.0.1:${port}/v1`, requests });
      });
    });
  }

  const tone = Int16Array.from({ length: 24_000 }, (_, i) => Math.round(8000 * Math.sin(i / 10)));

  test.each([
    ['bare samples', () => writeWav(tone, 24_000).subarray(44)],
    ['a WAV', () => writeWav(tone, 24_000)],
  ])('gives %s', async (_, body) => {
    const { url, requests } = await serve(() => ({ status: 200, body: body() }));
    const adapter = new SpeechUrl({ url, key: 'secret', model: 'tts' });
    const { pcm, sampleRate } = await say(adapter, 'Hello **there**.');
    expect(sampleRate).toBe(24_000);
    expect(pcm).toEqual(tone);
    expect(requests[0]).toMatchObject({ path: '/v1/audio/speech', authorization: 'Bearer secret' });
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ model: 'tts', input: 'Hello there.' });
  });

  test('that refuses leaves the sentence to the next adapter', async () => {
    const { url } = await serve(() => ({ status: 429, body: '{"error":{"message":"slow down"}}' }));
    const fallen: string[] = [];
    const speech = new Speech([new SpeechUrl({ url }), new CaptionsOnly()], (from, to, error) =>
      fallen.push(`${from} ${to} ${error.message}`),
    );
    const { seconds } = await say(speech, 'Fifteen letters');
    expect(seconds).toBeCloseTo(1.5, 1);
    expect(fallen).toEqual(['url none the speech service refused a sentence: HTTP 429: slow down']);
  });
});

/** Of what can be heard: pieces of ten milliseconds above -50 dB. */
function loudnessOf(pcm: Int16Array, rate: number): number {
  const size = Math.round(rate / 100);
  const energies: number[] = [];
  for (let at = 0; at + size <= pcm.length; at += size) {
    const energy = pcm.subarray(at, at + size).reduce((sum, sample) => sum + sample * sample, 0) / size;
    if (Math.sqrt(energy) > 104) energies.push(energy);
  }
  return 10 * Math.log10(energies.reduce((sum, energy) => sum + energy, 0) / energies.length / 32_768 ** 2);
}

test.skipIf(!hasFlite || !hasEspeak)('every voice is equally loud', async () => {
  const directory = await temporaryDirectory();
  const ways = [
    [new Flite(directory), { language: 'en-US' }],
    [new Flite(directory), { language: 'en-US', gender: 'male' }],
    [await espeak(), { language: 'en-US' }],
    [await espeak(), { language: 'en-US', gender: 'female' }],
  ] as const;
  for (const [adapter, voice] of ways) {
    const { pcm, sampleRate } = await say(new Speech([adapter]), sentence, { voice, signal: never });
    expect(Math.abs(loudnessOf(pcm, sampleRate) + 20)).toBeLessThan(2);
  }
});

test.skipIf(!hasEspeak).each([
  ['zh', '你好，世界。'],
  ['ru', 'Привет, мир.'],
  ['ar', 'مرحبا بالعالم'],
  ['hi', 'नमस्ते दुनिया'],
  ['el', 'Γεια σου κόσμε'],
  ['ko', '안녕하세요'],
])('espeak-ng says %s by the script of the text', async (_language, text) => {
  const { pcm, seconds } = await say(new Speech([await espeak(), new CaptionsOnly()]), text);
  expect(seconds).toBeGreaterThan(0.5);
  expect(loudest(pcm)).toBeGreaterThan(3000);
});

test.skipIf(!hasEspeak)('espeak-ng leaves Japanese that it cannot read to captions', async () => {
  const { pcm } = await say(new Speech([await espeak(), new CaptionsOnly()]), '日本語を話します。');
  expect(loudest(pcm)).toBe(0);
});

test.each([
  ['en-GB', 'female', 'Kate'],
  ['de', 'female', 'Anna'],
  ['de', 'male', 'Markus'],
  ['fr-CA', 'male', 'Thomas'],
  ['sw', undefined, undefined],
] as const)('macOS has a voice for %s, %s: %s', (language, gender, name) => {
  const voices = readVoices(
    [
      'Albert              en_US    # Hello! My name is Albert.',
      'Anna                de_DE    # Hallo! Ich heiße Anna.',
      'Bad News            en_US    # Hello! My name is Bad News.',
      'Eddy (German (Germany)) de_DE    # Hallo! Ich heiße Eddy.',
      'Markus              de_DE    # Hallo! Ich heiße Markus.',
      'Amélie              fr_CA    # Bonjour! Je m’appelle Amélie.',
      'Thomas              fr_FR    # Bonjour, je m’appelle Thomas.',
      'Kate                en_GB    # Hello! My name is Kate.',
      'Samantha            en_US    # Hello! My name is Samantha.',
    ].join('\n'),
  );
  expect(fittingVoice(voices, language, gender)).toBe(name);
});

describe('choosing speech adapters', () => {
  const settings = (engine: string, more = {}) => speechSettings.parse({ engine, ...more });

  test('there is always at least one', async () => {
    const found = await chooseSpeech({ settings: settings('auto'), directory: await temporaryDirectory() });
    expect(found.at(-1)?.name).toBe('none');
  });

  test('a configured service comes first', async () => {
    const chosen = settings('auto', { url: 'http://127.0.0.1:9/v1' });
    const [first] = await chooseSpeech({ settings: chosen, directory: await temporaryDirectory() });
    expect(first?.name).toBe('url');
  });

  test('English programs are skipped for other languages', async () => {
    const chosen = settings('auto', { language: 'fr-FR' });
    const found = await chooseSpeech({ settings: chosen, directory: await temporaryDirectory() });
    const names = found.filter((adapter) => adapter.speaks('fr-FR', 'Bonjour.')).map(({ name }) => name);
    expect(names).not.toContain('flite');
    expect(names).not.toContain('recorded');
    expect(['flite', 'recorded']).not.toContain(new Speech(found).speaker({ language: 'fr-FR' }).name);
  });

  test('a requested program that is missing is an error with a hint', async () => {
    const chosen = settings('url');
    await expect(
      chooseSpeech({ settings: chosen, directory: await temporaryDirectory() }),
    ).rejects.toMatchObject({
      code: 'program_missing',
      hint: expect.stringContaining('PIKA_SPEECH_URL'),
    });
  });
});

describe('recorded lines', () => {
  test('speak without any program, with their phoneme times', async () => {
    const recorded = await RecordedLines.open();
    expect(recorded).toBeDefined();
    const { seconds, phonemes } = await say(recorded as RecordedLines, 'hello i am here and i can hear you');
    expect(seconds).toBeGreaterThan(1);
    expect(phonemes.length).toBeGreaterThan(10);
    expect(phonemes.at(-1)?.end).toBeLessThan(seconds + 0.3);
  });

  test('are skipped for a sentence without a recording', async () => {
    const recorded = (await RecordedLines.open()) as RecordedLines;
    const { phonemes, seconds } = await say(new Speech([recorded, new CaptionsOnly()]), 'Something else.');
    expect(phonemes).toEqual([]);
    expect(seconds).toBeGreaterThan(1);
  });
});

describe('forms', () => {
  test('phoneme times of several utterances follow one another', () => {
    expect(readPhones('pau:0.2 hh:0.3 \npau:0.1 ax:0.4 \n')).toEqual([
      { phone: 'pau', end: 0.2 },
      { phone: 'hh', end: 0.3 },
      { phone: 'pau', end: 0.4 },
      { phone: 'ax', end: 0.7 },
    ]);
  });

  test('text is escaped in SSML', () => {
    expect(
      ssmlOf('a < b & "c"', { language: 'en-US', profile: { pitch_hz: 200, syllables_per_sec: 4.3 } }),
    ).toContain('<prosody pitch="+0%" rate="+0%">a &lt; b &amp; &quot;c&quot;</prosody>');
  });

  test('a WAV is read as it was written', () => {
    const pcm = Int16Array.from([1, -2, 32767, -32768]);
    expect(readWav(writeWav(pcm, 16_000))).toEqual({ pcm, sampleRate: 16_000 });
  });
});
