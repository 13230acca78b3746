import { parseJson } from '../../base/json.ts';
import { cleanName } from '../person-name.ts';
import { parseClockTime } from '../time-forms.ts';
import { withoutEntities } from './entities.ts';
import { type FoundLine, linesOfObject } from './entries.ts';
import { isFields, lineText } from './fields.ts';

export const timePattern = '(?:\\d{1,3}:)?\\d{1,3}:[0-5]\\d(?:[.,]\\d{1,3})?';
/** WebVTT and SubRip have an arrow, SubViewer a comma. */
const cueTimes = new RegExp(`^(${timePattern})(?:\\s*-->\\s*|,)${timePattern}(?:\\s|$)`);

export function hasCues(lines: readonly string[]): boolean {
  return lines.some((line) => cueTimes.test(line.trim()));
}

/** The markup of WebVTT and SubRip, and times within a cue; other angle brackets are text. */
const tags =
  /<\/?(?:[biu]|s|c|v|lang|ruby|rt|font|span|p|i|em|strong)(?:[.\s][^<>]*)?>|<\d{1,3}:[\d:.]+>|\{\\[^{}]*\}/gi;

/** A caption's text without its markup. Entities come last: `&lt;b&gt;` is text. */
function captionText(text: string): string {
  return withoutEntities(text.replace(/<br\s*\/?>/gi, ' ').replace(tags, ''));
}

const voiceStart = /<v(?:\.[^\s<>.]+)*\s+([^<>]+)>/g;

/** `<v Ann>Yes.</v> <v Bob>No.</v>`: one line for each voice; nothing without a voice. */
export function voicesIn(text: string): FoundLine[] | undefined {
  const voices = [...text.matchAll(voiceStart)];
  const [first] = voices;
  if (!first) return undefined;
  const line = (speaker: string | null, part: string): FoundLine[] => {
    const said = lineText(captionText(part));
    return said ? [{ at: undefined, speaker, text: said }] : [];
  };
  const before = line(null, text.slice(0, first.index));
  const spoken = voices.flatMap((voice, place) => {
    const end = voices[place + 1]?.index ?? text.length;
    const name = cleanName(captionText(voice[1] ?? '')) ?? null;
    return line(name, text.slice(voice.index + voice[0].length, end));
  });
  return [...before, ...spoken];
}

/** A cue of Microsoft Teams that holds an object instead of text. */
function objectIn(text: string): FoundLine[] | undefined {
  if (!/^\s*\{.*\}\s*$/s.test(text)) return undefined;
  const value = parseJson(text);
  return isFields(value) ? linesOfObject(value) : undefined;
}

/** Where captions go over to another speaker who is not named: a dash for each, or two angle brackets. */
const dash = /^[-–—]\s+/;
const arrows = /^>>+\s*/;

/** The lines of one cue without voices: those that name a speaker or change it begin anew, others go on. */
function linesOfCue(rows: readonly string[], read: (row: string) => FoundLine | undefined): FoundLine[] {
  const plain = rows.map((row) => captionText(row).trim()).filter(Boolean);
  const isDialogue = plain.filter((row) => dash.test(row)).length > 1;
  const found: FoundLine[] = [];
  for (const row of plain) {
    const isChange = arrows.test(row) || (isDialogue && dash.test(row));
    const said = read(row.replace(arrows, '').replace(dash, ''));
    const last = found.at(-1);
    if (!said) continue;
    if (last && !said.speaker && !isChange) last.text = `${last.text} ${said.text}`;
    else if (said.text) found.push(said);
  }
  return found;
}

/**
 * WebVTT, SubRip and SubViewer: a line of times starts a cue, an empty line ends it.
 * @param read what one line says without markup.
 */
export function linesOfCues(
  lines: readonly string[],
  read: (row: string) => FoundLine | undefined,
): FoundLine[] {
  const cues: { sec: number; rows: string[] }[] = [];
  let isOpen = false;
  for (const line of lines) {
    const cue = cueTimes.exec(line.trim());
    if (cue) cues.push({ sec: parseClockTime(cue[1] ?? '') ?? 0, rows: [] });
    isOpen = cue ? true : isOpen && line.trim() !== '';
    if (!cue && isOpen) cues.at(-1)?.rows.push(line);
  }
  return cues.flatMap(({ sec, rows }) => {
    const text = rows.join('\n');
    const found = voicesIn(text) ?? objectIn(text) ?? linesOfCue(rows, read);
    return found.map((line) => ({ ...line, at: { sec } }));
  });
}
