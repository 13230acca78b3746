import { isFields } from './fields.ts';

/** Who a message with a role is from. `unsaid`: no one said it in the meeting. */
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

interface RoledLine {
  speaker: string | null;
  text: string;
  part?: Part | undefined;
}

/** Names for those of whom only the role is known. */
const unnamed = { bot: 'Avatar', guest: 'Guest' } as const;

/** As labels of lines the other words are headings: «Context: …». */
const unsaidNames: ReadonlySet<string> = new Set([
  'system',
  'developer',
  'system prompt',
  'tool',
  'function',
]);

function partOfName(name: string): Part | undefined {
  const part = partOf(name);
  return part === 'unsaid' && !unsaidNames.has(name.trim().toLowerCase()) ? undefined : part;
}

/** How the names of a text without roles are to be read. */
type Naming = 'people' | 'roles' | 'people after an instruction';

/**
 * The names of a text such as «system: …» are roles if all of them are, one being the bot or an instruction; or if the first is an
 * instruction and another one a role too. An instruction may also stand before people with names.
 */
function namingOf(lines: readonly RoledLine[]): Naming {
  const named = lines.flatMap(({ speaker }) => (speaker ? [partOfName(speaker)] : []));
  const [first, ...others] = named;
  if (first === 'unsaid') {
    return others.some((part) => part && part !== 'unsaid') ? 'roles' : 'people after an instruction';
  }
  return named.length > 0 && named.every(Boolean) && named.includes('bot') ? 'roles' : 'people';
}

/** Whether names are roles, so that the text is a transcript whatever else is in it. */
export function areNamesRoles(lines: readonly RoledLine[]): boolean {
  return namingOf(lines) === 'roles';
}

/** A line without a speaker goes on with what was said before it, as in text whose messages have several lines. */
function withNameRoles<Line extends RoledLine>(lines: readonly Line[], naming: Naming): Line[] {
  let part: Part | undefined;
  return lines.map((line) => {
    const own = line.speaker ? partOfName(line.speaker) : undefined;
    // Among roles «Note: …» within an instruction is not a person.
    const isPerson = line.speaker && !own && !(naming === 'roles' && part === 'unsaid');
    part = isPerson ? undefined : (own ?? part);
    return isPerson ? line : { ...line, speaker: null, part };
  });
}

/**
 * What was said, by whom: instructions, tools and thoughts are left out, since the briefing is among them and notes are sent to people. The
 * assistant is the bot, the user a guest, unless the message names them.
 */
export function withoutUnsaid<Line extends RoledLine>(lines: readonly Line[], botName?: string): Line[] {
  const naming = lines.some(({ part }) => part) ? 'people' : namingOf(lines);
  return (naming === 'people' ? lines : withNameRoles(lines, naming)).flatMap((line) => {
    if (!line.part) return [line];
    if (line.part === 'unsaid') return [];
    const isNamed = line.speaker && partOf(line.speaker) !== line.part;
    const speaker = isNamed ? line.speaker : line.part === 'bot' ? botName || unnamed.bot : unnamed.guest;
    return [{ ...line, speaker }];
  });
}
