const ink = '#1f2933';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an SVG: no markup, nothing that XML forbids. */
function toXml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]+/gu, ' ')
    .replace(/[&<>"']/g, (letter) => entities[letter] ?? '');
}

/** Letters of East Asian scripts and pictures are about twice as wide as Latin ones. */
const letterWidth = (letter: string): number => ((letter.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1);

/** As much of a text as fits into so many Latin letters. */
export function shorten(text: string, limit: number): string {
  let width = 0;
  const kept: string[] = [];
  for (const letter of text) {
    width += letterWidth(letter);
    if (width > limit) return `${kept.join('')}…`;
    kept.push(letter);
  }
  return text;
}

interface TextLook {
  size?: number;
  color?: string;
  weight?: number;
  anchor?: 'start' | 'middle' | 'end';
}

/** A line of text; y is its baseline. */
export function label(x: number, y: number, text: string, look: TextLook = {}): string {
  const { size = 16, color = ink, weight = 400, anchor = 'start' } = look;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${color}" font-weight="${weight}" text-anchor="${anchor}">${toXml(text)}</text>`;
}

/** A filled rectangle. */
export const box = (x: number, y: number, w: number, h: number, fill: string, radius = 0): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${radius}" fill="${fill}"/>`;
