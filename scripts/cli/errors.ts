/** Exit codes of every command. 0 to 6 are those of the reference client; 130 and 143 are 128 plus the signal number. */
export const exitCodes = {
  ok: 0,
  setup: 1,
  input: 2,
  remote: 3,
  session: 4,
  timeout: 5,
  funding: 6,
  interrupted: 130,
  terminated: 143,
} as const;

type Exit = keyof typeof exitCodes;

/** Every value of `error.code`: its exit code, whether the same call may work later, and what it means. */
export const errorCodes = {
  deps_missing: { exit: 'setup', retryable: false, meaning: 'npm packages of the skill are not installed' },
  node_unsupported: { exit: 'setup', retryable: false, meaning: 'Node is older than 20.19' },
  key_missing: {
    exit: 'setup',
    retryable: false,
    meaning: 'no developer key was found and no engine was chosen',
  },
  program_missing: { exit: 'setup', retryable: false, meaning: 'a program such as ffmpeg is not installed' },
  engine_unavailable: {
    exit: 'setup',
    retryable: true,
    meaning: 'the local engine could not be started or reached',
  },
  home_unwritable: { exit: 'setup', retryable: false, meaning: 'the journal in PIKA_HOME cannot be written' },
  internal_error: { exit: 'setup', retryable: false, meaning: 'a bug in this package' },
  usage: {
    exit: 'input',
    retryable: false,
    meaning: 'unknown command, unknown flag or invalid value',
  },
  link_invalid: { exit: 'input', retryable: false, meaning: 'not a meeting link' },
  link_unsupported: {
    exit: 'input',
    retryable: false,
    meaning: 'a meeting link of a service that is not supported',
  },
  file_unreadable: {
    exit: 'input',
    retryable: false,
    meaning: 'a file is missing, unreadable or not a regular file',
  },
  file_unwritable: {
    exit: 'input',
    retryable: false,
    meaning: 'a result cannot be written to the requested path',
  },
  file_exists: { exit: 'input', retryable: false, meaning: 'the output exists and --force was not given' },
  image_invalid: { exit: 'input', retryable: false, meaning: 'not a usable picture' },
  audio_invalid: { exit: 'input', retryable: false, meaning: 'not a usable voice sample' },
  text_invalid: { exit: 'input', retryable: false, meaning: 'not a usable briefing, note or text' },
  secret_refused: {
    exit: 'input',
    retryable: false,
    meaning: 'a file or text with secrets was not sent',
  },
  consent_missing: { exit: 'input', retryable: false, meaning: 'the speaker has not consented to cloning' },
  content_refused: { exit: 'input', retryable: false, meaning: 'the service refused the content' },
  address_refused: {
    exit: 'input',
    retryable: false,
    meaning: 'downloads from this address are not allowed',
  },
  session_not_found: { exit: 'input', retryable: false, meaning: 'no such session' },
  session_ambiguous: {
    exit: 'input',
    retryable: false,
    meaning: 'several sessions are live and none was named',
  },
  voice_not_found: { exit: 'input', retryable: false, meaning: 'no such voice' },
  network_failed: {
    exit: 'remote',
    retryable: true,
    meaning: 'no answer: connection, DNS, TLS or time limit',
  },
  key_refused: { exit: 'remote', retryable: false, meaning: 'the service refused the key' },
  not_found: { exit: 'remote', retryable: false, meaning: 'the service does not know the requested object' },
  request_refused: { exit: 'remote', retryable: false, meaning: 'the service refused the request' },
  rate_limited: { exit: 'remote', retryable: true, meaning: 'too many requests' },
  service_failed: { exit: 'remote', retryable: true, meaning: 'the service failed (HTTP 5xx)' },
  answer_unexpected: {
    exit: 'remote',
    retryable: false,
    meaning: 'the answer does not have the documented form',
  },
  delivery_failed: {
    exit: 'remote',
    retryable: true,
    meaning: 'notes could not be delivered to every target',
  },
  close_failed: {
    exit: 'remote',
    retryable: true,
    meaning: 'a session could not be closed and may still be billed',
  },
  session_failed: { exit: 'session', retryable: false, meaning: 'the session ended in an error' },
  session_denied: { exit: 'session', retryable: false, meaning: 'the bot was not admitted' },
  session_closed: { exit: 'session', retryable: false, meaning: 'the session ended while joining' },
  session_waiting: {
    exit: 'session',
    retryable: true,
    meaning: 'the bot is not in the room yet: it waits in the lobby, or starts',
  },
  session_unknown: { exit: 'session', retryable: false, meaning: 'a join was sent and its answer was lost' },
  unsupported_by_engine: { exit: 'session', retryable: false, meaning: 'this engine cannot do that' },
  join_timeout: { exit: 'timeout', retryable: false, meaning: 'the bot was not in the meeting in time' },
  wait_timeout: { exit: 'timeout', retryable: true, meaning: 'the wait ended without the expected event' },
  credits_short: { exit: 'funding', retryable: false, meaning: 'the balance is too low for a join' },
  payment_timeout: { exit: 'funding', retryable: true, meaning: 'the payment did not arrive in time' },
  interrupted: { exit: 'interrupted', retryable: false, meaning: 'stopped by SIGINT' },
  terminated: { exit: 'terminated', retryable: false, meaning: 'stopped by SIGTERM or SIGHUP' },
} as const satisfies Record<string, { exit: Exit; retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** Facts by which code decides what a failure means; each has one type wherever it is set. */
interface DecidingFacts {
  /** Status of the HTTP answer. */
  readonly http_status?: number;
  /** The service's own code for its error. */
  readonly service_code?: string;
  /** The code of MiniMax, which clones voices. */
  readonly minimax_status?: number;
  /** Seconds that a server asked to wait. */
  readonly retry_after_sec?: number | undefined;
  readonly session_id?: string | null;
  /** Whether any of a delivery may have arrived. */
  readonly sent?: boolean;
  /** Where to pay. */
  readonly checkout_url?: string;
  /** The process that is in the way. */
  readonly pid?: number;
  /** The project of a meeting, which is not there any more. */
  readonly workspace_missing?: string;
}

/** Facts known despite the failure, printed next to `error` in the JSON line under the API's own names. */
export type KnownFacts = DecidingFacts & Readonly<Record<string, unknown>>;

export interface FailureDetails {
  /** What to do next; an agent must be able to act on it. */
  hint: string;
  known?: KnownFacts;
  cause?: unknown;
  /** Only if it differs from the code's row. */
  retryable?: boolean;
}

/** A failure with a code from the closed list, thrown where its cause is known. The message says what is wrong and what was expected. */
export class PikaError extends Error {
  override readonly name = 'PikaError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly known: KnownFacts;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: FailureDetails) {
    super(message, { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.known = details.known ?? {};
    this.retryable = details.retryable ?? errorCodes[code].retryable;
  }

  /** Exit code of the process. */
  get exitCode(): number {
    return exitCodes[errorCodes[this.code].exit];
  }

  /** A copy of this failure with more facts. */
  with(known: KnownFacts): PikaError {
    return new PikaError(this.code, this.message, {
      hint: this.hint,
      known: { ...this.known, ...known },
      cause: this.cause,
      retryable: this.retryable,
    });
  }
}

/** Whether `error` is a PikaError, with one of `codes` if any are given. */
export function isPikaError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is PikaError & { readonly code: Code } {
  return error instanceof PikaError && (codes.length === 0 || codes.some((code) => code === error.code));
}
