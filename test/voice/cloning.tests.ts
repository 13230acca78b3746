import { mkdirSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../scripts/base/clock.ts';
import type { PikaError } from '../../scripts/cli/errors.ts';
import { PikaClient } from '../../scripts/service/client.ts';
import { hostedEndpoint } from '../../scripts/service/endpoint.ts';
import { cloneAtService } from '../../scripts/voice/clone/service.ts';
import { voiceRecord } from '../../scripts/voice/library/records.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { clone, runVoiceVerb } from './clone-here.ts';
import { soundFolder, speak } from './sounds.ts';

const folder = await soundFolder();
const weekMs = 7 * 86_400_000;
let spoken: string;

/** A local clone is the whole way without the service, and quicker. */
beforeAll(async () => {
  spoken = await speak(folder);
});

const readJson = async (...parts: string[]) => JSON.parse(await readFile(path.join(...parts), 'utf8'));

describe('a cloned voice', () => {
  test('is kept with its consent, report and profile, and becomes the current one', async () => {
    const api = await hostedApiForTest();
    const cwd = await temporaryDirectory();
    const { exitCode, line } = await clone(spoken, { cwd, api });
    expect(exitCode).toBe(0);
    const id = String(line.voice_id);
    expect(api.state.voices.clones).toMatchObject([{ voice_id: id, need_noise_reduction: false }]);
    expect(line).toMatchObject({ provider: 'pika', source_audio: path.basename(spoken), reused: false });
    expect(line.retention_warning).toMatch(/7 days/);
    expect(await readFile(path.join(cwd, 'life', 'voice_id.txt'), 'utf8')).toBe(id);
    expect(await readJson(cwd, 'life', 'voice_config.json')).toEqual({
      voice_id: id,
      provider: 'pika',
      cloned_at: line.cloned_at,
      source_audio: line.source_audio,
      retention_warning: line.retention_warning,
    });
    const record = voiceRecord.parse(await readJson(cwd, 'life', 'voices', `${id}.json`));
    expect(record).toMatchObject({
      name: 'Ada',
      consent: { kind: 'own' },
      first_used_at: null,
      engine: 'pika',
    });
    expect(record.profile).toMatchObject({ pitch_hz: expect.closeTo(165, -1) });
    expect((await readdir(path.join(cwd, 'life', 'voices'))).sort()).toEqual([`${id}.json`, `${id}.png`]);
  });

  test('comes with a picture for a person, whatever the names hold', async () => {
    const cwd = await temporaryDirectory();
    const odd = path.join(cwd, 'a <b> & "c"\u0007.wav');
    await writeFile(odd, await readFile(spoken));
    const argv = [
      '--audio',
      odd,
      '--name',
      '</text><image href="x"/> 李明 🎤',
      '--report',
      'look/report.png',
      '--dry-run',
    ];
    const { line } = await runVoiceVerb('clone-voice', argv, { cwd });
    expect(line).toMatchObject({
      ok: true,
      dry_run: true,
      report_path: path.join(cwd, 'look', 'report.png'),
    });
    const picture = await readFile(path.join(cwd, 'look', 'report.png'));
    expect(await sharp(picture).metadata()).toMatchObject({
      format: 'png',
      width: 1200,
    });
  });

  test('is not sent in a dry run, which says what would be done and needs neither key nor consent', async () => {
    const api = await hostedApiForTest();
    const cwd = await temporaryDirectory();
    const { exitCode, line } = await runVoiceVerb(
      'clone-voice',
      ['--audio', spoken, '--name', 'Ada', '--dry-run'],
      { cwd },
    );
    expect(exitCode).toBe(0);
    expect(line.plan).toEqual([
      expect.stringMatching(/^upload the sample \(audio\/mpeg, 12 s, 0\.3 MB\)$/),
      'clone it as a voice for Ada',
      'make it the current voice in life/',
    ]);
    expect(line.warnings.map(({ code }) => code)).toContain('consent_missing');
    expect(line).not.toHaveProperty('voice_id');
    expect(await readdir(path.join(cwd, 'life'))).toEqual(['voices']);
    expect(api.requests).toEqual([]);
  });

  test('is reused for the same recording and name until the service has deleted it, unless --force', async () => {
    const cwd = await temporaryDirectory();
    const clock = new VirtualClock();
    const api = await hostedApiForTest();
    const first = (await clone(spoken, { cwd, api, clock })).line;
    await runVoiceVerb('voices', ['use', 'English_CalmWoman'], { cwd });
    const again = (await clone(spoken, { cwd, api, clock })).line;
    expect(again).toMatchObject({ reused: true, voice_id: first.voice_id, report_path: first.report_path });
    expect(await readFile(path.join(cwd, 'life', 'voice_id.txt'), 'utf8')).toBe(first.voice_id);
    const planned = (await clone(spoken, { cwd, api, clock }, '--dry-run')).line;
    expect(planned).toMatchObject({ reused: true, dry_run: true });
    expect((planned.plan as string[])[0]).toContain(String(first.voice_id));
    expect(api.state.voices.clones).toHaveLength(1);
    clock.advance(weekMs);
    const late = (await clone(spoken, { cwd, api, clock })).line;
    const forced = (await clone(spoken, { cwd, api, clock }, '--force')).line;
    expect([late.reused, forced.reused]).toEqual([false, false]);
    expect(api.state.voices.clones).toHaveLength(3);
  });

  test('of the local engine needs no key and sends nothing', async () => {
    const cwd = await temporaryDirectory();
    const api = await hostedApiForTest();
    const { line } = await clone(spoken, { cwd, api }, '--engine', 'local');
    expect(line).toMatchObject({ ok: true, engine: 'local', provider: 'local', profile: { pitch_hz: 165 } });
    expect(api.requests).toEqual([]);
  });
});

describe('before anything is sent', () => {
  test.each([
    ['consent', ['--audio', 'x', '--name', 'Ada'], 2, 'consent_missing'],
    ['a form of consent', ['--audio', 'x', '--name', 'Ada', '--speaker-consent', 'maybe'], 2, 'usage'],
    ['a name', ['--audio', 'x', '--name', '  ', '--speaker-consent', 'own'], 2, 'usage'],
    ['a recording', ['--name', 'Ada', '--speaker-consent', 'own'], 2, 'usage'],
    ['a picture’s name', ['--audio', 'x', '--name', 'Ada', '--dry-run', '--report', 'README.md'], 2, 'usage'],
  ])('%s is asked for', async (_, argv, exit, code) => {
    const { exitCode, line } = await runVoiceVerb('clone-voice', argv, { cwd: await temporaryDirectory() });
    expect([exitCode, line.error?.code]).toEqual([exit, code]);
  });

  test('a key is asked for', async () => {
    const { exitCode, line } = await clone(spoken, { cwd: await temporaryDirectory() });
    expect([exitCode, line.error?.code]).toEqual([1, 'key_missing']);
  });

  test('a place to keep the voice is asked for', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(path.join(cwd, 'life'), 'a file');
    const api = await hostedApiForTest();
    const { exitCode, line } = await clone(spoken, { cwd, api });
    expect([exitCode, line.error?.code]).toEqual([2, 'file_unwritable']);
    expect(api.requests).toEqual([]);
  });

  test('an interruption ends the work at once', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    const api = await hostedApiForTest();
    const { line } = await clone(spoken, { cwd: await temporaryDirectory(), api, signal: controller.signal });
    expect(line.ok).toBe(false);
    expect(api.requests).toEqual([]);
  });
});

describe('nothing is lost', () => {
  test('when the voice exists but cannot be noted: its id is in the result', async () => {
    const cwd = await temporaryDirectory();
    const api = await hostedApiForTest();
    // The clock is asked when the voice exists and before it is noted.
    const clock = new VirtualClock();
    const now = () => {
      if (api.state.voices.clones.length > 0)
        mkdirSync(path.join(cwd, 'life', 'voice_id.txt'), { recursive: true });
      return clock.now();
    };
    const { exitCode, line } = await clone(spoken, { cwd, api, clock: { ...systemClock, now } });
    expect([exitCode, line.error?.code]).toEqual([2, 'file_unwritable']);
    expect(line.voice_id).toBe(api.state.voices.clones[0]?.voice_id);
    expect(line.error?.hint).toContain(`--voice ${line.voice_id}`);
  });

  test('when the id is taken another is made', async () => {
    const cwd = await temporaryDirectory();
    const api = await hostedApiForTest();
    api.fault('cloneVoice', { kind: 'minimax', code: 2039 }, 1);
    const { line } = await clone(spoken, { cwd, api });
    expect(line).toMatchObject({ ok: true, reused: false });
    const ids = api.seen('cloneVoice').map(({ json }) => (json as { voice_id: string }).voice_id);
    expect(new Set(ids).size).toBe(2);
    expect(api.state.voices.uploads).toHaveLength(1);
  });

  const failures = [
    [
      'uploadFile',
      { kind: 'status', status: 500 },
      3,
      'service_failed',
      'upload',
      /may have reached.*no voice/,
    ],
    ['uploadFile', { kind: 'status', status: 413 }, 3, 'request_refused', 'upload', /nothing was stored/],
    ['uploadFile', { kind: 'minimax', code: 2013 }, 3, 'request_refused', 'upload', /nothing was stored/],
    ['uploadFile', { kind: 'text', text: '{"file":null}' }, 3, 'answer_unexpected', 'upload', /no voice/],
    [
      'cloneVoice',
      { kind: 'minimax', code: 1026 },
      2,
      'content_refused',
      'clone',
      /sample remains.*no voice/,
    ],
    ['cloneVoice', { kind: 'minimax', code: 1002 }, 3, 'rate_limited', 'clone', /sample remains.*no voice/],
    ['cloneVoice', { kind: 'lostAnswer' }, 3, 'network_failed', 'clone', /voice_Ada\w+ may exist/],
    ['cloneVoice', { kind: 'status', status: 502 }, 3, 'service_failed', 'clone', /voice_Ada\w+ may exist/],
  ] as const;

  test.each(failures)('%s fails (%j)', async (route, fault, exitCode, code, step, remains) => {
    const api = await hostedApiForTest();
    api.fault(route, fault);
    const runtime = await createTestRuntime({ env: api.environment });
    const client = new PikaClient(hostedEndpoint(runtime), runtime);
    const sample = { bytes: Buffer.from('ID3'), type: 'audio/mpeg', extension: '.mp3' };
    const cloned = cloneAtService(client, { ...sample, name: 'Ada', noiseReduction: false }, runtime);
    await expect(cloned).rejects.toMatchObject({
      ...{ code, exitCode },
      message: expect.stringMatching(remains),
      known: { step, remains: expect.stringMatching(remains) },
    });
    const file_id = step === 'clone' ? api.state.voices.uploads[0]?.fileId : undefined;
    await cloned.catch((error: PikaError) => expect(error.known.file_id).toBe(file_id));
  });

  test('when the service fails the picture stays, and no voice is noted', async () => {
    const cwd = await temporaryDirectory();
    const api = await hostedApiForTest();
    api.fault('cloneVoice', { kind: 'minimax', code: 2038 });
    const { exitCode, line } = await clone(spoken, { cwd, api });
    const picture = path.join(cwd, 'life', 'voices', 'pending_Ada.png');
    expect([exitCode, line.step, line.report_path]).toEqual([3, 'clone', picture]);
    expect(await readdir(path.join(cwd, 'life'), { recursive: true })).toEqual([
      'voices',
      'voices/pending_Ada.png',
    ]);
  });
});
