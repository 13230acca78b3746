import { personKey } from '../person-name.ts';
import { lineLengths } from '../rules/by-rule.ts';
import type { Notes } from '../schema.ts';

/** Number of colours on the page; they repeat for further speakers. */
const colours = 8;

/** Someone who speaks, in the order of the timeline. */
export interface Speaker {
  name: string;
  /** Number of the class `cN`. */
  colour: number;
  isBot: boolean;
  talkSec: number;
}

/** Everyone who speaks, longest first. */
export function speakersOf(notes: Notes): Map<string, Speaker> {
  const lengths = lineLengths(notes.transcript);
  const found = new Map<string, Speaker>();
  const bots = new Set(
    notes.participants.filter(({ role }) => role === 'bot').map(({ name }) => personKey(name)),
  );
  for (const [index, { speaker }] of notes.transcript.entries()) {
    if (!speaker) continue;
    const key = personKey(speaker);
    const entry = found.get(key) ?? { name: speaker, colour: 0, isBot: bots.has(key), talkSec: 0 };
    entry.talkSec += lengths[index] ?? 0;
    found.set(key, entry);
  }
  const ranked = [...found].sort((a, b) => b[1].talkSec - a[1].talkSec);
  return new Map(ranked.map(([key, speaker], place) => [key, { ...speaker, colour: place % colours }]));
}

/** The line that an evidence or a chapter leads to: the last one that starts by then. */
export function lineAt(notes: Notes, startSec: number | null): number | undefined {
  if (startSec === null) return undefined;
  const index = notes.transcript.findLastIndex(
    ({ start_sec }) => start_sec !== null && start_sec <= startSec + 0.01,
  );
  return index < 0 ? undefined : index;
}
