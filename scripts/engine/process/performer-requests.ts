import { randomUUID } from 'node:crypto';
import type { FromPerformer, PerformerStats, ToPerformerInput } from '../protocol.ts';
import { Refusal } from '../refusal.ts';

/** Well above what they take, and below the limits of the requests that wait for them. */
const snapshotWithinMs = 8000;
const statsWithinMs = 5000;

type Answer = Extract<FromPerformer, { type: 'snapshot' | 'stats' }>;

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Requests to a performer, each with an answer or a timeout. */
export class PerformerRequests {
  readonly #send: (message: ToPerformerInput) => void;
  readonly #pending = new Map<string, Pending>();

  constructor(send: (message: ToPerformerInput) => void) {
    this.#send = send;
  }

  /** The last frame sent, as PNG. @throws {Refusal} 504 without an answer. */
  async snapshot(): Promise<Buffer> {
    const answer = await this.#ask('snapshot', snapshotWithinMs);
    return Buffer.from(answer.type === 'snapshot' ? answer.png_base64 : '', 'base64');
  }

  /** @throws {Refusal} 504 without an answer. */
  async stats(): Promise<PerformerStats | undefined> {
    const answer = await this.#ask('stats', statsWithinMs);
    return answer.type === 'stats' ? answer : undefined;
  }

  answered(answer: Answer): void {
    this.#pending.get(answer.id)?.resolve(answer);
  }

  /** The performer has exited. */
  abandon(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(new Refusal(409, reason));
  }

  async #ask(type: Answer['type'], limitMs: number): Promise<Answer> {
    const id = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject });
        timer = setTimeout(() => reject(new Refusal(504, 'the avatar did not answer')), limitMs);
        this.#send({ type, id });
      });
    } finally {
      clearTimeout(timer);
      this.#pending.delete(id);
    }
  }
}
