import { z } from 'zod';
import { readBoundedSync } from '../../base/bounded-read.ts';
import { messageOf } from '../../base/failure.ts';
import { PikaError } from '../../cli/errors.ts';
import type { Brain, BrainContext } from './brain.ts';

const pattern = z.string().transform((source, context) => {
  try {
    return new RegExp(source, 'iu');
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
    return z.NEVER;
  }
});

const scriptFile = z.strictObject({
  /** Said when the first guest joins. */
  greeting: z.string().min(1).optional(),
  /** The first pattern that matches decides. */
  answers: z.array(z.strictObject({ when: pattern, say: z.string().min(1) })),
  /** Said if no pattern matches. */
  otherwise: z.string().min(1).optional(),
});

const maxScriptBytes = 1024 * 1024;

/**
 * Reads a script.
 * @throws {PikaError} `file_unreadable`, `text_invalid`.
 */
export function readScript(file: string): z.output<typeof scriptFile> {
  const hint = 'PIKA_BRAIN=script:FILE expects {"greeting", "answers": [{"when", "say"}], "otherwise"}';
  let text: string;
  try {
    text = readBoundedSync(file, maxScriptBytes).toString('utf8');
  } catch (error) {
    throw new PikaError('file_unreadable', `cannot read the script ${file}`, { hint, cause: error });
  }
  try {
    return scriptFile.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0] : 'not JSON';
    throw new PikaError('text_invalid', `the script ${file} is not usable: ${reason}`, {
      hint,
      cause: error,
    });
  }
}

/** Answers by patterns: for demos, where the same question gets the same answer. */
export function createScriptBrain(file: string, { say }: BrainContext): Brain {
  const script = readScript(file);
  let hasGreeted = false;
  return {
    arrived() {
      if (!hasGreeted && script.greeting) say(script.greeting);
      hasGreeted = true;
    },
    hear({ text, addressed }) {
      if (!addressed) return;
      const answer = script.answers.find(({ when }) => when.test(text))?.say ?? script.otherwise;
      if (answer) say(answer);
    },
    interrupted() {},
    close() {},
  };
}
