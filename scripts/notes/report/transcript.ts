import { escapeHtml } from '../../base/escape.ts';
import { personKey } from '../person-name.ts';
import type { Notes, TranscriptLine } from '../schema.ts';
import { formatClockTime } from '../time-forms.ts';
import { speakersOf } from './speakers.ts';
import { each, when } from './text.ts';
import { chapterStarts } from './timeline.ts';

/** One speaker's lines without anyone in between, all spoken or all written. */
interface Turn {
  first: number;
  lines: TranscriptLine[];
}

/** A pause within a turn after which its time is told again. */
const longPauseSec = 60;

const isSameVoice = (a: TranscriptLine, b: TranscriptLine) =>
  a.speaker === b.speaker && a.written === b.written;

function turnsOf(transcript: readonly TranscriptLine[], borders: ReadonlyMap<number, unknown>): Turn[] {
  const turns: Turn[] = [];
  for (const [index, line] of transcript.entries()) {
    const before = transcript[index - 1];
    const turn = turns.at(-1);
    const isSame = before && turn && isSameVoice(before, line) && !borders.has(index);
    const pause = (line.start_sec ?? 0) - (before?.start_sec ?? 0);
    if (isSame && pause <= longPauseSec) turn.lines.push(line);
    else turns.push({ first: index, lines: [line] });
  }
  return turns;
}

/** Everything that was said, by turns, under the chapters' headings. */
export function transcript(notes: Notes): string {
  const speakers = speakersOf(notes);
  const borders = chapterStarts(notes);
  return each(turnsOf(notes.transcript, borders), ({ first, lines }) => {
    const chapter = borders.get(first);
    const [opening] = lines;
    const speaker = opening?.speaker ? speakers.get(personKey(opening.speaker)) : undefined;
    const colour = speaker ? `c${speaker.colour}` : 'cx';
    const head = when(
      chapter,
      () =>
        `<h3 id="chapter${chapter?.number}"><span class="chapter-number">${chapter?.number}</span>${escapeHtml(chapter?.title ?? '')}</h3>`,
    );
    const time = when(
      opening?.start_sec !== null,
      () => `<time><a href="#t${first}">${formatClockTime(opening?.start_sec ?? 0)}</a></time>`,
    );
    const name = escapeHtml(opening?.speaker ?? 'Unnamed');
    const said = each(lines, ({ text }, offset) => `<p id="t${first + offset}">${escapeHtml(text)}</p>`);
    return `${head}<div class="turn ${colour}">${time}<div class="said"><h4>${name}${when(opening?.written, () => ' <small>in the chat</small>')}</h4>${said}</div></div>\n`;
  });
}
