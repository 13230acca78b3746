import './cli/direct-start.ts';
import path from 'node:path';
import { z } from 'zod';
import { entryAt } from './base/whole-file.ts';
import { requireOwnPath, writeFileWithin } from './base/workspace-write.ts';
import { PikaError } from './cli/errors.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { compileBriefing } from './context/briefing.ts';
import { writeBriefing } from './context/briefing-file.ts';
import { isQuickGlob } from './context/files/glob.ts';
import { audiences } from './context/redaction/redactor.ts';
import { briefingDefaults, minChars, sincePattern } from './context/request.ts';
import { runIfMain } from './entry.ts';

const skippedListed = 50;

/** A longer one cannot be a path and is too long for a regular expression. */
const pattern = z
  .string()
  .min(1)
  .max(1000)
  .refine(isQuickGlob, 'must have at most three * in a name and four ** in all');

const result = z.object({
  path: z.string().nullable().describe('the private file with the briefing; null with --preview alone'),
  text: z.string().nullable().describe('with --preview: the exact text that would leave this machine'),
  characters: z.number(),
  max_chars: z.number(),
  bot_name: z.string(),
  audience: z.enum(audiences),
  sources: z.array(
    z.object({ path: z.string(), kind: z.string(), characters: z.number().describe('of the briefing') }),
  ),
  redactions: z.record(z.string(), z.number()).describe('what was removed, by kind'),
  instructions_dropped: z.number().describe('passages that gave instructions to the model'),
  private_dropped: z.number().describe('passages marked private, for the audience external'),
  cut: z
    .array(
      z.object({ section: z.string(), facts: z.number(), characters: z.number(), reason: z.literal('size') }),
    )
    .describe('what did not fit'),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })).describe('skipped files'),
  partly_read: z.array(z.string()).describe('files too long to read completely'),
  meetings: z
    .array(
      z.object({
        title: z.string().nullable(),
        date: z.string().nullable(),
        path: z.string(),
        by: z.string(),
      }),
    )
    .describe('earlier meetings that were used, and how they were found'),
});

async function writeOutput(
  given: string,
  text: string,
  isForced: boolean,
  runtime: Runtime,
): Promise<string> {
  const file = path.resolve(runtime.cwd, given);
  requireOwnPath(runtime.cwd, file);
  if (entryAt(file) && !isForced) {
    throw new PikaError('file_exists', `${given} already exists`, {
      hint: 'Choose another file, or add --force',
    });
  }
  try {
    await writeFileWithin(runtime.cwd, file, text, 0o600);
    return file;
  } catch (cause) {
    if (cause instanceof PikaError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PikaError('file_unwritable', `cannot write ${given}: ${reason}`, {
      hint: 'Choose a file in an existing, writable folder',
      cause,
    });
  }
}

const context = defineVerb({
  name: 'context',
  summary: 'compile a meeting briefing from the workspace',
  examples: [
    'context --name Nova --for "Weekly sync with Ana" --preview',
    'context --name Nova --audience external --include "logs/*.log" --since 3d',
  ],
  options: z.object({
    name: z.string().min(1).max(80).optional().describe("the bot's name (default: from the identity files)"),
    for: z
      .string()
      .min(1)
      .max(2000)
      .optional()
      .meta({ description: 'link or title of the meeting', placeholder: 'LINK|TITLE' }),
    audience: z
      .enum(audiences)
      .default(briefingDefaults.audience)
      .describe('external also removes addresses, numbers, paths, hosts, money and private notes'),
    maxChars: z
      .int()
      .min(minChars)
      .max(20_000)
      .default(briefingDefaults.maxChars)
      .meta({ description: 'maximum length', placeholder: 'N' }),
    include: z.array(pattern).default([]).meta({
      description: 'additional files: prose, or logs to search for errors; repeatable',
      placeholder: 'GLOB',
    }),
    exclude: z
      .array(pattern)
      .default([])
      .meta({ description: 'files to skip; repeatable', placeholder: 'GLOB' }),
    since: z
      .string()
      .regex(sincePattern, 'must be a span such as 36h, 7d or 2w')
      .default(briefingDefaults.since)
      .meta({ description: 'how far back to look for recent activity', placeholder: 'SPAN' }),
    output: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'write here instead of a private file', placeholder: 'FILE' }),
    force: z.boolean().default(false).describe('let --output replace an existing file'),
    preview: z.boolean().default(false).describe('print the text; write it only to --output'),
  }),
  result,
  async run({ output, force, preview, ...options }, runtime) {
    runtime.progress.step('reading the workspace');
    const briefing = await compileBriefing(options, runtime);
    const { text } = briefing;
    const write = () => (output ? writeOutput(output, text, force, runtime) : writeBriefing(text, runtime));
    return {
      path: preview && !output ? null : await write(),
      text: preview ? text : null,
      characters: text.length,
      max_chars: briefing.maxChars,
      bot_name: briefing.bot,
      audience: briefing.audience,
      sources: briefing.sources,
      redactions: briefing.redactions,
      instructions_dropped: briefing.instructionsDropped,
      private_dropped: briefing.privateDropped,
      cut: briefing.cut.map((cut) => ({ ...cut, reason: 'size' as const })),
      skipped: briefing.skipped.slice(0, skippedListed),
      partly_read: briefing.partial,
      meetings: briefing.meetings,
    };
  },
});

export default context;
await runIfMain(import.meta.url, context);
