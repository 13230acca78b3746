import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { detectFaces } from '../scripts/avatar/face/detector.ts';
import { decode, toPixels } from '../scripts/avatar/picture/decoder.ts';
import { prepareAvatar } from '../scripts/avatar/prepare.ts';
import { systemClock } from '../scripts/base/clock.ts';
import { median } from '../scripts/base/numbers.ts';
import { Redaction } from '../scripts/cli/redaction.ts';
import type { Runtime } from '../scripts/cli/runtime.ts';
import { skillDirectory } from '../scripts/cli/version.ts';

export interface BenchRow {
  name: string;
  median_ms: number;
  /** The fastest run: what an idle machine takes. */
  min_ms: number;
  target_ms: number;
}

const runProgram = promisify(execFile);

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

async function time(action: () => Promise<unknown>): Promise<Pick<BenchRow, 'median_ms' | 'min_ms'>> {
  const taken: number[] = [];
  await action();
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    await action();
    taken.push(performance.now() - startedAt);
  }
  return { median_ms: Math.round(median(taken) ?? Number.NaN), min_ms: Math.round(Math.min(...taken)) };
}

/** The whole command through tsx, in an empty project: face, mesh, preview and files included. */
async function timeCommand(photo: Buffer) {
  const project = await mkdtemp(path.join(tmpdir(), 'pika-bench-avatar-'));
  try {
    await writeFile(path.join(project, 'phone.jpg'), photo);
    const tsx = import.meta.resolve('tsx');
    const command = path.join(skillDirectory, 'scripts', 'prepare-avatar.ts');
    const flags = ['--image', 'phone.jpg', '--quiet', '--force'];
    return await time(() =>
      runProgram(process.execPath, ['--import', tsx, command, ...flags], { cwd: project }),
    );
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

/** A 12-megapixel JPEG on its side as an avatar: without the face, the face alone, and the whole command. */
export async function benchAvatar(): Promise<BenchRow[]> {
  const photo = await phonePhoto();
  const source = { bytes: photo, name: 'phone.jpg' };
  const pixels = await toPixels(await decode(await readFile(portrait)));
  const never = new AbortController().signal;
  return [
    {
      name: 'avatar: 12 MP JPEG prepared, without the face step',
      ...(await time(() => prepareAvatar(source, { detect: false }, runtime))),
      target_ms: 400,
    },
    {
      name: 'avatar: face found in decoded pixels',
      ...(await time(() => detectFaces(pixels, never))),
      target_ms: 300,
    },
    {
      name: 'avatar: 12 MP JPEG, prepare-avatar through tsx, whole process',
      ...(await timeCommand(photo)),
      target_ms: 1000,
    },
  ];
}
