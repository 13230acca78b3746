import { describe, expect, test } from 'vitest';
import { afterDelete, closedBy, missingLimitMs, readAnswer } from '../../scripts/meeting/evidence.mjs';

type Evidence = Parameters<typeof closedBy>[0];

const nothing: Evidence = {
  deleted: null,
  seen: null,
  isTrustedKey: true,
  isServiceItself: true,
  missingForMs: 0,
};

describe('a session is closed', () => {
  test.each<[string, Partial<Evidence>, ReturnType<typeof closedBy>]>([
    ['when the DELETE says so, and it is gone', { deleted: 'closed', seen: 'missing' }, 'delete'],
    ['when the DELETE says so, and it cannot be looked at', { deleted: 'closed' }, 'delete'],
    ['when the DELETE says so, and it does too', { deleted: 'closed', seen: 'closed' }, 'delete'],
    ['when the DELETE says so, and it says that it ends', { deleted: 'closed', seen: 'ended' }, 'delete'],
    ['when it says so itself, however it was asked', { seen: 'closed', isTrustedKey: false }, 'status'],
    ['when it is gone after a DELETE without a word', { deleted: 'accepted', seen: 'missing' }, 'gone'],
    ['when it was gone for a minute', { seen: 'missing', missingForMs: missingLimitMs }, 'gone'],
  ])('%s', (_name, found, by) => {
    expect(closedBy({ ...nothing, ...found })).toBe(by);
  });
});

describe('a session is not known to be closed', () => {
  const live = ['created', 'waiting', 'ready', 'error'] as const;
  test.each<[string, Partial<Evidence>]>([
    ...live.map((seen): [string, Partial<Evidence>] => [
      `when the DELETE says so, and it says ${seen}`,
      { deleted: 'closed', seen },
    ]),
    ['when nobody answers', {}],
    ['when only the DELETE was accepted', { deleted: 'accepted' }],
    ['when it is missing for a moment', { deleted: 'missing', seen: 'missing', missingForMs: 59_000 }],
    ['when it says that it ends, and no DELETE was accepted', { seen: 'ended' }],
    [
      'when something before the service answers',
      { seen: 'missing', missingForMs: missingLimitMs, isServiceItself: false },
    ],
    [
      'when it is missing under another key for a day',
      { seen: 'missing', isTrustedKey: false, missingForMs: 864e5 },
    ],
    [
      'when a DELETE of another account is accepted',
      { deleted: 'closed', seen: 'missing', isTrustedKey: false, missingForMs: 864e5 },
    ],
    [
      'when a DELETE of another account is accepted, and nothing else is known',
      { deleted: 'closed', isTrustedKey: false },
    ],
  ])('%s', (_name, found) => {
    expect(closedBy({ ...nothing, ...found })).toBeUndefined();
  });
});

describe('the words of an answer', () => {
  test.each([
    [{ status: 'ready' }, 'ready'],
    [{ status: 'lobby', video_connected: true, meeting_bot_connected: true }, 'ready'],
    [{ status: 'ended' }, 'waiting'],
    [{ status: 'constructor' }, 'waiting'],
    [{ status: 7 }, 'waiting'],
    [{}, 'waiting'],
  ])('%j means %s', (answer, phase) => {
    expect(readAnswer(answer).phase).toBe(phase);
  });

  test('for an end count after a DELETE', () => {
    expect(afterDelete('waiting', 'Ended')).toBe('ended');
    expect(afterDelete('waiting', 'pending')).toBe('waiting');
    expect(afterDelete('ready', 'ended')).toBe('ready');
  });
});
