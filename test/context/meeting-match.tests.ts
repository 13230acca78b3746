import { describe, expect, test } from 'vitest';
import type { EarlierMeeting } from '../../scripts/context/facts/earlier-meetings.ts';
import { type MatchOptions, matchMeetings } from '../../scripts/context/facts/meeting-match.ts';
import { wantedMeeting } from '../../scripts/context/request.ts';

function meeting(title: string, date: string, participants: string[], key?: string): EarlierMeeting {
  return {
    path: `meetings/${date}/notes.json`,
    title,
    date,
    participants,
    decisions: [],
    actionItems: [],
    keys: key ? [key] : [],
  };
}

const history = [
  meeting('Budget review', '2026-11-18', ['Carla Diaz', 'Ana Ruiz']),
  meeting('Weekly sync', '2026-11-12', ['Ben Okafor', 'Ana Ruiz', 'Nova (AI)'], 'google_meet:abc-defg-hij'),
  meeting('Design of the new login', '2026-11-10', ['Eva Lindqvist', 'Ana Ruiz']),
];

function found(wanted: string | undefined, isExternal = false) {
  const options: MatchOptions = {
    meeting: wanted === undefined ? undefined : wantedMeeting(wanted),
    isExternal,
    own: ['Ana Ruiz', 'Nova'],
  };
  return matchMeetings(history, options).map((match) => [match.meeting.title, match.by]);
}

describe('finding the earlier meetings that belong to this one', () => {
  test.each([
    ['https://meet.google.com/abc-defg-hij?authuser=1', [['Weekly sync', 'link']]],
    ['Weekly Sync', [['Weekly sync', 'title']]],
    ['weekly', [['Weekly sync', 'title']]],
    ['New login: design', [['Design of the new login', 'title']]],
    ['Catching up with Ben', [['Weekly sync', 'people']]],
    ['Coffee with Éva Lindqvist', [['Design of the new login', 'people']]],
    ['https://meet.google.com/xyz-defg-hij', []],
    ['Quarterly planning', []],
  ])('%s', (wanted, expected) => {
    expect(found(wanted)).toEqual(expected);
  });

  test('takes the newest when nothing is known, but not for outsiders', () => {
    expect(found(undefined)).toEqual([['Budget review', 'newest']]);
    expect(found(undefined, true)).toEqual([]);
  });

  test('does not take every meeting of the user for one that carries the name of the user', () => {
    expect(found('Globex and Ana Ruiz')).toEqual([]);
  });

  test('needs the whole name when outsiders listen', () => {
    expect(found('Catching up with Ben', true)).toEqual([]);
    expect(found('Catching up with Ben Okafor', true)).toEqual([['Weekly sync', 'people']]);
  });
});
