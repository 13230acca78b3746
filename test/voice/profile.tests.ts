import { describe, expect, test } from 'vitest';
import { toMonoSpeech } from '../../scripts/voice/sample/channels.ts';
import { profileOf } from '../../scripts/voice/sample/profile.ts';
import { survey } from '../../scripts/voice/sample/survey.ts';
import { espeak, filtered, soundFolder, speak, spokenSyllables } from './sounds.ts';

const folder = await soundFolder();

async function heard(file: string) {
  const found = await survey({
    file,
    folder,
    filters: toMonoSpeech('sum'),
    startSec: 0,
    lengthSec: 60,
    limitMs: 20_000,
    signal: new AbortController().signal,
  });
  return { profile: profileOf(found.pcm, found.speech), truePace: spokenSyllables / found.speech.speechSec };
}

describe('the profile of a voice', () => {
  test.each([
    ['kal16', 84],
    ['rms', 104],
    ['awb', 125],
    ['slt', 165],
  ])('holds its median pitch: %s', async (voice, pitch) => {
    const { profile } = await heard(await speak(folder, voice));
    expect(profile?.pitch_hz).toBeGreaterThan(pitch * 0.93);
    expect(profile?.pitch_hz).toBeLessThan(pitch * 1.07);
  });

  test('holds its pace within a third', async () => {
    for (const pace of [120, 180, 260]) {
      const { profile, truePace } = await heard(await espeak(folder, 50, pace));
      expect(profile?.syllables_per_sec).toBeGreaterThan(truePace * 0.67);
      expect(profile?.syllables_per_sec).toBeLessThan(truePace * 1.33);
    }
  });

  test('follows a change of pitch', async () => {
    const low = (await heard(await espeak(folder, 20, 160))).profile;
    const high = (await heard(await espeak(folder, 90, 160))).profile;
    expect(high?.pitch_hz).toBeGreaterThan((low?.pitch_hz ?? 0) * 1.3);
  });

  test('is absent if no one speaks', async () => {
    const hush = await filtered(folder, await speak(folder), 'hush.wav', 'volume=0');
    expect((await heard(hush)).profile).toBeUndefined();
  });
});
