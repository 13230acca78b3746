import type { z } from 'zod';
import { isPikaError, PikaError } from '../cli/errors.ts';
import { ownCommand } from '../cli/own-command.ts';
import type { Runtime } from '../cli/runtime.ts';
import { version } from '../cli/version.ts';
import { retryAfterSec } from '../net/failed-request.ts';
import { multipart, type Upload } from '../net/multipart.ts';
import { type RetryPolicy, retry, singleAttempt } from '../net/retry.ts';
import { createTransport, type Transport, type TransportInit } from '../net/transport.ts';
import { isRedirectRefusal, networkError, parseAnswer, readBody, type Scrub, statusError } from './answer.ts';
import { authorization, type Endpoint } from './endpoint.ts';
import * as wire from './wire.ts';

/** GET and DELETE may be retried; a POST never is: it could bill twice. */
const patient: RetryPolicy = { attempts: 5, firstDelayMs: 250, longestDelayMs: 4000, budgetMs: 20_000 };

/** Calls that cost money if they succeed. After a failure of the service they may still have succeeded. */
const billed: ReadonlySet<wire.RouteName> = new Set(['createSession', 'cloneVoice', 'generateImage']);

const callNames: Readonly<Record<wire.RouteName, string>> = {
  balance: 'getting the balance',
  products: 'getting the credit packs',
  checkout: 'creating the checkout',
  createSession: 'joining',
  session: 'getting the session',
  sessionNotes: 'getting the notes',
  deleteSession: 'closing the session',
  uploadFile: 'uploading the voice sample',
  cloneVoice: 'cloning the voice',
  generateImage: 'generating the picture',
};

export interface CallOptions {
  /** Replaces the runtime's signal: closing must continue after an interruption. */
  signal?: AbortSignal;
  /** Replaces the route's time limit. A list sets the limit of each attempt; its last entry applies to all later ones. */
  limitMs?: number | readonly number[];
  policy?: RetryPolicy;
  /** Replaces the client's transport. */
  transport?: Transport;
}

interface CallContent extends CallOptions {
  id?: string;
  body?: TransportInit['body'];
  headers?: Record<string, string>;
  decode?: (text: string) => unknown;
}

/** The hosted API. Every method throws PikaError: codes of exit 3, `credits_short` for HTTP 402, the signal's reason if interrupted. */
export class PikaClient {
  readonly endpoint: Endpoint;
  readonly #runtime: Runtime;
  readonly #transport: Transport;
  readonly #scrub: Scrub;

  constructor(endpoint: Endpoint, runtime: Runtime) {
    this.endpoint = endpoint;
    this.#runtime = runtime;
    this.#transport = createTransport(runtime.environment);
    this.#scrub = (text) => runtime.redaction.scrub(text);
  }

  /** The balance in credits. */
  async balance(options: CallOptions = {}): Promise<number> {
    return (await this.#call('balance', wire.balanceAnswer, options)).balance;
  }

  /** Credit packs, without incomplete ones. */
  async products(): Promise<wire.Product[]> {
    const { products } = await this.#call('products', wire.productsAnswer);
    return products.flatMap((candidate) => wire.product.safeParse(candidate).data ?? []);
  }

  /** The URL of the page where a person pays for the product. */
  async checkout(productId: string): Promise<string> {
    const body = JSON.stringify({ product_id: productId } satisfies z.input<typeof wire.checkoutRequest>);
    return (await this.#call('checkout', wire.checkoutAnswer, { body, headers: json })).checkout_url;
  }

  /** Sent once. A session may still exist if this throws `network_failed` or `answer_unexpected`. */
  async createSession(fields: wire.LocalSessionFields, image: Upload, options: CallOptions = {}) {
    return this.#call('createSession', wire.createSessionAnswer, {
      ...options,
      ...multipart({ ...fields, image }),
      decode: parseJoinAnswer,
    });
  }

  /** Not retried: callers poll anyway. */
  async session(id: string, options: CallOptions = {}): Promise<wire.SessionAnswer> {
    return this.#call('session', wire.sessionAnswer, { policy: singleAttempt, ...options, id });
  }

  /** @throws {PikaError} `not_found` if there are none. */
  async sessionNotes(id: string, options: CallOptions = {}): Promise<Record<string, unknown>> {
    return this.#call('sessionNotes', wire.notesAnswer, { ...options, id });
  }

  /** Stops billing. @throws {PikaError} `not_found` if the session no longer exists. */
  async deleteSession(id: string, options: CallOptions = {}): Promise<wire.DeleteSessionAnswer> {
    return this.#call('deleteSession', wire.deleteSessionAnswer, { ...options, id });
  }

  /** Uploads a voice sample. */
  async uploadVoiceSample(sample: Upload) {
    const { parse } = await import('lossless-json');
    return this.#call('uploadFile', wire.uploadFileAnswer, {
      ...multipart({ purpose: 'voice_clone', file: sample }),
      decode: (text) => parse(text, undefined, exactNumber),
    });
  }

  /** `base_resp` in the answer says whether it succeeded; HTTP 200 does not. */
  async cloneVoice(request: wire.CloneVoiceRequest) {
    const { LosslessNumber, stringify } = await import('lossless-json');
    const body = stringify({ ...request, file_id: new LosslessNumber(request.file_id) });
    return this.#call('cloneVoice', wire.cloneVoiceAnswer, { body, headers: json });
  }

  async generateImage(request: wire.GenerateImageRequest) {
    const headers = { ...json, 'x-generation-type': 'image', 'x-model': request.model };
    return this.#call('generateImage', wire.generateImageAnswer, { body: JSON.stringify(request), headers });
  }

  #headers(): Record<string, string> {
    const { environment } = this.#runtime;
    return {
      authorization: authorization(this.endpoint.key),
      accept: 'application/json',
      'user-agent': `${wire.skillName}/${version}`,
      'x-skill-name': wire.skillName,
      ...(environment.PIKA_SENDER_ID && { 'x-sender-id': headerValue(environment.PIKA_SENDER_ID) }),
      ...(environment.PIKA_MESSAGE_CHANNEL && {
        'x-message-channel': headerValue(environment.PIKA_MESSAGE_CHANNEL),
      }),
    };
  }

  async #call<Schema extends z.ZodType>(
    route: wire.RouteName,
    schema: Schema,
    content: CallContent = {},
  ): Promise<z.output<Schema>> {
    const { method } = wire.routes[route];
    const signal = content.signal ?? this.#runtime.signal;
    let count = 0;
    const attempt = async () => {
      const limitMs = limitOf(route, content.limitMs, count);
      count += 1;
      const text = await this.#exchange(route, content, signal, limitMs);
      return parseAnswer(callNames[route], text, schema, {
        scrub: this.#scrub,
        decode: content.decode,
      });
    };
    const policy = method === 'POST' ? singleAttempt : (content.policy ?? patient);
    const { clock, random } = this.#runtime;
    return retry(attempt, policy, { clock, random, signal, judge });
  }

  #refusal(route: wire.RouteName, status: number, text: string): PikaError {
    const error = statusError(callNames[route], status, text, this.#scrub);
    if (status < 500 || !billed.has(route)) return error;
    const { code, message, known } = error;
    const hint = 'It may have succeeded and been billed: check before you run it again';
    return new PikaError(code, message, { hint, known, retryable: false });
  }

  async #exchange(
    route: wire.RouteName,
    content: CallContent,
    signal: AbortSignal,
    limitMs: number,
  ): Promise<string> {
    const { method } = wire.routes[route];
    const url = new URL(pathOf(route, content.id), this.endpoint.baseUrl);
    const limit = AbortSignal.timeout(Math.ceil(limitMs));
    try {
      signal.throwIfAborted();
      const response = await (content.transport ?? this.#transport)(url, {
        method,
        headers: { ...this.#headers(), ...content.headers },
        body: content.body,
        redirect: 'error',
        signal: AbortSignal.any([signal, limit]),
      });
      const text = await readBody(callNames[route], response.body);
      if (response.ok) return text;
      throw withRetryAfter(
        this.#refusal(route, response.status, text),
        response.headers.get('retry-after'),
        this.#runtime.clock.now(),
      );
    } catch (error) {
      if (isPikaError(error)) throw error;
      if (signal.aborted) throw signal.reason;
      throw networkError(callNames[route], limit.aborted ? limit.reason : error);
    }
  }
}

/** @param count attempts made so far. */
function limitOf(route: wire.RouteName, limits: CallOptions['limitMs'], count: number): number {
  if (typeof limits === 'number') return limits;
  return limits?.[Math.min(count, limits.length - 1)] ?? wire.routes[route].limitMs;
}

/**
 * A route's path, relative to the base URL.
 * @throws {PikaError} `usage` for an id that could lead to another route.
 */
function pathOf(route: wire.RouteName, id: string | undefined): string {
  const path = wire.routes[route].path.slice(1);
  if (!path.includes(':id')) return path;
  const parsed = wire.sessionId.safeParse(id);
  if (!parsed.success) {
    throw new PikaError('usage', `${callNames[route]}: not a session id`, {
      hint: `Session ids consist of letters, digits, - _ : . ; list them with: ${ownCommand('sessions --all')}`,
    });
  }
  return path.replace(':id', encodeURIComponent(parsed.data));
}

/** A header holds visible ASCII. Other characters, as in a sender's name, are percent-encoded and must not fail the call. */
function headerValue(text: string): string {
  return text.toWellFormed().replace(/[^\x20-\x7e]/gu, encodeURIComponent);
}

const json = { 'content-type': 'application/json' };

/** A truncated answer may still contain the id, without which the session cannot be closed. */
function parseJoinAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const id = /"session_id"\s*:\s*"([^"]+)"/.exec(text)?.[1];
    if (id) return { session_id: id };
    throw error;
  }
}

/** Numbers that a double represents exactly become numbers; others keep their digits. */
function exactNumber(digits: string): number | string {
  const value = Number(digits);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? digits : value;
}

const retryAfterLimitMs = 30_000;

function withRetryAfter(error: PikaError, header: string | null, nowMs: number): PikaError {
  const seconds = retryAfterSec(header, nowMs);
  return seconds === undefined ? error : error.with({ retry_after_sec: seconds });
}

/** Whether the same GET or DELETE may succeed on a retry. */
function judge(error: unknown): { again: boolean; afterMs?: number } {
  if (!(error instanceof PikaError)) return { again: false };
  const { retry_after_sec: seconds = 0 } = error.known;
  const afterMs = Math.min(seconds * 1000, retryAfterLimitMs);
  const mayPass = isPikaError(error, 'network_failed', 'rate_limited', 'service_failed', 'answer_unexpected');
  return { again: mayPass && !isRedirectRefusal(error.cause), afterMs };
}
