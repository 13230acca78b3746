import type { RgbPixels } from '../../scripts/avatar/picture/decoder.ts';
import { lids } from '../../scripts/rig/face-mesh.ts';
import type { SeenFace } from './seen-face.ts';

type Color = readonly [y: number, cb: number, cr: number];
type Pixel = readonly [x: number, y: number];

function colorAt({ data, width }: RgbPixels, x: number, y: number): Color {
  const offset = (y * width + x) * 3;
  const [r, g, b] = [data[offset] ?? 0, data[offset + 1] ?? 0, data[offset + 2] ?? 0];
  const luma = 0.299 * r + 0.587 * g + 0.114 * b;
  return [luma, 0.564 * (b - luma), 0.713 * (r - luma)];
}

/** Light changes over a face more than color does. */
const lightWeight = 0.3;

const difference = (a: Color, b: Color): number =>
  Math.hypot(lightWeight * (a[0] - b[0]), a[1] - b[1], a[2] - b[2]);

function isInside(polygon: readonly Pixel[], x: number, y: number): boolean {
  let isIn = false;
  for (const [index, [ax, ay]] of polygon.entries()) {
    const [bx, by] = polygon[(index + 1) % polygon.length] as Pixel;
    if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) isIn = !isIn;
  }
  return isIn;
}

function colorsIn(pixels: RgbPixels, polygon: readonly Pixel[]): Color[] {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const colors: Color[] = [];
  for (let y = Math.ceil(Math.min(...ys)); y <= Math.max(...ys); y += 1) {
    for (let x = Math.ceil(Math.min(...xs)); x <= Math.max(...xs); x += 1) {
      if (isInside(polygon, x, y)) colors.push(colorAt(pixels, x, y));
    }
  }
  return colors;
}

/** Patches of skin of the mesh: both cheeks. */
const cheeks = [
  [50, 118, 119, 100, 36, 205, 187, 123],
  [280, 347, 348, 329, 266, 425, 411, 352],
] as const;
/** Share of an eye's height above the lower lid that lashes take. */
const lashes = 0.35;

/** What is inside of an open eye, without its lower edge, where the lashes of a closed one are. */
function eyePolygon({ points }: SeenFace, { upper, lower }: (typeof lids)['left' | 'right']): Pixel[] {
  const flat = (index: number): Pixel => [points[index]?.[0] ?? 0, points[index]?.[1] ?? 0];
  const top = upper.slice(1, -1).map(flat);
  const bottom = lower.slice(1, -1).map((index, place): Pixel => {
    const [x, y] = flat(index);
    return [x, y - lashes * (y - (top[place] as Pixel)[1])];
  });
  return [...top, ...bottom.toReversed()];
}

const share = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;

/**
 * How far the color of closed lids is from the skin's, as a share of how far the cheeks' own pixels are from it at most. Lids are looked
 * for where the eyes are open at rest.
 */
export function lidColor(rest: SeenFace, closed: SeenFace): number {
  const flat = (index: number): Pixel => [rest.points[index]?.[0] ?? 0, rest.points[index]?.[1] ?? 0];
  const skin = cheeks.flatMap((patch) => colorsIn(rest.pixels, patch.map(flat)));
  const mean = [0, 1, 2].map(
    (axis) => skin.reduce((sum, color) => sum + (color[axis] as number), 0) / skin.length,
  );
  const away = (color: Color) => difference(color, mean as unknown as Color);
  const lid = [lids.left, lids.right].flatMap((eye) => colorsIn(closed.pixels, eyePolygon(rest, eye)));
  // Single pixels of grain or glint do not count on either side.
  return share(lid.map(away), 0.98) / share(skin.map(away), 0.98);
}
