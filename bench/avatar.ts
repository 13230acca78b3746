import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { prepareAvatar } from '../scripts/avatar/prepare.ts';
import { systemClock } from '../scripts/base/clock.ts';
import { median } from '../scripts/base/numbers.ts';
import { Redaction } from '../scripts/cli/redaction.ts';
import type { Runtime } from '../scripts/cli/runtime.ts';
import { skillDirectory } from '../scripts/cli/version.ts';

export interface BenchRow {
  name: string;
  median_ms: number;
  target_ms: number;
}

const portrait = path.join(skillDirectory, 'test', 'fixtures', 'portraits', 'portrait.jpg');
const runs = 9;
const noise = { type: 'gaussian', mean: 128, sigma: 12 } as const;

/** A 12-megapixel photo with sensor noise, so that it does not compress too well as JPEG or PNG. */
async function phonePhoto(): Promise<Buffer> {
  const grain = await sharp({
    create: { width: 4032, height: 3024, channels: 3, background: '#808080', noise },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return sharp(await readFile(portrait))
    .resize(4032, 3024, { fit: 'cover' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer();
}

const runtime: Runtime = {
  environment: {},
  cwd: skillDirectory,
  home: skillDirectory,
  clock: systemClock,
  random: Math.random,
  stdin: new PassThrough(),
  signal: new AbortController().signal,
  progress: { step() {}, finish() {} },
  redaction: new Redaction(),
  warn() {},
};

async function time(action: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  await action();
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    await action();
    taken.push(performance.now() - startedAt);
  }
  return Math.round(median(taken) ?? Number.NaN);
}

/** Prepares a 12-megapixel JPEG on its side as an avatar, without face detection. */
export async function benchAvatar(): Promise<BenchRow[]> {
  const source = { bytes: await phonePhoto(), name: 'phone.jpg' };
  const median_ms = await time(() => prepareAvatar(source, { detect: false }, runtime));
  return [{ name: 'avatar: 12 MP JPEG prepared, without the face step', median_ms, target_ms: 400 }];
}
