import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ffmpeg, ffprobe, findFfmpeg } from '../../scripts/voice/sample/ffmpeg.ts';
import { ffmpegInstallCommand } from '../../scripts/voice/sample/ffmpeg-install.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { slowness } from '../machine-speed.ts';
import { soundFolder, speak } from './sounds.ts';

const folder = await soundFolder();

/** Works in real time: as long as the sound lasts. */
const slow = ['arealtime'];

async function job(changes: Partial<Parameters<typeof ffmpeg>[0]> = {}) {
  return {
    input: await speak(folder),
    lengthSec: 60,
    filters: ['anull'],
    output: path.join(folder, 'out.wav'),
    limitMs: 20_000,
    signal: new AbortController().signal,
    ...changes,
  };
}

describe('a run of ffmpeg', () => {
  test('tells how far it has come, and what its filters print', async () => {
    const marks: number[] = [];
    const lines: string[] = [];
    const run = {
      filters: ['astats'],
      onProgress: (s: number) => marks.push(s),
      onLine: (l: string) => lines.push(l),
    };
    const { stderr } = await ffmpeg(await job(run));
    expect(marks.at(-1)).toBeCloseTo(12.4, 0);
    expect(lines.some((line) => /Parsed_astats.*Peak level/.test(line))).toBe(true);
    expect(stderr.split('\n').length).toBeLessThanOrEqual(100);
  });

  test('is killed when the signal is aborted, and rejects with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped by SIGINT');
    const startedAt = performance.now();
    const run = ffmpeg(
      await job({ filters: slow, signal: controller.signal, onProgress: () => controller.abort(reason) }),
    );
    await expect(run).rejects.toBe(reason);
    expect(performance.now() - startedAt).toBeLessThan(8000 * slowness());
  });

  test('does not start when it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(ffmpeg(await job({ signal }))).rejects.toThrow('too late');
  });

  test('is killed at its time limit', async () => {
    const run = ffmpeg(await job({ filters: slow, limitMs: 300 }));
    await expect(run).rejects.toMatchObject({
      code: 'audio_invalid',
      message: expect.stringMatching(/did not finish within/),
    });
  });

  test('that fails says why in one line', async () => {
    const run = ffmpeg(await job({ filters: ['nosuchfilter'] }));
    await expect(run).rejects.toMatchObject({
      code: 'audio_invalid',
      message: expect.stringMatching(/^.{20,300}$/),
    });
  });
});

describe('a run of ffprobe', () => {
  test('that is killed at its time limit says so, and nothing about the file', async () => {
    const { input, signal } = await job();
    await expect(ffprobe(input, 'format=duration', signal, 1)).rejects.toMatchObject({
      code: 'audio_invalid',
      message: 'ffprobe did not finish within 0.001 seconds',
    });
  });
});

describe('the program', () => {
  test('is found with its version', async () => {
    expect((await findFfmpeg(await createTestRuntime()))?.version).toMatch(/^\S+$/);
  });

  test.each([
    ['darwin', [], 'brew install ffmpeg'],
    ['win32', [], 'winget install --id Gyan.FFmpeg -e'],
    ['linux', ['/usr/bin/apt-get'], 'sudo apt-get install -y ffmpeg'],
    ['linux', ['/usr/bin/dnf'], 'sudo dnf install -y ffmpeg-free'],
    ['linux', [], undefined],
  ] as const)('is installed on %s (%j) with: %s', (platform, programs: readonly string[], command) => {
    expect(ffmpegInstallCommand(platform, (file) => programs.includes(file))).toBe(command);
  });
});
