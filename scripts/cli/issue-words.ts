import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
};

/** The unit in which the length of a value is counted. */
const units: Readonly<Record<string, string>> = { string: ' characters', array: ' values' };

/** "must be at least 1", "must be more than 0", "must be at most 64 characters". */
function bound(words: string, limit: number | bigint, origin: string): string {
  return `must be ${words} ${limit}${units[origin] ?? ''}`;
}

/**
 * What is wrong with a value, phrased to follow its name; for zod's `error`. Never quotes the value: it may be a passcode.
 * Undefined where zod's own message is to be used.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] && `must be ${kinds[issue.expected]}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin);
    case 'too_big':
      return bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin);
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return undefined;
  }
}
