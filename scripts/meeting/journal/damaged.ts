import { parseJson } from '../../base/json.ts';
import { momentOf } from './elapsed.ts';
import { type Intent, intent, parseEvents } from './events.ts';
import { blankRecord, foldEvents, type SessionRecord, toRecord } from './session.ts';

/** Defaults for what a session's file does not say. No `base_url`: that of the environment. `pid` 0: no process waits for it. */
const unknownIntent: Intent = {
  engine: 'pika',
  base_url: '',
  key_mark: null,
  platform: 'google_meet',
  meet_url: '',
  meeting: '',
  title: null,
  bot_name: '',
  voice_id: '',
  max_minutes: 60,
  max_cost_usd: null,
  admit_minutes: 10,
  guarded: true,
  pid: 0,
  workspace: '',
  briefing_path: null,
};

const oneValue = String.raw`"(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null`;

/** The first value of a field in a text that is not valid JSON as a whole. */
function valueIn(text: string, field: string): unknown {
  const found = new RegExp(`"${field}"\\s*:\\s*(${oneValue})`).exec(text)?.[1];
  return found === undefined ? undefined : parseJson(found);
}

/** The fields of an intent that can still be read. */
function salvageIntent(text: string): Intent {
  const found = Object.entries(intent.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(valueIn(text, name));
    return parsed.success && parsed.data !== undefined ? [[name, parsed.data]] : [];
  });
  return { ...unknownIntent, ...Object.fromEntries(found) };
}

/** When the join was requested, according to the file or else to its name. */
function salvageTime(key: string, text: string): string {
  const said = valueIn(text, 'at');
  if (typeof said === 'string' && Number.isFinite(momentOf(said, null).ms)) return said;
  return key.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d).*$/s, '$1-$2-$3T$4:$5:$6.000Z');
}

/** Any line with an id, even a truncated one, is enough to close the session. The pattern is that of an id in a URL. */
function salvageId(text: string): string | undefined {
  return /"session_id"\s*:\s*"([A-Za-z0-9][\w:.-]{0,127})"/.exec(text)?.[1];
}

/**
 * The record of a journal file with any content. If it does not start with an intent, the record is `damaged`: it has what can be
 * recovered, and its session is live if an id was found, or else unknown.
 */
export function readSession(key: string, text: string): SessionRecord {
  const clean = text.replace(/^\ufeff/, '');
  const events = parseEvents(clean);
  const whole = toRecord(key, events);
  const damaged = whole === undefined;
  const blank = () => blankRecord(key, salvageIntent(clean), salvageTime(key, clean));
  const record = whole ?? foldEvents({ ...blank(), state: 'unknown', damaged }, events);
  const id = record.session_id ?? salvageId(clean);
  const isWithout = record.state === 'requested' || record.state === 'unknown';
  if (!id || (record.session_id && !isWithout)) return record;
  return { ...record, session_id: id, state: isWithout ? 'created' : record.state };
}
