import type { Utterance } from '../../service/local/wire.ts';
import type { Log } from '../log.ts';
import type { Saying } from '../sayings.ts';
import type { BrainSettings } from '../settings.ts';

/** What a brain has to work with in one session. */
export interface BrainContext {
  botName: string;
  /** The briefing; nothing when the join brought none. */
  systemPrompt: string | undefined;
  /** Speaks after what is being said. */
  say(text: string): Saying;
  warn(code: string, message: string): void;
  log: Log;
}

/** Who decides what the bot answers. */
export interface Brain {
  /** A guest came into the room. */
  arrived(name: string): void;
  /** Somebody said something, to the bot or not. */
  hear(utterance: Utterance): void;
  /** The bot was cut short: what is still being thought is no longer wanted. */
  interrupted(): void;
  /** The session is over. */
  close(): void;
}

/** Utterances only wait to be taken by `listen`; the agent answers with `say`. */
const agentBrain: Brain = { arrived() {}, hear() {}, interrupted() {}, close() {} };

/** The brain that the settings name. */
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
 * Checks before the first session what can be checked.
 * @throws {PikaError} `file_unreadable`, `text_invalid` for a script that is not usable.
 */
export async function checkBrain(settings: BrainSettings): Promise<void> {
  if (settings.kind === 'script') (await import('./script.ts')).readScript(settings.file);
}
