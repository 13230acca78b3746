import './cli/direct-start.ts';
import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { readSendable, requireSendable } from './context/outgoing-text.ts';
import { runIfMain } from './entry.ts';
import { askSession, findLocalSession, localSessionOptions } from './meeting/local/session.ts';
import { heardParts, longestSay, moods, sayStates } from './service/local/wire.ts';
import { sessionId } from './service/wire.ts';

/** Within the time that an agent's shell gives. */
const longestWaitSec = 90;

const options = z.object({
  text: z.string().optional().meta({ description: 'what to say', placeholder: 'TEXT' }),
  file: z
    .string()
    .optional()
    .meta({ description: 'file with what to say (- reads standard input)', placeholder: 'FILE' }),
  allowSecrets: z.boolean().default(false).describe('say what looks like a secret'),
  interrupt: z.boolean().default(false).describe('drop what is being said and what waits'),
  mood: z.enum(moods).optional().describe('how it looks meanwhile (default: as the text tells)'),
  wait: z
    .boolean()
    .default(false)
    .describe(`return when it has been said, after ${longestWaitSec} s at the latest`),
  ...localSessionOptions,
});

/** Everyone in the room hears it. */
async function textOf(given: z.output<typeof options>, runtime: Runtime): Promise<string> {
  const { text, file } = given;
  if ((text === undefined) === (file === undefined)) {
    throw new PikaError('usage', 'give either --text or --file', {
      hint: 'Pass the words with --text, or a file (or -) with them',
    });
  }
  const words = (text ?? (await readSendable(file ?? '', '--file', given, runtime))).trim();
  if (words && words.length <= longestSay) {
    if (text !== undefined) await requireSendable([{ flag: '--text', text }], given, runtime);
    return words;
  }
  throw new PikaError('text_invalid', `expected 1 to ${longestSay} characters to say, got ${words.length}`, {
    hint: 'Say it in several parts',
  });
}

const say = defineVerb({
  name: 'say',
  summary: 'let the avatar in a local room say something',
  examples: ['say --text "Good morning, everybody."', 'say --file answer.txt --interrupt --wait'],
  options,
  result: z.object({
    session_id: sessionId,
    say_id: z.string(),
    state: z.enum(sayStates),
    mood: z.enum(moods).describe('given by --mood, else told by the text'),
    ...heardParts.shape,
    first_audio_ms: z.number().nullable().describe('from the request until the first sound'),
    reason: z.string().nullable().describe('why it was cut short (such as barge_in) or not heard'),
  }),
  async run(options, runtime) {
    const text = await textOf(options, runtime);
    const found = await findLocalSession(options.sessionId, options.engine, 'say something', runtime);
    const { client, session_id } = found;
    if (options.wait) runtime.progress.step('speaking');
    const wait_sec = options.wait ? longestWaitSec : 0;
    const { interrupt, mood: wanted } = options;
    const said = await askSession(found, () =>
      client.say(session_id, { text, interrupt, wait_sec, ...(wanted && { mood: wanted }) }),
    );
    const { say_id, state, mood, spoken_text, unspoken_text, shown_text, first_audio_ms, reason } = said;
    if (shown_text) {
      const what = state === 'silent' ? 'nothing' : 'not all';
      runtime.warn('speech_silent', `${what} could be heard, only read as captions: ${reason}`);
    }
    return {
      session_id,
      say_id,
      state,
      mood,
      spoken_text,
      unspoken_text,
      shown_text,
      first_audio_ms,
      reason,
    };
  },
});

export default say;
await runIfMain(import.meta.url, say);
