import { expect, test } from 'vitest';
import { tellsOfPeople } from '../../scripts/context/privacy/people-matters.ts';
import { peopleTopics } from '../../scripts/context/privacy/people-topics.ts';
import { peopleSentences, thingSentences } from './people-sentences.ts';

test.each(peopleTopics)('what is said of people in $language', ({ example, stays }) => {
  expect(tellsOfPeople(example)).toBe(true);
  expect(tellsOfPeople(stays)).toBe(false);
});

test.each(peopleSentences)('of people: %s', (text) => {
  expect(tellsOfPeople(text)).toBe(true);
});

test.each(thingSentences)('of things: %s', (text) => {
  expect(tellsOfPeople(text)).toBe(false);
});
