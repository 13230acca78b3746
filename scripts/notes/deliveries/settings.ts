import type { Environment } from '../../cli/environment.ts';
import { PikaError } from '../../cli/errors.ts';
import type { DeliveryTarget } from '../schema.ts';

/** What a target is configured with. */
export interface Given {
  environment: Environment;
  /** What `--to` says for the target. */
  to: string | undefined;
  /** The webhook goes out without a signature. */
  isUnsigned: boolean;
}

/** One setting that a target cannot do without. */
interface Need {
  /** What is not there, in words. */
  lack: string;
  /** How to give it. */
  remedy: string;
  isMet(given: Given): boolean;
}

const needs: Readonly<Record<DeliveryTarget, readonly Need[]>> = {
  slack: [
    {
      lack: 'no Slack webhook is set',
      remedy:
        'create an incoming webhook for the channel (api.slack.com/messaging/webhooks) and set PIKA_SLACK_WEBHOOK_URL',
      // That it is not taken from --to is said by the target itself.
      isMet: ({ environment, to }) => Boolean(environment.PIKA_SLACK_WEBHOOK_URL ?? to),
    },
  ],
  notion: [
    {
      lack: 'no Notion token is set',
      remedy: 'set PIKA_NOTION_TOKEN',
      isMet: ({ environment }) => Boolean(environment.PIKA_NOTION_TOKEN),
    },
    {
      lack: 'no Notion page is set for the notes',
      remedy: 'share a page with that connection and name it with PIKA_NOTION_PAGE_ID or --to notion=PAGE',
      isMet: ({ environment, to }) => Boolean(to ?? environment.PIKA_NOTION_PAGE_ID),
    },
  ],
  email: [
    {
      lack: 'no mail server is set',
      remedy: 'set PIKA_SMTP_URL to smtps://USER:PASSWORD@HOST (or smtp:// with port 587)',
      isMet: ({ environment }) => Boolean(environment.PIKA_SMTP_URL),
    },
    {
      lack: 'no sender is set',
      remedy: 'set PIKA_MAIL_FROM',
      isMet: ({ environment }) => Boolean(environment.PIKA_MAIL_FROM),
    },
    {
      lack: 'no e-mail address is named to send to',
      remedy: 'set PIKA_MAIL_TO or give --to email=ADDRESS',
      isMet: ({ environment, to }) => Boolean(to ?? environment.PIKA_MAIL_TO),
    },
  ],
  webhook: [
    {
      lack: 'no webhook is named',
      remedy: 'set PIKA_WEBHOOK_URL or give --to webhook=URL',
      isMet: ({ environment, to }) => Boolean(to ?? environment.PIKA_WEBHOOK_URL),
    },
    {
      lack: 'no secret to sign the webhook with is set',
      remedy:
        'set PIKA_WEBHOOK_SECRET to the secret of the receiver (whsec_ and base64), or give --webhook-unsigned for one that checks no signature',
      isMet: ({ environment, isUnsigned }) => isUnsigned || Boolean(environment.PIKA_WEBHOOK_SECRET),
    },
  ],
  file: [
    {
      lack: 'no file or folder is named to copy the notes to',
      remedy: 'give --to file=PATH',
      isMet: ({ to }) => Boolean(to),
    },
  ],
};

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** The error that names every setting that a target lacks; nothing when it has them all. */
export function lackOf(target: DeliveryTarget, given: Given): PikaError | undefined {
  const unmet = needs[target].filter(({ isMet }) => !isMet(given));
  if (unmet.length === 0) return undefined;
  const message = unmet.map(({ lack }) => lack).join(', ');
  return new PikaError('usage', message, { hint: capitalized(unmet.map(({ remedy }) => remedy).join('; ')) });
}

/** One error for what stands in the way of several targets; of one target it is its own. */
export function together(
  problems: readonly { target: DeliveryTarget; error: PikaError }[],
): PikaError | undefined {
  const [first, ...others] = problems;
  if (others.length === 0) return first?.error;
  const line = (part: 'message' | 'hint') =>
    problems.map(({ target, error }) => `${target}: ${error[part]}`).join('; ');
  return new PikaError('usage', line('message'), { hint: line('hint'), cause: first?.error });
}
