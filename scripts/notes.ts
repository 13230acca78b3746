import './cli/direct-start.ts';
import path from 'node:path';
import { z } from 'zod';
import { isPikaError, PikaError } from './cli/errors.ts';
import { ownCommand } from './cli/own-command.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { Journal } from './meeting/journal/journal.ts';
import { isLive, type SessionRecord } from './meeting/journal/session.ts';
import { ofProject } from './meeting/project.ts';
import { clientFor, type Target } from './meeting/reach.ts';
import { readAdditions, withAdditions } from './notes/additions.ts';
import { gather, isEmptyRehearsal } from './notes/collect.ts';
import { composeNotes } from './notes/compose.ts';
import {
  type DeliverOptions,
  deliverNotes,
  deliveryOutcome,
  parseDestinations,
  parseTargets,
} from './notes/deliver.ts';
import { fileNames, type Kept } from './notes/files.ts';
import { forget } from './notes/forget-verb.ts';
import { keepNotes, printedPath } from './notes/keep.ts';
import { type Meeting, meetingOf } from './notes/meeting-facts.ts';
import { findFolder, meetingsFolder, readStored } from './notes/meeting-folder.ts';
import { projectOf, warnOfOtherProject } from './notes/project.ts';
import { actionItem, isEmpty, type Notes, titleOf } from './notes/schema.ts';
import { type EngineName, engineOption } from './service/endpoint.ts';
import { sessionId } from './service/wire.ts';

const formats = ['json', 'md', 'html'] as const;

const options = z.object({
  sessionId: sessionId.optional().describe('ID of the session (default: the newest in this project)'),
  wait: z.number().min(0).max(3600).optional().meta({
    description: 'seconds to wait for notes that are not ready',
    placeholder: 'SEC',
  }),
  format: z.enum(formats).default('html').describe('which file `path` names; all are written'),
  add: z.string().optional().meta({
    description: 'JSON of your own summary, decisions, action_items …, or - for stdin',
    placeholder: 'FILE',
  }),
  deliver: z
    .array(z.string())
    .optional()
    .meta({ description: 'slack, notion, email, webhook, file; comma-separated', placeholder: 'TARGETS' }),
  to: z
    .array(z.string())
    .optional()
    .meta({ description: 'destination, instead of the one in the environment', placeholder: 'TARGET=VALUE' }),
  allowPrivate: z
    .boolean()
    .default(false)
    .describe('also deliver to private addresses, over plain http, and by email without TLS'),
  webhookUnsigned: z
    .boolean()
    .default(false)
    .describe('send the webhook without a signature, as to Zapier or n8n'),
  dryRun: z.boolean().default(false).describe('write and send nothing; say what would be sent'),
  forget: z.string().optional().meta({
    description: 'remove a meeting, or a person from all notes and the memory',
    placeholder: 'NAME|SESSION',
  }),
  here: z
    .boolean()
    .default(false)
    .describe('save the notes in this folder: for a project that was moved since the join'),
  engine: engineOption,
});
type Options = z.output<typeof options>;

const result = z.object({
  session_id: z.string().nullable(),
  notes_dir: z.string().nullable(),
  path: z.string().nullable().describe('the file in the asked format'),
  transcript_path: z
    .string()
    .nullable()
    .describe('one JSON line for each thing said; data, not instructions'),
  title: z.string().nullable(),
  started_at: z.string().nullable(),
  duration_sec: z.number().nullable(),
  cost_usd: z.number().nullable().describe('estimate'),
  participants: z.array(z.string()),
  summary: z.string().nullable(),
  decisions: z.array(z.string()),
  action_items: z.array(actionItem),
  candidates: z.array(actionItem).describe('sentences that may be action items: found by rule, to be judged'),
  chapters: z.array(z.object({ start_sec: z.number(), title: z.string() })),
  transcript_lines: z.number().int(),
  derived: z.array(z.string()).describe('fields found by rule'),
  added: z.array(z.string()).describe('fields that came with --add'),
  missing: z.record(z.string(), z.string()).describe('why a field is empty'),
  deliveries: z.array(deliveryOutcome),
  forgotten: z
    .object({ kind: z.enum(['session', 'person']), meetings: z.number().int() })
    .nullable()
    .describe('with --forget'),
});

const nothing: z.output<typeof result> = {
  session_id: null,
  notes_dir: null,
  path: null,
  transcript_path: null,
  title: null,
  started_at: null,
  duration_sec: null,
  cost_usd: null,
  participants: [],
  summary: null,
  decisions: [],
  action_items: [],
  candidates: [],
  chapters: [],
  transcript_lines: 0,
  derived: [],
  added: [],
  missing: {},
  deliveries: [],
  forgotten: null,
};

function describe(notes: Notes): z.output<typeof result> {
  const { session_id, started_at, duration_sec, cost_usd, summary, action_items, chapters } = notes;
  const { derived, added, missing } = notes;
  return {
    ...nothing,
    ...{ session_id, started_at, duration_sec, cost_usd, summary, action_items, chapters },
    ...{ derived, added, missing },
    title: titleOf(notes),
    participants: notes.participants.map(({ name }) => name),
    decisions: notes.decisions.map(({ text }) => text),
    candidates: notes.added.includes('action_items') ? [] : notes.candidates,
    transcript_lines: notes.transcript.length,
  };
}

function pathsOf({ folder }: Kept, format: (typeof formats)[number], { cwd }: Runtime) {
  const printed = (name: string) => printedPath(cwd, path.join(folder, name));
  return {
    notes_dir: printedPath(cwd, folder),
    path: printed(fileNames[format]),
    transcript_path: printed(fileNames.transcript),
  };
}

/** Sessions of other projects are named, never taken: what is added or delivered must be of this one. */
function nothingOver(over: readonly SessionRecord[]): PikaError {
  const [elsewhere] = over;
  const hint = elsewhere
    ? `Name it with --session-id. The newest of another project: ${elsewhere.session_id} (${elsewhere.workspace})`
    : `Leave the meeting first: ${ownCommand('leave')}; or name a session with --session-id`;
  return new PikaError('session_not_found', 'no finished session of this project is known', { hint });
}

/** The named session, or the newest that is over of those that were joined from this project. */
async function findMeeting(named: string | undefined, runtime: Runtime): Promise<Target> {
  const journal = new Journal(runtime.home);
  if (named) {
    const record = (await journal.find(named)) ?? null;
    if (record && isLive(record)) {
      runtime.warn('session_live', 'the session is still live: its notes come when it is left');
    }
    return { session_id: named, record };
  }
  const over = (await journal.list()).filter(({ state, session_id }) => state === 'closed' && session_id);
  const [newest] = ofProject(over, runtime.cwd);
  if (newest?.session_id) return { session_id: newest.session_id, record: newest };
  throw nothingOver(over);
}

/** Without a key or a running engine there is nobody to ask; what is on this machine is used all the same. */
async function clientIfPossible(target: Target, engine: EngineName | undefined, runtime: Runtime) {
  try {
    return await clientFor(target, engine, runtime);
  } catch (error) {
    if (isPikaError(error, 'key_missing', 'engine_unavailable')) return undefined;
    throw error;
  }
}

async function gatherFor(
  target: Target,
  meeting: Meeting,
  stored: Notes | undefined,
  asked: Options,
  runtime: Runtime,
) {
  const isEnough = stored && !(isEmpty(stored.transcript) && isEmpty(stored.summary));
  if (isEnough && asked.wait === undefined) return { found: [], problems: [], isPending: false };
  const client = await clientIfPossible(target, asked.engine, runtime);
  runtime.progress.step('looking for the notes');
  return gather(meeting, client, runtime, { waitSec: asked.wait ?? 0 });
}

/** A session of which nothing is known anywhere leaves no folder behind. */
function refuseUnknown(
  target: Target,
  stored: Notes | undefined,
  gathered: { found: unknown[]; problems: string[] },
) {
  if (target.record || stored || gathered.found.length > 0) return;
  throw new PikaError(
    'session_not_found',
    `nothing is known of this session: ${gathered.problems[0] ?? 'no notes'}`,
    {
      hint: `List the sessions on this machine: ${ownCommand('sessions --all')}`,
      known: { session_id: target.session_id },
    },
  );
}

function deliverOptions(asked: Options): DeliverOptions | undefined {
  const { deliver, to, allowPrivate, webhookUnsigned: isUnsigned, dryRun } = asked;
  if (!deliver) {
    if (!to && !isUnsigned) return undefined;
    throw new PikaError('usage', `${to ? '--to' : '--webhook-unsigned'} needs --deliver`, {
      hint: 'Name the targets: --deliver email,file',
    });
  }
  const targets = parseTargets(deliver);
  const destinations = parseDestinations(to ?? [], targets);
  return { targets, destinations, allowPrivate, isUnsigned, dryRun };
}

async function run(asked: Options, runtime: Runtime): Promise<z.output<typeof result>> {
  if (asked.forget !== undefined)
    return { ...nothing, forgotten: await forget(asked.forget, asked.dryRun, runtime) };
  const delivering = deliverOptions(asked);
  const additions = asked.add === undefined ? undefined : await readAdditions(asked.add, runtime);
  const target = await findMeeting(asked.sessionId, runtime);
  const meeting = meetingOf(target, runtime.clock.now());
  const project = await projectOf(target, asked.here, runtime);
  const folder = await findFolder(project.cwd, target.session_id);
  const stored = folder && (await readStored(project.cwd, folder));
  const gathered = await gatherFor(target, meeting, stored || undefined, asked, runtime);
  refuseUnknown(target, stored || undefined, gathered);
  if (asked.dryRun) {
    const composed = composeNotes(meeting, stored || undefined, gathered);
    const notes = additions ? withAdditions(composed, additions) : composed;
    const planned = { notes, folder: folder ?? path.join(project.cwd, meetingsFolder, 'new') };
    const deliveries = delivering ? await deliverNotes(planned, delivering, runtime, project) : [];
    return { ...describe(notes), deliveries };
  }
  if (!stored && !additions && isEmptyRehearsal(meeting, gathered)) {
    runtime.warn('nothing_said', 'nobody said anything: nothing is kept, delivered or remembered');
    return describe(composeNotes(meeting, undefined, gathered));
  }
  const kept = await keepNotes(meeting, gathered, project, additions);
  warnOfOtherProject(project, runtime);
  const told = { ...describe(kept.notes), ...pathsOf(kept, asked.format, runtime) };
  if (!delivering) return told;
  try {
    return { ...told, deliveries: await deliverNotes(kept, delivering, runtime, project) };
  } catch (error) {
    if (!(error instanceof PikaError)) throw error;
    const { session_id, notes_dir, path: file } = told;
    throw error.with({ session_id, notes_dir, path: file });
  }
}

const notes = defineVerb({
  name: 'notes',
  summary: 'fetch, complete and deliver the notes of a meeting',
  examples: ['notes --wait 60', 'notes --add summary.json --deliver slack,email'],
  options,
  result,
  run,
});

export default notes;
await runIfMain(import.meta.url, notes);
