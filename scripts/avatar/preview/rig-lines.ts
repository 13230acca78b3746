import { brows, faceOval, lids } from '../../rig/face-mesh.ts';
import { featuresOf } from '../../rig/features.ts';
import type { MeshPoint, MeshRig } from '../../rig/mesh-rig.ts';
import { meshTriangles } from '../../rig/mesh-triangles.ts';
import type { RigPoint } from '../../rig/point.ts';
import type { PointRig } from '../../rig/point-rig.ts';
import type { Rig } from '../../rig/rig.ts';
import { colours, type PreviewPicture } from './drawing.ts';

/** iBUG 300-W runs of points; `closed` ones are drawn as polygons. */
const outlines: readonly { from: number; to: number; closed: boolean }[] = [
  { from: 0, to: 16, closed: false },
  { from: 17, to: 21, closed: false },
  { from: 22, to: 26, closed: false },
  { from: 27, to: 30, closed: false },
  { from: 31, to: 35, closed: false },
  { from: 36, to: 41, closed: true },
  { from: 42, to: 47, closed: true },
  { from: 48, to: 59, closed: true },
  { from: 60, to: 67, closed: true },
];

/** Lines through the landmarks of a rig of version 1, or through its points if it has none. */
function pointLines(rig: PointRig): RigPoint[][] {
  const { left_eye, right_eye, mouth, jaw, chin, nose } = featuresOf(rig);
  const { landmarks } = rig;
  if (landmarks) {
    return outlines.map(({ from, to, closed }) => {
      const run = landmarks.slice(from, to + 1);
      return closed && run[0] ? [...run, run[0]] : run;
    });
  }
  const eye = ({ outer, upper, inner, lower }: PointRig['left_eye']) => [outer, upper, inner, lower, outer];
  return [
    eye(left_eye),
    eye(right_eye),
    [mouth.left, mouth.upper, mouth.right, mouth.lower, mouth.left],
    [mouth.left, mouth.seam, mouth.right],
    [jaw.left, chin, jaw.right],
    [nose, nose],
  ];
}

const closed = (line: readonly RigPoint[]): RigPoint[] => [...line, ...line.slice(0, 1)];

/** Lines of the features that move: eyes, irises, brows, lips, teeth, the outlines of face and head. */
function featureLines({ mesh, lips: mouth, teeth, head, left_iris, right_iris }: MeshRig): RigPoint[][] {
  const along = (indexes: readonly number[]) =>
    indexes.map((index): RigPoint => {
      const [x, y] = mesh[index] as MeshPoint;
      return [x, y];
    });
  return [
    ...[lids.left, lids.right].flatMap(({ upper, lower }) => [along(upper), along(lower)]),
    ...[left_iris, right_iris].map((iris) => closed(iris.slice(1))),
    along(brows.left.upper),
    along(brows.right.upper),
    ...[mouth.outer, mouth.inner].flatMap(({ upper, lower }) => [upper, lower]),
    ...[teeth.upper ?? [], teeth.lower ?? []],
    closed(along(faceOval)),
    closed(head.outline),
  ];
}

/** Every edge of the mesh once. */
function meshEdges({ mesh }: MeshRig): RigPoint[][] {
  const seen = new Set<string>();
  const edges: RigPoint[][] = [];
  for (let at = 0; at < meshTriangles.length; at += 3) {
    for (const [from, to] of [
      [at, at + 1],
      [at + 1, at + 2],
      [at + 2, at],
    ] as const) {
      const ends = [meshTriangles[from] as number, meshTriangles[to] as number].sort((a, b) => a - b);
      if (seen.has(`${ends}`)) continue;
      seen.add(`${ends}`);
      edges.push(
        ends.map((index): RigPoint => {
          const [x, y] = mesh[index] as MeshPoint;
          return [x, y];
        }),
      );
    }
  }
  return edges;
}
/** Converts fractions of the prepared picture to pixels of the page. */
function project(shown: PreviewPicture, x: number, y: number) {
  const { area, width, height } = shown;
  return ([px, py]: RigPoint): RigPoint => [
    x + ((px - area.x) / area.width) * width,
    y + ((py - area.y) / area.height) * height,
  ];
}

const round = (value: number): string => value.toFixed(1);

/** The face's box over a picture at `x`, `y`. */
export function faceBox(rig: Rig, shown: PreviewPicture, x: number, y: number): string {
  const at = project(shown, x, y);
  const [left, top] = at([rig.face.x, rig.face.y]);
  const [right, bottom] = at([rig.face.x + rig.face.width, rig.face.y + rig.face.height]);
  return `<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}" rx="6" fill="none" stroke="${colours.accent}" stroke-width="2"/>`;
}

function polylines(lines: readonly (readonly RigPoint[])[]): string[] {
  return lines.map(
    (run) => `<polyline points="${run.map((point) => point.map(round).join(',')).join(' ')}"/>`,
  );
}

/** The rig over a close-up at `x`, `y`, clipped by the shape with the id `clip`: its mesh, faintly, and the lines of its features. */
export function rigLines(rig: Rig, shown: PreviewPicture, x: number, y: number, clip: string): string {
  const at = project(shown, x, y);
  const inPage = (lines: readonly (readonly RigPoint[])[]) => lines.map((run) => run.map(at));
  const drawn = (stroke: string, strokeWidth: number, content: readonly string[]) =>
    `<g fill="none" stroke="${stroke}" stroke-width="${strokeWidth}" stroke-linejoin="round" clip-path="url(#${clip})">${content.join('')}</g>`;
  const lines = inPage(rig.version === 1 ? pointLines(rig) : featureLines(rig));
  const paths = polylines(lines);
  // A dark edge makes them visible on bright skin and on the white of a drawn eye.
  const edged = (extra: readonly string[]) =>
    drawn(`${colours.page}8c`, 2.6, paths) + drawn(colours.accent, 1.2, [...paths, ...extra]);
  if (rig.version === 2) return drawn('#ffffff73', 0.5, polylines(inPage(meshEdges(rig)))) + edged([]);
  const dots = lines
    .flat()
    .map(
      ([px, py]) =>
        `<circle cx="${round(px)}" cy="${round(py)}" r="1.7" fill="#fff" stroke="${colours.page}" stroke-width="0.6"/>`,
    );
  return edged(dots);
}
