import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { systemClock } from '../scripts/base/clock.ts';
import { median } from '../scripts/base/numbers.ts';
import { Redaction } from '../scripts/cli/redaction.ts';
import type { Runtime } from '../scripts/cli/runtime.ts';
import { openSample } from '../scripts/voice/sample/file.ts';
import { prepareSample } from '../scripts/voice/sample/pipeline.ts';

export interface VoiceBenchRow {
  name: string;
  median_ms: number;
  /** The row fails above this; null if the row is only a reference for others. */
  target_ms: number | null;
}

const rounds = 7;
/** Allowance for probing, verdict, pitch and the second measurement on top of the two passes. */
const allowance = 1.6;
const sampleSec = 60;
const text =
  'When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow. The rainbow is a division of white ' +
  'light into many beautiful colors. These take the shape of a long round arch, with its path high above.';

const run = promisify(execFile);
const quiet = ['-hide_banner', '-nostdin', '-y'];
const loudnorm = 'highpass=f=80,loudnorm=I=-20:TP=-3:LRA=11';

/** A minute of speech, 44.1 kHz mono. */
async function speakMinute(folder: string): Promise<string> {
  const spoken = path.join(folder, 'spoken.wav');
  const minute = path.join(folder, 'minute.wav');
  await run('flite', ['-voice', 'slt', '-t', text, '-o', spoken]);
  await run('ffmpeg', [
    ...quiet,
    '-stream_loop',
    '-1',
    '-i',
    spoken,
    '-t',
    String(sampleSec),
    '-ar',
    '44100',
    minute,
  ]);
  return minute;
}

/** The two commands that people would run by hand. */
async function barePasses(file: string, folder: string): Promise<void> {
  const first = `${loudnorm}:print_format=json`;
  const { stderr } = await run('ffmpeg', [...quiet, '-i', file, '-af', first, '-f', 'null', '-']);
  const found = JSON.parse(/\{[^{}]*\}\s*$/.exec(stderr)?.[0] ?? '');
  const { input_i, input_tp, input_lra, input_thresh } = found;
  const measured = `measured_I=${input_i}:measured_TP=${input_tp}:measured_LRA=${input_lra}:measured_thresh=${input_thresh}`;
  const second = `${loudnorm}:${measured}:linear=true,aresample=44100`;
  const coded = ['-ac', '1', '-b:a', '192k', path.join(folder, 'bare.mp3')];
  await run('ffmpeg', [...quiet, '-i', file, '-af', second, ...coded]);
}

function quietRuntime(cwd: string): Runtime {
  return {
    environment: {},
    cwd,
    home: cwd,
    clock: systemClock,
    random: Math.random,
    stdin: Readable.from([]),
    signal: new AbortController().signal,
    progress: { step() {}, finish() {} },
    redaction: new Redaction(),
    warn() {},
  };
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

/**
 * Milliseconds from a recording of one minute to the finished sample, including probing and the second measurement, compared with the
 * two bare commands. They alternate, so that a busy machine slows both.
 */
export async function benchVoice(): Promise<VoiceBenchRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pika-bench-'));
  try {
    const file = await speakMinute(folder);
    const runtime = quietRuntime(folder);
    const bare: number[] = [];
    const ours: number[] = [];
    const sample = await openSample(file, folder, runtime);
    for (let round = 0; round <= rounds; round += 1) {
      const bareMs = await timed(() => barePasses(file, folder));
      const oursMs = await timed(() => prepareSample(sample, {}, runtime));
      // The first round loads programs and modules.
      if (round === 0) continue;
      bare.push(bareMs);
      ours.push(oursMs);
    }
    const bareMs = Math.round(median(bare) ?? 0);
    return [
      { name: 'two bare passes of ffmpeg, 60 s', median_ms: bareMs, target_ms: null },
      {
        name: 'voice sample, 60 s',
        median_ms: Math.round(median(ours) ?? 0),
        target_ms: Math.round(bareMs * allowance),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
