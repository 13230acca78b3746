import { singleLine } from '../../base/clean-text.ts';
import { cleanName } from '../person-name.ts';
import { bounds } from '../schema.ts';
import { parseClockTime } from '../time-forms.ts';
import { hasCues, linesOfCues, timePattern, voicesIn } from './captions.ts';
import { withoutEntities } from './entities.ts';
import type { FoundLine } from './entries.ts';
import { lineText } from './fields.ts';

/** Words before whose full stop a name goes on: titles, and single letters. */
const titles = [
  ...[
    'Dr',
    'Mr',
    'Mrs',
    'Ms',
    'Mx',
    'Prof',
    'St',
    'Jr',
    'Sr',
    'Rev',
    'Hon',
    'Sen',
    'Rep',
    'Gov',
    'Capt',
    'Lt',
    'Col',
  ],
  ...[
    'Gen',
    'Sgt',
    'Mme',
    'Mlle',
    'Dra',
    'Sra',
    'Srta',
    'Ing',
    'Dipl',
    'Fr',
    'Hr',
    'Frl',
    'Dott',
    'Avv',
    'PhD',
    'Ph',
  ],
  ...['Inc', 'Ltd', 'Co', 'Corp', 'Esq', 'med', 'jur', 'phil', 'rer', 'nat', 'Mag', 'mr', 'drs', 'ir', 'de'],
];
/**
 * Two to sixty characters without a sentence's punctuation: «Ada Lovelace:», not «Note well: …» in the middle of talk. A full stop belongs to
 * a name behind a title or an initial, and within a word: «Dr. Ada K. Lovelace», «ada.lovelace». No character fits
 * two of these, or a hostile line would take for ever.
 */
const nameCharacter = `(?:[^:：\\n.!?。！？]|\\.(?=[\\p{L}_])|(?<=(?<!\\p{L})(?:\\p{L}|\\p{L}\\.\\p{L}{1,4}|${titles.join('|')}))\\.(?![\\p{L}_]))`;
const speakerPattern = `[\\p{L}\\p{N}<@]${nameCharacter}{0,59}?`;
/** The one of Chinese and Japanese has its space within. */
const colon = '\\s*(?::\\s+|：\\s*)';
const lineForms: readonly RegExp[] = [
  new RegExp(
    `^[[(]?(?<time>${timePattern})[\\])]?\\s*[-–—]?\\s*(?<speaker>${speakerPattern})${colon}(?<text>.+)$`,
    'u',
  ),
  new RegExp(
    `^(?<speaker>${speakerPattern})\\s*[[(](?<time>${timePattern})[\\])]\\s*:?\\s+(?<text>.+)$`,
    'u',
  ),
  new RegExp(`^[[(](?<time>${timePattern})[\\])]\\s*(?<text>.+)$`, 'u'),
  new RegExp(`^(?<speaker>${speakerPattern})${colon}(?<text>.+)$`, 'u'),
];

/** A speaker and a time on a line of their own, as Otter, Teams and Zoom write them: what follows is theirs. */
const headForms: readonly RegExp[] = [
  new RegExp(`^(?<speaker>${speakerPattern})\\s+[[(]?(?<time>${timePattern})[\\])]?$`, 'u'),
  new RegExp(`^\\[(?<speaker>${speakerPattern})\\]\\s*(?<time>${timePattern})$`, 'u'),
];

/** What programs add to a transcript. */
const furniture: readonly RegExp[] = [
  /^(?:WEBVTT|NOTE|STYLE|REGION)\b/,
  /^Transcribed by https?:\/\/otter\.ai/i,
  /^This editable transcript was computer[- ]generated/i,
  /^[^:]{1,60} (?:started|stopped) transcription$/i,
];

function isFurniture(line: string): boolean {
  return furniture.some((form) => form.test(line.trim()));
}

/** **Ada:** in Markdown is Ada: */
function withoutEmphasis(line: string): string {
  return line.replace(/\*\*([^*]{1,80})\*\*/g, '$1');
}

/** One line of text; nothing when it is empty. */
function lineOfText(line: string): FoundLine | undefined {
  const flat = lineText(withoutEmphasis(line));
  if (!flat) return undefined;
  for (const form of lineForms) {
    const groups = form.exec(flat)?.groups;
    if (!groups?.text) continue;
    const sec = groups.time ? parseClockTime(groups.time) : undefined;
    const at = sec === undefined ? undefined : { sec };
    return { at, speaker: cleanName(groups.speaker ?? '') ?? null, text: groups.text.trim() };
  }
  return { at: undefined, speaker: null, text: flat };
}

/** The lines that one line of text holds: several where it has several voices. */
export function linesOfRow(row: string): FoundLine[] {
  return voicesIn(row) ?? [lineOfText(withoutEntities(row))].filter((line) => line !== undefined);
}

const longestHead = 120;
/** So many heads among the first lines are a habit, not a chance. */
const [minHeads, maxBeforeHeads] = [2, 60];

function headOf(line: string): FoundLine | undefined {
  const flat = line.length > longestHead ? '' : singleLine(withoutEmphasis(line));
  const groups = headForms.map((form) => form.exec(flat)?.groups).find(Boolean);
  if (!groups?.time) return undefined;
  const sec = parseClockTime(groups.time) ?? 0;
  return { at: { sec }, speaker: cleanName(groups.speaker ?? '') ?? null, text: '' };
}

function extended(line: FoundLine, text: string): void {
  line.text = `${line.text} ${text}`.trim().slice(0, bounds.lineCharacters);
}

const sentence = /^(?:\S+\s+){3,}\S+[.!?。！？]["'”’»)]?$/u;

/** The lines before a transcript, if they are title, date and invitees; a sentence there is kept. */
function withoutFront(rows: readonly string[], first: number): readonly string[] {
  return rows.slice(0, first).some((row) => sentence.test(row.trim())) ? rows : rows.slice(first);
}

/** Turns under heads: all lines up to the next head are one turn. */
function linesUnderHeads(rows: readonly string[]): FoundLine[] {
  const turns: FoundLine[] = [];
  for (const row of withoutFront(rows, rows.findIndex(headOf))) {
    const head = headOf(row);
    const last = turns.at(-1);
    const text = lineText(withoutEntities(row));
    if (head) turns.push(head);
    else if (text && last) extended(last, text);
    else if (text) turns.push({ at: undefined, speaker: null, text });
  }
  return turns.filter(({ text }) => text);
}

/** A time that stands alone, as Google Meet marks every few minutes. */
const markForm = new RegExp(`^(?:#{1,6}\\s*)?[[(]?(${timePattern})[\\])]?$`);
/** «Meeting ended after 00:31:23 👋» in any language. */
const farewell = new RegExp(`^[^:]{3,60}\\s${timePattern}[\\s\\p{Extended_Pictographic}\\ufe0f.]*$`, 'u');
/** Nothing was said before a mark of the first moments: title, date and the list of those invited stand there. */
const firstMarkSec = 60;

function markOf(row: string): number | undefined {
  const match = markForm.exec(row.trim());
  return match ? parseClockTime(match[1] ?? '') : undefined;
}

/** A document with times on lines of their own. A line is as late as the mark above it, which is all that the document says. */
function linesUnderMarks(rows: readonly string[]): FoundLine[] {
  const firstMark = rows.findIndex((row) => markOf(row) !== undefined);
  const isFront = (markOf(rows[firstMark] ?? '') ?? 0) <= firstMarkSec;
  const found: FoundLine[] = [];
  let at: FoundLine['at'];
  for (const row of isFront ? withoutFront(rows, firstMark) : rows) {
    const mark = markOf(row);
    const said = mark === undefined && !isFurniture(row) ? linesOfRow(row) : [];
    if (mark !== undefined) at = { sec: mark };
    if (at && farewell.test(singleLine(row)) && mark === undefined) break;
    for (const line of said) {
      const last = found.at(-1);
      if (last && !line.speaker && last.at === at) extended(last, line.text);
      else found.push({ ...line, at: line.at ?? at });
    }
  }
  return found;
}

/** The lines of a text in any of the forms of captions and transcripts. */
export function linesOfText(given: string): FoundLine[] {
  const rows = given.slice(0, bounds.transcriptCharacters).split(/\r?\n|\r/);
  if (hasCues(rows)) return linesOfCues(rows, lineOfText);
  const said = rows.filter((row) => !isFurniture(row));
  if (said.slice(0, maxBeforeHeads).filter(headOf).length >= minHeads) return linesUnderHeads(said);
  if (said.slice(0, maxBeforeHeads).some((row) => markOf(row) !== undefined)) return linesUnderMarks(said);
  return said.flatMap(linesOfRow);
}
