/**
 * Every environment variable that the package reads, with its meaning. Tests check SKILL.md and the README against this table.
 * `secret` values are scrubbed from all output.
 */
export const environmentVariables = {
  PIKA_DEV_KEY: { secret: true, meaning: 'developer key of the hosted engine' },
  PIKA_TOKEN: { secret: true, meaning: 'another name for PIKA_DEV_KEY' },
  PIKA_API_BASE_URL: { secret: false, meaning: 'base URL of the hosted API' },
  PIKA_ENGINE: { secret: false, meaning: 'pika or local, like --engine' },
  PIKA_HOME: { secret: false, meaning: 'directory of the journal (default ~/.pika)' },
  PIKA_MEETING_PASSWORD: { secret: true, meaning: 'passcode of the meeting' },
  PIKA_SENDER_ID: { secret: false, meaning: 'attribution: who asked' },
  PIKA_MESSAGE_CHANNEL: { secret: false, meaning: 'attribution: where they asked' },
  PIKA_BRAIN: {
    secret: false,
    meaning: 'who answers on the local engine: agent, openai, echo or script:FILE',
  },
  PIKA_BRAIN_URL: { secret: false, meaning: 'OpenAI-compatible chat service (…/v1)' },
  PIKA_BRAIN_KEY: { secret: true, meaning: 'key of the chat service' },
  PIKA_BRAIN_MODEL: { secret: false, meaning: 'model of the chat service' },
  PIKA_SPEECH: { secret: false, meaning: 'speech program of the local engine (default auto)' },
  PIKA_SPEECH_URL: { secret: false, meaning: 'OpenAI-compatible speech service (…/v1)' },
  PIKA_SPEECH_KEY: { secret: true, meaning: 'key of the speech service' },
  PIKA_SPEECH_MODEL: { secret: false, meaning: 'model of the speech service' },
  PIKA_SPEECH_VOICE: { secret: false, meaning: 'voice of the speech program or service, by its own name' },
  PIKA_SPEECH_LANGUAGE: { secret: false, meaning: 'language spoken and heard, such as en-US' },
  PIKA_EARS: { secret: false, meaning: 'recognition on the local engine: auto, url, pocketsphinx or none' },
  PIKA_EARS_URL: { secret: false, meaning: 'OpenAI-compatible transcription service (…/v1)' },
  PIKA_EARS_KEY: { secret: true, meaning: 'key of the transcription service' },
  PIKA_EARS_MODEL: { secret: false, meaning: 'model of the transcription service' },
  PIKA_ICE_SERVERS: {
    secret: true,
    meaning:
      'STUN and TURN servers of the local engine: stun:HOST or turn:USER:PASSWORD@HOST, separated by commas',
  },
  PIKA_SLACK_WEBHOOK_URL: { secret: true, meaning: 'incoming webhook of a Slack channel, for the notes' },
  PIKA_NOTION_TOKEN: { secret: true, meaning: 'token of a Notion connection, for the notes' },
  PIKA_NOTION_PAGE_ID: { secret: false, meaning: 'Notion page that receives the notes' },
  PIKA_NOTION_BASE_URL: { secret: false, meaning: 'base URL of the Notion API' },
  PIKA_SMTP_URL: { secret: true, meaning: 'mail server for the notes: smtps://USER:PASSWORD@HOST' },
  PIKA_MAIL_FROM: { secret: false, meaning: 'sender of the notes by mail' },
  PIKA_MAIL_TO: { secret: false, meaning: 'recipients of the notes by mail, separated by commas' },
  PIKA_WEBHOOK_URL: { secret: true, meaning: 'receiver of the notes as a Standard Webhook' },
  PIKA_WEBHOOK_SECRET: { secret: true, meaning: 'secret that signs the webhook (whsec_…)' },
  HTTPS_PROXY: { secret: true, meaning: 'proxy for https' },
  HTTP_PROXY: { secret: true, meaning: 'proxy for http, and for https unless HTTPS_PROXY is set' },
  ALL_PROXY: { secret: true, meaning: 'proxy for http and https unless their own variable is set' },
  NO_PROXY: { secret: false, meaning: 'hosts reached without a proxy' },
} as const satisfies Record<string, { secret: boolean; meaning: string }>;

export type EnvironmentName = keyof typeof environmentVariables;
export type Environment = Readonly<Partial<Record<EnvironmentName, string>>>;

const names = Object.keys(environmentVariables) as EnvironmentName[];

/** The first spelling with a value: tools set proxies in either case, and unset them with an empty value. */
function firstFilled(values: readonly (string | undefined)[]): string | undefined {
  return values.map((value) => value?.trim()).find(Boolean);
}

/** Reads only the declared variables; empty values count as absent, and proxies may have lowercase names. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const found: Partial<Record<EnvironmentName, string>> = {};
  for (const name of names) {
    const spellings = name.endsWith('_PROXY') ? [name, name.toLowerCase()] : [name];
    const value = firstFilled(spellings.map((spelling) => source[spelling]));
    if (value) found[name] = value;
  }
  return found;
}

/** The password in a proxy's address, as written and percent-decoded. */
function passwordIn(address: string): string[] {
  const text = address.includes('://') ? address : `http://${address}`;
  if (!URL.canParse(text)) return [];
  const { password } = new URL(text);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** The values in `environment` that must never be printed. */
export function secretValues(environment: Environment): string[] {
  return names
    .filter((name) => environmentVariables[name].secret)
    .flatMap((name) => {
      const value = environment[name];
      if (!value) return [];
      return name.endsWith('_PROXY') ? [value, ...passwordIn(value)] : [value];
    });
}
