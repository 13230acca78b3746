import './cli/direct-start.ts';
import { z } from 'zod';
import { envelopeSchema } from './cli/envelope.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { loadVerb, type VerbName, verbs } from './verbs.ts';

const schema = defineVerb({
  name: 'schema',
  summary: 'print the JSON Schema of a command',
  examples: ['schema join', 'schema leave'],
  options: z.object({
    verb: z.enum(Object.keys(verbs) as [VerbName, ...VerbName[]]).meta({
      description: 'command to describe',
      placeholder: 'command',
      positional: true,
    }),
  }),
  result: z.object({
    verb: z.string(),
    summary: z.string(),
    options: z.unknown().describe('JSON Schema of the options'),
    line: z.unknown().describe('JSON Schema of the line on stdout'),
  }),
  async run({ verb }) {
    const definition = await loadVerb(verb);
    return {
      verb,
      summary: definition.summary,
      options: z.toJSONSchema(definition.options, { io: 'input', unrepresentable: 'any' }),
      line: z.toJSONSchema(envelopeSchema(definition), { unrepresentable: 'any' }),
    };
  },
});

export default schema;
await runIfMain(import.meta.url, schema);
