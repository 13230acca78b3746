import { faceOval } from '../../../../rig/face-mesh.ts';
import { clamp, mix, smoothstep } from '../../motion/interpolation.ts';
import type { Point, Size } from '../placement.ts';
import { type Head, inHead, vertexAt } from './face-model.ts';
import type { Vector } from './vector.ts';

/** What surrounds the face: rings of one vertex for each point of its outline, from the hair to where nothing moves. */
export interface Surroundings {
  /** The first vertex; then ring by ring, `faceOval.length` each. */
  first: number;
  rings: number;
  /** Per vertex: how far it follows the head. */
  follow: Float32Array;
  /** Per vertex: how far it follows the face's outline where the jaw moves that. */
  jaw: Float32Array;
  /** Per vertex: how far it rises with a breath. */
  chest: Float32Array;
}

/** Rings between the head's outline and where nothing moves, as shares of the way; and how far they follow the head. */
const fades = [
  { share: 0, follow: 1, jaw: 0.55 },
  { share: 0.22, follow: 0.72, jaw: 0.22 },
  { share: 0.5, follow: 0.28, jaw: 0 },
  { share: 0.75, follow: 0.07, jaw: 0 },
  { share: 1, follow: 0, jaw: 0 },
] as const;
/** The head's outline is at least this far outside the face, and at most this far; where nothing moves is so far out. */
const leastHair = 1.08;
const mostHair = 1.9;
const fadesOver = 0.9;
const hairWithoutOutline = 1.3;
/** Up to the first of these an outline has the depth of the face's edge, from the second on that of the ears. */
const nearEdge = 1.1;
const farFromEdge = 1.7;
/** How far beyond the frame a ring may reach. */
const beyond = 24;

/** Where the ray from `from` towards `to` leaves the outline last, in lengths of that way. */
function crossing(from: Point, to: Point, outline: readonly Point[]): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let found = 0;
  for (const [place, a] of outline.entries()) {
    const b = outline[(place + 1) % outline.length] as Point;
    const [ex, ey] = [b.x - a.x, b.y - a.y];
    const cross = dx * ey - dy * ex;
    if (Math.abs(cross) < 1e-6) continue;
    const along = ((a.x - from.x) * ey - (a.y - from.y) * ex) / cross;
    const across = ((a.x - from.x) * dy - (a.y - from.y) * dx) / cross;
    if (across >= 0 && across <= 1) found = Math.max(found, along);
  }
  return found || hairWithoutOutline;
}

/** Neighbours on a ring differ little. */
function smoothed(values: readonly number[]): number[] {
  const count = values.length;
  const at = (place: number) => values[(place + count) % count] as number;
  return values.map((_, place) => (at(place - 1) + 2 * at(place) + at(place + 1)) / 4);
}

/** The mesh of a face with its surroundings, and their triangles. */
export function addSurroundings(face: Float32Array, head: Head, outline: readonly Point[], frame: Size) {
  const oval = faceOval.map((index) => vertexAt(face, index));
  const center: Point = {
    x: oval.reduce((sum, { x }) => sum + x, 0) / oval.length,
    y: oval.reduce((sum, { y }) => sum + y, 0) / oval.length,
  };
  const hair = smoothed(oval.map((point) => clamp(crossing(center, point, outline), leastHair, mostHair)));
  const first = face.length / 3;
  const count = fades.length * oval.length;
  const rest = new Float32Array(3 * (first + count));
  rest.set(face);
  const surroundings: Surroundings = {
    first,
    rings: fades.length,
    follow: new Float32Array(count),
    jaw: new Float32Array(count),
    chest: new Float32Array(count),
  };
  const { pivot } = head;
  for (const [ring, { share, follow, jaw }] of fades.entries()) {
    for (const [place, edge] of oval.entries()) {
      const near = hair[place] as number;
      const far = near + fadesOver;
      const reach = near + (far - near) * share;
      const vertex = ring * oval.length + place;
      const point: Vector = {
        x: clamp(center.x + (edge.x - center.x) * reach, -beyond, frame.width + beyond),
        y: clamp(center.y + (edge.y - center.y) * reach, -beyond, frame.height + beyond),
        // Hair and neck beside the face are as near as its edge; the back of the head is not.
        z: mix(edge.z, pivot.z, smoothstep(nearEdge, farFromEdge, near)),
      };
      rest.set([point.x, point.y, point.z], 3 * (first + vertex));
      const below = inHead(head, point, pivot).y / head.height;
      surroundings.follow[vertex] = follow;
      surroundings.jaw[vertex] = jaw;
      surroundings.chest[vertex] = ring === fades.length - 1 ? 0 : smoothstep(0.3, 0.9, below);
    }
  }
  return { rest, surroundings, triangles: ringTriangles(first, oval.length) };
}

function ringTriangles(first: number, length: number): number[] {
  const triangles: number[] = [];
  const vertex = (ring: number, place: number) =>
    ring < 0 ? (faceOval[place % length] as number) : first + ring * length + (place % length);
  for (let ring = 0; ring < fades.length; ring++) {
    for (let place = 0; place < length; place++) {
      const [a, b] = [vertex(ring - 1, place), vertex(ring - 1, place + 1)];
      const [c, d] = [vertex(ring, place), vertex(ring, place + 1)];
      triangles.push(a, c, b, b, c, d);
    }
  }
  return triangles;
}
