import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { decodePortrait } from '../../scripts/engine/face/drawing/portrait-file.ts';
import { createFaceRenderer } from '../../scripts/engine/face/drawing/renderer.ts';
import { FaceAnimator } from '../../scripts/engine/face/motion/animator.ts';
import { seededRandom } from '../../scripts/engine/face/motion/random.ts';
import { trackFromPhonemes } from '../../scripts/engine/face/motion/visemes.ts';
import { rigSchema } from '../../scripts/rig/rig.ts';

export interface BenchRow {
  name: string;
  median_ms: number;
  p90_ms: number;
  /** CPU time, which other programs on the machine do not affect. */
  mean_cpu_ms: number;
}

const sample = path.join(import.meta.dirname, '../../scripts/avatar/sample');
const frameInterval = 1000 / 24;
const frames = 720;
const sentence =
  'hh ax l ow pau m ay n ey m ih z b aa b pau w ah t k ae n ay d uw f ao r y uw t ax d ey pau'.split(' ');

/** Milliseconds of one thread per 854x480 frame: the demo avatar at rest, while speaking, and without its rig. */
export async function benchFace(): Promise<BenchRow[]> {
  const image = await decodePortrait(path.join(sample, 'avatar.png'));
  const rig = rigSchema.parse(JSON.parse(await readFile(path.join(sample, 'avatar.rig.json'), 'utf8')));
  return [
    measure('face idle', await createFaceRenderer({ image, rig }), false),
    measure('face speaking', await createFaceRenderer({ image, rig }), true),
    measure('picture without rig, speaking', await createFaceRenderer({ image }), true),
  ];
}

type Renderer = Awaited<ReturnType<typeof createFaceRenderer>>;

/** The first half of the frames is warm-up and is not counted. */
function measure(name: string, renderer: Renderer, speaks: boolean): BenchRow {
  const animator = new FaceAnimator(seededRandom(1));
  const out = new Uint8Array(renderer.bytes);
  const track = trackFromPhonemes(sentence.map((phone, i) => ({ phone, end: 0.085 * (i + 1) })));
  const times: number[] = [];
  let cpu = process.cpuUsage();
  for (let frame = 0; frame < 2 * frames; frame++) {
    const now = frame * frameInterval;
    if (speaks && frame % 72 === 0) animator.setTrack(track, now);
    if (frame === frames) cpu = process.cpuUsage();
    const started = performance.now();
    renderer.render(animator.pose(now), out);
    if (frame >= frames) times.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (share: number) => round(times[Math.floor(times.length * share)] as number);
  return { name, median_ms: at(0.5), p90_ms: at(0.9), mean_cpu_ms: round((user + system) / 1000 / frames) };
}

const round = (milliseconds: number) => Math.round(milliseconds * 1000) / 1000;
