import { shorten, textWidth } from '../../base/svg-text.ts';
import type { PreparedAvatar } from '../prepare.ts';
import {
  bottomRow,
  colours,
  emptyPanel,
  fitted,
  middleRow,
  type PreviewPicture,
  page,
  text,
  verdictLooks,
} from './drawing.ts';
import { grid, meetingTile } from './meeting.ts';
import { remarks } from './remarks.ts';
import { faceBox, rigLines } from './rig-lines.ts';

/** A pose of the face, as the local engine draws it. */
export interface PreviewPose {
  name: string;
  picture: PreviewPicture;
}

export interface PreviewContent {
  avatar: PreparedAvatar;
  botName: string;
  large: PreviewPicture;
  small: PreviewPicture;
  before: PreviewPicture;
  after: PreviewPicture;
  closeUp?: PreviewPicture;
  /** At most six; none if the face stays still. */
  poses: readonly PreviewPose[];
}

function panels({ before, after, closeUp, avatar }: PreviewContent): string {
  const { source, width, height, rig } = avatar;
  const original = fitted('before', before, 0, middleRow, `Original, ${source.width}×${source.height}`);
  const prepared = fitted('after', after, 1, middleRow, `Prepared, ${width}×${height}`);
  if (!rig || !closeUp) {
    const words = avatar.faceWarnings ? 'no face found' : 'not looked for';
    return [original.svg, prepared.svg, emptyPanel(2, middleRow, 'Face', words)].join('\n');
  }
  const title = rig.source === 'hand' ? 'Face, rig by hand' : 'Face and its mesh';
  const face = fitted('closeup', closeUp, 2, middleRow, title);
  return [
    original.svg,
    prepared.svg,
    faceBox(rig, after, prepared.x, prepared.y),
    face.svg,
    rigLines(rig, closeUp, face.x, face.y, 'closeup'),
  ].join('\n');
}

/** How the face moves on this machine; the hosted engine draws another one. */
function strip({ poses }: PreviewContent): string {
  const title = 'How it moves (local preview)';
  if (poses.length === 0) return emptyPanel(0, bottomRow, title, 'the face stays still');
  const shown = poses.map(({ name, picture }, column) => {
    const { x, svg } = fitted(`pose${column}`, picture, column, bottomRow, column === 0 ? title : '');
    return `${svg}${text(x, bottomRow + picture.height + 24, name, { size: 16, fill: colours.muted })}`;
  });
  return shown.join('\n');
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

const line = (y: number): string =>
  `<line x1="${page.margin}" x2="${page.width - page.margin}" y1="${y}" y2="${y}" stroke="${colours.outline}"/>`;

/** The page as SVG; all text in it is escaped. */
export function previewSvg(content: PreviewContent): string {
  const { large, small, botName, avatar } = content;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}" height="${page.height}" font-family="sans-serif">
<rect width="100%" height="100%" fill="${colours.page}"/>
${header(content)}
${meetingTile(large, botName)}
${grid(small, botName)}
${line(middleRow - 54)}
${panels(content)}
${remarks(avatar)}
${strip(content)}
</svg>`;
}
