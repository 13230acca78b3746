import { appendFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../../base/whole-file.ts';
import {
  factsFile,
  lostFacts,
  readFacts,
  readTranscript,
  type SessionFacts,
  transcriptFile,
} from '../../service/local/kept-session.ts';
import type { TranscriptEntry } from '../../service/local/wire.ts';

const keptDays = 7;
const dayMs = 24 * 60 * 60 * 1000;

/** A session's folder in `$PIKA_HOME/engine`: its facts, its transcript line by line, its picture. All private. */
export class SessionStore {
  readonly directory: string;
  #writing: Promise<void> = Promise.resolve();
  /** A write that has not started. */
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

  /** Writes the facts as they are when the write starts. Calls that come during a write share the next one. */
  save(facts: SessionFacts): Promise<void> {
    if (this.#next) return this.#next;
    const write = () => {
      this.#next = undefined;
      const text = `${JSON.stringify(facts)}\n`;
      return writeWhole(path.join(this.directory, factsFile), text, 0o600);
    };
    this.#writing = this.#writing.then(write, write);
    this.#next = this.#writing;
    return this.#writing;
  }

  /** At once, so that a killed engine loses no line. */
  append(entry: TranscriptEntry): void {
    const file = path.join(this.directory, transcriptFile);
    appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  facts(): Promise<SessionFacts | undefined> {
    return readFacts(this.directory);
  }

  transcript(): Promise<TranscriptEntry[]> {
    return readTranscript(this.directory);
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** The engine died with this session: marks it as over. */
async function declareLost(store: SessionStore, facts: SessionFacts, now: Date): Promise<SessionFacts> {
  const lost = lostFacts(facts, await store.transcript(), now);
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
