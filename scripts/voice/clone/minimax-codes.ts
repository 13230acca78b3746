import { type ErrorCode, PikaError } from '../../cli/errors.ts';

interface Row {
  code: ErrorCode;
  meaning: string;
  hint: string;
  retryable?: boolean;
}

const waitHint = 'Wait a minute, then run this again';
const sampleHint = 'Record 10 seconds to 5 minutes of clear speech of one person and clone that';
const operatorHint = 'Only the operator of the service can fix this: tell Pika; cloning again will not help';

const busy = (meaning: string): Row => ({ code: 'service_failed', meaning, hint: waitHint, retryable: true });
const crowded = (meaning: string): Row => ({
  code: 'rate_limited',
  meaning,
  hint: waitHint,
  retryable: true,
});
const operator = (meaning: string): Row => ({
  code: 'service_failed',
  meaning,
  hint: operatorHint,
  retryable: false,
});
const sample = (meaning: string, hint = sampleHint): Row => ({ code: 'audio_invalid', meaning, hint });

/** The chosen id already exists. */
export const duplicateVoiceId = 2039;

/** What `base_resp.status_code` means within HTTP 200 (platform.minimax.io, "Error codes"). */
const rows: Readonly<Record<number, Row>> = {
  1000: busy('an unknown error of the service'),
  1001: busy('the service took too long'),
  1002: crowded('too many requests'),
  1004: operator('the service could not log in to the voice provider'),
  1008: operator('the service’s account at the voice provider is empty'),
  1024: busy('an internal error of the service'),
  1026: {
    code: 'content_refused',
    meaning: 'the recording was refused because of its content',
    hint: 'Record a neutral text and clone that',
  },
  1033: busy('an error behind the service'),
  1039: crowded('too much at once'),
  1042: { code: 'request_refused', meaning: 'characters that are not allowed', hint: 'Use a plainer --name' },
  1043: sample('the recording does not match its text'),
  1044: sample('the recording does not match its example'),
  2013: {
    code: 'request_refused',
    meaning: 'the service does not accept these parameters',
    hint: 'Run this again without --language and --sample-rate',
  },
  2037: sample('the recording is too short or too long', 'The service takes 10 seconds to 5 minutes'),
  2038: operator('voice cloning is not enabled for this service'),
  [duplicateVoiceId]: {
    code: 'request_refused',
    meaning: 'a voice with this id already exists',
    hint: 'Run this again: the id is new each time',
    retryable: true,
  },
  2045: crowded('requests increased too fast'),
  2048: sample('the recording is too long', 'The service takes up to 5 minutes'),
  2049: operator('the service’s key at the voice provider is invalid'),
  2056: operator('the service’s quota at the voice provider is used up'),
  20132: sample('the recording or its id is invalid'),
};

const unknownRow: Row = {
  code: 'request_refused',
  meaning: 'the service refused it',
  hint: 'Look up the code at platform.minimax.io, or try another recording',
};

/** The typed error for a status; undefined for success. `call` describes the call. */
export function minimaxError(
  call: string,
  status: { status_code: number; status_msg?: string } | null | undefined,
): PikaError | undefined {
  if (!status || status.status_code === 0) return undefined;
  const { status_code: number, status_msg: words } = status;
  const row = rows[number] ?? unknownRow;
  const said = words?.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 200);
  const message = `${call}: ${row.meaning} (code ${number}${said ? `: ${said}` : ''})`;
  const retryable = row.retryable === undefined ? {} : { retryable: row.retryable };
  return new PikaError(row.code, message, {
    hint: row.hint,
    known: { minimax_status: number },
    ...retryable,
  });
}
