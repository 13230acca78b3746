import { PikaError } from '../../cli/errors.ts';
import { factsLine, ownership, paragraphs } from '../markdown.ts';
import { type Notes, titleOf } from '../schema.ts';
import { formatClockTime } from '../time-forms.ts';
import type { Delivery, DeliveryInput } from './delivery.ts';
import { persistently, post, receiverUrl } from './post.ts';

/** docs.slack.dev, "Blocks": 50 blocks in a message, 3,000 characters in a section, 150 in a header, 2,000 in a context element. */
export const slackLimits = { blocks: 50, section: 3000, header: 150, context: 2000 } as const;

const limitMs = 20_000;

type Block =
  | { type: 'header'; text: { type: 'plain_text'; text: string } }
  | { type: 'section'; text: { type: 'mrkdwn'; text: string } }
  | { type: 'context'; elements: { type: 'mrkdwn'; text: string }[] };

export interface SlackMessage {
  text: string;
  blocks: Block[];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack's three control characters (docs.slack.dev, "Formatting text"), on one line, cut between characters so that it is `most` long at the most. */
export function slackText(text: string, most: number): string {
  let escaped = '';
  for (const letter of text.replace(/\s+/g, ' ').trim()) {
    const next = entities[letter] ?? letter;
    if (escaped.length + next.length > most - 1) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}

/** Lines under a bold heading, in as many sections as they need. */
function sections(title: string, lines: readonly string[]): Block[] {
  if (lines.length === 0) return [];
  const texts: string[] = [`*${title}*`];
  for (const line of lines) {
    const last = texts.at(-1) ?? '';
    if (last.length + line.length + 1 <= slackLimits.section) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } }));
}

const longestLine = slackLimits.section - 100;

/** The message for a channel: facts, summary, decisions, action items, chapters. The transcript stays where it is. */
export function slackMessage(notes: Notes): SlackMessage {
  const line = (text: string) => slackText(text, longestLine);
  const items = notes.action_items.map((item) => {
    const who = ownership(item);
    return line(`${item.done ? '☑' : '☐'} ${item.text}${who ? ` (${who})` : ''}`);
  });
  const people = notes.participants.map(({ name }) => name).join(', ');
  const facts = slackText([factsLine(notes), people].filter(Boolean).join(' · '), slackLimits.context);
  const blocks: Block[] = [
    { type: 'header', text: { type: 'plain_text', text: shortened(titleOf(notes), slackLimits.header) } },
    ...(facts ? [{ type: 'context' as const, elements: [{ type: 'mrkdwn' as const, text: facts }] }] : []),
    ...sections('Summary', paragraphs(notes.summary ?? '').map(line)),
    ...sections(
      'Decisions',
      notes.decisions.map(({ text }) => line(`• ${text}`)),
    ),
    ...sections('Action items', items),
    ...sections(
      'Chapters',
      notes.chapters.map(({ start_sec, title }) => line(`${formatClockTime(start_sec)} ${title}`)),
    ),
  ];
  const isTooLong = blocks.length > slackLimits.blocks;
  const rest: Block = { type: 'context', elements: [{ type: 'mrkdwn', text: 'The rest is in the notes.' }] };
  return {
    text: slackText(titleOf(notes), slackLimits.header),
    blocks: isTooLong ? [...blocks.slice(0, slackLimits.blocks - 1), rest] : blocks,
  };
}

function shortened(text: string, most: number): string {
  const letters = [...text.replace(/\s+/g, ' ').trim()];
  let short = letters.join('');
  while (short.length > most) {
    letters.pop();
    short = `${letters.join('')}…`;
  }
  return short;
}

/**
 * A message by an incoming webhook of Slack, or of a service that takes the same form.
 * @throws {PikaError} `usage` without PIKA_SLACK_WEBHOOK_URL; `address_refused`.
 */
export async function slackDelivery({ notes, to, allowPrivate, runtime }: DeliveryInput): Promise<Delivery> {
  const address = runtime.environment.PIKA_SLACK_WEBHOOK_URL;
  if (to || !address) {
    const message = to
      ? 'the address of a Slack webhook is a secret and is not taken from --to'
      : 'no Slack webhook is set';
    throw new PikaError('usage', message, {
      hint: 'Create an incoming webhook for the channel (api.slack.com/messaging/webhooks) and set PIKA_SLACK_WEBHOOK_URL',
    });
  }
  const url = receiverUrl(address, 'PIKA_SLACK_WEBHOOK_URL', allowPrivate, runtime.redaction);
  const body = JSON.stringify(slackMessage(notes));
  const headers = { 'content-type': 'application/json' };
  const send = async () => {
    const attempt = () => post(url, { what: 'Slack', headers, body, limitMs, allowPrivate, runtime });
    const { text } = await persistently('once', attempt, runtime);
    if (text.trim() === 'ok') return {};
    throw new PikaError('answer_unexpected', 'Slack did not say ok', {
      hint: 'Look into the channel before running this again, and check PIKA_SLACK_WEBHOOK_URL',
    });
  };
  return { target: 'slack', destination: url.href, to: url.hostname, preview: body, send };
}
