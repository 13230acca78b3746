import { type ActionItem, type Evidence, type Notes, titleOf } from '../schema.ts';
import { formatClockTime, formatLength } from '../time-forms.ts';

/** Which characters have a meaning in the Markdown that is written. */
export type Escape = (text: string) => string;

/** CommonMark, on one line: what stands in a meeting must not become a heading, a link or HTML. */
export const escapeCommonMark: Escape = (text) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
    .replace(/^([-+=]|\d+[.)])/, '\\$1');

const dateForm = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** When it started, in this machine's time zone, which is named: notes are sent to people elsewhere. */
export function formatStart(iso: string): string {
  return dateForm.format(new Date(iso));
}

/** «12 November, 42 min, with Ada and Ben, about $1.20». */
export function factsLine(notes: Notes): string {
  const facts = [
    notes.started_at && formatStart(notes.started_at),
    notes.duration_sec !== null && formatLength(notes.duration_sec),
    notes.cost_usd !== null &&
      (notes.cost_usd > 0 ? `about $${notes.cost_usd.toFixed(2)}` : 'free of charge'),
  ];
  return facts.filter((fact) => typeof fact === 'string').join(' · ');
}

/** What the meeting was about as someone says it; words that only a rule found are not shown to people. */
export function shownTopics({ topics, derived }: Pick<Notes, 'topics' | 'derived'>): string[] {
  return derived.includes('topics') ? [] : topics;
}

/** Paragraphs of a summary, without empty ones. */
export function paragraphs(text: string): string[] {
  return text
    .split(/\n+/)
    .map((part) => part.replace(/^\s*(?:[-*•]|#{1,6})\s+/, '').trim())
    .filter(Boolean);
}

function quoted(evidence: Evidence | null, quote: Escape): string {
  if (!evidence) return '';
  const where = [evidence.speaker, evidence.start_sec === null ? null : formatClockTime(evidence.start_sec)];
  const by = where.filter((part) => part !== null).join(', ');
  return ` — “${quote(evidence.quote)}”${by ? ` (${quote(by)})` : ''}`;
}

/** Owner and due date in words. */
export function ownership({ owner, due }: ActionItem): string {
  return [owner, due && `due ${due}`].filter(Boolean).join(', ');
}

function actionLine(item: ActionItem, quote: Escape): string {
  const owned = ownership(item);
  const who = owned ? ` (${quote(owned)})` : '';
  return `- [${item.done ? 'x' : ' '}] ${quote(item.text)}${who}${quoted(item.evidence, quote)}`;
}

function candidateLine({ text, evidence }: ActionItem, quote: Escape): string {
  const time = evidence?.start_sec === null || !evidence ? '' : `${formatClockTime(evidence.start_sec)} `;
  return `- ${time}${evidence?.speaker ? `${quote(evidence.speaker)}: ` : ''}${quote(text)}`;
}

/** Why something is missing, without what the agent may do about it: that is for the agent, in notes.json. */
export function reasonForPeople(reason: string): string {
  return reason.replace(/; [^;]*--add$/, '');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ['', `## ${title}`, '', ...lines] : [];
}

export interface MarkdownOptions {
  quote?: Escape;
  /** Left out where it would be too long. */
  withTranscript?: boolean;
}

/** The notes as Markdown: facts, summary, decisions, action items, chapters, and the transcript. */
export function toMarkdown(
  notes: Notes,
  { quote = escapeCommonMark, withTranscript = true }: MarkdownOptions = {},
): string {
  const people = notes.participants.map(({ name, role }) =>
    quote(role === 'bot' ? `${name} (avatar)` : name),
  );
  const topics = shownTopics(notes).map(quote);
  const missing = Object.entries(notes.missing).map(
    ([field, why]) => `- ${quote(field.replaceAll('_', ' '))}: ${quote(reasonForPeople(why))}`,
  );
  const lines = [
    `# ${quote(titleOf(notes))}`,
    '',
    quote(factsLine(notes)),
    ...(people.length > 0 ? ['', `With ${people.join(', ')}`] : []),
    ...(topics.length > 0 ? ['', `Topics: ${topics.join(', ')}`] : []),
    ...section('Summary', notes.summary ? [paragraphs(notes.summary).map(quote).join('\n\n')] : []),
    ...section(
      'Decisions',
      notes.decisions.map(({ text, evidence }) => `- ${quote(text)}${quoted(evidence, quote)}`),
    ),
    ...section(
      'Action items',
      notes.action_items.map((item) => actionLine(item, quote)),
    ),
    ...section(
      'Chapters',
      notes.chapters.map(({ start_sec, title }) => `- ${formatClockTime(start_sec)} ${quote(title)}`),
    ),
    ...(notes.action_items.length > 0
      ? []
      : section(
          'Possible promises (found by rule, not checked)',
          notes.candidates.map((item) => candidateLine(item, quote)),
        )),
    ...section('Not known', missing),
    ...(withTranscript ? section('Transcript', transcriptLines(notes, quote)) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function transcriptLines({ transcript }: Notes, quote: Escape): string[] {
  return transcript.flatMap(({ start_sec, speaker, text, written }) => {
    const time = start_sec === null ? '' : `${formatClockTime(start_sec)} `;
    const place = written ? ' (chat)' : '';
    return [`${time}${speaker ? `**${quote(speaker)}**${place}: ` : ''}${quote(text)}`, ''];
  });
}
