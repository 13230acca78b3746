import './cli/direct-start.ts';
import path from 'node:path';
import { z } from 'zod';
import { unwritable } from './base/unwritable.ts';
import { entryAt } from './base/whole-file.ts';
import { makeFolders, requireOwnPath, writeFileWithin } from './base/workspace-write.ts';
import { PikaError } from './cli/errors.ts';
import { briefingLanguage } from './cli/language-option.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { compileBriefing } from './context/briefing.ts';
import { isUnchangedOutput, rememberOutput, writeBriefing } from './context/briefing-file.ts';
import { Repository } from './context/facts/git-state.ts';
import { isQuickGlob } from './context/files/glob.ts';
import { leftOutList, maxListed } from './context/privacy/left-out.ts';
import { audiences } from './context/redaction/redactor.ts';
import { briefingDefaults, minChars, sincePattern, wantedMeeting } from './context/request.ts';
import { runIfMain } from './entry.ts';

/** The folder for files about meetings; created if needed. */
const notesFolder = 'meetings';

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
  redactions: z.record(z.string(), z.number()).describe('what was taken out, by kind'),
  instructions_dropped: z.number().describe('passages that gave orders to the model'),
  private_dropped: z.number().describe('files and passages that were left out as private'),
  left_out: leftOutList,
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

/** Replaces an existing file only if it is an earlier briefing that no one has changed. */
async function requireReplaceable(given: string, file: string, { home }: Runtime): Promise<void> {
  if (!entryAt(file) || (await isUnchangedOutput(file, home))) return;
  throw new PikaError('file_exists', `${given} exists and is not an unchanged briefing of an earlier run`, {
    hint: 'Name another file, or add --force to replace it',
  });
}

async function writeOutput(
  given: string,
  text: string,
  isForced: boolean,
  runtime: Runtime,
): Promise<string> {
  const file = path.resolve(runtime.cwd, given);
  requireOwnPath(runtime.cwd, file);
  if (!isForced) await requireReplaceable(given, file, runtime);
  try {
    const folder = path.dirname(file);
    if (folder === path.join(runtime.cwd, notesFolder)) await makeFolders(runtime.cwd, folder, 0o700);
    await writeFileWithin(runtime.cwd, file, text, 0o600);
  } catch (cause) {
    const hint = `Name a file in a folder that exists and can be written, such as ${notesFolder}/briefing.md`;
    throw unwritable(given, cause, hint);
  }
  // A home that cannot be written costs the next run a --force, not this one its briefing.
  await rememberOutput(file, text, runtime.home).catch(() => undefined);
  await warnCommittable(given, file, runtime);
  return file;
}

/** A briefing is private: in a repository it is one `git add` away from everyone. */
async function warnCommittable(given: string, file: string, runtime: Runtime): Promise<void> {
  if (path.dirname(file) !== runtime.cwd) return;
  const { repository } = await Repository.open(runtime.cwd, runtime.signal);
  const name = path.basename(file);
  if (!(await repository?.unignored([name]))?.has(name)) return;
  runtime.warn(
    'output_committable',
    `git does not ignore ${given}, and it may be committed: write to ${notesFolder}/${name}, or omit --output`,
  );
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
      .describe('external also leaves out addresses, numbers, paths, hosts, money, personal matters'),
    language: briefingLanguage,
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
    force: z
      .boolean()
      .default(false)
      .describe('let --output replace a file that is not an unchanged briefing'),
    preview: z.boolean().default(false).describe('print the text; write it only where --output says'),
  }),
  result,
  async run({ output, force, preview, for: named, ...options }, runtime) {
    runtime.progress.step('reading the workspace');
    const briefing = await compileBriefing(
      { ...options, ...(named && { meeting: wantedMeeting(named) }) },
      runtime,
    );
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
      private_dropped: briefing.leftOut.length,
      left_out: briefing.leftOut.slice(0, maxListed),
      cut: briefing.cut.map((cut) => ({ ...cut, reason: 'size' as const })),
      skipped: briefing.skipped.slice(0, maxListed),
      partly_read: briefing.partial,
      meetings: briefing.meetings,
    };
  },
});

export default context;
await runIfMain(import.meta.url, context);
