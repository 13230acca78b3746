import { parseJson } from '../base/json.ts';
import { isPikaError, type PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import type { RetryPolicy } from '../net/retry.ts';
import type { PikaClient } from '../service/client.ts';
import type { Meeting } from './meeting-facts.ts';
import type { Found } from './reading/foreign-notes.ts';
import { notesParts } from './reading/notes-parts.ts';
import type { Content, Source } from './schema.ts';

export interface CollectOptions {
  /** How long to wait for notes that are not there yet. */
  waitSec: number;
  /** Wait only when an answer says that notes are on their way. */
  onlyWithHope?: boolean;
  /** Time for looking everywhere once; several calls and a download must fit. */
  limitMs?: number;
}

/** What was found where, and what prevented more. */
export interface Gathered {
  found: { source: Source; content: Partial<Content> }[];
  problems: string[];
  /** An answer said that notes are being made, or failed temporarily. */
  isPending: boolean;
}

const once: RetryPolicy = { attempts: 1, firstDelayMs: 0, longestDelayMs: 0, budgetMs: 0 };
const callLimitMs = 10_000;
const downloadLimitMs = 20_000;
const defaultLimitMs = 45_000;
/** A day of talk takes about 4 MB of JSON. */
const largestDownload = 12 * 1024 * 1024;
const maxUrls = 4;
const firstPollMs = 500;
const slowestPollMs = 5_000;

function hasSubstance({ found }: Gathered): boolean {
  return found.some(({ content }) => content.transcript ?? content.summary);
}

/** There is nothing more to ask for. */
function isComplete({ found }: Gathered): boolean {
  const has = (field: 'transcript' | 'summary') => found.some(({ content }) => content[field]);
  return has('transcript') && has('summary');
}

/** The local engine gives all it has at once: nothing more will come, even when no one spoke. */
function isLocalForm(answer: Meeting['answer']): boolean {
  const notes = answer?.notes;
  return typeof notes === 'object' && notes !== null && 'source' in notes && notes.source === 'local';
}

function isWholeLocal({ answer }: Meeting, { found }: Gathered): boolean {
  return isLocalForm(answer) || found.some(({ source }) => source === 'engine_files');
}

/** Whether it was a rehearsal in which no one said or wrote anything: there is nothing to keep of it. */
export function isEmptyRehearsal(meeting: Meeting, gathered: Gathered): boolean {
  return isWholeLocal(meeting, gathered) && !hasSubstance(gathered);
}

/** Whether the same question may be answered later. A refused address or key will not change. */
function mayPass(error: PikaError): boolean {
  return isPikaError(error, 'network_failed', 'service_failed', 'rate_limited');
}

class Gathering {
  readonly result: Gathered = { found: [], problems: [], isPending: false };
  readonly #urls = new Set<string>();
  readonly #doubts = new Set<string>();
  readonly #meeting: Meeting;
  readonly #client: PikaClient | undefined;
  readonly #runtime: Runtime;
  #signal: AbortSignal;

  constructor(meeting: Meeting, client: PikaClient | undefined, runtime: Runtime) {
    this.#meeting = meeting;
    this.#client = client;
    this.#runtime = runtime;
    this.#signal = runtime.signal;
  }

  /** Looks everywhere once. */
  async look(limitMs: number): Promise<void> {
    this.#signal = AbortSignal.any([this.#runtime.signal, AbortSignal.timeout(limitMs)]);
    this.result.found = [];
    this.result.problems = [];
    this.result.isPending = false;
    const { answer } = this.#meeting;
    if (answer) await this.#take('delete_answer', notesParts(answer));
    if (!isLocalForm(answer) && !isComplete(this.result) && !(await this.#isKeptHere())) await this.#ask();
    for (const url of [...this.#urls].slice(0, maxUrls)) await this.#download(url);
  }

  /** A local session that is over is on this machine's disk, whatever became of its engine. */
  async #isKeptHere(): Promise<boolean> {
    const { engine, ended_at, session_id } = this.#meeting;
    if (engine !== 'local' || ended_at === null) return false;
    const { keptNotes } = await import('../service/local/kept-session.ts');
    const kept = await keptNotes(this.#runtime.home, session_id);
    await this.#take('engine_files', kept);
    return kept !== undefined;
  }

  async #ask(): Promise<void> {
    const client = this.#client;
    if (!client) {
      this.result.problems.push('the service was not asked: there is no key, or the engine is not running');
      return;
    }
    const options = { signal: this.#signal, limitMs: callLimitMs, policy: once };
    const id = this.#meeting.session_id;
    await this.#attempt('the session is no longer known', async () => {
      await this.#take('session_answer', notesParts(await client.session(id, options)));
    });
    if (isComplete(this.result)) return;
    await this.#attempt('the service has no notes of it', async () => {
      await this.#take('notes_route', await client.sessionNotes(id, options));
    });
  }

  async #download(url: string): Promise<void> {
    const { download } = await import('../net/download.ts');
    await this.#attempt('nothing was found at the address of the notes', async () => {
      const { bytes, contentType = '' } = await download(url, {
        limitBytes: largestDownload,
        limitMs: downloadLimitMs,
        signal: this.#signal,
        ownOrigin: this.#client?.endpoint.baseUrl.origin,
        environment: this.#runtime.environment,
      });
      const text = readable(bytes, contentType);
      if (typeof text === 'string') await this.#take('notes_url', text);
      else this.result.problems.push(text.problem);
    });
  }

  async #take(source: Source, given: unknown): Promise<void> {
    if (given === undefined) return;
    const { content, urls, isPending } = await this.#read(given);
    if (Object.keys(content).length > 0) this.result.found.push({ source, content });
    // An address within downloaded notes is content, not another place to look.
    if (source !== 'notes_url') for (const url of urls) this.#urls.add(url);
    this.result.isPending ||= isPending;
  }

  /** The readers are loaded only where there is something to read: most of the time of leaving is loading. */
  async #read(given: unknown): Promise<Found> {
    const { engine, started_at, duration_sec, bot_name } = this.#meeting;
    if (engine !== 'pika') {
      const { readEngineNotes } = await import('./reading/engine-notes.ts');
      const content = readEngineNotes(given);
      if (content) return { content, urls: [], isPending: false };
    }
    const { readForeignNotes } = await import('./reading/foreign-notes.ts');
    return readForeignNotes(given, {
      joinedMs: started_at === null ? undefined : Date.parse(started_at),
      durationSec: duration_sec ?? undefined,
      botName: bot_name ?? undefined,
      doubt: (problem) => this.#doubt(problem),
    });
  }

  /** Warns once, even if a place is read again. */
  #doubt(problem: string): void {
    if (this.#doubts.has(problem)) return;
    this.#doubts.add(problem);
    this.#runtime.warn('notes_uncertain', problem);
  }

  /** Missing notes are not a failure: an error is kept as the reason. */
  async #attempt(absent: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#runtime.signal.throwIfAborted();
      if (!isPikaError(error)) {
        if (!this.#signal.aborted) throw error;
        this.result.problems.push('there was no time to look further');
        return;
      }
      const isLateUrl = isPikaError(error, 'answer_unexpected') && (error.known.http_status ?? 0) >= 400;
      this.result.isPending ||= mayPass(error) || isLateUrl;
      this.result.problems.push(isPikaError(error, 'not_found') ? absent : error.message.slice(0, 300));
    }
  }
}

/** The text of downloaded notes; a page, a picture or half a JSON document does not count. */
function readable(bytes: Uint8Array, contentType: string): string | { problem: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: 'the downloaded notes are not text' };
  }
  if (text.includes('\0')) return { problem: 'the downloaded notes are not text' };
  if (/^\s*(?:<!doctype|<html|<head|<\?xml)/i.test(text))
    return { problem: 'the address of the notes leads to a web page' };
  if (contentType.includes('json') && parseJson(text) === undefined)
    return { problem: 'the downloaded notes are not valid JSON' };
  return text;
}

/**
 * Looks wherever notes of a meeting may be: the answer to DELETE, the session's answer, the notes route, and addresses that these
 * name. Waits within `waitSec` for what is not there yet.
 * @throws the signal's reason, when the command is stopped; nothing else.
 */
export async function gather(
  meeting: Meeting,
  client: PikaClient | undefined,
  runtime: Runtime,
  { waitSec, onlyWithHope = false, limitMs = defaultLimitMs }: CollectOptions,
): Promise<Gathered> {
  const { clock, progress } = runtime;
  const gathering = new Gathering(meeting, client, runtime);
  const end = clock.monotonic() + waitSec * 1000;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(slowestPollMs, pollMs * 1.5)) {
    await gathering.look(limitMs);
    const { result } = gathering;
    const isDone = hasSubstance(result) || isWholeLocal(meeting, result) || !client;
    const isHopeless = onlyWithHope && !result.isPending;
    if (isDone || isHopeless || clock.monotonic() + pollMs > end) return result;
    progress.step('waiting for the notes');
    await clock.sleep(pollMs, runtime.signal);
  }
}
