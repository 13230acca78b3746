import { beforeAll, describe, expect, test } from 'vitest';
import type { VoiceReport } from '../../scripts/voice/sample/report.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { clone, received } from './clone-here.ts';
import { filtered, makeSound, measure, soundFolder, speak, withNoise } from './sounds.ts';

const folder = await soundFolder();
const sounds: Record<string, string> = {};

beforeAll(async () => {
  const clean = await speak(folder);
  sounds.clean = clean;
  const spiky = 'volume=0.1,aeval=val(0)+if(lt(mod(n\\,16000)\\,3)\\,0.8\\,0)';
  const made = {
    peaky: speak(folder, 'kal16'),
    quiet: filtered(folder, clean, 'quiet.wav', 'volume=-38dB'),
    overdriven: filtered(folder, clean, 'overdriven.wav', 'volume=26dB'),
    noisy: withNoise(folder, clean, 'noisy.wav', -34),
    spiky: filtered(folder, clean, 'spiky.wav', spiky),
    uneven: filtered(folder, clean, 'uneven.wav', "volume='if(lt(t,6),0.1,1)':eval=frame"),
    stereo: makeSound(folder, 'stereo.wav', ['-i', clean, '-ac', '2', '-ar', '48000']),
    'left only': filtered(folder, clean, 'left.wav', 'pan=stereo|c0=c0|c1=0*c0'),
    telephone: makeSound(folder, 'telephone.wav', ['-i', clean, '-ar', '8000']),
    '24 bit at 96 kHz': makeSound(folder, 'fine.wav', ['-i', clean, '-ar', '96000', '-c:a', 'pcm_s24le']),
  };
  for (const [name, file] of Object.entries(made)) sounds[name] = await file;
});

/** Those of which the level is the matter: a single gain, peaks that must be limited, one channel of two, and the finest sound. */
const wholly: ReadonlySet<string> = new Set(['clean', 'spiky', 'left only', '24 bit at 96 kHz']);

describe('a sample is mono 44.1 kHz mp3 at -20 LUFS with peaks below -2.9 dBTP', () => {
  test.each([
    ['clean', 'usable', []],
    ['peaky', 'usable', []],
    ['quiet', 'usable', ['sample_quiet']],
    ['overdriven', 'poor', ['sample_clipped']],
    ['noisy', 'usable', ['sample_noisy']],
    ['spiky', 'usable', undefined],
    ['uneven', 'usable', ['sample_uneven']],
    ['stereo', 'usable', []],
    ['left only', 'usable', []],
    ['telephone', 'usable', ['sample_narrow']],
    ['24 bit at 96 kHz', 'usable', []],
  ])('of a recording that is %s, judged %s', async (name, verdict, codes) => {
    const api = await hostedApiForTest();
    const isWhole = wholly.has(name);
    const host = { cwd: await temporaryDirectory(), api };
    const { line } = await clone(sounds[name] ?? '', host, ...(isWhole ? [] : ['--dry-run']));
    expect(line).toMatchObject({
      ok: true,
      report: { verdict, after: { channels: 1, sample_rate_hz: 44_100 } },
    });
    const { after } = line.report as VoiceReport;
    expect(Math.abs(after.loudness_lufs + 20)).toBeLessThanOrEqual(0.5);
    expect(after.true_peak_dbtp).toBeLessThanOrEqual(-2.9);
    const warned = line.warnings
      .map(({ code }) => code)
      .filter((code) => code !== 'sample_short' && code !== 'sample_monotone');
    expect(warned).toEqual(codes ?? warned);
    if (!isWhole) return;
    // What the service receives, measured by other programs than ours.
    const found = await measure(folder, received(api).bytes);
    expect(found).toMatchObject({ container: 'mp3', codec: 'mp3', sampleRateHz: 44_100, channels: 1 });
    expect(Math.abs(found.lufs + 20)).toBeLessThanOrEqual(0.5);
    expect(found.peakDbtp).toBeLessThanOrEqual(-2.9);
  });
});

describe('as asked', () => {
  test('noise is reduced here, not by the service too, at another sample rate', async () => {
    const api = await hostedApiForTest();
    const asked = ['--sample-rate', '24000', '--noise-reduction', '--language', 'english'];
    const { line } = await clone(sounds.noisy ?? '', { cwd: await temporaryDirectory(), api }, ...asked);
    const { before, after } = line.report as VoiceReport;
    expect(after.snr_db).toBeGreaterThan(before.snr_db + 6);
    expect(line.warnings.map(({ code }) => code)).not.toContain('sample_noisy');
    expect(await measure(folder, received(api).bytes)).toMatchObject({ sampleRateHz: 24_000, channels: 1 });
    expect(api.state.voices.clones).toMatchObject([
      { need_noise_reduction: false, need_volume_normalization: false, language_boost: 'English' },
    ]);
    expect(api.state.voices.clones[0]).not.toHaveProperty('model');
  });
});
