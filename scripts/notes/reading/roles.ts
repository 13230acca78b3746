import { isFields } from './fields.ts';

/** Who a message with a role is from. `unsaid`: nobody said it in the meeting. */
export type Part = 'bot' | 'guest' | 'unsaid';

/**
 * The roles that chat and voice services give to messages (OpenAI, Gemini, Anthropic, LangChain, ShareGPT, Vapi, Retell, ElevenLabs, Tavus,
 * LiveKit). Instructions, tools and thoughts stand among them in the same list.
 */
const parts: Readonly<Record<Part, readonly string[]>> = {
  bot: [
    'assistant',
    'bot',
    'agent',
    'ai',
    'model',
    'avatar',
    'replica',
    'gpt',
    'llm',
    'chatbot',
    'assistant_bot',
  ],
  guest: ['user', 'human', 'guest', 'customer', 'caller', 'client'],
  unsaid: [
    ...[
      'system',
      'developer',
      'instruction',
      'instructions',
      'prompt',
      'system_prompt',
      'context',
      'platform',
    ],
    ...[
      'tool',
      'tools',
      'tool_call',
      'tool_calls',
      'tool_use',
      'tool_result',
      'tool_call_result',
      'tool_output',
    ],
    ...[
      'tool_call_invocation',
      'tool_response',
      'function',
      'function_call',
      'function_call_output',
      'ipython',
    ],
    ...['reasoning', 'thinking', 'thought', 'analysis', 'metadata', 'critic'],
  ],
};
const partByRole = new Map(
  Object.entries(parts).flatMap(([part, roles]) => roles.map((role) => [role, part as Part] as const)),
);

/** The part that a role word plays, however it is spelled; nothing for other words. */
export function partOf(role: unknown): Part | undefined {
  if (typeof role !== 'string' || role.length > 40) return undefined;
  const spelled = role
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return partByRole.get(spelled.replace(/^(?:role|message)_|_message$/g, ''));
}

/** Where a message says its role: under names that hold nothing else, then under such as may. */
const roleNames = ['role', 'sender_role', 'senderRole', 'speaker_role', 'author', 'from', 'sender', 'type'];

/** The part of a message by its own fields. */
export function partOfFields(fields: Readonly<Record<string, unknown>>): Part | undefined {
  for (const name of roleNames) {
    const value = fields[name];
    const part = partOf(isFields(value) ? value.role : value);
    if (part) return part;
  }
  return undefined;
}

export interface RoledLine {
  speaker: string | null;
  text: string;
  part?: Part | undefined;
}

/** Names for those of whom only the role is known. */
const unnamed = { bot: 'Avatar', guest: 'Guest' } as const;

/**
 * Whether the names of a text such as «system: …» are roles: all of them, one being the bot or an instruction; or the first is an instruction,
 * whose own lines may look like names, and another one a role too.
 */
export function areNamesRoles(lines: readonly RoledLine[]): boolean {
  const named = lines.flatMap(({ speaker }) => (speaker ? [partOf(speaker)] : []));
  const [first, ...others] = named;
  if (first === 'unsaid' && others.some((part) => part && part !== 'unsaid')) return true;
  return named.length > 0 && named.every(Boolean) && named.some((part) => part !== 'guest');
}

/** A line without a speaker goes on with what was said before it, as in text whose messages have several lines. */
function withNameRoles<Line extends RoledLine>(lines: readonly Line[]): Line[] {
  let part: Part | undefined;
  return lines.map((line) => {
    const own = line.speaker ? partOf(line.speaker) : undefined;
    // «Note: …» within an instruction is not a person.
    const isPerson = line.speaker && !own && part !== 'unsaid';
    if (isPerson) return line;
    part = own ?? part;
    return { ...line, speaker: null, part };
  });
}

/**
 * What was said, by whom: instructions, tools and thoughts are left out, since the briefing is among them and notes are sent to people. The
 * assistant is the bot, the user a guest, unless the message names them.
 */
export function withoutUnsaid<Line extends RoledLine>(lines: readonly Line[], botName?: string): Line[] {
  const isByNames = !lines.some(({ part }) => part) && areNamesRoles(lines);
  return (isByNames ? withNameRoles(lines) : lines).flatMap((line) => {
    if (!line.part) return [line];
    if (line.part === 'unsaid') return [];
    const isNamed = line.speaker && partOf(line.speaker) !== line.part;
    const speaker = isNamed ? line.speaker : line.part === 'bot' ? botName || unnamed.bot : unnamed.guest;
    return [{ ...line, speaker }];
  });
}
