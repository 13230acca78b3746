import { z } from 'zod';
import { isPikaError, PikaError } from '../cli/errors.ts';
import { ownCommand } from '../cli/own-command.ts';
import type { Runtime } from '../cli/runtime.ts';
import { singleAttempt } from '../net/retry.ts';
import { PikaClient } from './client.ts';
import { type EngineName, hostedEndpoint } from './endpoint.ts';
import { type Product, signUpUrl } from './wire.ts';

/** Credits that a join needs (reference client, ensure_funded). */
export const creditsNeeded = 100;

const paymentPollMs = 2000;

/** The smallest pack that is enough, or else the largest. */
export function chooseProduct(products: readonly Product[], missingCredits: number): Product | undefined {
  const bySize = [...products].sort((a, b) => a.numCredits - b.numCredits);
  return bySize.find((product) => product.numCredits >= missingCredits) ?? bySize.at(-1);
}

/** A credit pack as it is printed. */
export const pack = z.object({
  product_id: z.string(),
  name: z.string(),
  credits: z.number(),
  price: z.string().nullable().describe("the service's own words; null where it names none"),
});
export type Pack = z.output<typeof pack>;

export function describePack({ productId, name, numCredits, price, currency }: Product): Pack {
  const words = price === undefined ? null : [price, currency].filter(Boolean).join(' ');
  return { product_id: productId, name, credits: numCredits, price: words };
}

interface Offer {
  product: Pack | null;
  checkout_url: string;
}

/** A page where the missing credits can be bought; the sign-up page if the service offers no pack or no checkout. */
async function offer(client: PikaClient, missingCredits: number, runtime: Runtime): Promise<Offer> {
  try {
    const product = chooseProduct(await client.products(), missingCredits);
    if (!product) return { product: null, checkout_url: signUpUrl };
    return { product: describePack(product), checkout_url: await client.checkout(product.productId) };
  } catch (error) {
    if (!isPikaError(error) || runtime.signal.aborted) throw error;
    runtime.warn('checkout_unavailable', error.message);
    return { product: null, checkout_url: signUpUrl };
  }
}

/**
 * Polls the balance until it is at least `credits`.
 * @throws {PikaError} `payment_timeout` after `waitSec`.
 */
export async function waitForCredits(
  client: PikaClient,
  credits: number,
  waitSec: number,
  runtime: Runtime,
): Promise<number> {
  const deadline = runtime.clock.monotonic() + waitSec * 1000;
  for (;;) {
    const balance = await client.balance();
    if (balance >= credits) return balance;
    if (runtime.clock.monotonic() + paymentPollMs > deadline) {
      throw new PikaError(
        'payment_timeout',
        `the payment did not arrive within ${waitSec} s (balance ${balance})`,
        {
          hint: 'Complete the payment on the checkout page, then run this again',
          known: { balance },
        },
      );
    }
    runtime.progress.step(`waiting for the payment (balance ${balance}, needed ${credits})`);
    await runtime.clock.sleep(paymentPollMs, runtime.signal);
  }
}

/**
 * Checks that the given balance is enough for a join.
 * @returns the balance in credits.
 * @throws {PikaError} `credits_short` immediately, with the checkout page, or `payment_timeout` after a positive `waitSec`.
 */
export async function ensureFunded(
  client: PikaClient,
  balance: number,
  waitSec: number,
  runtime: Runtime,
): Promise<number> {
  if (balance >= creditsNeeded) return balance;
  const known = {
    balance,
    needed: creditsNeeded,
    ...(await offer(client, creditsNeeded - balance, runtime)),
  };
  if (waitSec === 0) {
    throw new PikaError('credits_short', `the balance is ${balance} credits; a join needs ${creditsNeeded}`, {
      hint: 'Show checkout_url to the user and run the same join again after the payment, or add --wait-for-payment 90',
      known,
    });
  }
  runtime.progress.step(`pay here: ${known.checkout_url}`);
  try {
    return await waitForCredits(client, creditsNeeded, waitSec, runtime);
  } catch (error) {
    throw isPikaError(error) ? error.with({ ...known, ...error.known }) : error;
  }
}

/** A dry run need not wait longer for what it can do without. */
const glanceLimitMs = 5000;

/**
 * The credits as a dry run sees them, by one question that changes nothing. Without a key, or without an answer, there is a warning and
 * no number.
 * @throws the signal's reason, and nothing else of the service's.
 */
export async function glanceAtCredits(
  engine: EngineName | undefined,
  runtime: Runtime,
): Promise<number | null> {
  if (engine === 'local') return null;
  try {
    const client = new PikaClient(hostedEndpoint(runtime), runtime);
    const credits = await client.balance({ policy: singleAttempt, limitMs: glanceLimitMs });
    if (credits < creditsNeeded) {
      const words = `the balance is ${credits} credits; a join needs ${creditsNeeded}. Buy some: ${ownCommand('topup')}`;
      runtime.warn('credits_short', words);
    }
    return credits;
  } catch (error) {
    if (!isPikaError(error) || runtime.signal.aborted) throw error;
    if (isPikaError(error, 'key_missing')) {
      runtime.warn(error.code, 'no developer key was found: the join itself needs one');
    } else runtime.warn('balance_unknown', `the credits could not be checked: ${error.message}`);
    return null;
  }
}

/**
 * Adds the checkout page to a failure if the service itself asked for credits (HTTP 402), whatever the balance says. Returns any other
 * failure unchanged.
 */
export async function withOffer(client: PikaClient, failure: unknown, runtime: Runtime): Promise<unknown> {
  if (!isPikaError(failure, 'credits_short') || failure.known.checkout_url) return failure;
  return new PikaError(failure.code, failure.message, {
    hint: 'Show checkout_url to the user and run the same join again after the payment',
    known: { ...failure.known, needed: creditsNeeded, ...(await offer(client, creditsNeeded, runtime)) },
    cause: failure,
  });
}
