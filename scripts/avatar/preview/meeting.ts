import type { PreviewPicture } from './drawing.ts';
import { colours, label, namePill, page, picture, text, topRow } from './drawing.ts';

/** The meeting tile. */
export const tile = { width: 736, height: 414 };
/** A tile of the grid of nine. */
export const smallTile = { width: 240, height: 132 };

/** The icon of the current speaker: three bars in a disc. */
function speakingSign(x: number, y: number, radius: number): string {
  const bar = (offset: number, height: number) =>
    `<rect x="${x + offset * radius - radius * 0.1}" y="${y - height * radius}" width="${radius * 0.2}" height="${height * radius * 2}" rx="${radius * 0.1}" fill="#fff"/>`;
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="#1a73e8"/>${bar(-0.42, 0.22)}${bar(0, 0.45)}${bar(0.42, 0.22)}`;
}

/** The avatar as the large tile of a call. */
export function meetingTile(large: PreviewPicture, botName: string): string {
  const x = page.margin;
  const y = topRow;
  return `${label(x, y, 'In the meeting')}
${picture('tile', large, x, y, tile)}
<rect x="${x + 1.5}" y="${y + 1.5}" width="${tile.width - 3}" height="${tile.height - 3}" rx="11" fill="none" stroke="${colours.accent}" stroke-width="3"/>
${speakingSign(x + tile.width - 34, y + 34, 16)}
${namePill(x + 16, y + tile.height - 16, botName, 20, tile.width - 32)}`;
}

/** The other guests in the grid: made-up people without pictures. */
const guests: readonly [string, string][] = [
  ['Amara', '#7b61ff'],
  ['Björn', '#00897b'],
  ['Chen', '#d81b60'],
  ['Divya', '#ef6c00'],
  ['Elena', '#3949ab'],
  ['Farid', '#6d4c41'],
  ['Grace', '#00838f'],
  ['Hugo', '#558b2f'],
];
const middleOfNine = 4;

function guestTile(x: number, y: number, name: string, colour: string): string {
  const [cx, cy] = [x + smallTile.width / 2, y + smallTile.height / 2];
  return `<rect x="${x}" y="${y}" width="${smallTile.width}" height="${smallTile.height}" rx="8" fill="${colours.surface}"/>
<circle cx="${cx}" cy="${cy - 4}" r="30" fill="${colour}"/>
${text(cx, cy + 5, name.slice(0, 1), { size: 26, weight: 500, anchor: 'middle' })}
${text(x + 10, y + smallTile.height - 10, name, { size: 12 })}`;
}

/** The avatar as one of nine tiles. */
export function grid(small: PreviewPicture, botName: string): string {
  const left = page.margin + tile.width + page.gap;
  const gap = (tile.width - 3 * smallTile.width) / 2;
  const rowGap = (tile.height - 3 * smallTile.height) / 2;
  const cells = Array.from({ length: 9 }, (_, index) => {
    const x = left + (index % 3) * (smallTile.width + gap);
    const y = topRow + Math.floor(index / 3) * (smallTile.height + rowGap);
    if (index === middleOfNine) {
      return `${picture('small', small, x, y, smallTile, 8)}${namePill(x + 8, y + smallTile.height - 8, botName, 12, smallTile.width - 16)}`;
    }
    const [name, colour] = guests[index > middleOfNine ? index - 1 : index] ?? ['Ida', colours.muted];
    return guestTile(x, y, name, colour);
  });
  return `${label(left, topRow, 'Among nine')}${cells.join('\n')}`;
}
