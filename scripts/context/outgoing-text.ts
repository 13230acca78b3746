import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { readBoundedText } from '../base/bounded-read.ts';
import { fenceOf, isInside } from '../base/inside.ts';
import { PikaError } from '../cli/errors.ts';
import { readText } from '../cli/input-text.ts';
import type { Runtime } from '../cli/runtime.ts';
import { readEngineFile } from '../service/local/wire.ts';
import { isOwnBriefing } from './briefing-file.ts';
import { isSecretFile } from './files/file-rules.ts';

/**
 * The gate for what leaves this machine because a flag says so: a briefing is recited to guests, a prompt goes to a service. One sentence
 * in a repository can make an agent name the wrong file, so the file and the text are judged, whichever flag named them.
 */

/** A text, and the flag that gave it: errors name the flag, never the text. */
export interface OutgoingText {
  flag: string;
  text: string;
}

export interface Gate {
  /** `--allow-secrets`: the user wants the text sent as it is. Keys of this run are refused in any case. */
  allowSecrets: boolean;
}

function refused(message: string, hint: string): PikaError {
  return new PikaError('secret_refused', message, { hint });
}

const maxKeyBytes = 4096;

/** The keys that this user has here, whether or not this run needs them: the environment's are known from the start. */
async function learnOwnKeys({ home, redaction }: Runtime): Promise<void> {
  const devkey = await readBoundedText(path.join(home, 'devkey'), { maxBytes: maxKeyBytes }).catch(() => '');
  redaction.add(devkey.trim());
  redaction.add((await readEngineFile(home))?.token ?? '');
}

function place(text: string, holds: (line: string) => boolean): string {
  const at = text.split('\n').findIndex(holds);
  return at === -1 ? '' : ` (line ${at + 1})`;
}

/**
 * Refuses texts that hold a key, password or token of this run; nothing allows that.
 * @throws {PikaError} `secret_refused`.
 */
export async function refuseOwnSecrets(texts: readonly OutgoingText[], runtime: Runtime): Promise<void> {
  await learnOwnKeys(runtime);
  const { redaction } = runtime;
  const guilty = texts.find(({ text }) => redaction.holds(text));
  if (!guilty) return;
  const line = place(guilty.text, (one) => redaction.holds(one));
  throw refused(
    `${guilty.flag} holds a key or password of this run${line}`,
    'Take it out: it is never sent, not even with --allow-secrets',
  );
}

/** The lines that are named; the rest is counted. */
const maxNamedLines = 20;
/** What `Redactor` calls a developer key of another run. */
const kindNames: Readonly<Record<string, string>> = { known_secret: 'developer_key' };

/** The kinds of secrets in a text, each with its line where it is in one. */
async function findSecrets(text: string, runtime: Runtime): Promise<string[]> {
  // Loaded late: a join without a briefing has no use for the rules.
  const { Redactor } = await import('./redaction/redactor.ts');
  const kindsIn = async (one: string) => {
    const redactor = new Redactor('internal', runtime.redaction);
    await redactor.redact([one]);
    return [...redactor.counts.keys()].map((kind) => kindNames[kind] ?? kind);
  };
  const kinds = await kindsIn(text);
  if (kinds.length === 0) return [];
  const lines = text.split('\n');
  const redacted = await new Redactor('internal', runtime.redaction).redact(lines);
  const found = lines.flatMap((line, index) =>
    redacted[index] === line ? [] : [{ line, number: index + 1 }],
  );
  const named: { kind: string; number: number }[] = [];
  for (const { line, number } of found.slice(0, maxNamedLines)) {
    for (const kind of await kindsIn(line)) named.push({ kind, number });
  }
  const overLines = kinds.filter((kind) => !named.some((one) => one.kind === kind));
  const rest = found.length - maxNamedLines;
  return [
    ...named.map(({ kind, number }) => `${kind} (line ${number})`),
    ...(rest > 0 ? [`and ${rest} more lines`] : overLines),
  ];
}

/**
 * Lets texts leave this machine, or says what in them must not: keys of this run, and whatever looks like a secret by the rules of the
 * briefing. With `allowSecrets` the latter is a warning.
 * @throws {PikaError} `secret_refused` that names kind and line, never the secret.
 */
export async function requireSendable(
  texts: readonly OutgoingText[],
  { allowSecrets }: Gate,
  runtime: Runtime,
): Promise<void> {
  await refuseOwnSecrets(texts, runtime);
  for (const { flag, text } of texts) {
    const found = await findSecrets(text, runtime);
    if (found.length === 0) continue;
    const message = `${flag} holds what looks like secrets: ${found.join(', ')}`;
    if (!allowSecrets) {
      throw refused(message, 'Take them out, or add --allow-secrets if the user wants them to be sent');
    }
    runtime.warn('secrets_allowed', message);
  }
}

/** As `isSecretFile` takes it: relative to the workspace where it is in there. */
function ruledPath(workspace: string, file: string): string {
  const named = isInside(workspace, file) ? path.relative(workspace, file) : file;
  return named.split(path.sep).join('/');
}

/**
 * Refuses files that are made to hold secrets, by their name and by that of what they are links to; and links out of the workspace.
 * @throws {PikaError} `secret_refused`. A file that is not there is left to the reading.
 */
async function refuseSecretFile(file: string, flag: string, { cwd, home }: Runtime): Promise<void> {
  const real = await realpath(file).catch(() => file);
  const workspace = await realpath(cwd).catch(() => cwd);
  const ownHome = await realpath(home).catch(() => home);
  if (isOwnBriefing(real, ownHome)) return;
  const isOfHome = isInside(ownHome, real) && !isInside(ownHome, workspace);
  const isSecret = isOfHome || isSecretFile(ruledPath(cwd, file)) || isSecretFile(ruledPath(workspace, real));
  if (isSecret) {
    throw refused(
      `${flag} names a file that usually holds secrets`,
      'Name another file: this one is never sent. Write what the bot should know into a separate file',
    );
  }
  if (fenceOf(cwd, file) && !isInside(workspace, real)) {
    throw refused(
      `${flag} is a link to a file outside the workspace`,
      'Name the file itself, if the user wants it to be sent',
    );
  }
}

/**
 * The text of a file, or of standard input for `-`, that is going to leave this machine.
 * @throws {PikaError} `secret_refused`, `file_unreadable`, `text_invalid`; or the signal's reason.
 */
export async function readSendable(
  source: string,
  flag: string,
  gate: Gate,
  runtime: Runtime,
): Promise<string> {
  const file = path.resolve(runtime.cwd, source);
  if (source !== '-') await refuseSecretFile(file, flag, runtime);
  const text = await readText(source, flag, runtime);
  await requireSendable([{ flag, text }], gate, runtime);
  return text;
}
