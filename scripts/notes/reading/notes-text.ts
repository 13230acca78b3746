import { cleanText, singleLine } from '../../base/clean-text.ts';
import { type ActionItem, bounds, type Content, type Decision } from '../schema.ts';
import { looksLikeTranscript, type ReadingContext, readForeignTranscript } from './transcript-forms.ts';

type Section = 'summary' | 'decisions' | 'action_items' | 'transcript';

/** Headings under which notes in Markdown or plain text hold their parts. */
const sectionWords: readonly [Section, RegExp][] = [
  [
    'action_items',
    /^(?:action items?|actions|next steps|to-?dos?|tasks|follow[- ]ups?|aufgaben|nächste schritte)$/i,
  ],
  ['decisions', /^(?:decisions?(?: made)?|agreements?|entscheidungen|beschlüsse)$/i],
  ['transcript', /^(?:transcript|transcription|transkript)$/i],
  ['summary', /^(?:summary|overview|notes|meeting notes|recap|key points|discussion|zusammenfassung)$/i],
];

const headingLine =
  /^(?:#{1,6}\s+(?<marked>.+?)\s*#*|\*\*(?<bold>[^*]+)\*\*:?|(?<plain>[\p{L}][\p{L} -]{2,30}):)$/u;

const longestHeading = 160;

function sectionOf(line: string): { title: string; section: Section | undefined } | undefined {
  if (line.length > longestHeading) return undefined;
  const groups = headingLine.exec(line.trim())?.groups;
  const title = (groups?.marked ?? groups?.bold ?? groups?.plain)?.replace(/:$/, '').trim();
  if (!title) return undefined;
  const section = sectionWords.find(([, words]) => words.test(title))?.[0];
  // A line such as «Ada:» is a heading only when it names a section.
  return groups?.plain && !section ? undefined : { title, section };
}

const bullet = /^\s*(?:[-*•+]|\d+[.)])\s+(?:\[(?<box>[ xX])\]\s*)?/;

function bullets(lines: readonly string[]): { text: string; done: boolean }[] {
  return lines.slice(0, bounds.items).flatMap((line) => {
    const text = singleLine(line.replace(bullet, '')).slice(0, bounds.itemCharacters);
    return text ? [{ text, done: /x/i.test(bullet.exec(line)?.groups?.box ?? '') }] : [];
  });
}

const dueWords = /\s*[([]?\b(?:due|by|bis)\s*:?\s+(?<due>[\p{L}\d][^()[\]]{1,40}?)[)\]]?\.?$/iu;
const ownerBefore =
  /^(?:@|\*\*)?(?<owner>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?)(?:\*\*)?\s*(?::|–|—|- )\s*(?<text>.+)$/u;
const ownerAfter =
  /^(?<text>.+?)\s*[([](?:@|owner:\s*)?(?<owner>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?)(?<rest>,[^)\]]*)?[)\]]$/u;

/** «Ben: send the figures by Friday» as an action item. */
export function parseActionLine(line: string, done = false): ActionItem {
  const owned = ownerBefore.exec(line)?.groups ?? ownerAfter.exec(line)?.groups;
  const text = owned?.text ?? line;
  const due = dueWords.exec(owned?.rest ?? text)?.groups?.due ?? null;
  return { text, owner: owned?.owner ?? null, due, done, evidence: null };
}

/**
 * Notes that are one text: its sections where it has headings, else a transcript or a summary as a whole.
 * @returns what was recognized; nothing for empty text.
 */
export function readNotesText(raw: string, context: ReadingContext = {}): Partial<Content> {
  const text = cleanText(raw.slice(0, bounds.transcriptCharacters)).trim();
  if (!text) return {};
  if (looksLikeTranscript(text)) return { transcript: readForeignTranscript(text, context) };
  const parts: Record<Section, string[]> = { summary: [], decisions: [], action_items: [], transcript: [] };
  let current: Section | undefined;
  let title: string | undefined;
  for (const line of text.split('\n')) {
    const head = sectionOf(line);
    if (head?.section) current = head.section;
    else if (head && !title && !current) title = head.title;
    else parts[current ?? 'summary'].push(line);
  }
  return toContent(parts, title, context);
}

function toContent(
  parts: Readonly<Record<Section, string[]>>,
  title: string | undefined,
  context: ReadingContext,
): Partial<Content> {
  const summary = parts.summary.join('\n').trim().slice(0, bounds.summaryCharacters);
  const decisions = bullets(parts.decisions).map(({ text }): Decision => ({ text, evidence: null }));
  const items = bullets(parts.action_items).map(({ text, done }) => parseActionLine(text, done));
  const transcript = readForeignTranscript(parts.transcript.join('\n'), context);
  return {
    ...(title && { title: singleLine(title).slice(0, bounds.titleCharacters) }),
    ...(summary && { summary }),
    ...(decisions.length > 0 && { decisions }),
    ...(items.length > 0 && { action_items: items }),
    ...(transcript.length > 0 && { transcript }),
  };
}
