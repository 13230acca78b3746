import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Attention, patienceMs } from '../../scripts/engine/session/attention.ts';

const told: boolean[] = [];
let attention: Attention;

beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  attention = new Attention((isListening) => told.push(isListening));
});
afterEach(() => {
  vi.useRealTimers();
});

test('an agent that takes the words in time keeps listening', () => {
  attention.said();
  vi.advanceTimersByTime(patienceMs - 1);
  attention.taken(false);
  vi.advanceTimersByTime(10 * patienceMs);
  expect(told).toEqual([]);
});

test('words that wait too long report once that no one listens, until they are taken', () => {
  attention.said();
  attention.said();
  vi.advanceTimersByTime(patienceMs);
  attention.said();
  vi.advanceTimersByTime(patienceMs);
  expect(told).toEqual([false]);
  attention.taken(false);
  expect(told).toEqual([false, true]);
});

test('words that are left wait again', () => {
  attention.said();
  vi.advanceTimersByTime(patienceMs - 1);
  attention.taken(true);
  vi.advanceTimersByTime(patienceMs - 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([false]);
});

test('nothing is reported after the end', () => {
  attention.said();
  attention.close();
  vi.advanceTimersByTime(patienceMs);
  expect(told).toEqual([]);
});
