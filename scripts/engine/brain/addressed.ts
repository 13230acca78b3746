import type { Utterance } from '../../service/local/wire.ts';

/** Shorter words of a name are too often words of the language. */
const shortestName = 3;

/** The words by which people call the bot: those of its name, without what is in brackets. */
function callNames(botName: string): string[] {
  const plain = botName.replace(/[([{].*?[)\]}]/g, ' ');
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= shortestName);
}

function isNamed(text: string, botName: string): boolean {
  const words = new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return callNames(botName).some((name) => words.has(name.toLowerCase()));
}

/**
 * Whether something is said to the bot: in the chat, by name, or because only one guest is there. Among several people
 * a voice without the bot's name is theirs.
 */
export function isAddressed(
  { text, channel }: Pick<Utterance, 'text' | 'channel'>,
  botName: string,
  guestCount: number,
): boolean {
  return channel === 'chat' || guestCount <= 1 || isNamed(text, botName);
}
