import { PixelSamples } from '../../scripts/avatar/face/pixel-samples.ts';
import { rigOf } from '../../scripts/avatar/face/rig-from-face.ts';
import { FaceAnimator } from '../../scripts/engine/face/motion/animator.ts';
import { seededRandom } from '../../scripts/engine/face/motion/random.ts';
import type { Rig } from '../../scripts/rig/rig.ts';
import { likeness } from './likeness.ts';
import { closedSounds, openSounds, pitches, poseOfSound, yaws } from './poses.ts';
import {
  type Drawing,
  eyeOpening,
  largestJump,
  lipGap,
  middleOfNose,
  mouthWidth,
  type SeenFace,
  shownGap,
  turnBetween,
} from './seen-face.ts';
import { lidColor } from './skin.ts';

/** A measured property of the drawing, and what it must be. Null: the drawn frames do not show it. */
export interface Figure {
  name: string;
  value: number | null;
  min?: number;
  max?: number;
}

export const isWithin = ({
  value,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
}: Figure): boolean => value === null || (value >= min && value <= max);

/** What is drawn and looked at. */
export interface Extent {
  sounds: readonly string[];
  yaws: readonly number[];
  pitches: readonly number[];
  /** Frames of a face at rest, 24 a second. */
  restFrames: number;
}

export const fullExtent: Extent = { sounds: openSounds, yaws, pitches, restFrames: 60 };

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

type Pair = readonly [commanded: number, measured: number];

/** Sums of squares and of products around the means. */
function spread(pairs: readonly Pair[]) {
  const [x, y] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const sum = (term: (a: number, b: number) => number) =>
    pairs.reduce((total, [a, b]) => total + term(a - x, b - y), 0);
  return { xx: sum((a) => a * a), yy: sum((_, b) => b * b), xy: sum((a, b) => a * b) };
}

function correlation(pairs: readonly Pair[]): number {
  const { xx, yy, xy } = spread(pairs);
  return xy / Math.sqrt(xx * yy);
}

/** Of the line through commanded and measured values. */
function slope(pairs: readonly Pair[]): number {
  const { xx, xy } = spread(pairs);
  return xy / xx;
}

function showsClosedLips(rig: Rig): boolean {
  if (rig.version === 1) return rig.mouth.open === 0;
  const { upper, lower } = rig.lips.inner;
  return upper.every(([, y], index) => y === lower[index]?.[1]);
}

/**
 * The detector reads the gap between the lips twice: from the mesh, which sees one in every smile, and from the pixels, which take the
 * shadow between closed lips for one. Their mean follows the mouth; closed lips are closed if one of them says so.
 */
async function mouthFigures(drawing: Drawing, rest: SeenFace, { sounds }: Extent): Promise<Figure[]> {
  const gapOf = (seen: SeenFace) => (lipGap(seen) + shownGap(seen)) / 2;
  const pairs: Pair[] = [];
  for (const sound of sounds) {
    const pose = poseOfSound(sound);
    pairs.push([pose.open, gapOf(await drawing.look(pose))]);
  }
  // The mesh has a gap of 2 to 3 % between lips that are closed in the picture itself.
  const bias = showsClosedLips(drawing.subject.rig) ? lipGap(rest) / mouthWidth(rest) : 0;
  const closed: number[] = [];
  for (const sound of closedSounds) {
    const seen = await drawing.look({ ...poseOfSound(sound), press: 1, open: 0 });
    pairs.push([0, gapOf(seen)]);
    closed.push(Math.min(lipGap(seen) / mouthWidth(seen) - bias, shownGap(seen) / mouthWidth(seen)));
  }
  return [
    { name: 'mouth: correlation of opening', value: correlation(pairs), min: 0.95 },
    { name: 'mouth: gap at m, b, p / width, %', value: 100 * Math.max(0, ...closed), max: 3 },
    { name: 'mouth: gap at the widest sound, pixels', value: Math.max(...pairs.map(([, gap]) => gap)) },
  ];
}

interface Patch {
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
}

/** Around the lower edge of the upper teeth in the middle of the mouth, if the frame shows one. */
function toothPatch(seen: SeenFace): Patch | undefined {
  const { upper } = rigOf(seen.detected, seen.pixels).teeth;
  if (!upper) return undefined;
  const { width, height } = seen.pixels;
  const { x } = middleOfNose(seen);
  const halfWidth = mouthWidth(seen) * 0.15;
  const near = upper.filter((point) => Math.abs(point[0] * width - x) < halfWidth);
  if (near.length < 2) return undefined;
  return { x, y: mean(near.map((point) => point[1] * height)), halfWidth, halfHeight: 3 };
}

/** By how many pixels what a patch shows is lower in another frame. */
function loweredBy(before: SeenFace, after: SeenFace, { x, y, halfWidth, halfHeight }: Patch): number {
  const [from, to] = [new PixelSamples(before.pixels), new PixelSamples(after.pixels)];
  const differenceAt = (shift: number) => {
    let sum = 0;
    for (let row = -halfHeight; row <= halfHeight; row += 1) {
      for (let column = -halfWidth; column <= halfWidth; column += 1) {
        const [px, py] = [x + column, y + row];
        sum += (from.luma([px, py]) - to.luma([px, py + shift])) ** 2;
      }
    }
    return sum;
  };
  const shifts = Array.from({ length: 81 }, (_, index) => (index - 40) / 10);
  return shifts.reduce((best, shift) => (differenceAt(shift) < differenceAt(best) ? shift : best), 0);
}

/** The frames' own pixels: the mesh of the detector wavers by a pixel as a mouth opens. */
async function toothFigures(drawing: Drawing): Promise<Figure[]> {
  // The other way round: a wide open mouth shows their lower edge best.
  const before = await drawing.look({ open: 1, speech: 1 });
  const teeth = toothPatch(before);
  const nose: Patch = { ...middleOfNose(before), halfWidth: 8, halfHeight: 8 };
  let moved: number | null = null;
  for (const open of teeth ? [0.9, 0.8, 0.7] : []) {
    const after = await drawing.look({ open, speech: 1 });
    const away = loweredBy(before, after, teeth as Patch) - loweredBy(before, after, nose);
    moved = Math.max(moved ?? 0, Math.abs(away));
  }
  return [{ name: 'teeth: upper ones move, pixels', value: moved, max: 1 }];
}

async function eyeFigures(drawing: Drawing, rest: SeenFace): Promise<Figure[]> {
  const closed = await drawing.look({ blink: 1 });
  return [
    {
      name: 'lids: opening at a full blink, %',
      value: (100 * eyeOpening(closed)) / eyeOpening(rest),
      max: 15,
    },
    { name: 'lids: color, share of what cheeks vary', value: lidColor(rest, closed), max: 1 },
  ];
}

async function turnFigures(drawing: Drawing, rest: SeenFace, extent: Extent): Promise<Figure[]> {
  const yawPairs: Pair[] = [[0, 0]];
  for (const yaw of extent.yaws) yawPairs.push([yaw, turnBetween(rest, await drawing.look({ yaw })).yaw]);
  const pitchPairs: Pair[] = [[0, 0]];
  for (const pitch of extent.pitches)
    pitchPairs.push([pitch, turnBetween(rest, await drawing.look({ pitch })).pitch]);
  return [
    { name: 'turn: slope of yaw', value: slope(yawPairs), min: 0.8, max: 1.2 },
    { name: 'turn: slope of pitch', value: slope(pitchPairs), min: 0.8, max: 1.2 },
  ];
}

/** Mean change of luma, in gray levels, of the picture's outer columns above the shoulders: nothing of a head is there. */
function backgroundChange(before: SeenFace, after: SeenFace): number {
  const { width, height } = before.pixels;
  const [columns, rows] = [Math.round(width * 0.12), Math.round(height * 0.6)];
  let sum = 0;
  for (let y = 0; y < rows; y += 1) {
    for (const x of Array.from({ length: columns }, (_, column) => column)) {
      for (const side of [x, width - 1 - x]) {
        const offset = (y * width + side) * 3 + 1;
        sum += Math.abs((before.pixels.data[offset] ?? 0) - (after.pixels.data[offset] ?? 0));
      }
    }
  }
  return sum / (2 * columns * rows);
}

async function restFigures(drawing: Drawing, rest: SeenFace, { restFrames }: Extent): Promise<Figure[]> {
  const animator = new FaceAnimator(seededRandom(7));
  const jumps: number[] = [0];
  const gaps: number[] = [];
  let background = 0;
  let before: SeenFace | undefined;
  for (let frame = 0; frame < restFrames; frame += 1) {
    const pose = animator.pose(1_700_000_000_000 + (frame * 1000) / 24);
    if (pose.blink > 0) {
      before = undefined;
      continue;
    }
    const seen = await drawing.look(pose);
    if (before) jumps.push(largestJump(before, seen));
    gaps.push((100 * lipGap(seen)) / mouthWidth(seen));
    background = Math.max(background, backgroundChange(rest, seen));
    before = seen;
  }
  return [
    { name: 'rest: largest jump of a landmark, pixels', value: Math.max(...jumps), max: 1.5 },
    { name: 'rest: mouth varies, % of its width', value: Math.max(...gaps) - Math.min(...gaps), max: 1.5 },
    { name: 'rest: background changes, gray levels', value: background, max: 1 },
    { name: 'rest: likeness of the face (SSIM)', value: await likeness(drawing.subject, rest), min: 0.97 },
  ];
}

/** Everything that closing the loop measures: poses are drawn, the detector looks at the frames, and what it sees is compared. */
export async function figuresOf(drawing: Drawing, extent: Extent = fullExtent): Promise<Figure[]> {
  const rest = await drawing.look({});
  return [
    ...(await mouthFigures(drawing, rest, extent)),
    ...(await toothFigures(drawing)),
    ...(await eyeFigures(drawing, rest)),
    ...(await turnFigures(drawing, rest, extent)),
    ...(await restFigures(drawing, rest, extent)),
  ];
}
