import { visibleLine } from '../base/clean-text.ts';

/** As many characters as the title of notes may have. */
const maxTitle = 200;

/** A link in a title may hold a passcode. */
const link = /\b(?:https?:\/\/|www\.)\S*/gi;
/** What mail and calendar programs put before a subject. */
const marks = /^(?:(?:re|fwd?|aw|wg|tr|rv|updated invitation|invitation|einladung)[ \t]*:[ \t]*)+/i;

/** What an invitation, or its sender, calls a meeting: one line of what can be seen, without links; empty when nothing is left. */
export function meetingTitle(text: string): string {
  const line = visibleLine(text.slice(0, 10 * maxTitle))
    .replace(link, ' ')
    .replace(marks, '');
  const words = line.replace(/\s+/g, ' ').replace(/^[\s:,;|–-]+|[\s:,;|–-]+$/gu, '');
  return [...words]
    .slice(0, maxTitle)
    .join('')
    .slice(0, maxTitle)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
}
