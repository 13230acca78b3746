import type { Utterance } from '../../service/local/wire.ts';

/** Shorter words in a name are too often ordinary words. */
const minNameLength = 3;

/** The words people call the bot by: those of its name, without anything in brackets. */
function callNames(botName: string): string[] {
  const plain = botName.replace(/[([{].*?[)\]}]/g, ' ');
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= minNameLength);
}

function isNamed(text: string, botName: string): boolean {
  const words = new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return callNames(botName).some((name) => words.has(name.toLowerCase()));
}

/**
 * Whether something is meant for the bot: said in the chat, with its name, or by the only guest. With several guests,
 * speech without the bot's name is meant for the others.
 */
export function isAddressed(
  { text, channel }: Pick<Utterance, 'text' | 'channel'>,
  botName: string,
  guestCount: number,
): boolean {
  return channel === 'chat' || guestCount <= 1 || isNamed(text, botName);
}
