import { escapeXml } from '../../base/escape.ts';
import { shorten, textWidth } from '../../base/svg-text.ts';
import type { Box } from '../face/detector.ts';
import type { Size } from '../face/landmarks.ts';
import type { Verdict } from '../verdict.ts';

/** An embedded picture with the part of the prepared picture that it shows. */
export interface PreviewPicture {
  href: string;
  width: number;
  height: number;
  area: Box;
}

export const page = { width: 1600, height: 1290, margin: 48, gap: 32 };

export const topRow = 168;
export const middleRow = 668;
export const bottomRow = 990;

/** Original, prepared picture and mesh fit into squares of this side, six of which fill a row. */
export const panelSide = 240;
const panelGap = (page.width - 2 * page.margin - 6 * panelSide) / 5;
/** The left edge of a panel, 0 to 5. */
export const panelAt = (column: number): number => page.margin + column * (panelSide + panelGap);

export const colours = {
  page: '#111318',
  surface: '#1c1f26',
  outline: '#2d313a',
  text: '#f1f3f4',
  muted: '#9aa0a6',
  accent: '#8ab4f8',
};

export const verdictLooks: Readonly<Record<Verdict, { fill: string; words: string }>> = {
  good: { fill: '#81c995', words: 'Good' },
  usable: { fill: '#fdd663', words: 'Usable' },
  poor: { fill: '#f28b82', words: 'Poor' },
};

interface TextStyle {
  size: number;
  fill?: string;
  weight?: number;
  anchor?: 'start' | 'middle' | 'end';
}

export function text(x: number, y: number, words: string, style: TextStyle): string {
  const { size, fill = colours.text, weight = 400, anchor = 'start' } = style;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" font-weight="${weight}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
}

export const label = (x: number, y: number, words: string): string =>
  text(x, y - 16, words, { size: 16, fill: colours.muted, weight: 600 });

/** A picture with rounded corners that fills the box from its center. */
export function picture(
  id: string,
  { href }: PreviewPicture,
  x: number,
  y: number,
  box: Size,
  radius = 12,
): string {
  return `<clipPath id="${id}"><rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="${radius}"/></clipPath>
<image x="${x}" y="${y}" width="${box.width}" height="${box.height}" preserveAspectRatio="xMidYMid slice" clip-path="url(#${id})" href="${href}"/>
<rect x="${x + 0.5}" y="${y + 0.5}" width="${box.width - 1}" height="${box.height - 1}" rx="${radius}" fill="none" stroke="${colours.outline}"/>`;
}

/** A name on a dark pill. */
export function namePill(x: number, bottom: number, name: string, size: number, limit: number): string {
  const shown = shorten(name, size, limit - size * 1.6);
  const width = textWidth(shown, size) + size * 1.5;
  const height = size * 1.9;
  const y = bottom - height;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${height / 2}" fill="#000" fill-opacity="0.6"/>
${text(x + width / 2, y + height / 2 + size * 0.36, shown, { size, weight: 500, anchor: 'middle' })}`;
}

/** A picture of any aspect ratio at the top left of its panel, below a title. */
export function fitted(id: string, shown: PreviewPicture, column: number, y: number, title: string) {
  const x = panelAt(column);
  return { x, y, svg: `${label(x, y, title)}${picture(id, shown, x, y, shown, 8)}` };
}

/** A panel that says why nothing is shown in it. */
export function emptyPanel(column: number, y: number, title: string, words: string): string {
  const x = panelAt(column);
  return `${label(x, y, title)}<rect x="${x}" y="${y}" width="${panelSide}" height="${panelSide}" rx="8" fill="${colours.surface}"/>
${text(x + panelSide / 2, y + panelSide / 2 + 6, words, { size: 16, fill: colours.muted, anchor: 'middle' })}`;
}
