import { notesFields } from '../../service/wire.ts';

const parts: readonly string[] = [
  ...notesFields,
  'notes_status',
  'notes_state',
  'transcript_status',
  'processing_status',
];

/** The parts of an answer about a session that may hold notes, if there are any: its own status and ids are not among them. */
export function notesParts(answer: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const given = parts.filter((name) => name in answer);
  return given.length === 0 ? undefined : Object.fromEntries(given.map((name) => [name, answer[name]]));
}
