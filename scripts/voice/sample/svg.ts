import { escapeXml } from '../../base/escape.ts';

const ink = '#1f2933';

interface TextLook {
  size?: number;
  color?: string;
  weight?: number;
  anchor?: 'start' | 'middle' | 'end';
}

/** A line of text; y is its baseline. */
export function label(x: number, y: number, text: string, look: TextLook = {}): string {
  const { size = 16, color = ink, weight = 400, anchor = 'start' } = look;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${color}" font-weight="${weight}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
}

/** A filled rectangle. */
export const box = (x: number, y: number, w: number, h: number, fill: string, radius = 0): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${radius}" fill="${fill}"/>`;
