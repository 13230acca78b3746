import { localLabel } from '../../../service/local/label.ts';
import type { Size } from './placement.ts';

/**
 * The label's letters as strokes, [path, advance]: a machine without fonts draws them too. The baseline is y = 0, the
 * x-height 9.4.
 */
const strokes: Readonly<Record<string, readonly [path: string, advance: number]>> = {
  a: ['M9-9.4V0M9-4.7A4.4 4.7 0 1 0 .2-4.7A4.4 4.7 0 1 0 9-4.7', 12.4],
  c: ['M8-7.9A4.4 4.7 0 1 0 8-1.5', 10.6],
  d: ['M9-14.5V0M9-4.7A4.4 4.7 0 1 0 .2-4.7A4.4 4.7 0 1 0 9-4.7', 12.4],
  e: ['M.3-5H8.9A4.3 4.7 0 1 0 7.6-1.4', 11.8],
  i: ['M0-9.4V0M0-13.2v.1', 3.6],
  l: ['M0-14.5V0', 3.6],
  m: ['M0-9.4V0M0-5.9A3.5 3.5 0 0 1 7-5.9V0M7-5.9A3.5 3.5 0 0 1 14-5.9V0', 17.4],
  n: ['M0-9.4V0M0-5.5A4 3.9 0 0 1 8-5.5V0', 11.4],
  o: ['M9-4.7A4.4 4.7 0 1 0 .2-4.7A4.4 4.7 0 1 0 9-4.7', 12],
  p: ['M0-9.4V5M0-4.7A4.4 4.7 0 1 1 8.8-4.7A4.4 4.7 0 1 1 0-4.7', 12],
  r: ['M0-9.4V0M0-5.2A4.2 4.2 0 0 1 4.6-9.3', 7],
  t: ['M2.5-13V-2.8A2.8 2.8 0 0 0 5.3 0H6M0-9.2H5.8', 9],
  v: ['M0-9.4L3.9 0L7.8-9.4', 10.8],
  w: ['M0-9.4L3 0L6-8.6L9 0L12-9.4', 15],
  '(': ['M3-16A16 16 0 0 0 3 4', 6.2],
  ')': ['M0-16A16 16 0 0 1 0 4', 5],
  ' ': ['', 6.4],
};

const padding = 9;

/**
 * The label's badge at the lower edge of a frame of `size`, so that a recording carries it too: an SVG of that size, and the rectangle that
 * the badge covers. It is in the middle: a tile on a phone shows only the middle 40 percent of the width. The room's page covers it with
 * its own at the same place (tiles.css).
 */
export function labelOverlay({ width, height }: Size) {
  const scale = (0.62 * height) / 480;
  let advance = 0;
  const letters = [...localLabel].map((letter) => {
    const [path, step] = strokes[letter] as readonly [string, number];
    const drawn = `<path transform="translate(${advance})" d="${path}"/>`;
    advance += step;
    return drawn;
  });
  const badgeWidth = Math.round((advance + 2 * padding) * scale);
  const badge = {
    x: Math.round((width - badgeWidth) / 2),
    y: Math.round(height - 46 * scale),
    width: badgeWidth,
    height: Math.round(32 * scale),
  };
  const { x, y } = badge;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect x="${x}" y="${y}" width="${badge.width}" height="${badge.height}" rx="${badge.height / 2}" fill="#10131a" fill-opacity=".62"/>
<g transform="translate(${x + padding * scale} ${y + 21 * scale}) scale(${scale})" fill="none" stroke="#fff"
 stroke-opacity=".95" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">${letters.join('')}</g></svg>`;
  return { svg: Buffer.from(svg), badge };
}
