import './cli/direct-start.ts';
import { z } from 'zod';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { PikaClient } from './service/client.ts';
import { hostedEndpoint } from './service/endpoint.ts';
import { creditsNeeded } from './service/funding.ts';

const balance = defineVerb({
  name: 'balance',
  summary: 'show the remaining credits',
  examples: ['balance', 'balance --quiet'],
  options: z.object({}),
  result: z.object({
    balance: z.number().describe('credits'),
    needed: z.number().describe('credits that a join needs'),
    enough: z.boolean(),
  }),
  async run(_options, runtime) {
    const credits = await new PikaClient(hostedEndpoint(runtime), runtime).balance();
    return { balance: credits, needed: creditsNeeded, enough: credits >= creditsNeeded };
  },
});

export default balance;
await runIfMain(import.meta.url, balance);
