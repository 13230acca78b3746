import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { acts, type Fault, FaultQueue, send, showFault } from './faults.ts';
import { act, type HostedNotes, type HostedState, routeOf } from './hosted-routes.ts';
import { hostedCreditsPerSec, hostedProducts, Money } from './money.ts';
import { Pictures } from './pictures.ts';
import { type RecordedRequest, recordRequest, type SeenRoute } from './recorded-request.ts';
import { type Reply, refusal, toWire } from './reply.ts';
import { type HostedSession, quickScript, type SessionStep } from './session-script.ts';
import { Voices } from './voices.ts';

export interface HostedApiOptions {
  /** Credits at the start. */
  balance?: number;
  /** What an open session costs. */
  creditsPerSec?: number;
  /** How every session unfolds from here on; `script` of the running stand-in changes it. */
  script?: readonly SessionStep[];
  /** Answers come under `data`. */
  isWrapped?: boolean;
  notes?: HostedNotes;
  products?: readonly unknown[];
  /** The open checkout is paid at this balance call after it, counted from 1. */
  payAtPoll?: number;
  closedAnswer?: HostedState['closedAnswer'];
}

/**
 * A stand-in of the hosted API for tests: a real HTTP server on loopback. It keeps what it saw, its money runs while a
 * session is open, and each route fails on request.
 */
export class HostedApi {
  /** The developer key that it takes; must appear nowhere else. */
  readonly key = newKey();
  /** Everything that arrived, in order. */
  readonly requests: RecordedRequest[] = [];
  readonly state: HostedState;
  readonly #server: Server;
  readonly #faults = new FaultQueue();
  readonly #arrivals = new EventEmitter();
  readonly #isWrapped: boolean;
  /** The account of every key that is taken. */
  readonly #accounts = new Map([[this.key, ownAccount]]);

  constructor(options: HostedApiOptions) {
    const sessions: HostedSession[] = [];
    const money = new Money(options.balance ?? 1000, options.creditsPerSec ?? hostedCreditsPerSec, sessions);
    money.payAtPoll = options.payAtPoll;
    this.state = {
      sessions,
      money,
      voices: new Voices(),
      pictures: new Pictures((name, bytes, type) => this.serve(name, bytes, type)),
      files: new Map(),
      script: options.script ?? quickScript,
      notes: options.notes ?? {},
      products: options.products ?? hostedProducts,
      closedAnswer: options.closedAnswer ?? 'closed',
    };
    this.#isWrapped = options.isWrapped ?? false;
    this.#arrivals.setMaxListeners(0);
    this.#server = createServer((message, response) => {
      this.#answer(message, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Without a slash at its end. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The variables that make a command talk to this server. */
  get environment(): { PIKA_API_BASE_URL: string; PIKA_DEV_KEY: string } {
    return { PIKA_API_BASE_URL: this.baseUrl, PIKA_DEV_KEY: this.key };
  }

  get sessions(): readonly HostedSession[] {
    return this.state.sessions;
  }

  /** The sessions that are being billed now. */
  openSessions(): HostedSession[] {
    return this.state.sessions.filter((session) => session.isOpen);
  }

  get balance(): number {
    return this.state.money.balance;
  }

  set balance(credits: number) {
    this.state.money.balance = credits;
  }

  /** The person pays the newest checkout, or the one at `url`. */
  pay(url?: string): void {
    this.state.money.pay(url);
  }

  set script(steps: readonly SessionStep[]) {
    this.state.script = steps;
  }

  /** The next `times` calls of `route` (all of them by default) fail like this; several faults of a route queue up. */
  fault(route: SeenRoute, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#faults.add(route, fault, times, Number.POSITIVE_INFINITY);
  }

  /** Every call of these routes fails like this for so long, as while a gateway is restarted. */
  faultFor(ms: number, routes: readonly SeenRoute[], fault: Fault): void {
    const untilMs = performance.now() + ms;
    for (const route of routes) this.#faults.add(route, fault, Number.POSITIVE_INFINITY, untilMs);
  }

  /** Another key: of the same account, or of one that does not see the sessions of the first. */
  addKey(account = ownAccount): string {
    const key = newKey();
    this.#accounts.set(key, account);
    return key;
  }

  /** The key is refused from now on. */
  revokeKey(key: string): void {
    this.#accounts.delete(key);
  }

  /** Everything works again. */
  heal(): void {
    this.#faults.clear();
  }

  /** Serves a file on the server's own origin. @returns its URL. */
  serve(name: string, bytes: Uint8Array | string, type: string): string {
    this.state.files.set(name, { bytes: Buffer.from(bytes), type });
    return `${this.baseUrl}/files/${name}`;
  }

  /** What arrived on one route. */
  seen(route: SeenRoute): RecordedRequest[] {
    return this.requests.filter((request) => request.route === route);
  }

  /** Resolves when `count` requests have arrived on `route`; the last of them has not been answered by then. */
  async arrived(route: SeenRoute, count = 1): Promise<RecordedRequest> {
    for (;;) {
      const request = this.seen(route)[count - 1];
      if (request) return request;
      await once(this.#arrivals, 'request');
    }
  }

  /** Ends the server and every connection, hung ones too. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { route, id } = routeOf(message.method ?? '', message.url ?? '');
    const request = await recordRequest(message, route);
    this.requests.push(request);
    this.#arrivals.emit('request');
    const fault = this.#faults.take(route);
    if (fault?.kind === 'slow') {
      await sleep(fault.ms);
      if (response.destroyed) return;
    }
    const mayAct = !fault || fault.kind === 'slow' || acts(fault);
    const reply = toWire(mayAct ? await this.#reply(request, id) : refusal(500, ''), this.#isWrapped);
    if (fault) showFault(response, reply, fault);
    else send(response, reply);
  }

  async #reply(request: RecordedRequest, id: string): Promise<Reply> {
    // Files are fetched as any web page is: without a key.
    if (request.route === 'file') return act(this.state, request, id, ownAccount);
    const account = this.#accounts.get(request.headers.authorization?.replace('DevKey ', '') ?? '');
    return account ? act(this.state, request, id, account) : refusal(401, 'invalid developer key');
  }
}

const ownAccount = 'own account';

function newKey(): string {
  return `dk_canary${randomBytes(12).toString('hex')}`;
}

/** Starts a stand-in on a port of the system's choice; anyone who starts it closes it. */
export async function startHostedApi(options: HostedApiOptions = {}): Promise<HostedApi> {
  const api = new HostedApi(options);
  await api.listen();
  return api;
}
