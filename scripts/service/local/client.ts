import type { z } from 'zod';
import { isPikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { createTransport, type Transport } from '../../net/transport.ts';
import { networkError, parseAnswer, statusError } from '../answer.ts';
import type { Endpoint } from '../endpoint.ts';
import * as wire from './wire.ts';

const limitMs = 10_000;

const callNames: Readonly<Record<wire.LocalRouteName, string>> = {
  capabilities: 'getting the state of the local engine',
  sessions: 'getting its sessions',
  stop: 'stopping the engine',
  lobby: 'setting the lobby',
  say: 'speaking',
  events: 'following the session',
  participants: 'getting the participants',
  snapshot: 'getting a picture',
  utterances: 'listening',
  taken: 'confirming what was heard',
};

interface CallContent {
  /** Id of a session or room. */
  id?: string;
  query?: Record<string, string>;
  body?: unknown;
  /** Added to the usual time limit, for calls that wait. */
  waitMs?: number;
}

/** The local engine's API beyond the hosted one. Every method throws PikaError: codes of exit 3, or the signal's reason. */
export class LocalClient {
  readonly endpoint: Endpoint;
  readonly #runtime: Runtime;
  readonly #transport: Transport;

  constructor(endpoint: Endpoint, runtime: Runtime) {
    this.endpoint = endpoint;
    this.#runtime = runtime;
    this.#transport = createTransport(runtime.environment);
  }

  capabilities(): Promise<wire.Capabilities> {
    return this.#call('capabilities', wire.capabilitiesAnswer);
  }

  async sessions(): Promise<wire.LocalSessionAnswer[]> {
    return (await this.#call('sessions', wire.localSessionsAnswer)).sessions;
  }

  async stop(): Promise<void> {
    await this.#bytes('stop');
  }

  /** Sets whether bots must be admitted to the room. @returns the room's URL. */
  async setLobby(room: string, enabled: boolean): Promise<string> {
    return (await this.#call('lobby', wire.lobbyAnswer, { id: room, body: { enabled } })).room_url;
  }

  say(id: string, body: wire.SayRequest): Promise<wire.SayAnswer> {
    return this.#call('say', wire.sayAnswer, { id, body, waitMs: (body.wait_sec ?? 0) * 1000 });
  }

  /** What guests said that has not been taken yet, after waiting at most `waitSec`; with `all`, everything. */
  utterances(id: string, { waitSec, all }: { waitSec: number; all: boolean }) {
    const query = { wait: String(waitSec), all: all ? '1' : '0' };
    return this.#call('utterances', wire.utterancesAnswer, { id, query, waitMs: waitSec * 1000 });
  }

  /** Confirms every utterance up to `upTo`: the engine does not return them again. */
  async take(id: string, upTo: number): Promise<void> {
    await this.#bytes('taken', { id, body: { up_to: upTo } });
  }

  /** The last frame sent, as PNG. */
  snapshot(id: string): Promise<Uint8Array> {
    return this.#bytes('snapshot', { id });
  }

  async participants(id: string): Promise<wire.Participant[]> {
    return (await this.#call('participants', wire.participantsAnswer, { id })).participants;
  }

  readonly #scrub = (text: string): string => this.#runtime.redaction.scrub(text);

  async #call<Schema extends z.ZodType>(
    route: wire.LocalRouteName,
    schema: Schema,
    content: CallContent = {},
  ): Promise<z.output<Schema>> {
    const text = new TextDecoder().decode(await this.#bytes(route, content));
    return parseAnswer(callNames[route], text, schema, { scrub: this.#scrub });
  }

  async #bytes(route: wire.LocalRouteName, content: CallContent = {}): Promise<Uint8Array> {
    const { method, path } = wire.localRoutes[route];
    const url = new URL(
      path.replace(':id', encodeURIComponent(content.id ?? '')).slice(1),
      this.endpoint.baseUrl,
    );
    url.search = new URLSearchParams(content.query).toString();
    const { signal } = this.#runtime;
    const limit = AbortSignal.timeout(Math.ceil(limitMs + (content.waitMs ?? 0)));
    try {
      signal.throwIfAborted();
      const response = await this.#transport(url, {
        method,
        headers: {
          authorization: `DevKey ${this.endpoint.key}`,
          ...(content.body !== undefined && { 'content-type': 'application/json' }),
        },
        body: content.body === undefined ? undefined : JSON.stringify(content.body),
        redirect: 'error',
        signal: AbortSignal.any([signal, limit]),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.ok) return bytes;
      throw statusError(callNames[route], response.status, new TextDecoder().decode(bytes), this.#scrub);
    } catch (error) {
      if (isPikaError(error)) throw error;
      if (signal.aborted) throw signal.reason;
      throw networkError(callNames[route], limit.aborted ? limit.reason : error);
    }
  }
}
