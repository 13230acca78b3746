import { faceOval } from '../../rig/face-mesh.ts';
import type { MeshRig } from '../../rig/mesh-rig.ts';
import type { Pixel, PixelSamples } from './pixel-samples.ts';
import { smoothPath } from './smooth-path.ts';

/** Rays from the middle of the head, clockwise. */
const rays = 48;
/** Places on each ray. */
const places = 28;
/** A head with its hair, in heights from the eyes to the chin: up from the eyes, and to each side of the middle of the face. */
const crown = 1.25;
/** How far beyond the face the outline is looked for, as a share of the expected distance between the two. */
const farthest = 1.6;
/** Costs in gray levels: of the whole expected distance away from it, and of a bend of one place. */
const priorCost = 90;
const bend = 6;
/** Edges are not clearer than this, in gray levels: the one between face and hair is, and is not the outline. */
const clearEdge = 40;
/** Pixels on both sides of an edge that are compared, as a share of the face's height. */
const edgeReach = 0.04;

const middleOf = (points: readonly Pixel[]): Pixel => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];

/** How far the outline of the face is from its middle in a direction. */
function faceRadius(oval: readonly Pixel[], middle: Pixel, [dx, dy]: Pixel): number {
  let radius = 0;
  for (const [index, [ax, ay]] of oval.entries()) {
    const [bx, by] = oval[(index + 1) % oval.length] as Pixel;
    const [ux, uy, vx, vy] = [ax - middle[0], ay - middle[1], bx - middle[0], by - middle[1]];
    const [sideA, sideB] = [dx * uy - dy * ux, dx * vy - dy * vx];
    if (sideA > 0 === sideB > 0) continue;
    const share = sideA / (sideA - sideB);
    const [x, y] = [ux + (vx - ux) * share, uy + (vy - uy) * share];
    radius = Math.max(radius, x * dx + y * dy);
  }
  return radius;
}

/** Steepest change of color along a ray at a distance. */
function edgeAt(
  samples: PixelSamples,
  middle: Pixel,
  [dx, dy]: Pixel,
  distance: number,
  reach: number,
): number {
  const at = (offset: number): Pixel => [
    middle[0] + dx * (distance + offset),
    middle[1] + dy * (distance + offset),
  ];
  let change = 0;
  for (const channel of [0, 1, 2]) {
    const inside = samples.channel(at(-reach), channel) + samples.channel(at(-reach / 2), channel);
    const outside = samples.channel(at(reach), channel) + samples.channel(at(reach / 2), channel);
    change += Math.abs(inside - outside) / 6;
  }
  return Math.min(change, clearEdge);
}

/**
 * The head with its hair, in pixels, clockwise from the crown: along the jaw the outline of the face, above it the smooth line of
 * clearest edges near to where hair usually ends.
 */
export function findHeadOutline(
  mesh: readonly Pixel[],
  { roll, yaw }: MeshRig['head']['pose'],
  samples: PixelSamples,
): Pixel[] {
  const oval = faceOval.map((index) => mesh[index] as Pixel);
  const eyes = middleOf([33, 133, 362, 263].map((index) => mesh[index] as Pixel));
  const chin = mesh[152] as Pixel;
  const height = Math.hypot(chin[0] - eyes[0], chin[1] - eyes[1]);
  const middle = middleOf(oval);
  const lean = (roll * Math.PI) / 180;
  // The path starts and stops at the chin, where the face is the outline, so that it closes.
  const directions = Array.from({ length: rays }, (_, ray): Pixel => {
    const angle = lean + Math.PI + (2 * Math.PI * ray) / rays;
    return [Math.sin(angle), -Math.cos(angle)];
  });
  const spans = directions.map((direction, ray) => {
    const face = faceRadius(oval, middle, direction);
    // 1 at the crown, 0 level with the middle of the face, -1 at the chin.
    const upward = -Math.cos((2 * Math.PI * ray) / rays);
    const hair = upward > 0 ? 0.34 + (crown - 0.98) * upward : 0.34 * (1 + upward) ** 1.5;
    // Of a turned head, more is seen behind the face on one side and less on the other.
    const seen = 1 - Math.max(-1, Math.min(1, yaw / 45)) * -Math.sin((2 * Math.PI * ray) / rays);
    return { face, hair: hair * height * Math.max(0.15, seen) };
  });
  const distanceOf = (ray: number, place: number) => {
    const { face, hair } = spans[ray] as (typeof spans)[number];
    return face + (hair * farthest * place) / (places - 1);
  };
  const path = smoothPath({
    columns: rays,
    places,
    bend,
    cost: (ray, place) => {
      const away = Math.abs((farthest * place) / (places - 1) - 1);
      const edge = edgeAt(
        samples,
        middle,
        directions[ray] as Pixel,
        distanceOf(ray, place),
        height * edgeReach,
      );
      return priorCost * away ** 2 - edge;
    },
  });
  const outline = path.map((place, ray): Pixel => {
    const [dx, dy] = directions[ray] as Pixel;
    const distance = distanceOf(ray, place);
    return [middle[0] + dx * distance, middle[1] + dy * distance];
  });
  return [...outline.slice(rays / 2), ...outline.slice(0, rays / 2)];
}
