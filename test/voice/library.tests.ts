import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordFirstUse, resolveVoice } from '../../scripts/voice/library/library.ts';
import {
  makeCurrent,
  ownVoices,
  type VoiceRecord,
  voicePaths,
  writeRecord,
} from '../../scripts/voice/library/records.ts';
import { createTestRuntime, type TestRuntime } from '../doubles/runtime.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { runVoiceVerb } from './clone-here.ts';

const dayMs = 86_400_000;

function voiceNamed(name: string, runtime: TestRuntime, changes: Partial<VoiceRecord> = {}): VoiceRecord {
  return {
    version: 1,
    name,
    voice_id: `voice_${name}_20260101000000_abcd`,
    provider: 'pika',
    engine: 'pika',
    cloned_at: new Date(runtime.clock.now()).toISOString(),
    first_used_at: null,
    consent: { kind: 'own', at: new Date(runtime.clock.now()).toISOString() },
    source_audio: 'me.wav',
    sample_sha256: null,
    settings: null,
    report: null,
    profile: { pitch_hz: 180, syllables_per_sec: 4.5 },
    ...changes,
  };
}

const keep = async (runtime: TestRuntime, name: string, changes: Partial<VoiceRecord> = {}) => {
  const voice = voiceNamed(name, runtime, changes);
  await writeRecord(voice, runtime);
  return voice;
};

/** A workspace as the reference client leaves it. */
async function oldWorkspace(runtime: TestRuntime, clonedAt: string, config: object = {}): Promise<string> {
  const id = 'voice_Ada_20260101000000';
  const { life, idFile, configFile } = voicePaths(runtime.cwd);
  await mkdir(life, { recursive: true });
  await writeFile(idFile, id);
  const keys = { voice_id: id, provider: 'pika', cloned_at: clonedAt, source_audio: 'me.mp3' };
  await writeFile(configFile, JSON.stringify({ ...keys, ...config }));
  return id;
}

const codes = ({ warnings }: TestRuntime) => warnings.map(({ code }) => code);

describe('the voice of a meeting', () => {
  test('is the default where there is none', async () => {
    const runtime = await createTestRuntime();
    expect(await resolveVoice(undefined, runtime)).toEqual({
      voice_id: 'English_radiant_girl',
      source: 'default',
    });
  });

  test('is the current one, with its profile', async () => {
    const runtime = await createTestRuntime({ clock: new VirtualClock() });
    await makeCurrent(await keep(runtime, 'Ada'), runtime);
    expect(await resolveVoice(undefined, runtime)).toMatchObject({
      voice_id: 'voice_Ada_20260101000000_abcd',
      source: 'current',
      name: 'Ada',
      engine: 'pika',
      profile: { pitch_hz: 180, syllables_per_sec: 4.5 },
      retention: { days_left: 7, used: false },
    });
    expect(runtime.warnings).toEqual([]);
  });

  test.each([
    ['ada', 'voice_Ada_20260101000000_abcd'],
    ['voice_Ada_20260101000000_abcd', 'voice_Ada_20260101000000_abcd'],
    ['english_calmwoman', 'English_CalmWoman'],
    ['Chinese (Mandarin)_News_Anchor', 'Chinese (Mandarin)_News_Anchor'],
  ])('is the asked one: %j', async (wish, id) => {
    const runtime = await createTestRuntime();
    await keep(runtime, 'Ada');
    expect(await resolveVoice(wish, runtime)).toMatchObject({ voice_id: id, source: 'option' });
    expect(runtime.warnings).toEqual([]);
  });

  test('is the newest of one name', async () => {
    const clock = new VirtualClock();
    const runtime = await createTestRuntime({ clock });
    await keep(runtime, 'Ada');
    clock.advance(1000);
    await keep(runtime, 'Ada', { voice_id: 'voice_Ada_20260101000001_abcd' });
    expect((await resolveVoice('Ada', runtime)).voice_id).toBe('voice_Ada_20260101000001_abcd');
  });

  test('is any id, with a warning, but no word that cannot be one', async () => {
    const runtime = await createTestRuntime();
    await keep(runtime, 'Ada');
    expect((await resolveVoice('moss_audio_6dc281eb', runtime)).voice_id).toBe('moss_audio_6dc281eb');
    expect(codes(runtime)).toEqual(['voice_unknown']);
    await expect(resolveVoice('Bob', runtime)).rejects.toMatchObject({
      code: 'voice_not_found',
      hint: expect.stringContaining('Ada'),
    });
    await expect(resolveVoice('../../etc/passwd', runtime)).rejects.toMatchObject({
      code: 'voice_not_found',
    });
  });

  test('of the local engine is not given to the service', async () => {
    const runtime = await createTestRuntime();
    const voice = await keep(runtime, 'Ada', { engine: 'local', provider: 'local' });
    await makeCurrent(voice, runtime);
    expect((await resolveVoice(undefined, runtime, 'local')).source).toBe('current');
    expect((await resolveVoice(undefined, runtime, 'pika')).source).toBe('default');
    expect(codes(runtime)).toEqual(['voice_local_only']);
    await expect(resolveVoice('Ada', runtime, 'pika')).rejects.toMatchObject({ code: 'voice_not_found' });
  });

  test.each([
    [5.9, undefined],
    [6, 'voice_expiring'],
    [6.9, 'voice_expiring'],
    [7, 'voice_expired'],
  ])('unused for %d days is warned about as %s', async (days, code) => {
    const clock = new VirtualClock();
    const runtime = await createTestRuntime({ clock });
    await keep(runtime, 'Ada');
    clock.advance(days * dayMs);
    await resolveVoice('Ada', runtime);
    expect(codes(runtime)).toEqual(code ? [code] : []);
  });

  test('that has spoken once stays', async () => {
    const clock = new VirtualClock();
    const runtime = await createTestRuntime({ clock });
    const { voice_id } = await keep(runtime, 'Ada');
    await recordFirstUse(voice_id, runtime);
    const [used] = await ownVoices(runtime);
    clock.advance(90 * dayMs);
    await recordFirstUse(voice_id, runtime);
    expect(await ownVoices(runtime)).toEqual([used]);
    expect(used?.first_used_at).toBe('2026-01-01T00:00:00.000Z');
    expect((await resolveVoice('Ada', runtime)).retention).toMatchObject({ used: true, days_left: null });
    expect(runtime.warnings).toEqual([]);
  });

  test('that is unknown or a preset leaves nothing behind when it has spoken', async () => {
    const runtime = await createTestRuntime();
    await recordFirstUse('English_radiant_girl', runtime);
    await recordFirstUse('../../x', runtime);
    expect(await readdir(runtime.cwd)).toEqual([]);
    expect(runtime.warnings).toEqual([]);
  });

  test('whose use cannot be noted is a warning, since the meeting is running', async () => {
    const runtime = await createTestRuntime();
    const id = await oldWorkspace(runtime, new Date().toISOString());
    await writeFile(voicePaths(runtime.cwd).folder, 'not a folder');
    await recordFirstUse(id, runtime);
    expect(codes(runtime)).toEqual(['voice_use_unrecorded']);
  });
});

describe('a workspace of the reference client', () => {
  test('keeps its voice, also once it has spoken', async () => {
    const clock = new VirtualClock();
    const runtime = await createTestRuntime({ clock });
    const id = await oldWorkspace(runtime, '2025-12-25T12:00:00.123456+00:00');
    expect(await resolveVoice(undefined, runtime)).toMatchObject({
      voice_id: id,
      source: 'current',
      name: 'Ada',
    });
    expect(codes(runtime)).toEqual(['voice_expiring']);
    await recordFirstUse(id, runtime);
    expect((await resolveVoice('Ada', runtime)).retention).toMatchObject({ used: true, days_left: null });
  });

  test.each([
    ['no configuration', undefined],
    ['a broken one', '{"voice_id":'],
    ['one of another voice', '{"voice_id":"voice_Bob_20260101000000","cloned_at":"2020-01-01T00:00:00Z"}'],
  ])('with %s uses the id as it is', async (_, config) => {
    const runtime = await createTestRuntime();
    const id = await oldWorkspace(runtime, 'never');
    const { configFile } = voicePaths(runtime.cwd);
    await writeFile(configFile, config ?? '');
    expect(await resolveVoice(undefined, runtime)).toEqual({ voice_id: id, source: 'current' });
    expect(runtime.warnings).toEqual([]);
  });
});

describe('the command voices', () => {
  test('lists own voices with their age and presets by language', async () => {
    const clock = new VirtualClock();
    const runtime = await createTestRuntime({ clock });
    await makeCurrent(await keep(runtime, 'Ada'), runtime);
    await writeFile(voicePaths(runtime.cwd).recordFile('broken'), '{}');
    clock.advance(6.5 * dayMs);
    const { exitCode, line } = await runVoiceVerb('voices', ['--language', 'german'], {
      cwd: runtime.cwd,
      clock,
    });
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({
      current: 'voice_Ada_20260101000000_abcd',
      voices: [{ name: 'Ada', current: true, age_days: 6.5, used: false, days_left: 0.5, verdict: null }],
      presets: [
        { voice_id: 'German_FriendlyMan', language: 'German' },
        { voice_id: 'German_SweetLady', language: 'German' },
      ],
    });
    expect(line.warnings.map(({ code }) => code)).toEqual(['voice_record_unreadable', 'voice_expiring']);
  });

  test('knows every preset once, and refuses a language that none speaks', async () => {
    const { cwd } = await createTestRuntime();
    const { line } = await runVoiceVerb('voices', [], { cwd });
    const ids = (line.presets as { voice_id: string }[]).map(({ voice_id }) => voice_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('English_radiant_girl');
    expect(JSON.stringify(line).length).toBeLessThan(10_000);
    const refused = await runVoiceVerb('voices', ['--language', 'klingon'], { cwd });
    expect([refused.exitCode, refused.line.error?.code]).toEqual([2, 'usage']);
  });

  test('makes an own voice or a preset the current one, as the reference client writes it', async () => {
    const runtime = await createTestRuntime();
    const { cwd } = runtime;
    await keep(runtime, 'Ada');
    const { idFile, configFile } = voicePaths(cwd);
    await runVoiceVerb('voices', ['use', 'English_CalmWoman'], { cwd });
    expect(await readFile(idFile, 'utf8')).toBe('English_CalmWoman');
    expect(await resolveVoice(undefined, runtime)).toEqual({
      voice_id: 'English_CalmWoman',
      source: 'current',
    });
    await runVoiceVerb('voices', ['use', 'ADA'], { cwd });
    expect(await readFile(idFile, 'utf8')).toBe('voice_Ada_20260101000000_abcd');
    expect(Object.keys(JSON.parse(await readFile(configFile, 'utf8')))).toEqual([
      'voice_id',
      'provider',
      'cloned_at',
      'source_audio',
      'retention_warning',
    ]);
  });

  test('forgets a voice, and the current one with it', async () => {
    const runtime = await createTestRuntime();
    const { cwd } = runtime;
    await makeCurrent(await keep(runtime, 'Ada'), runtime);
    const { line } = await runVoiceVerb('voices', ['forget', 'Ada'], { cwd });
    expect(line).toMatchObject({
      ok: true,
      current: 'English_radiant_girl',
      warnings: [{ code: 'voice_remains' }],
    });
    expect(await readdir(path.join(cwd, 'life'))).toEqual(['voices']);
    expect(await readdir(path.join(cwd, 'life', 'voices'))).toEqual([]);
    const again = await runVoiceVerb('voices', ['forget', 'Ada'], { cwd });
    expect([again.exitCode, again.line.error?.code]).toEqual([2, 'voice_not_found']);
  });

  test.each([[['use']], [['forget']], [['sing', 'Ada']]])('%j is refused', async (argv) => {
    const { cwd } = await createTestRuntime();
    const { exitCode, line } = await runVoiceVerb('voices', argv, { cwd });
    expect([exitCode, line.error?.code]).toEqual([2, 'usage']);
  });
});
