import type { HostedSession } from './session-script.ts';

/** Credits that the service asks for before a join. */
export const minCredits = 100;

/** $0.275 a minute at a cent for a credit. */
export const hostedCreditsPerSec = 27.5 / 60;

/** Credit packs as the service sells them. */
export const hostedProducts: readonly Record<string, unknown>[] = [
  { productId: 'pack_800', name: '800 credits', numCredits: 800, price: 7.99, currency: 'USD' },
  { productId: 'pack_2000', name: '2,000 credits', numCredits: 2000, price: 19.99, currency: 'USD' },
  { productId: 'pack_4000', name: '4,000 credits', numCredits: 4000, price: 39.99, currency: 'USD' },
];

/** The account: real time that a session is open costs credits, so a session that was left open shows. */
export class Money {
  /** Pays the open checkout at this balance call after it, counted from 1; never when undefined. */
  payAtPoll: number | undefined;
  readonly #creditsPerSec: number;
  readonly #sessions: readonly HostedSession[];
  readonly #checkouts: { url: string; credits: number; isPaid: boolean; polls: number }[] = [];
  #credited: number;

  constructor(balance: number, creditsPerSec: number, sessions: readonly HostedSession[]) {
    this.#credited = balance;
    this.#creditsPerSec = creditsPerSec;
    this.#sessions = sessions;
  }

  /** Credits left, with their fraction. */
  get balance(): number {
    return this.#credited - this.#spent();
  }

  set balance(credits: number) {
    this.#credited = credits + this.#spent();
  }

  /** A page where `credits` can be paid for. */
  checkout(credits: number): string {
    const url = `https://checkout.pika.test/pay/${this.#checkouts.length + 1}`;
    this.#checkouts.push({ url, credits, isPaid: false, polls: 0 });
    return url;
  }

  /** The person pays the newest checkout, or the one at `url`. */
  pay(url?: string): void {
    const checkout = this.#checkouts.findLast((candidate) => !url || candidate.url === url);
    if (!checkout || checkout.isPaid) throw new Error('there is no unpaid checkout');
    checkout.isPaid = true;
    this.#credited += checkout.credits;
  }

  /** A balance call. */
  poll(): number {
    const open = this.#checkouts.findLast((checkout) => !checkout.isPaid);
    if (open) {
      open.polls += 1;
      if (open.polls === this.payAtPoll) this.pay(open.url);
    }
    return Math.floor(this.balance);
  }

  #spent(): number {
    const now = Date.now();
    const openMs = this.#sessions.reduce((sum, { openedAt, closedAt = now }) => sum + closedAt - openedAt, 0);
    return (openMs / 1000) * this.#creditsPerSec;
  }
}
