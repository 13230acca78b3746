import { appendFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../../base/whole-file.ts';
import {
  localStatuses,
  participant,
  type TranscriptEntry,
  timing,
  transcriptEntry,
} from '../../service/local/wire.ts';

const keptDays = 7;
const dayMs = 24 * 60 * 60 * 1000;

/** What is kept of a session, so that an engine that comes after this one can still answer for it. */
export const sessionFacts = z.object({
  session_id: z.string(),
  room: z.string(),
  bot_name: z.string(),
  status: z.enum(localStatuses),
  error_message: z.string().nullable(),
  created_at: z.string(),
  ready_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  participants: z.array(participant),
  visits_omitted: z.number().int().default(0),
  timing: timing.nullable(),
});
export type SessionFacts = z.output<typeof sessionFacts>;

/** A session's folder in `$PIKA_HOME/engine`: its facts, its transcript line by line, its picture. All private. */
export class SessionStore {
  readonly directory: string;
  #writing: Promise<void> = Promise.resolve();
  /** A write that has not begun. */
  #next: Promise<void> | undefined;

  constructor(directory: string) {
    this.directory = directory;
  }

  async create(image: { bytes: Buffer; extension: string }): Promise<string> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const imagePath = path.join(this.directory, `avatar.${image.extension}`);
    await writeFile(imagePath, image.bytes, { mode: 0o600 });
    return imagePath;
  }

  /** Writes the facts as they are by then; calls that come while the file is being written share the next write. */
  save(facts: SessionFacts): Promise<void> {
    if (this.#next) return this.#next;
    const write = () => {
      this.#next = undefined;
      const text = `${JSON.stringify(facts)}\n`;
      return writeWhole(path.join(this.directory, 'session.json'), text, 0o600);
    };
    this.#writing = this.#writing.then(write, write);
    this.#next = this.#writing;
    return this.#writing;
  }

  /** At once, so that a killed engine loses no line. */
  append(entry: TranscriptEntry): void {
    const file = path.join(this.directory, 'transcript.jsonl');
    appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  async facts(): Promise<SessionFacts | undefined> {
    const text = await readFile(path.join(this.directory, 'session.json'), 'utf8').catch(() => '');
    return parseLine(text, sessionFacts);
  }

  /** In the order of time; a torn last line is passed over. */
  async transcript(): Promise<TranscriptEntry[]> {
    const text = await readFile(path.join(this.directory, 'transcript.jsonl'), 'utf8').catch(() => '');
    const entries = text.split('\n').flatMap((line) => parseLine(line, transcriptEntry) ?? []);
    return entries.sort((a, b) => a.start_sec - b.start_sec);
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

function parseLine<Schema extends z.ZodType>(line: string, schema: Schema): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

const lostMessage = 'the engine was restarted while the session was live; it is over';

/** The engine died with this session: it is over, and says so. */
async function declareLost(store: SessionStore, facts: SessionFacts, now: Date): Promise<SessionFacts> {
  const transcript = await store.transcript();
  const ended_at = transcript.at(-1)?.at ?? facts.ready_at ?? now.toISOString();
  const participants = facts.participants.map((one) => ({ ...one, left_at: one.left_at ?? ended_at }));
  const lost: SessionFacts = {
    ...facts,
    status: 'error',
    error_message: lostMessage,
    ended_at,
    participants,
  };
  await store.save(lost);
  return lost;
}

/** Sessions of earlier engines. Those that were live are marked as lost, those older than a week are deleted. */
export async function loadPastSessions(
  directory: string,
  now: Date,
): Promise<{ store: SessionStore; facts: SessionFacts }[]> {
  const names = await readdir(directory).catch(() => []);
  const past: { store: SessionStore; facts: SessionFacts }[] = [];
  for (const name of names) {
    const store = new SessionStore(path.join(directory, name));
    const facts = await store.facts();
    const age = now.getTime() - Date.parse(facts?.ended_at ?? facts?.created_at ?? '1970-01-01T00:00:00Z');
    if (!facts || age > keptDays * dayMs) await store.remove();
    else past.push({ store, facts: facts.ended_at ? facts : await declareLost(store, facts, now) });
  }
  return past;
}
