import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Webhook } from 'standardwebhooks';
import { writeWhole } from '../../base/whole-file.ts';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { Notes } from '../schema.ts';
import type { Delivery, DeliveryInput } from './delivery.ts';
import { persistently, post, receiverUrl } from './post.ts';

/** Standard Webhooks 1.0.0: 15 to 30 seconds. */
const limitMs = 20_000;
/** Larger transcripts stay where they are: receivers limit what they take. */
const maxTranscriptBytes = 512 * 1024;
const goneStatus = 410;

/** The event that is sent. Without times of its own: the same notes give the same bytes. */
export function webhookBody(notes: Notes): string {
  const { deliveries, forgotten, ...data } = notes;
  const isLong = Buffer.byteLength(JSON.stringify(notes.transcript)) > maxTranscriptBytes;
  const event = {
    type: 'meeting.notes',
    timestamp: notes.ended_at ?? notes.started_at,
    data: isLong ? { ...data, transcript: [], transcript_omitted: true } : data,
  };
  return JSON.stringify(event);
}

/** One small file for each receiver that said 410 Gone: it wants no more (Standard Webhooks 1.0.0). */
function disabledFile(url: URL, runtime: Runtime): string {
  const name = createHash('sha256').update(url.href).digest('hex').slice(0, 24);
  return path.join(runtime.home, 'webhooks-disabled', name);
}

async function refuseDisabled(url: URL, runtime: Runtime): Promise<void> {
  const file = disabledFile(url, runtime);
  const since = await readFile(file, 'utf8').catch(() => undefined);
  if (since === undefined) return;
  throw new PikaError('request_refused', `${url.hostname} unsubscribed on ${since.slice(0, 10)} (HTTP 410)`, {
    hint: `If it does again, remove ${file}`,
  });
}

async function disable(url: URL, runtime: Runtime): Promise<void> {
  const file = disabledFile(url, runtime);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, new Date(runtime.clock.now()).toISOString(), 0o600);
  runtime.warn('webhook_disabled', `${url.hostname} answered 410 Gone: nothing more is sent to it`);
}

async function createSigner(secret: string): Promise<Webhook> {
  const hint = 'Set PIKA_WEBHOOK_SECRET to the secret of the receiver: whsec_ and base64';
  const { Webhook } = await import('standardwebhooks');
  try {
    return new Webhook(secret);
  } catch (cause) {
    throw new PikaError('usage', 'PIKA_WEBHOOK_SECRET is not a secret of Standard Webhooks', { hint, cause });
  }
}

/**
 * An event to any receiver of Standard Webhooks, signed; or unsigned, to one that checks no signature. It has the same id at every
 * repetition, so it is repeated after any passing failure.
 * @throws {PikaError} `usage` for an address or a secret of the wrong form; `address_refused`.
 */
export async function webhookDelivery(input: DeliveryInput): Promise<Delivery> {
  const { notes, to, allowPrivate, isUnsigned, runtime } = input;
  const { PIKA_WEBHOOK_URL = '', PIKA_WEBHOOK_SECRET = '' } = runtime.environment;
  const address = to ?? PIKA_WEBHOOK_URL;
  runtime.redaction.add(address);
  const url = receiverUrl(address, to ? '--to' : 'PIKA_WEBHOOK_URL', allowPrivate, runtime.redaction);
  const signer = isUnsigned ? undefined : await createSigner(PIKA_WEBHOOK_SECRET);
  const body = webhookBody(notes);
  const id = input.messageId(url.href);
  const attempt = () => {
    const now = new Date(runtime.clock.now());
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      ...(signer && { 'webhook-signature': signer.sign(id, now, body) }),
    };
    return post(url, { what: url.hostname, headers, body, limitMs, allowPrivate, runtime });
  };
  const send = async () => {
    await refuseDisabled(url, runtime);
    try {
      await persistently('repeatable', attempt, runtime);
      return {};
    } catch (error) {
      if (error instanceof PikaError && error.known.http_status === goneStatus) await disable(url, runtime);
      throw error;
    }
  };
  return {
    target: 'webhook',
    destination: url.href,
    to: url.hostname,
    preview: body,
    isRepeatable: true,
    send,
  };
}
