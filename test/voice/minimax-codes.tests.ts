import { describe, expect, test } from 'vitest';
import { minimaxError } from '../../scripts/voice/clone/minimax-codes.ts';

const errorOf = (code: number, words?: string) =>
  minimaxError('cloning', { status_code: code, status_msg: words });

describe('a status within HTTP 200', () => {
  test('of 0, or none at all, is not an error', () => {
    expect(errorOf(0)).toBeUndefined();
    expect(minimaxError('cloning', null)).toBeUndefined();
  });

  test.each([1000, 1001, 1002, 1024, 1033, 1039, 2039, 2045])('%d may work later', (code) => {
    expect(errorOf(code)).toMatchObject({ retryable: true, known: { minimax_status: code } });
  });

  test.each([1026, 1043, 1044, 2037, 2048, 20132])(
    '%d is for the user to fix with another recording',
    (code) => {
      expect(errorOf(code)).toMatchObject({ retryable: false, exitCode: 2 });
    },
  );

  test.each([1004, 1008, 2038, 2049, 2056])('%d is the operator’s', (code) => {
    expect(errorOf(code)).toMatchObject({
      retryable: false,
      exitCode: 3,
      hint: expect.stringContaining('operator'),
    });
  });

  test('that is unknown is quoted, on one line and bounded', () => {
    const error = errorOf(4711, `odd\n\u001b[2Jthing ${'x'.repeat(900)}`);
    expect(error?.message).toMatch(/^cloning: the service refused it \(code 4711: odd {1,2}\[2Jthing x+\)$/);
    expect(error?.message.length).toBeLessThan(300);
  });
});
