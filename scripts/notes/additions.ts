import { z } from 'zod';
import { messageOf } from '../base/failure.ts';
import { PikaError } from '../cli/errors.ts';
import { readText } from '../cli/input-text.ts';
import type { Runtime } from '../cli/runtime.ts';
import { plainApostrophes } from './apostrophes.ts';
import { bounds, type Evidence, type Notes, type TranscriptLine } from './schema.ts';

const text = (most: number) => z.string().trim().min(1).max(most);
const line = text(bounds.itemCharacters);
const quote = z.union([
  line.transform((words) => ({ quote: words })),
  z.strictObject({ quote: line, start_sec: z.number().min(0).nullish(), speaker: z.string().nullish() }),
]);
const evidence = quote.nullish().describe('words of the transcript, copied exactly');

/** What an agent may put into the notes. Only what is given replaces what is there. */
export const additions = z
  .strictObject({
    title: text(bounds.titleCharacters),
    summary: text(bounds.summaryCharacters),
    decisions: z.array(
      z.union([
        line.transform((words) => ({ text: words, evidence: null })),
        z.strictObject({ text: line, evidence }),
      ]),
    ),
    action_items: z.array(
      z.strictObject({
        text: line,
        owner: text(bounds.nameCharacters).nullish(),
        due: text(bounds.nameCharacters).nullish(),
        done: z.boolean().default(false),
        evidence,
      }),
    ),
    chapters: z.array(z.strictObject({ start_sec: z.number().min(0), title: text(bounds.titleCharacters) })),
    topics: z.array(text(bounds.nameCharacters)),
  })
  .partial();
export type Additions = z.output<typeof additions>;

function invalid(message: string, hint: string): PikaError {
  return new PikaError('text_invalid', message, { hint });
}

/**
 * The agent's own part from a file, or from standard input for `-`.
 * @throws {PikaError} `text_invalid` with what was wrong in it; `file_unreadable`.
 */
export async function readAdditions(source: string, runtime: Runtime): Promise<Additions> {
  const hint = 'Give a JSON object with any of: title, summary, decisions, action_items, chapters, topics';
  let value: unknown;
  try {
    value = JSON.parse(await readText(source, '--add', runtime));
  } catch (error) {
    if (error instanceof PikaError) throw error;
    throw invalid(`--add is not JSON: ${messageOf(error)}`, hint);
  }
  const parsed = additions.safeParse(value);
  if (parsed.success && Object.keys(parsed.data).length > 0) return parsed.data;
  if (parsed.success) throw invalid('--add holds nothing', hint);
  const [issue] = parsed.error.issues;
  throw invalid(`--add: ${issue?.path.join('.') || 'the object'}: ${issue?.message}`, hint);
}

/** Text for comparison: ignores case, white space and the shapes of quotation marks and dashes. */
function comparable(words: string): string {
  return plainApostrophes(words)
    .normalize('NFKC')
    .replace(/‚/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‐-―]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** A transcript in which quotes are looked up, also such as run over several lines. */
class QuotedTranscript {
  readonly #text: string;
  readonly #starts: { at: number; line: TranscriptLine }[] = [];

  constructor(transcript: readonly TranscriptLine[]) {
    let joined = '';
    for (const entry of transcript) {
      this.#starts.push({ at: joined.length, line: entry });
      joined += `${comparable(entry.text)} `;
    }
    this.#text = joined;
  }

  /** Where the words are; undefined if they do not occur. */
  find(words: string): Evidence | undefined {
    const at = this.#text.indexOf(comparable(words));
    if (at < 0) return undefined;
    const start = this.#starts.findLast((candidate) => candidate.at <= at);
    return { quote: words, start_sec: start?.line.start_sec ?? null, speaker: start?.line.speaker ?? null };
  }
}

/** Fewer letters prove nothing: they occur anywhere. */
const minQuoteLetters = 4;

function checkQuote(given: { quote: string }, transcript: QuotedTranscript): Evidence {
  const letters = given.quote.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const found = letters >= minQuoteLetters ? transcript.find(given.quote) : undefined;
  if (found) return found;
  const shown = given.quote.slice(0, 200);
  const problem =
    letters >= minQuoteLetters ? 'does not occur in the transcript' : 'is too short to prove anything';
  throw invalid(
    `the quote “${shown}” ${problem}`,
    'Copy the words from transcript.jsonl, or leave the item out',
  );
}

function withEvidence<Item extends { text: string; evidence?: { quote: string } | null }>(
  items: readonly Item[],
  what: string,
  notes: Notes,
): (Item & { evidence: Evidence | null })[] {
  const hasTranscript = notes.transcript.length > 0;
  const transcript = new QuotedTranscript(notes.transcript);
  return items.map((item) => {
    if (item.evidence && !hasTranscript) {
      throw invalid(
        `the quote of “${item.text.slice(0, 200)}” cannot be checked: there is no transcript`,
        'Leave evidence out',
      );
    }
    if (item.evidence) return { ...item, evidence: checkQuote(item.evidence, transcript) };
    if (!hasTranscript) return { ...item, evidence: null };
    throw invalid(
      `${what} “${item.text.slice(0, 200)}” has no evidence`,
      'Add "evidence" with the words of the transcript that it comes from',
    );
  });
}

/** Seconds by which a chapter may start after the last line: lengths are rounded. */
const endTolerance = 5;

function checkChapters(chapters: Notes['chapters'], notes: Notes): Notes['chapters'] {
  const lastLine = notes.transcript.at(-1)?.start_sec ?? 0;
  const end = Math.max(notes.duration_sec ?? 0, lastLine) + endTolerance;
  const beyond = chapters.find(({ start_sec }) => start_sec > end);
  if (beyond)
    throw invalid(
      `the chapter “${beyond.title}” starts after the end of the meeting`,
      'start_sec counts seconds from the start',
    );
  return chapters.toSorted((a, b) => a.start_sec - b.start_sec);
}

/**
 * The notes with the agent's part in them. Every decision and action item needs a quote that occurs in the transcript, where there is one.
 * @throws {PikaError} `text_invalid` naming the quote.
 */
export function withAdditions(notes: Notes, given: Additions): Notes {
  const { decisions, action_items, chapters, ...rest } = given;
  const items = action_items?.map(({ owner, due, ...item }) => ({
    ...item,
    owner: owner ?? null,
    due: due ?? null,
  }));
  const changes: Partial<Notes> = {
    ...rest,
    ...(decisions && { decisions: withEvidence(decisions, 'the decision', notes) }),
    ...(items && { action_items: withEvidence(items, 'the action item', notes) }),
    ...(chapters && { chapters: checkChapters(chapters, notes) }),
  };
  const fields = Object.keys(changes);
  return {
    ...notes,
    ...changes,
    added: [...new Set([...notes.added, ...fields])],
    derived: notes.derived.filter((field) => !fields.includes(field)),
    source: [...new Set([...notes.source, 'agent' as const])],
    missing: Object.fromEntries(Object.entries(notes.missing).filter(([field]) => !fields.includes(field))),
  };
}
