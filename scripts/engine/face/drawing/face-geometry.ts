import type { RigPoint } from '../../../rig/point.ts';
import type { PointRig } from '../../../rig/point-rig.ts';
import { fitEye } from './eye-fit.ts';
import { type Plane, sampleAt } from './i420.ts';
import { type LipLineKind, type MouthFrame, traceLipLine } from './lip-line.ts';
import { type Placement, type Point, toFrame } from './placement.ts';

/** The mouth in the frame; distances in pixels. */
export interface MouthGeometry extends MouthFrame {
  /** y of the line that opens, at x = -half, -half + 1, … half. */
  line: Float32Array;
  /** Whether the picture shows teeth: then the lower lip moves below them, and none are drawn. */
  showsTeeth: boolean;
  /** From the upper to the lower edge of what the picture shows between the lips. */
  restGap: number;
  upperLip: number;
  lowerLip: number;
  toNose: number;
  toChin: number;
  /** Half of the face's width at the mouth. */
  jawHalf: number;
  /** Luma of the cheeks: how brightly the picture is lit. */
  skinLuma: number;
}

/** One eye in the frame: origin in the middle between its corners, x towards the right corner, y down; pixels. */
export interface EyeGeometry extends Point {
  cos: number;
  sin: number;
  half: number;
  /** Of the lids' middles, above and below the line through the corners; both positive. */
  upper: number;
  lower: number;
  /** From the upper lid to the brow. */
  toBrow: number;
}

export interface HeadGeometry extends Point {
  /** Half width and half height, hair included. */
  radiusX: number;
  radiusY: number;
  chinY: number;
  /** Half of the face's width: the unit in which the head moves. */
  unit: number;
  eyeY: number;
  noseY: number;
}

export interface FaceGeometry {
  mouth: MouthGeometry;
  eyes: readonly EyeGeometry[];
  head: HeadGeometry;
}

/** A mouth open by more than this share of its half width at rest shows teeth, or at any rate something that isn't lips. */
const openAtRest = 0.08;

/** The face of `rig` in a frame in which the picture lies at `placement`; `luma` is that frame's. */
export function measureFace(rig: PointRig, placement: Placement, luma: Plane): FaceGeometry {
  const at = (point: RigPoint) => toFrame(point, placement);
  const brows = browHeights(rig, at);
  const { left_eye: left, right_eye: right } = rig;
  const eyes = [
    eyeGeometry(
      { left: at(left.outer), right: at(left.inner), upper: at(left.upper), lower: at(left.lower) },
      luma,
      brows[0],
    ),
    eyeGeometry(
      { left: at(right.inner), right: at(right.outer), upper: at(right.upper), lower: at(right.lower) },
      luma,
      brows[1],
    ),
  ];
  return { mouth: mouthGeometry(rig, at, luma), eyes, head: headGeometry(rig, at, eyes) };
}

type ToFrame = (point: RigPoint) => Point;

/** Lower edge of each brow, if the detector's points tell (17 to 21 and 22 to 26). */
function browHeights(rig: PointRig, at: ToFrame): [number?, number?] {
  const points = rig.landmarks;
  if (!points) return [];
  const lowest = (from: number, to: number) => {
    const heights = points.slice(from, to).map((point) => at(point).y);
    return heights.reduce((sum, y) => sum + y, 0) / heights.length;
  };
  return [lowest(17, 22), lowest(22, 27)];
}

/** An eye's points; left and right are the viewer's. */
type EyePoints = Record<'left' | 'right' | 'upper' | 'lower', Point>;

function eyeGeometry({ left, right, upper, lower }: EyePoints, luma: Plane, browY?: number): EyeGeometry {
  const length = Math.hypot(right.x - left.x, right.y - left.y);
  const [cos, sin] = [(right.x - left.x) / length, (right.y - left.y) / length];
  const [x, y] = [(left.x + right.x) / 2, (left.y + right.y) / 2];
  const above = (point: Point) => (point.x - x) * sin - (point.y - y) * cos;
  const half = length / 2;
  // Detectors draw lids too close to each other; an open eye is hardly flatter than a third of its width.
  const missing = Math.max(0, 0.62 * half - (above(upper) - above(lower)));
  const upperHeight = Math.max(1, above(upper) + 0.6 * missing);
  const lowerHeight = Math.max(1, -above(lower) + 0.4 * missing);
  const eye = fitEye({ x, y, cos, sin, half, upper: upperHeight, lower: lowerHeight }, luma);
  const known = browY === undefined ? 1.1 * half : eye.y - browY - eye.upper;
  return { ...eye, toBrow: Math.max(3, Math.min(known, seenBrow(eye, luma))) };
}

/** How far above the upper lid the picture becomes as dark as a brow. */
function seenBrow({ x, y, cos, sin, half, upper }: Omit<EyeGeometry, 'toBrow'>, luma: Plane): number {
  let skin = 0;
  for (let above = 0.12 * half; above < 1.5 * half; above++) {
    let row = 0;
    for (const share of [-0.4, -0.2, 0, 0.2, 0.4]) {
      const [dx, dy] = [share * half, -upper - above];
      row += sampleAt(luma, x + dx * cos - dy * sin, y + dx * sin + dy * cos) / 5;
    }
    if (row < 0.78 * skin) return above - 1;
    skin = Math.max(skin, row);
  }
  return 1.5 * half;
}

function mouthGeometry(rig: PointRig, at: ToFrame, luma: Plane): MouthGeometry {
  const left = at(rig.mouth.left);
  const right = at(rig.mouth.right);
  const length = Math.hypot(right.x - left.x, right.y - left.y);
  const half = length / 2;
  const [cos, sin] = [(right.x - left.x) / length, (right.y - left.y) / length];
  const seam = at(rig.mouth.seam);
  const gap = rig.mouth.open * half;
  const isOpen =
    rig.mouth.open > openAtRest && gapIsSeen(luma, { seam, gap, lower: at(rig.mouth.lower), cos, sin });
  const restGap = isOpen ? gap : 0;
  const x = (left.x + right.x) / 2;
  const y = seam.y + ((x - seam.x) * sin) / cos + (isOpen ? gap : gap / 2);
  const down = (point: Point) => -(point.x - x) * sin + (point.y - y) * cos;
  const mouth: MouthFrame = { x, y, cos, sin, half, cornerLeft: down(left), cornerRight: down(right) };
  const kind: LipLineKind = isOpen ? 'teeth' : 'seam';
  const nose = down(at(rig.nose));
  const chin = down(at(rig.chin));
  const jaw = [at(rig.jaw.left), at(rig.jaw.right)] as const;
  return {
    ...mouth,
    line: traceLipLine(luma, mouth, kind),
    showsTeeth: isOpen,
    restGap,
    upperLip: Math.max(2, -down(at(rig.mouth.upper)) - restGap),
    lowerLip: Math.max(2, down(at(rig.mouth.lower))),
    toNose: Math.max(4, -nose - restGap),
    toChin: Math.max(half * 0.6, chin),
    jawHalf: Math.max(half * 1.2, (jaw[1].x - jaw[0].x) / 2),
    skinLuma: skinLuma(luma, x, y, half, cos, sin),
  };
}

/**
 * Whether what lies between the lips looks like teeth (brighter than the lower lip) or like the inside of a mouth (much
 * darker): detectors find gaps in closed mouths too.
 */
function gapIsSeen(
  luma: Plane,
  { seam, gap, lower, cos, sin }: { seam: Point; gap: number; lower: Point; cos: number; sin: number },
): boolean {
  const lip = Math.max(2, (lower.y - seam.y) / cos - gap);
  const mean = (from: number, to: number) => {
    let sum = 0;
    for (const along of [-0.5, -0.25, 0, 0.25, 0.5]) {
      for (const share of [0, 0.5, 1]) {
        const [dx, dy] = [along * lip, from + (to - from) * share];
        sum += sampleAt(luma, seam.x + dx * cos - dy * sin, seam.y + dx * sin + dy * cos) / 15;
      }
    }
    return sum;
  };
  const inside = mean(0.3 * gap, 0.7 * gap);
  const lipLuma = mean(gap + 0.35 * lip, gap + 0.65 * lip);
  return inside > lipLuma * 1.15 || inside < lipLuma * 0.42;
}

/** The mean luma of a patch beside each corner of the mouth. */
function skinLuma(luma: Plane, x: number, y: number, half: number, cos: number, sin: number): number {
  let sum = 0;
  for (const side of [-1.35, 1.35]) {
    for (const height of [-0.6, -0.45, -0.3]) {
      const [dx, dy] = [side * half, height * half];
      sum += sampleAt(luma, x + dx * cos - dy * sin, y + dx * sin + dy * cos) / 6;
    }
  }
  return sum;
}

function headGeometry(rig: PointRig, at: ToFrame, eyes: readonly EyeGeometry[]): HeadGeometry {
  const chin = at(rig.chin);
  const [left, right] = [at(rig.jaw.left), at(rig.jaw.right)];
  const eyeY = eyes.reduce((sum, eye) => sum + eye.y, 0) / eyes.length;
  const eyeX = eyes.reduce((sum, eye) => sum + eye.x, 0) / eyes.length;
  const faceHeight = chin.y - eyeY;
  const unit = Math.max((right.x - left.x) / 2, faceHeight * 0.5);
  return {
    x: (eyeX * 2 + left.x + right.x) / 4,
    y: chin.y - faceHeight * 1.05,
    radiusX: unit * 1.35,
    radiusY: faceHeight * 1.1,
    chinY: chin.y,
    unit,
    eyeY,
    noseY: at(rig.nose).y,
  };
}
