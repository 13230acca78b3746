import path from 'node:path';
import { languageTagOf } from '../../base/language.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { type Gate, readSendable, requireSendable } from '../../context/outgoing-text.ts';
import type { LeftOut } from '../../context/privacy/left-out.ts';
import { speakLine } from '../../context/speak-line.ts';
import type { MeetingLink } from '../../link/forms.ts';

import type { JoinOptions } from './options.ts';

/** What the bot is told beforehand; it leaves this machine with the join. */
export interface MeetingBriefing {
  text: string | null;
  /** A private file that is deleted when the session ends. */
  path: string | null;
  /** What the compilation kept private, by its places. */
  leftOut: LeftOut[];
}

/** Every character is read again at every turn of the conversation, and slows the answer down. */
const comfortableLength = 4000;

async function compiled(options: JoinOptions, link: MeetingLink, runtime: Runtime): Promise<MeetingBriefing> {
  const { compileBriefing } = await import('../../context/briefing.ts');
  const { maxListed } = await import('../../context/privacy/left-out.ts');
  runtime.progress.step('compiling the briefing');
  // A room's name says nothing about the meeting; its title does.
  const meeting = link.platform === 'local' && options.title ? { title: options.title } : { key: link.key };
  const wanted = { name: options.botName, meeting, audience: options.audience };
  const { text, leftOut } = await compileBriefing(wanted, runtime);
  return { text, path: null, leftOut: leftOut.slice(0, maxListed) };
}

async function ofFile(file: string, flag: string, gate: Gate, runtime: Runtime): Promise<MeetingBriefing> {
  const text = await readSendable(file, flag, gate, runtime);
  return { text, path: file === '-' ? null : path.resolve(runtime.cwd, file), leftOut: [] };
}

async function ofArgument(options: JoinOptions, runtime: Runtime): Promise<string | null> {
  const text = options.systemPrompt?.trim() ?? null;
  if (text) await requireSendable([{ flag: '--system-prompt', text }], options, runtime);
  return text;
}

function contextOf(
  options: JoinOptions,
  link: MeetingLink,
  runtime: Runtime,
): Promise<MeetingBriefing> | null {
  if (options.context === 'none') return null;
  return options.context === 'auto'
    ? compiled(options, link, runtime)
    : ofFile(options.context, '--context', options, runtime);
}

/**
 * The briefing: what the options say, a file before a text as the reference client has it, and the compiled or given context after it.
 * @throws {PikaError} `file_unreadable`, `text_invalid`, `secret_refused`, those of the compilation.
 */
export async function findBriefing(
  options: JoinOptions,
  link: MeetingLink,
  runtime: Runtime,
): Promise<MeetingBriefing> {
  const { systemPromptFile } = options;
  const said = systemPromptFile
    ? await ofFile(systemPromptFile, '--system-prompt-file', options, runtime)
    : { text: await ofArgument(options, runtime), path: null, leftOut: [] };
  const context = await contextOf(options, link, runtime);
  const language = options.language && languageTagOf(options.language);
  const text =
    [said.text, context?.text, language && speakLine(language)].filter(Boolean).join('\n\n') || null;
  if (text && text.length > comfortableLength) {
    const message = `the briefing has ${text.length} characters; beyond ${comfortableLength} every answer gets slower`;
    runtime.warn('briefing_long', message);
  }
  return { text, path: context?.path ?? said.path, leftOut: context?.leftOut ?? [] };
}
