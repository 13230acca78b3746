import { escapeXml, shorten, textWidth, wrap } from '../../base/svg-text.ts';
import { featuresOf } from '../../rig/features.ts';
import type { RigPoint } from '../../rig/point.ts';
import type { PointRig } from '../../rig/point-rig.ts';
import type { Rig } from '../../rig/rig.ts';
import type { Box } from '../face/detector.ts';
import type { Size } from '../face/landmarks.ts';
import type { PreparedAvatar } from '../prepare.ts';
import { isGrave, type Verdict } from '../verdict.ts';

/** An embedded picture with the part of the prepared picture that it shows. */
export interface PreviewPicture {
  href: string;
  width: number;
  height: number;
  area: Box;
}

export interface PreviewContent {
  avatar: PreparedAvatar;
  botName: string;
  large: PreviewPicture;
  small: PreviewPicture;
  before: PreviewPicture;
  after: PreviewPicture;
  closeUp?: PreviewPicture;
  speaking?: PreviewPicture;
}

const page = { width: 1600, height: 1000, margin: 48, gap: 32 };
/** The meeting tile. */
export const tile = { width: 736, height: 414 };
/** A tile of the grid of nine. */
export const smallTile = { width: 240, height: 132 };
/** Original and prepared picture fit into this. */
export const panel = { width: 240, height: 240 };
export const closeUpSide = 240;

const colours = {
  page: '#111318',
  surface: '#1c1f26',
  outline: '#2d313a',
  text: '#f1f3f4',
  muted: '#9aa0a6',
  accent: '#8ab4f8',
};

const verdictLooks: Readonly<Record<Verdict, { fill: string; words: string }>> = {
  good: { fill: '#81c995', words: 'Good' },
  usable: { fill: '#fdd663', words: 'Usable' },
  poor: { fill: '#f28b82', words: 'Poor' },
};

const topRow = 168;
const bottomRow = 668;

interface TextStyle {
  size: number;
  fill?: string;
  weight?: number;
  anchor?: 'start' | 'middle' | 'end';
}

function text(x: number, y: number, words: string, style: TextStyle): string {
  const { size, fill = colours.text, weight = 400, anchor = 'start' } = style;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" font-weight="${weight}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
}

const label = (x: number, y: number, words: string): string =>
  text(x, y - 16, words, { size: 16, fill: colours.muted, weight: 600 });

/** A picture with rounded corners that fills the box from its center. */
function picture(id: string, { href }: PreviewPicture, x: number, y: number, box: Size, radius = 12): string {
  return `<clipPath id="${id}"><rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="${radius}"/></clipPath>
<image x="${x}" y="${y}" width="${box.width}" height="${box.height}" preserveAspectRatio="xMidYMid slice" clip-path="url(#${id})" href="${href}"/>
<rect x="${x + 0.5}" y="${y + 0.5}" width="${box.width - 1}" height="${box.height - 1}" rx="${radius}" fill="none" stroke="${colours.outline}"/>`;
}

function namePill(x: number, bottom: number, name: string, size: number, limit: number): string {
  const shown = shorten(name, size, limit - size * 1.6);
  const width = textWidth(shown, size) + size * 1.5;
  const height = size * 1.9;
  const y = bottom - height;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${height / 2}" fill="#000" fill-opacity="0.6"/>
${text(x + width / 2, y + height / 2 + size * 0.36, shown, { size, weight: 500, anchor: 'middle' })}`;
}

/** The icon of the current speaker: three bars in a disc. */
function speakingSign(x: number, y: number, radius: number): string {
  const bar = (offset: number, height: number) =>
    `<rect x="${x + offset * radius - radius * 0.1}" y="${y - height * radius}" width="${radius * 0.2}" height="${height * radius * 2}" rx="${radius * 0.1}" fill="#fff"/>`;
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="#1a73e8"/>${bar(-0.42, 0.22)}${bar(0, 0.45)}${bar(0.42, 0.22)}`;
}

function meetingTile({ large, botName }: PreviewContent): string {
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

function grid({ small, botName }: PreviewContent): string {
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

/** Lines through the landmarks, or through the rig's points if it has no landmarks. */
function rigLines(rig: Rig): RigPoint[][] {
  const { left_eye, right_eye, mouth, jaw, chin, nose } = featuresOf(rig);
  if (rig.version === 1 && rig.landmarks) {
    const { landmarks } = rig;
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

/** Converts fractions of the prepared picture to pixels of the page. */
function project(shown: PreviewPicture, x: number, y: number) {
  const { area, width, height } = shown;
  return ([px, py]: RigPoint): RigPoint => [
    x + ((px - area.x) / area.width) * width,
    y + ((py - area.y) / area.height) * height,
  ];
}

const round = (value: number): string => value.toFixed(1);

function faceBox(rig: Rig, shown: PreviewPicture, x: number, y: number): string {
  const at = project(shown, x, y);
  const [left, top] = at([rig.face.x, rig.face.y]);
  const [right, bottom] = at([rig.face.x + rig.face.width, rig.face.y + rig.face.height]);
  return `<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}" rx="6" fill="none" stroke="${colours.accent}" stroke-width="2"/>`;
}

function landmarkLines(rig: Rig, shown: PreviewPicture, x: number, y: number): string {
  const at = project(shown, x, y);
  const lines = rigLines(rig).map((run) => run.map(at));
  const paths = lines.map(
    (run) => `<polyline points="${run.map((point) => point.map(round).join(',')).join(' ')}"/>`,
  );
  const dots = lines
    .flat()
    .map(
      ([px, py]) =>
        `<circle cx="${round(px)}" cy="${round(py)}" r="1.7" fill="#fff" stroke="${colours.page}" stroke-width="0.6"/>`,
    );
  const drawn = (stroke: string, strokeWidth: number, content: readonly string[]) =>
    `<g fill="none" stroke="${stroke}" stroke-width="${strokeWidth}" stroke-linejoin="round" clip-path="url(#closeup)">${content.join('')}</g>`;
  // A dark edge makes them visible on bright skin and on the white of a drawn eye.
  return drawn(`${colours.page}8c`, 2.6, paths) + drawn(colours.accent, 1.2, [...paths, ...dots]);
}

/** A picture of any aspect ratio at the top left of its panel. */
function fitted(id: string, shown: PreviewPicture, column: number, words: string) {
  const x = columnAt(column);
  const y = bottomRow;
  return { x, y, svg: `${label(x, y, words)}${picture(id, shown, x, y, shown, 8)}` };
}

const columnAt = (column: number): number => page.margin + column * (panel.width + page.gap);

/** A panel that says why nothing is shown in it. */
function empty(column: number, title: string, words: string): string {
  const x = columnAt(column);
  return `${label(x, bottomRow, title)}<rect x="${x}" y="${bottomRow}" width="${closeUpSide}" height="${closeUpSide}" rx="8" fill="${colours.surface}"/>
${text(x + closeUpSide / 2, bottomRow + closeUpSide / 2 + 6, words, { size: 16, fill: colours.muted, anchor: 'middle' })}`;
}

/** The hosted engine draws another one: this is what moves on this machine. */
function speakingPanel(speaking: PreviewPicture | undefined): string {
  const title = 'Speaking (local preview)';
  return speaking ? fitted('speaking', speaking, 3, title).svg : empty(3, title, 'the mouth stays still');
}

function bottomPanels({ before, after, closeUp, speaking, avatar }: PreviewContent): string {
  const { source, width, height, rig } = avatar;
  const original = fitted('before', before, 0, `Original, ${source.width}×${source.height}`);
  const prepared = fitted('after', after, 1, `Prepared, ${width}×${height}`);
  if (!rig || !closeUp) {
    const face = empty(2, 'Face', avatar.faceWarnings ? 'no face found' : 'not looked for');
    return [original.svg, prepared.svg, face, speakingPanel(speaking)].join('\n');
  }
  const face = fitted(
    'closeup',
    closeUp,
    2,
    rig.source === 'hand' ? 'Face, rig by hand' : 'Face and landmarks',
  );
  return [
    original.svg,
    prepared.svg,
    faceBox(rig, after, prepared.x, prepared.y),
    face.svg,
    landmarkLines(rig, closeUp, face.x, face.y),
    speakingPanel(speaking),
  ].join('\n');
}

const remarkSize = 15;
const remarkLine = 22;

function remarks({ avatar }: PreviewContent): string {
  const x = columnAt(4);
  const width = page.width - page.margin - x;
  const fine =
    avatar.faces.length > 0
      ? 'Nothing to improve: one upright face, sharp and well lit.'
      : 'The face was placed by hand: check that the lines match it.';
  const all = avatar.warnings.map(({ code, message }) => ({
    message,
    look: isGrave(code) ? verdictLooks.poor : verdictLooks.usable,
  }));
  const shown = all.length > 0 ? all : [{ message: fine, look: verdictLooks.good }];
  const lowest = page.height - page.margin;
  const lines: string[] = [];
  let y = bottomRow + 14;
  for (const { message, look } of shown) {
    const wrapped = wrap(message, remarkSize, width - 22);
    if (y + (wrapped.length - 1) * remarkLine > lowest) {
      lines.push(text(x + 22, y, '… more in the JSON result', { size: remarkSize, fill: colours.muted }));
      break;
    }
    lines.push(`<circle cx="${x + 5}" cy="${y - 5}" r="4" fill="${look.fill}"/>`);
    for (const line of wrapped) {
      lines.push(text(x + 22, y, line, { size: remarkSize }));
      y += remarkLine;
    }
    y += 12;
  }
  return `${label(x, bottomRow, all.length > 0 ? 'Remarks' : 'Remarks: none')}${lines.join('\n')}`;
}

function header({ avatar }: PreviewContent): string {
  const { source, width, height, bytes, verdict } = avatar;
  const { fill, words } = verdictLooks[verdict];
  const pill = textWidth(words, 20) + 44;
  const right = page.width - page.margin;
  const facts = `${shorten(source.name, 18, 700)}  →  ${width}×${height} PNG, ${Math.ceil(bytes.byteLength / 1024)} KB`;
  return `${text(page.margin, 78, 'Avatar preview', { size: 36, weight: 700 })}
${text(page.margin, 112, facts, { size: 18, fill: colours.muted })}
<rect x="${right - pill}" y="52" width="${pill}" height="44" rx="22" fill="${fill}"/>
${text(right - pill / 2, 81, words, { size: 20, weight: 700, fill: colours.page, anchor: 'middle' })}`;
}

/** The page as SVG; all text in it is escaped. */
export function previewSvg(content: PreviewContent): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}" height="${page.height}" font-family="sans-serif">
<rect width="100%" height="100%" fill="${colours.page}"/>
${header(content)}
${meetingTile(content)}
${grid(content)}
<line x1="${page.margin}" x2="${page.width - page.margin}" y1="${bottomRow - 54}" y2="${bottomRow - 54}" stroke="${colours.outline}"/>
${bottomPanels(content)}
${remarks(content)}
</svg>`;
}
