import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { loadSharp } from '../../scripts/avatar/picture/decoder.ts';
import { openSample } from '../../scripts/voice/sample/file.ts';
import { prepareSample } from '../../scripts/voice/sample/pipeline.ts';
import { clockTime } from '../../scripts/voice/sample/report.ts';
import { reportPng, reportSvg } from '../../scripts/voice/sample/report-picture.ts';
import type { JudgedSample } from '../../scripts/voice/sample/sample.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { makeSound, soundFolder, speak } from './sounds.ts';

const folder = await soundFolder();

/** Speech through a filter, as a sample. */
async function prepared(filter: string, name = 'filtered'): Promise<JudgedSample> {
  const runtime = await createTestRuntime();
  const file = await makeSound(folder, `${name}.wav`, ['-i', await speak(folder), '-af', filter]);
  return prepareSample(await openSample(file, runtime.cwd, runtime), {}, runtime);
}

/** The grey areas behind what was trimmed away. */
const shades = (svg: string): string[] => svg.match(/<rect [^>]*fill="#eef0f2"\/>/g) ?? [];

describe('the picture of a voice report', () => {
  test('greys what was trimmed away, and nothing where next to nothing was', async () => {
    const late = await prepared('adelay=4000,apad=pad_dur=4');
    const prompt = await prepared('atrim=0.3,areverse,atrim=0.3,areverse');
    expect(shades(reportSvg(late, 'Ada'))).toHaveLength(2);
    expect(shades(reportSvg(prompt, 'Ada'))).toHaveLength(0);
  });

  test('is drawn in a process that still refuses any other SVG', async () => {
    await loadSharp();
    const png = await reportPng(await prepared('anull'), 'Ada');
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1200 });
  });

  test('has room for its verdict and cuts a name that would reach into it', async () => {
    const svg = reportSvg(await prepared('anull', 'w'.repeat(200)), 'N'.repeat(300));
    const [, pill] = /<rect x="([\d.]+)" y="44"/.exec(svg) ?? [];
    const [, name] = />(N+…)</.exec(svg) ?? [];
    expect(Number(pill)).toBeGreaterThan(600);
    // A bold N of 30 pixels is 25 wide.
    expect(48 + (name?.length ?? 0) * 25).toBeLessThan(Number(pill));
    expect(svg).toMatch(/>Voice sample from w+…</);
  });
});

test.each([
  [0, '0:00'],
  [44.24, '0:44'],
  [59.7, '0:59'],
  [119.96, '1:59'],
  [300, '5:00'],
])('%d s on a clock: %s', (seconds, shown) => {
  expect(clockTime(seconds)).toBe(shown);
});
