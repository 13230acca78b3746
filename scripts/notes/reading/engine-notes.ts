import { singleLine } from '../../base/clean-text.ts';
import { roundTo } from '../../base/numbers.ts';
import { type LocalNotes, localNotes } from '../../service/local/wire.ts';
import { cleanName } from '../person-name.ts';
import { bounds, type Content, type Participant, type TranscriptLine } from '../schema.ts';
import { isFields, lineText } from './fields.ts';
import { isoOf } from './parts.ts';
import { withinBounds } from './transcript-forms.ts';

function participantOf({
  name,
  kind,
  joined_at,
  left_at,
}: LocalNotes['participants'][number]): Participant[] {
  const shown = cleanName(name);
  if (!shown) return [];
  const role = kind === 'avatar' ? 'bot' : null;
  return [{ name: shown, role, joined_at: isoOf(joined_at), left_at: isoOf(left_at), talk_sec: null }];
}

function lineOf({ start_sec, speaker, text, channel }: LocalNotes['transcript'][number]): TranscriptLine[] {
  const said = lineText(text);
  if (!said) return [];
  const sec = roundTo(Math.max(0, start_sec), 2);
  const written = channel === 'chat' && ({ written: true } as const);
  return [{ start_sec: sec, speaker: cleanName(speaker) ?? null, text: said, ...written }];
}

/**
 * The notes of the local engine, alone or in its answer to a DELETE. Their form is known, so nothing is guessed; their texts come from
 * guests and are cleaned and bounded as any other. Undefined for anything else.
 */
export function readEngineNotes(given: unknown): Partial<Content> | undefined {
  const notes = localNotes.safeParse(isFields(given) && 'notes' in given ? given.notes : given).data;
  if (!notes) return undefined;
  const lines = withinBounds(notes.transcript.flatMap(lineOf));
  const transcript = lines.toSorted((a, b) => (a.start_sec ?? 0) - (b.start_sec ?? 0));
  return {
    title: singleLine(notes.title).slice(0, bounds.titleCharacters),
    started_at: isoOf(notes.started_at),
    ended_at: isoOf(notes.ended_at),
    duration_sec: notes.duration_sec,
    participants: notes.participants.slice(0, bounds.items).flatMap(participantOf),
    ...(transcript.length > 0 && { transcript }),
  };
}
