import { faceOval, meshSize } from '../../../../rig/face-mesh.ts';
import { meshTriangles } from '../../../../rig/mesh-triangles.ts';
import type { Point } from '../placement.ts';

/** Hidden rows are put so far outside of what is seen, in pixels, and from each other. */
const rowDistance = 1.5;
/** The outline of what is seen is known at so many directions. */
const directions = 72;

/** Per vertex: 0 if it is seen, else its distance along the mesh from one that is. Folds within the face, as of lips, count as seen. */
function hiddenRows(face: Float32Array): Uint8Array {
  const seen = new Uint8Array(meshSize);
  const [x, y] = [
    (vertex: number) => face[3 * vertex] as number,
    (vertex: number) => face[3 * vertex + 1] as number,
  ];
  const triangles: (readonly [number, number, number])[] = [];
  for (let at = 0; at < meshTriangles.length; at += 3) {
    const [a, b, c] = [meshTriangles[at], meshTriangles[at + 1], meshTriangles[at + 2]] as [
      number,
      number,
      number,
    ];
    triangles.push([a, b, c]);
    const area = (x(b) - x(a)) * (y(c) - y(a)) - (x(c) - x(a)) * (y(b) - y(a));
    if (area < 0) for (const vertex of [a, b, c]) seen[vertex] = 1;
  }
  const hidden = new Set<number>(faceOval.filter((vertex) => seen[vertex] === 0));
  for (let grows = true; grows; ) {
    const before = hidden.size;
    for (const triangle of triangles) {
      if (!triangle.some((vertex) => hidden.has(vertex))) continue;
      for (const vertex of triangle) if (seen[vertex] === 0) hidden.add(vertex);
    }
    grows = hidden.size > before;
  }
  const rows = Uint8Array.from({ length: meshSize }, (_, vertex) => (hidden.has(vertex) ? 255 : 0));
  for (let row = 1; row < 8; row++) {
    for (const triangle of triangles) {
      if (!triangle.some((vertex) => rows[vertex] === row - 1)) continue;
      for (const vertex of triangle) rows[vertex] = Math.min(rows[vertex] as number, row);
    }
  }
  return rows;
}

/**
 * A head that is turned in the picture hides a part of its mesh, which is folded under what is seen. The picture shows nothing of it: it
 * is laid around the outline of what is seen, so that the face goes over into its surroundings without a fold.
 */
export function unfoldHidden(face: Float32Array): void {
  const rows = hiddenRows(face);
  if (!rows.some((row) => row > 0)) return;
  const center: Point = { x: 0, y: 0 };
  for (let vertex = 0; vertex < meshSize; vertex++) {
    center.x += (face[3 * vertex] as number) / meshSize;
    center.y += (face[3 * vertex + 1] as number) / meshSize;
  }
  const direction = (vertex: number) => {
    const angle = Math.atan2(
      (face[3 * vertex + 1] as number) - center.y,
      (face[3 * vertex] as number) - center.x,
    );
    return ((angle / (2 * Math.PI) + 1) % 1) * directions;
  };
  const radius = (vertex: number) =>
    Math.hypot((face[3 * vertex] as number) - center.x, (face[3 * vertex + 1] as number) - center.y);
  const outline = Array.from({ length: directions }, () => ({ radius: 0, z: 0 }));
  for (let vertex = 0; vertex < meshSize; vertex++) {
    if (rows[vertex] !== 0) continue;
    const place = direction(vertex);
    for (const offset of [-1, 0, 1, 2]) {
      const entry = outline[(Math.floor(place) + offset + directions) % directions] as {
        radius: number;
        z: number;
      };
      const reach = radius(vertex);
      if (reach > entry.radius) Object.assign(entry, { radius: reach, z: face[3 * vertex + 2] as number });
    }
  }
  for (let vertex = 0; vertex < meshSize; vertex++) {
    const row = rows[vertex] as number;
    if (row === 0) continue;
    const place = direction(vertex);
    const left = outline[Math.floor(place) % directions] as { radius: number; z: number };
    const right = outline[Math.ceil(place) % directions] as { radius: number; z: number };
    const share = place - Math.floor(place);
    const out = left.radius + (right.radius - left.radius) * share + row * rowDistance;
    const angle = (place / directions) * 2 * Math.PI;
    face[3 * vertex] = center.x + out * Math.cos(angle);
    face[3 * vertex + 1] = center.y + out * Math.sin(angle);
    face[3 * vertex + 2] = left.z + (right.z - left.z) * share;
  }
}
