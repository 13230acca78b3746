import './cli/direct-start.ts';
import { z } from 'zod';
import { isPikaError, PikaError } from './cli/errors.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { type Closing, closeAgain, closeSession, forgetBriefing, leaveCommand } from './meeting/close.ts';
import { findUnseen } from './meeting/join/unseen.ts';
import { Journal } from './meeting/journal/journal.ts';
import type { SessionRecord } from './meeting/journal/session.ts';
import { usage } from './meeting/journal/usage.ts';
import { clientFor, findTarget, liveSessions, type Target } from './meeting/reach.ts';
import type { PikaClient } from './service/client.ts';
import { type EngineName, engineOption } from './service/endpoint.ts';
import { notesFields, sessionId } from './service/wire.ts';

const left = z.object({
  session_id: sessionId.nullable().describe('null when no session was live'),
  closed: z
    .boolean()
    .nullable()
    .describe('billing has stopped; null when neither the service nor this machine knows the session'),
  already_closed: z.boolean().describe('there was nothing left to do'),
  duration_sec: z.number().nullable().describe('from the join on; null when this machine did not join it'),
  cost_usd: z.number().nullable().describe('estimate'),
  notes_dir: z
    .string()
    .nullable()
    .describe('folder with the notes, in the project of the join; null when there are none'),
  notes_path: z.string().nullable().describe('the notes as a page'),
});

const notesShape = Object.fromEntries(notesFields.map((name) => [name, z.unknown().optional()]));

type Left = z.output<typeof left>;

const nothingLive: Left = {
  session_id: null,
  closed: true,
  already_closed: true,
  duration_sec: null,
  cost_usd: null,
  notes_dir: null,
  notes_path: null,
};

/** How leaving was asked for. */
interface Wishes {
  engine?: EngineName;
  notes: boolean;
  notesWait?: number;
}

/** More than this belongs into a file and not into the line that an agent reads. */
const maxPrintedNotes = 16_384;

/** What the service gave of the meeting, unless it is too large or too deeply nested to be printed. */
function printable(notes: Readonly<Record<string, unknown>>, runtime: Runtime): Record<string, unknown> {
  const kept = Object.entries(notes).filter(([, value]) => {
    try {
      return JSON.stringify(value).length <= maxPrintedNotes;
    } catch {
      return false;
    }
  });
  if (kept.length < Object.keys(notes).length) {
    runtime.warn(
      'notes_not_printed',
      'what the service gave is too large to be printed: look into notes_dir',
    );
  }
  return Object.fromEntries(kept);
}

/** Billing has stopped by now; nothing that happens here can fail the leaving. */
async function bringNotes(
  target: Target,
  client: PikaClient | undefined,
  answer: Readonly<Record<string, unknown>>,
  { notes, notesWait }: Wishes,
  runtime: Runtime,
): Promise<Pick<Left, 'notes_dir' | 'notes_path'>> {
  if (!notes) return { notes_dir: null, notes_path: null };
  try {
    // Loaded now, not before: leaving must not wait for it, nor fail when a package is missing.
    const { afterLeave } = await import('./notes/after-leave.ts');
    return await afterLeave(target, { notesWaitSec: notesWait, answer, client }, runtime);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    runtime.warn('notes_failed', `the session is closed, but its notes were not kept: ${reason}`);
    return { notes_dir: null, notes_path: null };
  }
}

async function leaveOne(
  target: Target,
  wishes: Wishes,
  journal: Journal,
  runtime: Runtime,
): Promise<Left & Record<string, unknown>> {
  const { session_id, record } = target;
  if (record?.state === 'closed') {
    const client = await askAgain(target, record, journal, runtime);
    await forgetBriefing(journal, record.key, runtime);
    const paid = usage(record, runtime.clock.now());
    const given = record.notes ?? {};
    const brought = await bringNotes(target, client, given, wishes, runtime);
    return {
      session_id,
      closed: true,
      already_closed: true,
      ...paid,
      ...brought,
      ...printable(given, runtime),
    };
  }
  const client = await clientFor(target, wishes.engine, runtime);
  const open = { key: null, ...record, session_id };
  const closing = await closeSession(client, journal, open, 'leave', runtime);
  if (!closing.closed) throw notClosed(target, closing);
  const { closed, confirmedBy, notes } = closing;
  const already_closed = confirmedBy === 'gone';
  if (already_closed) {
    runtime.warn('ended_before', 'the session had ended before: duration and cost are at most these');
  }
  const paid = record ? usage(record, runtime.clock.now()) : { duration_sec: null, cost_usd: null };
  const brought = await bringNotes(target, client, notes, wishes, runtime);
  return { session_id, closed, already_closed, ...paid, ...brought, ...printable(notes, runtime) };
}

/** Why it is not known to be closed, and what to do. */
function notClosed({ session_id, record }: Target, { failure, isUnknown }: Closing): PikaError {
  const leave_command = leaveCommand(session_id);
  if (isUnknown && !record) {
    return new PikaError('not_found', 'neither the service nor this machine knows this session', {
      hint: 'Check the id, and use the key and the base URL that it was joined with: under others it is not seen, and billed on',
      known: { session_id, closed: null, status: 'unknown' },
      cause: failure,
    });
  }
  const reason = failure ? `: ${failure.message}` : '';
  const ownHint = isUnknown || failure?.code === 'key_refused' ? failure?.hint : undefined;
  return new PikaError(failure?.code ?? 'close_failed', `the session could not be closed${reason}`, {
    hint: ownHint ?? `It may still be billed. Run again: ${leave_command}`,
    known: { session_id, closed: false, ...(isUnknown && { status: 'unknown' }), leave_command },
    cause: failure,
  });
}

/**
 * What a person names is asked for again, although the journal calls it closed: nothing is lost by it, and the journal may be wrong.
 * @returns the way to the service, if there is one.
 * @throws {PikaError} `close_failed` when the session says that it is open.
 */
async function askAgain(
  target: Target,
  record: SessionRecord,
  journal: Journal,
  runtime: Runtime,
): Promise<PikaClient | undefined> {
  if (record.engine === 'local') return undefined;
  let client: PikaClient | undefined;
  let failure: PikaError | undefined;
  try {
    client = await clientFor(target, undefined, runtime);
    failure = await closeAgain(client, journal, { ...record, session_id: target.session_id }, runtime);
  } catch (error) {
    if (!isPikaError(error)) throw error;
    runtime.warn(
      'not_asked_again',
      `the journal says that it is closed; the service could not be asked: ${error.message}`,
    );
  }
  if (failure) throw notClosed(target, { closed: false, notes: {}, failure });
  return client;
}

async function leaveAll(wishes: Wishes, journal: Journal, runtime: Runtime) {
  const live = await liveSessions(journal);
  const outcomes = await Promise.allSettled(
    live.map((record) => leaveOne({ session_id: record.session_id, record }, wishes, journal, runtime)),
  );
  const sessions = outcomes.map((outcome, index) =>
    outcome.status === 'fulfilled'
      ? outcome.value
      : { ...nothingLive, session_id: live[index]?.session_id ?? null, closed: false, already_closed: false },
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw asCloseFailure(failed.reason).with({ sessions });
  return { ...nothingLive, already_closed: sessions.length === 0, sessions };
}

/** Those of other projects: they are billed on. */
async function warnOfOthers({ session_id: left }: Target, journal: Journal, runtime: Runtime): Promise<void> {
  const others = (await liveSessions(journal)).filter(({ session_id }) => session_id !== left);
  if (others.length === 0) return;
  const ids = others.map(({ session_id }) => session_id).join(', ');
  runtime.warn('sessions_live', `still live, joined from other projects: ${ids}`);
}

function asCloseFailure(reason: unknown): PikaError {
  if (!(reason instanceof PikaError)) throw reason;
  return reason.with({ session_id: null, closed: false });
}

const leave = defineVerb({
  name: 'leave',
  summary: 'leave a meeting and stop billing',
  examples: ['leave', 'leave --session-id 3f0c…'],
  options: z.object({
    sessionId: sessionId.optional().describe('ID of the session (optional if only one is live)'),
    all: z.boolean().default(false).describe('leave every live session'),
    notes: z.boolean().default(true).describe('do not fetch the notes'),
    notesWait: z.number().min(0).max(600).optional().meta({
      description: 'seconds to wait for the notes (default: a few, if notes are announced)',
      placeholder: 'SEC',
    }),
    engine: engineOption,
  }),
  result: left.extend({
    ...notesShape,
    sessions: z.array(left.extend(notesShape)).optional().describe('with --all'),
  }),
  async run({ sessionId: named, all, ...wishes }, runtime) {
    const journal = new Journal(runtime.home);
    const wanted = { engine: wishes.engine, cwd: runtime.cwd };
    const target = all ? undefined : await findTarget(journal, named, wanted);
    if (target) {
      const leftOne = await leaveOne(target, wishes, journal, runtime);
      if (!named) await warnOfOthers(target, journal, runtime);
      const other = named ? undefined : await findUnseen(journal, runtime.clock.now());
      if (other) runtime.warn('session_unknown', `${other.message}. ${other.hint}`);
      return leftOne;
    }
    const leftAll = all ? await leaveAll(wishes, journal, runtime) : undefined;
    const unseen = await findUnseen(journal, runtime.clock.now());
    if (unseen) throw unseen.with(leftAll ? { sessions: leftAll.sessions } : {});
    if (leftAll) return leftAll;
    runtime.warn('no_live_session', 'no session on this machine is live');
    return nothingLive;
  },
});

export default leave;
await runIfMain(import.meta.url, leave);
