import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, test } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { toMonoSpeech } from '../../scripts/voice/sample/channels.ts';
import { probeSound } from '../../scripts/voice/sample/probe.ts';
import type { VoiceReport } from '../../scripts/voice/sample/report.ts';
import { measuresOf, survey } from '../../scripts/voice/sample/survey.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { clone, received, runVoiceVerb } from './clone-here.ts';
import { espeak, makeSound, soundFolder, speak, spokenText } from './sounds.ts';

const folder = await soundFolder();
let spoken: string;

beforeAll(async () => {
  spoken = await speak(folder);
});

const dryRun = async (audio: string, ...more: string[]) =>
  clone(audio, { cwd: await temporaryDirectory() }, '--dry-run', ...more);

/** Opens and measures a file as `clone-voice` does, without making a sample of it. */
async function listen(file: string) {
  const signal = new AbortController().signal;
  const probed = await probeSound(file, signal);
  const found = await survey({
    file,
    folder: await temporaryDirectory(),
    filters: toMonoSpeech('sum'),
    startSec: 0,
    lengthSec: 60,
    limitMs: 20_000,
    signal,
  });
  return { ...probed, ...measuresOf(found, probed) };
}

/** Runs something while variables of this process have other values. */
async function withEnvironment<T>(
  values: Readonly<Record<string, string>>,
  action: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, values);
  try {
    return await action();
  } finally {
    for (const name of Object.keys(values)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

const reportOf = (line: Record<string, unknown>) => line.report as VoiceReport;

describe('the verdict tells a lively voice from a monotonous one', () => {
  test('a person who reads aloud is good', async () => {
    const name = 'librivox-sense-and-sensibility.mp3';
    const { line } = await dryRun(path.join(skillDirectory, 'test', 'fixtures', 'voices', name));
    expect(reportOf(line).verdict).toBe('good');
    expect(line.warnings).toEqual([]);
  });

  test.each([
    ['flite', () => speak(folder, 'rms', `${spokenText} ${spokenText}`)],
    ['espeak-ng', () => espeak(folder, 50, 130)],
  ])('%s is usable at most, and why is said', async (_name, make) => {
    const { line } = await dryRun(await make());
    expect(reportOf(line).verdict).toBe('usable');
    const told = line.warnings.find(({ code }) => code === 'sample_monotone');
    expect(told?.message).toMatch(/^the pitch varies by only [3-6] semitones, as in a synthesized voice/);
  });
});

describe('recordings are known by their content, not by their name', () => {
  const video = ['-f', 'lavfi', '-i', 'color=c=gray:s=64x64:r=5', '-shortest'];
  test.each([
    ['voice.flac', []],
    ['voice.ogg', ['-c:a', 'libvorbis']],
    ['voice.opus', ['-c:a', 'libopus']],
    ['voice.m4a', ['-c:a', 'aac']],
    ['voice.aac', ['-c:a', 'aac']],
    ['voice.mp3', []],
    ['voice.aiff', []],
    ['voice.wma', []],
    ['voice.webm', ['-c:a', 'libopus']],
    ['film.mkv', [...video, '-c:v', 'mpeg4', '-c:a', 'aac']],
    ['film.mp4', [...video, '-c:v', 'mpeg4', '-c:a', 'aac']],
    ['film.mov', [...video, '-c:v', 'mpeg4', '-c:a', 'pcm_s16le']],
  ])('%s', async (name, options) => {
    const made = await makeSound(folder, name, ['-i', spoken, ...options]);
    const disguised = path.join(folder, `${name}.txt`);
    await copyFile(made, disguised);
    const heard = await listen(disguised);
    expect(heard.duration_sec).toBeCloseTo(12.4, 0);
    expect(Math.abs(heard.loudness_lufs + 16.5)).toBeLessThan(1);
    expect(heard.speech_sec).toBeCloseTo(12, 0);
  });

  test('AMR of a telephone', async () => {
    // Frames of an AMR file that hold no speech; Debian's ffmpeg reads the format and does not write it.
    const frame = Buffer.concat([Buffer.from([0x04]), Buffer.alloc(12)]);
    const file = path.join(folder, 'silent.amr');
    await writeFile(file, Buffer.concat([Buffer.from('#!AMR\n'), ...Array(600).fill(frame)]));
    const { line } = await dryRun(file);
    expect(line.error?.code).toBe('audio_invalid');
    expect(line.error?.message).toMatch(/silent|no speech/);
  });
});

describe('of a recording', () => {
  test('silence at the ends is trimmed to 0.2 s and said', async () => {
    const padded = await makeSound(folder, 'padded.wav', ['-i', spoken, '-af', 'adelay=3000,apad=pad_dur=4']);
    const { line } = await dryRun(padded);
    const { before, after, changes } = reportOf(line);
    expect(before.duration_sec - after.duration_sec).toBeGreaterThan(6.3);
    expect(before.duration_sec - after.duration_sec).toBeLessThan(7.3);
    expect(changes).toContainEqual(expect.stringMatching(/^trimmed (2\.9|3\.0) s before and \d\.\d s after/));
  });

  test('only the end that was trimmed is spoken of', async () => {
    const padded = await makeSound(folder, 'late.wav', ['-i', spoken, '-af', 'adelay=3000']);
    const { changes } = reportOf((await dryRun(padded)).line);
    expect(changes).toContainEqual(expect.stringMatching(/^trimmed (2\.9|3\.0) s before the speech$/));
  });

  test('only the asked part is used', async () => {
    const double = await makeSound(folder, 'double.wav', ['-stream_loop', '1', '-i', spoken]);
    const { line } = await dryRun(double, '--start', '0:01.5', '--end', '16');
    expect(reportOf(line).before.duration_sec).toBe(14.5);
    expect(reportOf(line).changes[0]).toBe('used only 0:01 to 0:16');
  });

  test.each([
    [['--start', '20', '--end', '10'], 'usage', /--end/],
    [['--start', '90'], 'audio_invalid', /later than the end/],
    [['--start', 'soon'], 'usage', /--start/],
    [['--language', 'klingon'], 'usage', /klingon/],
    [['--sample-rate', '12345'], 'usage', /--sample-rate/],
  ])('%j is refused', async (options, code, message) => {
    const { exitCode, line } = await dryRun(spoken, ...options);
    expect([exitCode, line.error?.code]).toEqual([2, code]);
    expect(line.error?.message).toMatch(message);
  });

  test('the five minutes with the most speech are taken, when it is longer', async () => {
    const hush = ['-f', 'lavfi', '-t', '40', '-i', 'anullsrc=r=16000:cl=mono'];
    const filter = `[1]aloop=loop=-1:size=2e8,atrim=0:330[s];[0][s]concat=n=2:v=0:a=1`;
    const long = await makeSound(folder, 'long.wav', [...hush, '-i', spoken, '-filter_complex', filter]);
    const api = await hostedApiForTest();
    // Five minutes take a while; at a lower rate less so.
    const { line } = await clone(long, { cwd: await temporaryDirectory(), api }, '--sample-rate', '16000');
    expect(line).toMatchObject({ ok: true, report: { verdict: 'usable' } });
    expect(line.warnings.map(({ code }) => code)).toEqual(['sample_monotone']);
    expect(reportOf(line).before.duration_sec).toBe(370);
    expect(reportOf(line).changes[0]).toMatch(
      /^used the five minutes with the most speech \(from (0:[345]\d|1:[01]\d)\)/,
    );
    const { after } = reportOf(line);
    expect(Math.abs(after.loudness_lufs + 20)).toBeLessThanOrEqual(0.5);
    const sent = path.join(folder, 'sent.mp3');
    await writeFile(sent, received(api).bytes);
    const { durationSec = 0 } = await probeSound(sent, new AbortController().signal);
    expect(durationSec).toBeGreaterThan(295);
    expect(durationSec).toBeLessThanOrEqual(300.1);
    expect(received(api).bytes.length).toBeLessThan(20_000_000);
  });

  test('stdin is taken as well as a file', async () => {
    const { line } = await clone(
      '-',
      { cwd: await temporaryDirectory(), stdin: await readFile(spoken) },
      '--dry-run',
    );
    expect(line).toMatchObject({ ok: true, source_audio: 'stdin', report: { after: { channels: 1 } } });
  });
});

describe('a recording is refused', () => {
  test.each([
    ['silence', 'anullsrc=r=16000:cl=mono', 20, /silent/],
    ['a steady hiss', 'anoisesrc=a=0.1:r=16000', 20, /no speech/],
    ['a hum', 'sine=f=220', 20, /no speech/],
  ])('that is %s', async (name, source, seconds, message) => {
    const file = await makeSound(folder, `${name}.wav`, ['-f', 'lavfi', '-t', String(seconds), '-i', source]);
    const { exitCode, line } = await dryRun(file);
    expect([exitCode, line.error?.code]).toEqual([2, 'audio_invalid']);
    expect(line.error?.message).toMatch(message);
  });

  test('that holds less than 10 s of sound, however long its pauses are', async () => {
    const filter = 'atrim=0:9';
    const gapped = '[0]atrim=0:4[a];[0]atrim=5:9[b];[1]atrim=0:8[g];[a][g][b]concat=n=3:v=0:a=1';
    const hush = ['-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono'];
    const short = await makeSound(folder, 'short.wav', ['-i', spoken, '-af', filter]);
    const pauses = await makeSound(folder, 'gapped.wav', ['-i', spoken, ...hush, '-filter_complex', gapped]);
    for (const file of [short, pauses]) {
      const { exitCode, line } = await dryRun(file);
      expect([exitCode, line.error?.code]).toEqual([2, 'audio_invalid']);
      expect(line.error?.message).toMatch(/has \d\.?\d? s of sound.* 10 s/);
    }
  });

  test('without sound, empty, cut off or no recording at all', async () => {
    const mute = ['-f', 'lavfi', '-t', '2', '-i', 'color=c=gray:s=64x64:r=5', '-c:v', 'mpeg4'];
    const files: [string, RegExp][] = [
      [await makeSound(folder, 'mute.mp4', mute), /no sound/],
      [path.join(folder, 'empty.wav'), /empty/],
      [path.join(folder, 'text.mp3'), /not a readable sound or video file/],
    ];
    await writeFile(path.join(folder, 'empty.wav'), '');
    await writeFile(path.join(folder, 'text.mp3'), 'Dear all,\nthis is a letter.\n');
    for (const [file, message] of files) {
      const { exitCode, line } = await dryRun(file);
      expect([exitCode, line.error?.code]).toEqual([2, 'audio_invalid']);
      expect(line.error?.message).toMatch(message);
    }
  });

  test('that is a folder, a device, a pipe or not there, before a byte of it is read', async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const file of [folder, '/dev/zero', pipe, path.join(folder, 'nowhere.wav'), 'nul\0byte']) {
      const { exitCode, line } = await dryRun(file);
      expect([exitCode, line.error?.code]).toEqual([2, 'file_unreadable']);
    }
  });
});

describe('nothing but the given file is read', () => {
  const playlists: [string, (neighbour: string) => string][] = [
    ['ffconcat', (file) => `ffconcat version 1.0\nfile '${file}'\n`],
    ['HLS', (file) => `#EXTM3U\n#EXT-X-TARGETDURATION:20\n#EXTINF:12,\n${file}\n#EXT-X-ENDLIST\n`],
    ['SDP', () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n'],
    [
      'DASH',
      (file) =>
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>${file}</BaseURL></MPD>`,
    ],
  ];

  test.each(playlists)('a playlist (%s) that is dressed as a sound leads nowhere', async (name, text) => {
    const file = path.join(folder, `${name}.wav`);
    await writeFile(file, text(spoken));
    const { exitCode, line } = await dryRun(file);
    expect([exitCode, line.error?.code]).toEqual([2, 'audio_invalid']);
  });

  test.each([
    '-version',
    '--help',
    'it\'s "quoted".wav',
    'two\nlines.wav',
    'concat:a|b.wav',
    'http:x.wav',
    '100%d.wav',
  ])('a file named %j is a file', async (name) => {
    const file = path.join(await temporaryDirectory(), name);
    await copyFile(spoken, file);
    expect((await listen(file)).duration_sec).toBeCloseTo(12.4, 0);
  });

  test('a file named -version is cloned like any other', async () => {
    const cwd = await temporaryDirectory();
    await copyFile(spoken, path.join(cwd, '-version'));
    const argv = ['--audio=-version', '--name=--help', '--dry-run'];
    const { line } = await runVoiceVerb('clone-voice', argv, { cwd });
    expect(line).toMatchObject({ ok: true, name: '--help', source_audio: '-version' });
  });

  test('a link to a recording is followed, and the temporary folder is removed afterward', async () => {
    const cwd = await temporaryDirectory();
    const work = await temporaryDirectory();
    await copyFile(spoken, path.join(cwd, 'spoken.wav'));
    await symlink('spoken.wav', path.join(cwd, 'link.wav'));
    // Where os.tmpdir looks, on Windows and elsewhere.
    const { line } = await withEnvironment({ TEMP: work, TMPDIR: work }, () =>
      clone('link.wav', { cwd }, '--dry-run'),
    );
    expect(line.ok).toBe(true);
    expect(await readdir(work)).toEqual([]);
  });
});

describe('without ffmpeg', () => {
  const withoutPrograms = async <T>(action: () => Promise<T>): Promise<T> =>
    withEnvironment({ PATH: await temporaryDirectory() }, action);

  test.each([
    ['wav', 'audio/wav', []],
    ['mp3', 'audio/mpeg', []],
    ['m4a', 'audio/mp4', ['-c:a', 'aac', '-f', 'ipod']],
  ])(
    '%s goes up as it is, with a warning, and the service reduces the noise',
    async (extension, type, options) => {
      const file = await makeSound(folder, `untouched.${extension}`, ['-i', spoken, ...options]);
      const api = await hostedApiForTest();
      const cwd = await temporaryDirectory();
      const { line } = await withoutPrograms(() => clone(file, { cwd, api }, '--noise-reduction'));
      expect(line).toMatchObject({ ok: true, report: null, report_path: null });
      expect(line.warnings).toMatchObject([{ code: 'sample_untouched' }]);
      expect(received(api).type).toBe(type);
      expect(received(api).bytes.equals(await readFile(file))).toBe(true);
      expect(api.state.voices.clones).toMatchObject([{ need_noise_reduction: true }]);
    },
  );

  test('anything else is refused with the command that installs it', async () => {
    const flac = await makeSound(folder, 'refused.flac', ['-i', spoken]);
    const short = await makeSound(folder, 'untouched-short.wav', ['-i', spoken, '-t', '5']);
    await mkdir(path.join(folder, 'big'), { recursive: true });
    const big = path.join(folder, 'big', 'big.wav');
    await writeFile(big, Buffer.concat([await readFile(spoken), Buffer.alloc(20_000_001)]));
    const cwd = await temporaryDirectory();
    const api = await hostedApiForTest();
    const codes = await withoutPrograms(async () => {
      const lines = [];
      for (const file of [flac, big, short]) lines.push((await clone(file, { cwd, api })).line);
      return lines.map(({ error }) => [error?.code, /install/i.test(error?.hint ?? '')]);
    });
    expect(codes).toEqual([
      ['program_missing', true],
      ['program_missing', true],
      ['audio_invalid', true],
    ]);
    expect(api.requests).toEqual([]);
    await rm(big);
  });
});
