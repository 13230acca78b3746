import { expect, test } from 'vitest';
import { retryAfterSec, wasNeverSent } from '../../scripts/net/failed-request.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });

test('a failure below others or among several tells that nothing was sent', () => {
  const cause = withCode('ECONNREFUSED');
  expect(wasNeverSent(new Error('fetch failed', { cause }))).toBe(true);
  expect(wasNeverSent(new AggregateError([withCode('ETIMEDOUT'), cause]))).toBe(true);
  expect(wasNeverSent(new Error('fetch failed', { cause: withCode('ECONNRESET') }))).toBe(false);
  expect(wasNeverSent('ECONNREFUSED')).toBe(false);
});

test('a Retry-After header has seconds or a date', () => {
  const now = Date.parse('2026-11-12T10:00:00Z');
  expect(retryAfterSec('7', now)).toBe(7);
  expect(retryAfterSec('Thu, 12 Nov 2026 10:00:30 GMT', now)).toBe(30);
  expect(retryAfterSec('Thu, 12 Nov 2026 09:00:00 GMT', now)).toBeUndefined();
  expect(retryAfterSec('soon', now)).toBeUndefined();
  expect(retryAfterSec(null, now)).toBeUndefined();
});
