import { z } from 'zod';
import { parseJson } from '../../base/json.ts';
import { PikaError } from '../../cli/errors.ts';
import { factsLine, ownership, paragraphs } from '../report/notes-markdown.ts';
import { type Notes, titleOf } from '../schema.ts';
import { formatClockTime } from '../time-forms.ts';
import type { Delivery, DeliveryInput } from './delivery.ts';
import { persistently, post, receiverUrl } from './post.ts';

/** docs.slack.dev, "Blocks": 50 blocks in a message, 3,000 characters in a section, 150 in a header, 2,000 in a context element. */
export const slackLimits = { blocks: 50, section: 3000, header: 150, context: 2000 } as const;

const limitMs = 20_000;

/**
 * Characters in all blocks together. Slack names no figure for webhooks; others report `msg_blocks_too_long` at some 13,200.
 */
const maxInAll = 13_000;

type Block =
  | { type: 'header'; text: { type: 'plain_text'; text: string } }
  | { type: 'section'; text: Markup }
  | { type: 'context'; elements: Markup[] };

/** `verbatim`: Slack makes no links, mentions or channel names of plain text (docs.slack.dev, "Text object"). */
interface Markup {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}

export interface SlackMessage {
  text: string;
  blocks: Block[];
}

function markup(text: string): Markup {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Invisible, and enough to keep services from turning the text into a mention or a link. */
const gap = '\u200b';

/** What services of Slack's form make mentions and links of, whatever `verbatim` says. */
const lively: readonly RegExp[] = [
  // @channel, @here, @all, @everyone and names; not within an address of mail.
  /(?<![\p{L}\p{N}._%+-])[@＠](?=[\p{L}\p{N}_])/gu,
  // https:// and every other scheme, mailto: and tel:
  /(?<![\p{L}\p{N}])(?:[a-z][a-z\d+.-]{1,20}:(?=\/\/)|(?:mailto|tel|sms|data|javascript):(?=\S))/giu,
  /(?<![\p{L}\p{N}])www(?=\.)/giu,
  // example.com/path without a scheme
  /[\p{L}\p{N}-](?=\.[\p{L}]{2,24}(?::\d+)?\/)/gu,
  // [words](address) of Markdown
  /\](?=\()/g,
];

/** The same words, which neither call anyone nor lead anywhere. */
function lifeless(text: string): string {
  return lively.reduce((words, form) => words.replace(form, `$&${gap}`), text);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack's three control characters (docs.slack.dev, "Formatting text"), and what other services would make more of than text. */
function escaped(text: string): string {
  return lifeless(text).replace(/[&<>]/g, (sign) => entities[sign] ?? sign);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const sentenceParts = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** How a text is taken apart until its parts fit: sentences, then words, then what a reader takes for one character, then its halves. */
const divisions: readonly ((text: string) => string[])[] = [
  (text) => [...sentenceParts.segment(text)].map(({ segment }) => segment),
  (text) => text.split(/(?<=\s)/),
  (text) => [...graphemes.segment(text)].map(({ segment }) => segment),
  (text) => [...text],
];

/** All of a text in pieces that are at most `room` long once they are escaped. */
function slackPieces(text: string, room: number, level = 0): string[] {
  const whole = escaped(text).trim();
  const divide = divisions[level];
  if (whole.length <= room || !divide) return whole ? [whole] : [];
  const groups: { text: string; size: number }[] = [];
  for (const part of divide(text)) {
    const size = escaped(part).length;
    const last = groups.at(-1);
    if (last && last.size + size <= room)
      Object.assign(last, { text: last.text + part, size: last.size + size });
    else groups.push({ text: part, size });
  }
  // A group may still be too long: one part alone, or one whose parts together make a link.
  return groups.flatMap((group) => slackPieces(group.text, room, level + 1));
}

/** A text on one line, cut between characters so that it is at most `most` long. */
export function slackText(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const [first = '', ...rest] = slackPieces(line, most);
  return rest.length === 0 ? first : `${slackPieces(line, most - 1)[0]}…`;
}

/** Lines of the message under one heading. */
interface Part {
  title: string;
  lines: readonly string[];
  /** Where not everything fits, parts of lower numbers are given room first. */
  rank: number;
}

/** Lines in as many sections as they need. */
function sections(title: string, lines: readonly string[]): Block[] {
  const texts: string[] = [`*${title}*`];
  for (const line of lines) {
    const last = texts.at(-1) ?? '';
    if (last.length + line.length + 1 <= slackLimits.section) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map((text) => ({ type: 'section', text: markup(text) }));
}

function leftOut(count: number): string {
  return `… ${count} more ${count === 1 ? 'line' : 'lines'} in the notes of the meeting`;
}

/** Room that the line about what is left out needs, and the heading. */
const besidesLines = 100;

/** What a part says within `room` characters. */
function fitted({ title, lines }: Part, room: number): { blocks: Block[]; size: number } {
  const kept: string[] = [];
  let size = besidesLines;
  for (const line of lines) {
    if (size + line.length + 1 > room) break;
    kept.push(line);
    size += line.length + 1;
  }
  const missing = lines.length - kept.length;
  return { blocks: sections(title, missing > 0 ? [...kept, leftOut(missing)] : kept), size };
}

function fitting(parts: readonly Part[], room: number): Block[] {
  let left = room - parts.length * besidesLines;
  const found = new Map<Part, Block[]>();
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    const { blocks, size } = fitted(part, left + besidesLines);
    found.set(part, blocks);
    left -= size - besidesLines;
  }
  return parts.flatMap((part) => found.get(part) ?? []);
}

const longestLine = slackLimits.section - 100;

/** The message for a channel: facts, summary, decisions, action items, chapters. The transcript stays where it is. */
export function slackMessage(notes: Notes): SlackMessage {
  const lines = (texts: readonly string[]) =>
    texts.flatMap((text) => slackPieces(text.replace(/\s+/g, ' ').trim(), longestLine));
  const items = notes.action_items.map((item) => {
    const who = ownership(item);
    return `${item.done ? '☑' : '☐'} ${item.text}${who ? ` (${who})` : ''}`;
  });
  const people = notes.participants.map(({ name }) => name).join(', ');
  const facts = slackText([factsLine(notes), people].filter(Boolean).join(' · '), slackLimits.context);
  const title = shortened(lifeless(titleOf(notes)), slackLimits.header);
  const chapters = notes.chapters.map(({ start_sec, title }) => `${formatClockTime(start_sec)} ${title}`);
  const parts: Part[] = [
    { title: 'Summary', lines: lines(paragraphs(notes.summary ?? '')), rank: 3 },
    { title: 'Decisions', lines: lines(notes.decisions.map(({ text }) => `• ${text}`)), rank: 1 },
    { title: 'Action items', lines: lines(items), rank: 2 },
    { title: 'Chapters', lines: lines(chapters), rank: 4 },
  ];
  const given = parts.filter((part) => part.lines.length > 0);
  return {
    text: slackText(titleOf(notes), slackLimits.header),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      ...(facts ? [{ type: 'context' as const, elements: [markup(facts)] }] : []),
      ...fitting(given, maxInAll - title.length - facts.length),
    ],
  };
}

/** Cut between what readers take for characters. */
function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  let short = '';
  for (const { segment } of graphemes.segment(line)) {
    if (short.length + segment.length > most - 1) break;
    short += segment;
  }
  return `${short}…`;
}

/** How receivers of Slack's form say in JSON, in spite of a status of 2xx, that they did not take a message. */
const refusals: readonly { field: string; isRefusal: (value: unknown) => boolean }[] = [
  // Slack's own API, Workflow Builder, Rocket.Chat
  { field: 'ok', isRefusal: (value) => value === false },
  { field: 'success', isRefusal: (value) => value === false },
  // Zulip; Zapier
  { field: 'result', isRefusal: (value) => value === 'error' },
  { field: 'status', isRefusal: (value) => value === 'error' || value === 'failed' || value === 'failure' },
  // WeCom and DingTalk; Lark
  { field: 'errcode', isRefusal: (value) => value !== 0 },
  { field: 'code', isRefusal: (value) => typeof value === 'number' && value >= 400 },
  { field: 'error', isRefusal: (value) => Boolean(value) },
];
const reasonFields = ['error', 'message', 'msg', 'errmsg', 'detail'] as const;

const jsonObject = z.record(z.string(), z.unknown());

function objectIn(text: string): Record<string, unknown> | undefined {
  return jsonObject.safeParse(parseJson(text)).data;
}

/**
 * Why the receiver did not take the message, if it says so. Every other answer of 2xx means that it did: `ok`, nothing, or whatever a receiver
 * of the same form says. Calling an arrived message failed would send it twice.
 */
function refusalIn(text: string): string | undefined {
  const answer = objectIn(text);
  if (!answer) return undefined;
  const isRefused = refusals.some(({ field, isRefusal }) => field in answer && isRefusal(answer[field]));
  if (!isRefused) return undefined;
  const reason = reasonFields
    .map((field) => answer[field])
    .find((value) => typeof value === 'string' && value);
  return String(reason ?? 'it gave no reason');
}

/**
 * A message by an incoming webhook of Slack, or of a service that takes the same form.
 * @throws {PikaError} `usage` for a webhook named by --to or that is not a URL; `address_refused`.
 */
export async function slackDelivery({ notes, to, allowPrivate, runtime }: DeliveryInput): Promise<Delivery> {
  if (to) {
    throw new PikaError('usage', 'the address of a Slack webhook is a secret and is not taken from --to', {
      hint: 'Create an incoming webhook for the channel (api.slack.com/messaging/webhooks) and set PIKA_SLACK_WEBHOOK_URL',
    });
  }
  const address = runtime.environment.PIKA_SLACK_WEBHOOK_URL ?? '';
  const url = receiverUrl(address, 'PIKA_SLACK_WEBHOOK_URL', allowPrivate, runtime.redaction);
  const body = JSON.stringify(slackMessage(notes));
  const headers = { 'content-type': 'application/json' };
  const send = async () => {
    const attempt = () => post(url, { what: 'Slack', headers, body, limitMs, allowPrivate, runtime });
    const { text } = await persistently('once', attempt, runtime);
    if (/^\s*</.test(text)) {
      throw new PikaError('answer_unexpected', 'Slack answered with a web page', {
        hint: 'Check PIKA_SLACK_WEBHOOK_URL, and look into the channel before running this again',
      });
    }
    const refusal = refusalIn(text);
    if (!refusal) return {};
    const said = runtime.redaction.scrub(refusal).slice(0, 200);
    throw new PikaError('request_refused', `Slack refused it: ${said}`, {
      hint: 'Check PIKA_SLACK_WEBHOOK_URL and the channel, then run this again',
    });
  };
  return { target: 'slack', destination: url.href, to: url.hostname, preview: body, send };
}
