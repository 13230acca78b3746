import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { mixOf, toMonoSpeech } from '../../scripts/voice/sample/channels.ts';
import { pitchFacts } from '../../scripts/voice/sample/pitch.ts';
import { probeSound } from '../../scripts/voice/sample/probe.ts';
import type { VoiceReport } from '../../scripts/voice/sample/report.ts';
import { bandwidthOf } from '../../scripts/voice/sample/spectrum.ts';
import { survey } from '../../scripts/voice/sample/survey.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { clone } from './clone-here.ts';
import { espeak, makeSound, soundFolder, speak } from './sounds.ts';

const folder = await soundFolder();
const signal = new AbortController().signal;
let spoken: string;
/** A deep voice and a high one. */
let deep: string;
let high: string;

beforeAll(async () => {
  spoken = await speak(folder);
  deep = await espeak(folder, 20, 150);
  high = await espeak(folder, 99, 160);
});

const dryRun = async (audio: string, ...more: string[]) =>
  clone(audio, { cwd: await temporaryDirectory() }, '--dry-run', ...more);
const reportOf = (line: Record<string, unknown>) => line.report as VoiceReport;
const codesOf = (line: { warnings: { code: string }[] }) => line.warnings.map(({ code }) => code);

/** Makes a sound of `spoken`, of `deep` (1) and `high` (2) with a graph of filters whose end is not named. */
const graph = (name: string, filters: string, ...more: string[]) =>
  makeSound(folder, name, ['-i', spoken, '-i', deep, '-i', high, '-filter_complex', filters, ...more]);

const listening = async (file: string) => ({
  file,
  folder: await temporaryDirectory(),
  startSec: 0,
  lengthSec: 60,
  limitMs: 60_000,
  signal,
});
const hear = async (file: string) => survey({ ...(await listening(file)), filters: ['highpass=f=80'] });

describe('two channels become one without losing the voice', () => {
  test.each([
    ['of opposite phase', 'pan=stereo|c0=c0|c1=-1*c0', 'difference'],
    ['of opposite phase, one softer', 'pan=stereo|c0=c0|c1=-0.6*c0', 'difference'],
    [
      'of opposite phase, with some noise',
      'pan=stereo|c0=c0|c1=-1*c0,aeval=val(0)+0.01*random(0)|val(1)',
      'difference',
    ],
    ['alike', 'pan=stereo|c0=c0|c1=c0', 'sum'],
    ['with one silent', 'pan=stereo|c0=c0|c1=0*c0', 'sum'],
    ['with one later', 'pan=stereo|c0=c0|c1=c0,adelay=0|12', 'sum'],
    ['of silence', 'pan=stereo|c0=0*c0|c1=0*c0', 'sum'],
  ])('%s', async (name, filter, mix) => {
    const file = await graph(`stereo ${name}.wav`, `[0]${filter}`);
    expect(await mixOf(await listening(file))).toBe(mix);
  });

  test('and the report says so', async () => {
    const file = await graph('inverted.m4a', '[0]pan=stereo|c0=c0|c1=-1*c0');
    const { line } = await dryRun(file);
    expect(reportOf(line).before.speech_sec).toBeCloseTo(12, 0);
    expect(reportOf(line).changes).toContainEqual(expect.stringContaining('opposite phase'));
  });
});

describe('of several sound tracks', () => {
  const tracks = ['-map', '[silent]', '-map', '0:a', '-metadata:s:a:1', 'language=eng'];
  const silentFirst = () => graph('tracks.mkv', '[0]volume=0[silent]', ...tracks, '-c:a', 'aac');

  test('the first is taken, and the others are named', async () => {
    const { line } = await dryRun(await silentFirst());
    expect(line.error).toMatchObject({
      message: 'the recording is silent',
      hint: expect.stringContaining('--track'),
    });
    const [warning] = line.warnings.filter(({ code }) => code === 'sample_tracks');
    expect(warning?.message).toContain('2 sound tracks: 1 (aac, mono), 2 (aac, mono, eng)');
  });

  test('another is taken with --track', async () => {
    const { line } = await dryRun(await silentFirst(), '--track', '2');
    expect(reportOf(line).changes).toContain('used sound track 2 of 2');
    expect(codesOf(line)).not.toContain('sample_tracks');
  });

  test.each([
    ['3', 'audio_invalid', /2 sound tracks/],
    ['0', 'usage', /--track/],
    ['two', 'usage', /--track/],
  ])('--track %s is refused', async (number, code, message) => {
    const { line } = await dryRun(await silentFirst(), '--track', number);
    expect(line.error?.code).toBe(code);
    expect(line.error?.message).toMatch(message);
  });
});

describe('where a part starts is told by decoding, not by the header', () => {
  const vbr = ['-c:a', 'libmp3lame', '-q:a', '0', '-write_xing', '0'];
  const loudFirst =
    '[0]volume=0dB,asplit[x][y];[y]volume=-45dB,lowpass=f=2500[z];[x]aeval=random(0)*2-1[n];[n][z]concat=n=2:v=0:a=1';

  test('behind what the header estimates', async () => {
    const file = await graph('vbr.mp3', loudFirst, ...vbr);
    const { durationSec = 0 } = await probeSound(file, signal);
    const startSec = 13;
    expect(durationSec).toBeLessThan(startSec + 10);
    const { line } = await dryRun(file, '--start', String(startSec));
    expect(line.error?.message ?? '').not.toMatch(/later than the end/);
    expect(reportOf(line).before.duration_sec).toBeCloseTo(24.8 - startSec, 0);
  });

  test.each([
    ['wav', []],
    ['mp3', []],
    ['aac', []],
    ['ogg', ['-c:a', 'libvorbis']],
    ['m4a', []],
    ['mkv', ['-c:a', 'aac']],
    ['avi', ['-c:a', 'libmp3lame']],
    ['ts', ['-c:a', 'aac']],
    ['mpg', ['-c:a', 'mp2', '-ar', '44100']],
  ])('%s: at the very place, and behind the end nothing', async (extension, options) => {
    // Silence, and from 20 s on a voice.
    const file = await graph(`late.${extension}`, '[0]adelay=20000', ...options);
    const { track, isIndexed } = await probeSound(file, signal);
    const at = async (startSec: number) =>
      survey({ ...(await listening(file)), track, isIndexed, startSec, filters: ['highpass=f=80'] });
    const { speech } = await at(18);
    expect(speech.spans[0]?.start).toBeGreaterThan(1.9);
    expect(speech.spans[0]?.start).toBeLessThan(2.3);
    await expect(at(40)).rejects.toThrow(/later than the end/);
  });
});

describe('how high a voice reaches is heard, not read', () => {
  const telephone = 'lowpass=f=3400,lowpass=f=3400,highpass=f=300,aresample=8000';
  test.each([
    ['a telephone', `[0]${telephone}`, [3400, 4700]],
    ['a telephone, saved at 48 kHz', `[0]${telephone},aresample=48000`, [3400, 4700]],
    [
      'a telephone with noise added later',
      `[0]${telephone},aresample=48000,aeval=val(0)+0.01*random(0)`,
      [3000, 4700],
    ],
    ['a recorder of 11 kHz, saved at 44.1', '[0]aresample=11025,aresample=44100', [5000, 5900]],
    ['a microphone', '[0]anull', [7000, 8000]],
    ['a soft microphone', '[0]volume=-35dB', [7000, 8000]],
    ['a microphone in noise', '[0]aeval=val(0)+0.02*random(0)', [6000, 8000]],
  ] as const)('%s', async (name, filter, [least, most]) => {
    const { pcm, speech } = await hear(await graph(`reach of ${name}.wav`, filter));
    const reach = bandwidthOf(pcm, speech);
    expect(reach).toBeGreaterThanOrEqual(least);
    expect(reach).toBeLessThanOrEqual(most);
  });

  test('and is part of the verdict', async () => {
    const file = await graph('call.m4a', `[0]${telephone},aresample=48000`);
    const { line } = await dryRun(file);
    expect(reportOf(line)).toMatchObject({ verdict: 'usable', before: { sample_rate_hz: 48_000 } });
    expect(codesOf(line)).toContain('sample_narrow');
  });
});

describe('what is not one voice is not called good', () => {
  test.each([
    ['a tone that pulses', 'sine=440:d=20,tremolo=f=2:d=0.9'],
    ['a tone that comes and goes', "aevalsrc='0.5*sin(2*PI*300*t)*gt(mod(t,1),0.5)':d=20"],
    ['an alarm', "aevalsrc='0.5*(mod(t*300,1)-0.5)*gt(mod(t,1),0.5)':d=20"],
    [
      'a melody of tones',
      "aevalsrc='0.5*sin(2*PI*(200+100*floor(mod(2*t,4)))*t)*(0.2+0.8*abs(sin(2*PI*t)))':d=20",
    ],
  ])('%s is refused', async (name, source) => {
    const { line } = await dryRun(await makeSound(folder, `${name}.wav`, ['-f', 'lavfi', '-i', source]));
    expect(line.error).toMatchObject({
      code: 'audio_invalid',
      message: expect.stringMatching(/only (tones|a steady)/),
    });
  });

  test('a noise that pulses is poor', async () => {
    const source = 'anoisesrc=c=pink:d=20:r=44100:seed=7,tremolo=f=2:d=0.9';
    const { line } = await dryRun(await makeSound(folder, 'surf.wav', ['-f', 'lavfi', '-i', source]));
    expect(reportOf(line).verdict).toBe('poor');
    expect(codesOf(line)).toContain('sample_unvoiced');
  });

  test.each([
    ['one after the other', '[1][2]concat=n=2:v=0:a=1', true],
    ['at once', '[1][2]amix=inputs=2', true],
    ['a deep one alone', '[1]anull', false],
    ['a high one alone', '[2]anull', false],
    ['a natural one alone', '[0]anull', false],
  ])('two voices of different pitch, %s: %j', async (name, filter, areTwo) => {
    const { pcm, speech } = await hear(await graph(`voices ${name}.wav`, filter));
    expect(pitchFacts(pcm, speech).voices !== undefined).toBe(areTwo);
  });
});

describe('every container that holds its own sound is taken', () => {
  const video = ['-f', 'lavfi', '-i', 'color=c=gray:s=64x64:r=25', '-shortest', '-map', '0:a', '-map', '1:v'];
  test.each([
    ['v.avi', [...video, '-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
    ['v.flv', [...video, '-c:v', 'flv', '-c:a', 'aac', '-ar', '44100']],
    ['v.ts', [...video, '-c:v', 'mpeg2video', '-c:a', 'aac']],
    ['v.mpg', [...video, '-c:v', 'mpeg2video', '-c:a', 'mp2', '-ar', '44100']],
    ['v.wmv', [...video, '-c:v', 'wmv2', '-c:a', 'wmav2']],
    ['v.ogv', [...video, '-c:v', 'libtheora', '-c:a', 'libvorbis']],
    ['a.wv', []],
    ['a.tta', []],
    ['a.au', []],
    ['a.w64', []],
    ['a.voc', []],
    ['a.caf', []],
    ['a.ac3', []],
    ['a.spx', ['-c:a', 'libspeex']],
  ])('%s', async (name, options) => {
    const file = await makeSound(folder, name, ['-i', spoken, ...options]);
    const { track } = await probeSound(file, signal);
    expect(
      (await survey({ ...(await listening(file)), track, filters: toMonoSpeech('sum') })).durationSec,
    ).toBeCloseTo(12.4, 0);
  });

  test.each<[string, string | Buffer, RegExp]>([
    ['list.txt', "ffconcat version 1.0\nfile 'a.wav'\n", /kind \(concat\) are not accepted/],
    ['list.m3u8', '#EXTM3U\n#EXTINF:12,\na.wav\n', /not a readable sound or video file/],
    ['letter.mp3', 'Dear all,\nthis is a letter.\n', /not a readable sound or video file/],
    ['paper.m4a', '%PDF-1.4\n', /not what its name says/],
    [
      'cut.m4a',
      Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0M4A mp42\0\0\0\x10mdat12345678', 'latin1'),
      /incomplete/,
    ],
  ])('%s is refused in words for a person, with what to do', async (name, content, message) => {
    const file = path.join(folder, name);
    await writeFile(file, content);
    const { line } = await dryRun(file);
    expect(line.error?.code).toBe('audio_invalid');
    expect(line.error?.message).toMatch(message);
    expect(line.error?.message).not.toMatch(/Invalid (argument|data)|file:|\//);
    expect(line.error?.hint).toMatch(/Accepted: .* convert/);
  });
});
