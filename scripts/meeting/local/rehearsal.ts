import { existsSync } from 'node:fs';
import path from 'node:path';
import { defaultAvatar } from '../../avatar/places.ts';
import { isPikaError, type PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { skillDirectory } from '../../cli/version.ts';
import { PikaClient } from '../../service/client.ts';
import type { Endpoint } from '../../service/endpoint.ts';
import { LocalClient } from '../../service/local/client.ts';
import { localNotes, type Timing, type TranscriptEntry } from '../../service/local/wire.ts';
import { closeSession } from '../close.ts';
import { Journal } from '../journal/journal.ts';

const first = ['amber', 'calm', 'clear', 'early', 'green', 'kind', 'lively', 'quiet', 'silver', 'warm'];
const second = [
  'brook',
  'cedar',
  'finch',
  'garden',
  'harbor',
  'island',
  'lantern',
  'meadow',
  'orchard',
  'river',
];

/** A name for a room that is easily said and hardly guessed. */
export function inventRoomName(random: () => number): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? '';
  return `${pick(first)}-${pick(second)}-${1000 + Math.floor(random() * 9000)}`;
}

/** The picture of a rehearsal: the one that was named, else the user's own avatar, else the one that comes with the package. */
export function rehearsalImage(named: string | undefined, cwd: string): string {
  if (named) return named;
  if (existsSync(path.resolve(cwd, defaultAvatar))) return defaultAvatar;
  return path.join(skillDirectory, 'scripts', 'avatar', 'sample', 'avatar.png');
}

const pollMs = 500;

/** Waits until the time is over, the session has ended by itself, or the command is stopped. @returns what stopped it. */
export async function stayInRoom(
  endpoint: Endpoint,
  sessionId: string,
  minutes: number,
  runtime: Runtime,
): Promise<PikaError | undefined> {
  const client = new PikaClient(endpoint, runtime);
  const { clock } = runtime;
  const start = clock.monotonic();
  const lengthMs = minutes * 60_000;
  try {
    for (;;) {
      const elapsed = clock.monotonic() - start;
      const { status } = await client.session(sessionId);
      if (elapsed >= lengthMs || status === 'closed' || status === 'error') return undefined;
      runtime.progress.step(
        `rehearsing until ${clockTime(clock.now() + lengthMs - elapsed)}`,
        elapsed / lengthMs,
      );
      await clock.sleep(Math.min(pollMs, lengthMs - elapsed), runtime.signal);
    }
  } catch (error) {
    if (isPikaError(error)) return error;
    throw error;
  }
}

const clockTime = (ms: number): string => new Date(ms).toTimeString().slice(0, 5);

/** What a rehearsal leaves behind. */
export interface RehearsalEnd {
  closed: boolean;
  duration_sec: number | null;
  transcript: TranscriptEntry[];
  timing: Timing | null;
}

/** Ends the rehearsal's session and gives what was said and measured. */
export async function endRehearsal(
  endpoint: Endpoint,
  sessionId: string,
  runtime: Runtime,
): Promise<RehearsalEnd> {
  const journal = new Journal(runtime.home);
  const record = await journal.find(sessionId);
  const session = { key: record?.key ?? null, session_id: sessionId };
  const client = new PikaClient(endpoint, runtime);
  const { closed, notes } = await closeSession(client, journal, session, 'rehearsal', runtime);
  const kept = localNotes.safeParse(notes.notes).data;
  return {
    closed,
    duration_sec: kept?.duration_sec ?? null,
    transcript: kept?.transcript ?? [],
    timing: kept?.timing ?? null,
  };
}

/** Bots that come to the room from now on wait until a guest admits them. @returns the room's address. */
export function setLobby(endpoint: Endpoint, room: string, enabled: boolean, runtime: Runtime) {
  return new LocalClient(endpoint, runtime).setLobby(room, enabled);
}
