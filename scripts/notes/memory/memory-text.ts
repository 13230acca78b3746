import { dateStamp } from '../meeting-folder.ts';
import { escapeCommonMark } from '../report/notes-markdown.ts';
import type { Memory, OpenItem } from './memory.ts';

const most = { people: 25, items: 25, topics: 20, meetings: 15 };

/** The first line of the page, by which it is known as ours. */
export const memoryTitle = '# Memory of meetings';

function itemLine({ text, owner, due }: OpenItem): string {
  const facts = [owner, due && `due ${due}`].filter(Boolean).join(', ');
  return `- ${escapeCommonMark(text)}${facts ? ` (${escapeCommonMark(facts)})` : ''}`;
}

function section(title: string, lines: readonly string[], limit: number): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - limit;
  return ['', `## ${title}`, '', ...lines.slice(0, limit), ...(rest > 0 ? [`- and ${rest} more`] : [])];
}

/** In this machine's time zone, as the names of the folders are. */
function day(iso: string | null): string {
  return iso ? dateStamp(Date.parse(iso)).slice(0, 10) : 'unknown';
}

/** The memory as a short page for people and for agents that read Markdown. */
export function memoryText(memory: Memory): string {
  const { people, topics, meetings } = memory;
  const items = [...people.flatMap(({ open_items }) => open_items), ...memory.open_items];
  const lines = [
    memoryTitle,
    '',
    'Made from the notes of each meeting; names and words are quoted from there. Take someone or something out with `notes --forget`.',
    ...section('Open items', items.map(itemLine), most.items),
    ...section(
      'People',
      people.map(
        ({ name, last_met, meetings: met }) =>
          `- ${escapeCommonMark(name)}: last met ${day(last_met)}, ${met.length} ${met.length === 1 ? 'meeting' : 'meetings'}`,
      ),
      most.people,
    ),
    ...section(
      'Topics',
      topics.map(({ name, last_discussed }) => `- ${escapeCommonMark(name)} (${day(last_discussed)})`),
      most.topics,
    ),
    ...section(
      'Meetings',
      meetings.map(({ date, title, folder }) => `- ${day(date)} ${escapeCommonMark(title)}: ${folder}`),
      most.meetings,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
