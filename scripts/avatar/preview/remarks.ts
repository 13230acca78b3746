import { wrap } from '../../base/svg-text.ts';
import type { PreparedAvatar } from '../prepare.ts';
import { isGrave } from '../verdict.ts';
import { bottomRow, colours, label, middleRow, page, panelAt, text, verdictLooks } from './drawing.ts';

const remarkSize = 15;
const remarkLine = 22;

/** What is known about the picture, beside its panels. */
export function remarks(avatar: PreparedAvatar): string {
  const x = panelAt(3);
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
  const lowest = bottomRow - 60;
  const lines: string[] = [];
  let y = middleRow + 14;
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
  return `${label(x, middleRow, all.length > 0 ? 'Remarks' : 'Remarks: none')}${lines.join('\n')}`;
}
