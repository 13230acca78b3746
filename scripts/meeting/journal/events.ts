import { z } from 'zod';
import { parseJson } from '../../base/json.ts';
import { shortened, withoutPasscode } from '../../link/shown-link.ts';
import { engineNames } from '../../service/endpoint.ts';
import { platforms, sessionId } from '../../service/wire.ts';

export const intent = z.object({
  engine: z.enum(engineNames),
  base_url: z.url(),
  /** `keyMark` of the join's key; null for the local engine. */
  key_mark: z.string().nullish(),
  platform: z.enum(platforms),
  meet_url: z.string().transform((link) => shortened(withoutPasscode(link))),
  /** Identifies the meeting: the same for every spelling of its link. */
  meeting: z.string(),
  /** What the user or the invitation calls the meeting. */
  title: z.string().transform(shortened).nullish(),
  bot_name: z.string().transform(shortened),
  voice_id: z.string(),
  max_minutes: z.number(),
  max_cost_usd: z.number().nullable(),
  /** The session is closed if the bot is not in the meeting by then. */
  admit_minutes: z.number(),
  /** Whether a guard enforces the limits. */
  guarded: z.boolean(),
  /** The process that waits until the session is ready. */
  pid: z.number().int(),
  /** The user's project, where the notes will be stored. */
  workspace: z.string(),
  /** A private briefing file, to be deleted when the session ends. */
  briefing_path: z.string().nullable(),
});
export type Intent = z.output<typeof intent>;

const notes = z.record(z.string(), z.unknown());

const event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('requested'), ...intent.shape }),
  z.object({
    event: z.literal('created'),
    session_id: sessionId,
    room_url: z.string().transform(shortened).nullish(),
  }),
  z.object({ event: z.literal('waiting'), status_raw: z.string() }),
  z.object({ event: z.literal('ready'), status_raw: z.string() }),
  z.object({ event: z.literal('told') }),
  z.object({ event: z.literal('failed'), message: z.string() }),
  z.object({ event: z.literal('closing'), reason: z.string() }),
  z.object({
    event: z.literal('closed'),
    confirmed_by: z.enum(['delete', 'status', 'gone']),
    /** The service's answer, as earlier versions kept it. */
    notes: notes.nullish(),
    /** The name of the file that holds it (answer-file.mjs). */
    answer_file: z.string().nullish(),
  }),
  /** The service answered that it does not know the session; this alone proves nothing. */
  z.object({ event: z.literal('unseen') }),
  /** It was seen again. */
  z.object({ event: z.literal('seen'), status_raw: z.string() }),
  /** It was recorded as closed, but found open. */
  z.object({ event: z.literal('reopened'), status_raw: z.string() }),
  /** A person said that it needs no more attention. */
  z.object({ event: z.literal('forgotten') }),
  /** Why the guard cannot do its work. `key_mark` is that of its key. */
  z.object({ event: z.literal('guard_trouble'), problem: z.string(), key_mark: z.string().nullish() }),
  z.object({ event: z.literal('unknown'), message: z.string() }),
  z.object({ event: z.literal('not_created'), message: z.string() }),
]);
export type SessionEvent = z.output<typeof event>;

/** `uptime_sec` and `boot_id`: of the machine, since the clock of `at` may be set while the session runs. */
const datedEvent = z.intersection(
  z.object({
    at: z.iso.datetime(),
    uptime_sec: z.number().nullish().catch(null),
    boot_id: z.string().nullish().catch(null),
  }),
  event,
);
export type DatedEvent = z.output<typeof datedEvent>;

/** The events of a journal file. Incomplete lines and those of newer versions are skipped. */
export function parseEvents(text: string): DatedEvent[] {
  return text.split('\n').flatMap((line) => datedEvent.safeParse(parseJson(line)).data ?? []);
}
