import { codeOf } from '../base/failure.ts';

/** Failures of the connection before anything was sent (libuv's and undici's codes). */
const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function causeCodes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(causeCodes) : [];
  return [codeOf(error), ...inner, ...causeCodes(error.cause)];
}

/** Whether a request failed before any of it was sent: the same request again cannot arrive twice. */
export function wasNeverSent(error: unknown): boolean {
  return causeCodes(error).some((code) => neverSent.has(code));
}

/** Seconds from a Retry-After header, which has seconds or a date (RFC 9110, 10.2.3); undefined if it asks for no wait. */
export function retryAfterSec(header: string | null, nowMs: number): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? Math.ceil(ms / 1000) : undefined;
}
