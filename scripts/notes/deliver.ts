import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isPikaError, PikaError } from '../cli/errors.ts';
import { ownCommand } from '../cli/own-command.ts';
import type { Runtime } from '../cli/runtime.ts';
import { refuseOwnSecrets } from '../context/outgoing-text.ts';
import type { Delivery, DeliveryInput } from './deliveries/delivery.ts';
import { lackOf, together } from './deliveries/settings.ts';
import { exclusively } from './exclusive.ts';
import { type Kept, updateNotes } from './files.ts';
import { readStored } from './meeting-folder.ts';
import { shownTopics } from './report/notes-markdown.ts';
import { type DeliveryTarget, deliveryTargets, type Notes, type Receipt } from './schema.ts';

export const deliveryOutcome = z.object({
  target: z.enum(deliveryTargets),
  to: z.string(),
  status: z.enum(['delivered', 'already_delivered', 'failed', 'planned']),
  url: z.string().nullable().describe('where it can be seen'),
  preview: z.string().nullable().describe('with --dry-run: what would be sent'),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
});
export type DeliveryOutcome = z.output<typeof deliveryOutcome>;

/** Loaded when asked for: mail and webhooks bring their libraries. */
const kinds: Readonly<Record<DeliveryTarget, (input: DeliveryInput) => Promise<Delivery>>> = {
  slack: async (input) => (await import('./deliveries/slack.ts')).slackDelivery(input),
  notion: async (input) => (await import('./deliveries/notion.ts')).notionDelivery(input),
  email: async (input) => (await import('./deliveries/email.ts')).emailDelivery(input),
  webhook: async (input) => (await import('./deliveries/webhook.ts')).webhookDelivery(input),
  file: async (input) => (await import('./deliveries/file.ts')).fileDelivery(input),
};

function fingerprint(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

/** What a reader of the notes sees: when it changes, it is delivered anew. */
function contentFingerprint(notes: Notes): string {
  const { title, summary, decisions, action_items, chapters, transcript, participants } = notes;
  const names = participants.map(({ name }) => name);
  const topics = shownTopics(notes);
  const shown = { title, summary, decisions, action_items, chapters, transcript, names };
  return fingerprint(JSON.stringify(topics.length > 0 ? { ...shown, topics } : shown));
}

function usage(message: string, hint: string): PikaError {
  return new PikaError('usage', message, { hint });
}

/** Names of targets, separated by commas, without duplicates. @throws {PikaError} `usage` for other words. */
export function parseTargets(lists: readonly string[]): DeliveryTarget[] {
  const words = lists
    .flatMap((list) => list.split(','))
    .map((word) => word.trim())
    .filter(Boolean);
  const known: ReadonlySet<string> = new Set(deliveryTargets);
  const unknown = words.find((word) => !known.has(word));
  if (unknown !== undefined || words.length === 0) {
    throw usage(
      `--deliver: ${unknown ? `“${unknown.slice(0, 40)}” is not a target` : 'no target'}`,
      `Targets: ${deliveryTargets.join(', ')}`,
    );
  }
  return [...new Set(words)] as DeliveryTarget[];
}

/**
 * `email=ada@example.com` by its target; a value alone is for the only target.
 * @throws {PikaError} `usage` for a value whose target is unclear or not delivered to.
 */
export function parseDestinations(
  values: readonly string[],
  targets: readonly DeliveryTarget[],
): Map<DeliveryTarget, string> {
  const named = new Map<DeliveryTarget, string>();
  for (const value of values) {
    const match = /^(\w+)=(.+)$/s.exec(value);
    const target = deliveryTargets.find((name) => name === match?.[1]);
    const [only] = targets;
    if (target && targets.includes(target)) named.set(target, match?.[2] ?? '');
    else if (!target && only && targets.length === 1) named.set(only, value);
    else
      throw usage(
        '--to: which target is it for?',
        'Write --to TARGET=VALUE, such as --to email=ada@example.com, for a target of --deliver',
      );
  }
  return named;
}

export interface DeliverOptions {
  targets: readonly DeliveryTarget[];
  destinations: ReadonlyMap<DeliveryTarget, string>;
  allowPrivate: boolean;
  /** Webhooks go out without a signature. */
  isUnsigned: boolean;
  dryRun: boolean;
}

function outcome(
  delivery: Delivery,
  status: DeliveryOutcome['status'],
  rest: Partial<DeliveryOutcome> = {},
): DeliveryOutcome {
  return { target: delivery.target, to: delivery.to, status, url: null, preview: null, error: null, ...rest };
}

function receiptFor(delivery: Delivery, content: string, nowMs: number): Receipt {
  return {
    target: delivery.target,
    destination: fingerprint(delivery.target, delivery.destination),
    content,
    to: delivery.to,
    delivered_at: new Date(nowMs).toISOString(),
  };
}

function isDelivered(receipts: readonly Receipt[], wanted: Receipt): boolean {
  return receipts.some(
    ({ target, destination, content }) =>
      target === wanted.target && destination === wanted.destination && content === wanted.content,
  );
}

async function keepReceipt(sessionId: string, receipt: Receipt, runtime: Runtime): Promise<void> {
  await updateNotes(sessionId, runtime, (stored) => {
    if (!stored)
      throw new PikaError('file_unwritable', 'the notes no longer exist', {
        hint: `Fetch them again: ${ownCommand(`notes --session-id ${sessionId}`)}`,
      });
    const others = stored.deliveries.filter(
      ({ target, destination }) => target !== receipt.target || destination !== receipt.destination,
    );
    return { ...stored, deliveries: [...others, receipt] };
  });
}

/** Whether a failed delivery may have arrived: everything was sent, and no answer or none that is understood came back. */
function mayHaveArrived(error: PikaError): boolean {
  return isPikaError(error, 'answer_unexpected') || error.known.sent === true;
}

interface Sent {
  outcome: DeliveryOutcome;
  isUnsure?: boolean;
}

async function sendOne(
  delivery: Delivery,
  { notes }: Kept,
  runtime: Runtime,
  project: Runtime,
): Promise<Sent> {
  const receipt = receiptFor(delivery, contentFingerprint(notes), runtime.clock.now());
  if (isDelivered(notes.deliveries, receipt)) return { outcome: outcome(delivery, 'already_delivered') };
  runtime.progress.step(`delivering to ${delivery.target}`);
  try {
    const { url } = await delivery.send();
    await keepReceipt(
      notes.session_id,
      { ...receipt, delivered_at: new Date(runtime.clock.now()).toISOString() },
      project,
    );
    return { outcome: outcome(delivery, 'delivered', { url: url ?? null }) };
  } catch (error) {
    if (!isPikaError(error) || runtime.signal.aborted) throw error;
    const { code, message, hint } = error;
    const isUnsure = !delivery.isRepeatable && mayHaveArrived(error);
    return { outcome: outcome(delivery, 'failed', { error: { code, message, hint } }), isUnsure };
  }
}

/** What to do after a failure: a message that may have arrived would arrive twice. */
function nextStep(unsure: readonly DeliveryTarget[]): string {
  if (unsure.length === 0)
    return 'Fix the cause, then run the same command again: what has arrived is not sent again';
  return `${unsure.join(', ')} may have arrived although there was no answer: look there first, since running this again sends it again`;
}

function deliveryFailure(outcomes: readonly DeliveryOutcome[], unsure: readonly DeliveryTarget[]): PikaError {
  const failed = outcomes.filter(({ status }) => status === 'failed');
  const reasons = failed.map(({ target, error }) => `${target}: ${error?.message}`).join('; ');
  return new PikaError(
    'delivery_failed',
    `${failed.length} of ${outcomes.length} deliveries failed: ${reasons}`,
    {
      hint: nextStep(unsure),
      known: { deliveries: outcomes },
    },
  );
}

/** A preview does not show attachments, so the notes are checked too. The link may contain the meeting's passcode, which is not a key. */
async function refuseKeys(deliveries: readonly Delivery[], notes: Notes, runtime: Runtime): Promise<void> {
  const leaving = deliveries.filter(({ target }) => target !== 'file');
  if (leaving.length === 0) return;
  const { meet_url, meeting, deliveries: receipts, ...content } = notes;
  const previews = leaving.map(({ target, preview }) => ({ flag: `what goes to ${target}`, text: preview }));
  await refuseOwnSecrets(
    [...previews, { flag: 'the meeting', text: JSON.stringify(content, null, 2) }],
    runtime,
  );
}

/**
 * The deliveries, checked and ready.
 * @throws {PikaError} `usage` or `address_refused`: one error for everything that stands in the way.
 */
async function prepare(
  { notes, folder }: Kept,
  { targets, destinations, allowPrivate, isUnsigned }: DeliverOptions,
  runtime: Runtime,
): Promise<Delivery[]> {
  const content = contentFingerprint(notes);
  const messageId = (destination: string) => `msg_${fingerprint(notes.session_id, content, destination)}`;
  const deliveries: Delivery[] = [];
  const problems: { target: DeliveryTarget; error: PikaError }[] = [];
  for (const target of targets) {
    const to = destinations.get(target);
    try {
      const lack = lackOf(target, { environment: runtime.environment, to, isUnsigned });
      if (lack) throw lack;
      deliveries.push(
        await kinds[target]({ notes, folder, to, allowPrivate, isUnsigned, messageId, runtime }),
      );
    } catch (error) {
      if (!isPikaError(error, 'usage', 'address_refused')) throw error;
      problems.push({ target, error });
    }
  }
  const problem = together(problems);
  if (problem) throw problem;
  return deliveries;
}

/**
 * Delivers the notes to every target that does not have them yet. Everything that can be checked is checked before anything is sent.
 * @param project the runtime in the meeting's project; paths of `--to` count from `runtime`, where the command runs.
 * @throws {PikaError} `usage`, `address_refused`, `secret_refused` before anything is sent; `delivery_failed` with every target's outcome.
 */
export async function deliverNotes(
  kept: Kept,
  options: DeliverOptions,
  runtime: Runtime,
  project: Runtime,
): Promise<DeliveryOutcome[]> {
  const { notes, folder } = kept;
  const deliveries = await prepare(kept, options, runtime);
  await refuseKeys(deliveries, notes, runtime);
  if (options.dryRun)
    return deliveries.map((delivery) => outcome(delivery, 'planned', { preview: delivery.preview }));
  return exclusively('the deliveries of these notes', folder, runtime, async () => {
    // Another process may have delivered while this one waited.
    const now = { folder, notes: (await readStored(project.cwd, folder)) ?? notes };
    const sent: Sent[] = [];
    for (const delivery of deliveries) sent.push(await sendOne(delivery, now, runtime, project));
    const outcomes = sent.map(({ outcome: one }) => one);
    const unsure = sent.flatMap(({ outcome: one, isUnsure }) => (isUnsure ? one.target : []));
    if (outcomes.some(({ status }) => status === 'failed')) throw deliveryFailure(outcomes, unsure);
    return outcomes;
  });
}
