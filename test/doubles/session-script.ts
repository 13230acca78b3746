import type { CreateSessionFields } from '../../scripts/service/wire.ts';
import type { ReceivedFile } from './recorded-request.ts';

/** What a session says of itself. Any word and any further field may stand here, as in the real service's answers. */
export interface SessionFacts {
  status?: string;
  video_worker_connected?: boolean | null;
  video_connected?: boolean | null;
  meeting_bot_connected?: boolean | null;
  error_message?: string | null;
  [field: string]: unknown;
}

/**
 * One step of how a session unfolds. It is reached once `afterMs` have passed since the join, or, without `afterMs`,
 * at the poll number `afterPolls` (by default the step's own place in the list: the join answers with step 0, the n-th
 * poll with step n). `gone` means 404.
 */
export type SessionStep = { afterMs?: number; afterPolls?: number } & (SessionFacts | { gone: true });

/** Created, and ready a tenth of a second later. */
export const quickScript: readonly SessionStep[] = [
  { status: 'created' },
  { status: 'ready', afterMs: 100, video_worker_connected: true, meeting_bot_connected: true },
];

/** A session of the stand-in, billed from the join until it is closed. */
export class HostedSession {
  readonly id: string;
  /** Whose it is. */
  readonly account: string;
  readonly fields: CreateSessionFields;
  readonly image: ReceivedFile;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  /** How often its status was asked for. */
  polls = 0;
  /** How often a DELETE reached it. */
  closes = 0;
  #closedAt: number | undefined;
  #script: readonly SessionStep[];
  #step = 0;

  constructor(
    id: string,
    account: string,
    fields: CreateSessionFields,
    image: ReceivedFile,
    script: readonly SessionStep[],
  ) {
    this.id = id;
    this.account = account;
    this.fields = fields;
    this.image = image;
    this.openedAt = Date.now();
    this.#script = script;
    this.#advance();
  }

  /** What it says now; undefined when it is gone. */
  get facts(): SessionFacts | undefined {
    if (this.#closedAt !== undefined && this.closes > 0) return { status: 'closed' };
    this.#advance();
    const step = this.#script[this.#step] ?? { status: 'created' };
    if (isGone(step)) return undefined;
    const { afterMs: _ms, afterPolls: _polls, ...facts } = step;
    return facts;
  }

  get status(): string {
    return this.facts?.status ?? 'gone';
  }

  /** When billing stopped; undefined while it runs. */
  get closedAt(): number | undefined {
    this.#advance();
    return this.#closedAt;
  }

  get isOpen(): boolean {
    return this.closedAt === undefined;
  }

  poll(): SessionFacts | undefined {
    this.polls += 1;
    return this.facts;
  }

  /** From now on the session says this, whatever its script held. */
  become(step: SessionStep): void {
    this.#script = [step];
    this.#step = 0;
    this.#advance();
  }

  /** A DELETE. @returns whether it was open until now. */
  delete(): boolean {
    const wasOpen = this.isOpen;
    this.closes += 1;
    if (wasOpen) this.#closedAt = Date.now();
    return wasOpen;
  }

  #advance(): void {
    if (this.#closedAt !== undefined) return;
    const elapsedMs = Date.now() - this.openedAt;
    this.#script.forEach((step, place) => {
      const isReached =
        step.afterMs === undefined ? this.polls >= (step.afterPolls ?? place) : elapsedMs >= step.afterMs;
      if (isReached && place > this.#step) this.#step = place;
    });
    const step = this.#script[this.#step];
    if (step && endsBilling(step)) this.#closedAt = this.openedAt + (step.afterMs ?? elapsedMs);
  }
}

function isGone(step: SessionStep): step is { gone: true } {
  return 'gone' in step && step.gone === true;
}

/** An error does not stop the billing: only the session's end does. */
function endsBilling(step: SessionStep): boolean {
  return isGone(step) || ('status' in step && step.status === 'closed');
}
