import { lips, marks, withinLips } from '../../../../rig/face-mesh.ts';
import { clamp, mix, smoothstep } from '../../motion/interpolation.ts';
import { type FaceModel, inHead, vertexAt } from './face-model.ts';
import { middle, type Vector } from './vector.ts';

/** The jaw's hinge is below the mesh's points at the ears, by this share of the face's height. */
const hingeBelowEars = 0.2;
/** How far the corners follow the jaw. */
const cornerFollows = 0.42;

/** How one vertex of the face takes part in the mouth's movements. */
export interface MouthShare {
  vertex: number;
  /** How far it follows the jaw, 0 to 1. */
  jaw: number;
  /** Its place along the inner lips: a column (0 to 10, with a fraction). */
  column: number;
  isUpper: boolean;
  /** How far it follows the inner lip beside it, 0 to 1. */
  lip: number;
  /** How far it follows the corners sideways, -1 (as the left one) to 1. */
  corner: number;
  /** How far it follows a corner upward. */
  lift: number;
  /** From the jaw's hinge: forward and down, pixels. */
  forward: number;
  down: number;
}

/** The mouth at rest in the head's own directions: x to the right, y down from the middle between the corners; pixels. */
export interface MouthRest {
  half: number;
  /** How far the corners are above the middle of the line between the lips: what a smile does. */
  curve: number;
  /** Per column of the inner lips: the gap between them. */
  gaps: readonly number[];
  /** Per column: how wide it opens, 1 in the middle. */
  profile: readonly number[];
  shares: readonly MouthShare[];
  /** The share of the inner lips' vertices, by column. */
  upper: readonly MouthShare[];
  lower: readonly MouthShare[];
}

/** The value of a line at `x`, held at its ends. */
function along(line: readonly Vector[], x: number): number {
  const next = line.findIndex((point) => point.x > x);
  if (next === 0) return (line[0] as Vector).y;
  if (next < 0) return (line.at(-1) as Vector).y;
  const [a, b] = [line[next - 1] as Vector, line[next] as Vector];
  return mix(a.y, b.y, (x - a.x) / Math.max(1e-6, b.x - a.x));
}

/** The column of a line at `x`, with a fraction. */
function columnAt(line: readonly Vector[], x: number): number {
  const next = line.findIndex((point) => point.x > x);
  if (next === 0) return 0;
  if (next < 0) return line.length - 1;
  const [a, b] = [line[next - 1] as Vector, line[next] as Vector];
  return next - 1 + (x - a.x) / Math.max(1e-6, b.x - a.x);
}

/** How every vertex of a face takes part in what the mouth does. */
export function measureMouth({ rest, head }: FaceModel): MouthRest {
  const origin = middle(vertexAt(rest, lips.outer.upper[0]), vertexAt(rest, lips.outer.upper[10]));
  const at = (index: number) => inHead(head, vertexAt(rest, index), origin);
  const ears = inHead(head, middle(vertexAt(rest, 234), vertexAt(rest, 454)), origin);
  const hinge: Vector = { ...ears, y: ears.y + hingeBelowEars * head.height };
  const lipForward = hinge.z - at(lips.outer.lower[5]).z;
  const line = (points: readonly number[]) => points.map(at);
  const outer = { upper: line(lips.outer.upper), lower: line(lips.outer.lower) };
  const inner = { upper: line(lips.inner.upper), lower: line(lips.inner.lower) };
  const half = (at(lips.outer.upper[10]).x - at(lips.outer.upper[0]).x) / 2;
  const ends = [inner.upper[0] as Vector, inner.upper[10] as Vector] as const;
  const nose = at(marks.underNose).y;
  const chin = at(marks.chin).y;
  const known = new Map<number, boolean>();
  for (const index of [...lips.outer.upper, ...withinLips.upper.flat(), ...lips.inner.upper])
    known.set(index, true);
  for (const index of [...lips.outer.lower, ...withinLips.lower.flat(), ...lips.inner.lower])
    known.set(index, false);

  const shareOf = (vertex: number): MouthShare => {
    const point = at(vertex);
    const middleLine = (along(outer.upper, point.x) + along(outer.lower, point.x)) / 2;
    const isUpper = known.get(vertex) ?? point.y < middleLine;
    const side = isUpper ? 'upper' : 'lower';
    const seam = along(inner[side], point.x);
    const thickness = Math.max(2, Math.abs(along(outer[side], point.x) - seam));
    const distance = isUpper ? seam - point.y : point.y - seam;
    const beyond = Math.max(0, ends[0].x - point.x, point.x - ends[1].x);
    const share = clamp((point.x - ends[0].x) / (ends[1].x - ends[0].x), 0, 1);
    const bow = Math.max(0, 4 * share * (1 - share)) ** 0.8;
    // On the lips the jaw's part changes from the corner to the middle; on the cheeks it changes around the corner.
    const onLip = isUpper ? cornerFollows * (1 - bow) : mix(cornerFollows, 1, bow);
    const cornerY = along(inner.upper, point.x);
    const angle = Math.atan2(point.y - cornerY, beyond + 0.15 * half) / (Math.PI / 2);
    const onCheek = smoothstep(-0.62, 1, angle);
    const isLip = known.has(vertex);
    const jaw = isLip
      ? onLip
      : mix(onLip, onCheek, smoothstep(0.6, 2.2, Math.max(distance / thickness, (2 * beyond) / half)));
    const reach = isUpper
      ? Math.max(thickness * 1.2, seam - nose)
      : Math.max(thickness * 1.4, 0.85 * (chin - seam));
    const onSkin = 0.42 * (1 - smoothstep(thickness, reach, distance));
    const lip =
      (distance <= thickness ? 1 - (0.58 * Math.max(0, distance)) / thickness : onSkin) *
      (1 - smoothstep(0, 0.55 * half, beyond));
    const outward = 1 - smoothstep(0, 0.95 * half, beyond);
    const height = Math.abs(point.y - cornerY) / half;
    // The wings of the nose keep their width.
    const fades = point.y < cornerY ? 0.8 : 1.25;
    const corner = (2 * share - 1) * outward * (1 - smoothstep(0.3, fades, height));
    const lift =
      Math.abs(2 * share - 1) ** 1.5 *
      (1 - smoothstep(0, 1.3 * half, beyond)) *
      (1 - smoothstep(0.2, 1.4, height));
    return {
      vertex,
      jaw,
      column: columnAt(inner[side], point.x),
      isUpper,
      lip: Math.max(0, lip),
      corner,
      lift,
      // A jaw does not only turn, it also slides: the chin goes down nearly as far as the lip.
      forward: mix(hinge.z - point.z, lipForward, 0.6 * smoothstep(1.7, 0.5, Math.abs(point.x) / half)),
      down: point.y - hinge.y,
    };
  };
  const innerShares = (side: 'upper' | 'lower') =>
    lips.inner[side].map((vertex, column) => ({ ...shareOf(vertex), column, lip: 1 }));
  const [upper, lower] = [innerShares('upper'), innerShares('lower')];
  const special = new Map([...upper, ...lower].map((share) => [share.vertex, share]));
  const shares = Array.from({ length: 468 }, (_, vertex) => special.get(vertex) ?? shareOf(vertex));
  const gaps = inner.upper.map((point, column) => (inner.lower[column] as Vector).y - point.y);
  const profile = inner.upper.map((_, column) => {
    const x = ((inner.upper[column] as Vector).x + (inner.lower[column] as Vector).x) / 2;
    const share = clamp((x - ends[0].x) / (ends[1].x - ends[0].x), 0, 1);
    return Math.max(0, 4 * share * (1 - share)) ** 0.85;
  });
  const curve = (inner.upper[5] as Vector).y - (ends[0].y + ends[1].y) / 2;
  return { half, curve, gaps, profile, shares: shares.filter(moves), upper, lower };
}

function moves({ jaw, lip, corner, lift }: MouthShare): boolean {
  return jaw > 0.002 || lip > 0.002 || Math.abs(corner) > 0.002 || lift > 0.002;
}
