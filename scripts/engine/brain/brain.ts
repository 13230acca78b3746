import type { HeardParts, Utterance } from '../../service/local/wire.ts';
import type { Log } from '../log.ts';
import type { BrainSettings } from '../settings.ts';

/** Something that a brain wanted said: when it is over, and what was heard of it. */
export interface Answer {
  readonly ended: Promise<void>;
  readonly parts: Pick<HeardParts, 'spoken_text'>;
}

/** What a brain can use in one session. */
export interface BrainContext {
  botName: string;
  /** The briefing; empty if the join had none. */
  systemPrompt: string | undefined;
  /** Queues something to say. */
  say(text: string): Answer;
  warn(code: string, message: string): void;
  log: Log;
}

/** Decides what the bot answers. */
export interface Brain {
  /** A guest joined the room. */
  arrived(name: string): void;
  /** Someone said something, to the bot or not. */
  hear(utterance: Utterance): void;
  /** The bot was interrupted: drop any pending answer. */
  interrupted(): void;
  /** The session is over. */
  close(): void;
}

/** Does nothing: the agent takes utterances with `listen` and answers with `say`. */
const agentBrain: Brain = { arrived() {}, hear() {}, interrupted() {}, close() {} };

/** The brain chosen in the settings. */
export async function createBrain(settings: BrainSettings, context: BrainContext): Promise<Brain> {
  switch (settings.kind) {
    case 'agent':
      return agentBrain;
    case 'echo':
      return (await import('./echo.ts')).createEchoBrain(context);
    case 'script':
      return (await import('./script.ts')).createScriptBrain(settings.file, context);
    case 'openai':
      return (await import('./openai.ts')).createOpenaiBrain(settings, context);
  }
}

/**
 * Checks the settings before the first session, as far as possible.
 * @throws {PikaError} `file_unreadable`, `text_invalid` for an unusable script.
 */
export async function checkBrain(settings: BrainSettings): Promise<void> {
  if (settings.kind === 'script') (await import('./script.ts')).readScript(settings.file);
}
