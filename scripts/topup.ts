import './cli/direct-start.ts';
import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import { ownCommand } from './cli/own-command.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { PikaClient } from './service/client.ts';
import { hostedEndpoint } from './service/endpoint.ts';
import { describePack, pack, waitForCredits } from './service/funding.ts';
import { signUpUrl } from './service/wire.ts';

const topup = defineVerb({
  name: 'topup',
  summary: 'list the credit packs and get the payment page',
  examples: ['topup', 'topup --product PRODUCT --wait 90'],
  options: z.object({
    product: z.string().optional().describe('pack to buy (a product_id from the list)'),
    wait: z
      .number()
      .int()
      .min(0)
      .max(3600)
      .default(0)
      .meta({ description: 'seconds to wait for the payment', placeholder: 'SEC' }),
  }),
  result: z.object({
    balance: z.number().describe('credits'),
    products: z.array(pack),
    checkout_url: z.string().nullable().describe('for a person to open; null until --product is given'),
    signup_url: z.string(),
    paid: z.boolean(),
  }),
  async run({ product, wait }, runtime) {
    const client = new PikaClient(hostedEndpoint(runtime), runtime);
    const [balance, found] = await Promise.all([client.balance(), client.products()]);
    const products = found.map(describePack);
    const list = { balance, products, signup_url: signUpUrl };
    if (!product) return { ...list, checkout_url: null, paid: false };
    const chosen = products.find(({ product_id }) => product_id === product);
    if (!chosen) {
      throw new PikaError('usage', `--product: no such pack: ${product.slice(0, 60)}`, {
        hint: `Take a product_id from products; list them with: ${ownCommand('topup')}`,
        known: list,
      });
    }
    const checkout = { checkout_url: await client.checkout(product) };
    if (wait === 0) return { ...list, ...checkout, paid: false };
    runtime.progress.step(`pay here: ${checkout.checkout_url}`);
    try {
      const credits = await waitForCredits(client, balance + 1, wait, runtime);
      return { ...list, ...checkout, balance: credits, paid: true };
    } catch (error) {
      throw error instanceof PikaError ? error.with({ ...list, ...checkout, ...error.known }) : error;
    }
  },
});

export default topup;
await runIfMain(import.meta.url, topup);
