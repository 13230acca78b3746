import { z } from 'zod';
import { parseJson } from '../../base/json.ts';
import { PikaError } from '../../cli/errors.ts';
import { type Escape, toMarkdown } from '../report/notes-markdown.ts';
import { type Notes, titleOf } from '../schema.ts';
import type { Delivery, DeliveryInput } from './delivery.ts';
import { persistently, post, receiverUrl } from './post.ts';

/** developers.notion.com, "Versioning". */
const notionVersion = '2026-03-11';
const notionBaseUrl = 'https://api.notion.com';
const limitMs = 30_000;
/** developers.notion.com, "Request limits": 500 KB of payload; the JSON's own escapes need room. */
const maxMarkdownBytes = 350 * 1024;

/** What Notion's Markdown gives a meaning to (developers.notion.com, "Enhanced markdown": Escaping), on one line. */
export const escapeNotion: Escape = (text) => text.replace(/\s+/g, ' ').replace(/[\\*~`$[\]<>{}|^]/g, '\\$&');

/** The notes as Notion takes them; the transcript only where there is room for it. */
export function notionMarkdown(notes: Notes): string {
  const whole = toMarkdown(notes, { quote: escapeNotion });
  if (Buffer.byteLength(whole) <= maxMarkdownBytes) return whole;
  return `${toMarkdown(notes, { quote: escapeNotion, withTranscript: false })}\nThe transcript is too long for this page.\n`;
}

/** A page's id, as it is at the end of its address too; 32 hexadecimal digits with or without dashes. */
function pageId(text: string): string | undefined {
  const [plain = ''] = text.split(/[?#]/);
  const digits = /([0-9a-f]{32})$/i.exec(plain.replaceAll('-', ''))?.[1]?.toLowerCase();
  return digits?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const pageAnswer = z.looseObject({
  object: z.literal('page'),
  url: z
    .url({ protocol: /^https$/ })
    .optional()
    .catch(undefined),
});

function createdPage(text: string): { url?: string } {
  try {
    const { url } = pageAnswer.parse(parseJson(text));
    return url ? { url } : {};
  } catch (cause) {
    throw new PikaError('answer_unexpected', 'Notion did not answer with a page', {
      hint: 'Look into Notion before running this again: the page may be there',
      cause,
    });
  }
}

/**
 * A new page below another one.
 * @throws {PikaError} `usage` for what is not a page; `address_refused`.
 */
export async function notionDelivery({ notes, to, allowPrivate, runtime }: DeliveryInput): Promise<Delivery> {
  const {
    PIKA_NOTION_TOKEN: token = '',
    PIKA_NOTION_PAGE_ID,
    PIKA_NOTION_BASE_URL: base = notionBaseUrl,
  } = runtime.environment;
  const page = pageId(to ?? PIKA_NOTION_PAGE_ID ?? '');
  if (!page) {
    throw new PikaError('usage', `${to ? '--to' : 'PIKA_NOTION_PAGE_ID'} is not a Notion page`, {
      hint: "Give the page's address, or the 32 hexadecimal digits at its end",
    });
  }
  const url = new URL(
    '/v1/pages',
    receiverUrl(base, 'PIKA_NOTION_BASE_URL', allowPrivate, runtime.redaction),
  );
  const title = [{ type: 'text', text: { content: titleOf(notes) } }];
  // The heading of the file is the page's title here.
  const markdown = notionMarkdown(notes).replace(/^# .*\n+/, '');
  const body = JSON.stringify({ parent: { page_id: page }, properties: { title: { title } }, markdown });
  const headers = {
    authorization: `Bearer ${token}`,
    'notion-version': notionVersion,
    'content-type': 'application/json',
  };
  const send = async () => {
    const attempt = () => post(url, { what: 'Notion', headers, body, limitMs, allowPrivate, runtime });
    return createdPage((await persistently('once', attempt, runtime)).text);
  };
  return {
    target: 'notion',
    destination: `${url.origin} ${page}`,
    to: `page ${page}`,
    preview: markdown,
    send,
  };
}
