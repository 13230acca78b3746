import type { Meeting } from '../../scripts/notes/meeting-facts.ts';
import type { TranscriptLine } from '../../scripts/notes/schema.ts';

/** Who says what, with the seconds at which it starts. */
const talk: readonly (readonly [number, string, string])[] = [
  [4, 'Maya Lindqvist', 'Good morning, everyone. Ada is with us as the avatar today, so say hello.'],
  [12, 'Ada (AI)', 'Good morning. I have the release notes and the last two weeks of commits with me.'],
  [20, 'Ben Okafor', 'Morning! Before we start, can you hear me well? The train is loud.'],
  [26, 'Maya Lindqvist', 'We hear you. Three things today: the release, the pricing page, and hiring.'],
  [34, 'Maya Lindqvist', 'The release first. Where does the release candidate stand?'],
  [42, 'Priya Raman', 'The release candidate is built and the release branch is frozen since Tuesday.'],
  [52, 'Priya Raman', 'Two release tests are red: the import test and the export test on Windows.'],
  [64, 'Ada (AI)', 'Both red tests fail on path separators. The import fix was merged at nine this morning.'],
  [
    76,
    'Ben Okafor',
    "Then the export test needs the same fix. I'll port the import fix to the export by Wednesday.",
  ],
  [
    90,
    'Priya Raman',
    'With the export fix merged the release tests should be green, and the release can go out Thursday.',
  ],
  [104, 'Maya Lindqvist', 'Do we need another release candidate after that fix?'],
  [
    112,
    'Priya Raman',
    'Yes, a second candidate. Building a candidate takes the build machines about an hour.',
  ],
  [
    124,
    'Maya Lindqvist',
    "Then we agree: the release goes out on Thursday if the second candidate's tests are green.",
  ],
  [136, 'Ben Okafor', 'Agreed.'],
  [140, 'Priya Raman', 'Agreed. I will build the second release candidate before Thursday noon.'],
  [182, 'Maya Lindqvist', 'Next, the pricing page. Tomás, the visitors numbers looked odd last week.'],
  [
    194,
    'Tomás Herrera',
    'The pricing page lost a third of its visitors since the redesign of the pricing table.',
  ],
  [
    208,
    'Tomás Herrera',
    'Most visitors leave the pricing page on phones, where the pricing table scrolls sideways.',
  ],
  [222, 'Maya Lindqvist', 'How many visitors come to the pricing page on phones?'],
  [230, 'Tomás Herrera', 'Sixty percent of all pricing visitors, and the share of phones keeps growing.'],
  [
    242,
    'Ada (AI)',
    'The redesign commit changed the table from cards to columns. The cards were built for phones.',
  ],
  [256, 'Ben Okafor', 'So phones get the cards back and desktops keep the columns of the pricing table?'],
  [266, 'Tomás Herrera', "Exactly. Let's bring the cards back on phones and measure visitors for a week."],
  [278, 'Maya Lindqvist', 'Good. Can you write up the visitors figures by Friday, Tomás?'],
  [286, 'Tomás Herrera', "Sure, I'll send the pricing page figures to the list by Friday."],
  [298, 'Priya Raman', 'Would a discount banner on the pricing page help as well?'],
  [
    306,
    'Maya Lindqvist',
    'No discount before the phones are fixed. Otherwise we cannot tell what helped the pricing page.',
  ],
  [352, 'Maya Lindqvist', 'Last, hiring. We have two candidates for the support engineer role.'],
  [
    364,
    'Priya Raman',
    'Both interviews went well. The first candidate has more support experience, the second knows our stack.',
  ],
  [380, 'Ben Okafor', 'I liked how the second interviewed engineer debugged the support ticket live.'],
  [392, 'Maya Lindqvist', 'What does the support team say after the interviews?'],
  [
    400,
    'Priya Raman',
    'The support team prefers the engineer with support experience; they want somebody on tickets at once.',
  ],
  [414, 'Maya Lindqvist', 'Then we offer the support engineer role to the first candidate. Any objection?'],
  [424, 'Ben Okafor', 'No objection. The second engineer could interview for the platform role in spring.'],
  [436, 'Maya Lindqvist', "I'll write the offer for the support engineer tomorrow."],
  [446, 'Priya Raman', 'Ada, could you put the interview feedback of both engineers into one page?'],
  [456, 'Ada (AI)', 'I can collect the interview feedback. I will share the page with you after this call.'],
  [468, 'Maya Lindqvist', 'Wonderful. Thank you all, that was quick.'],
  [474, 'Ben Okafor', 'Thanks, bye!'],
];

export const sampleTranscript: TranscriptLine[] = talk.map(([start_sec, speaker, text]) => ({
  start_sec,
  speaker,
  text,
}));

/** The same as the local engine gives it back. */
export function localNotesOf(lines: readonly TranscriptLine[] = sampleTranscript) {
  const people = [...new Set(lines.map(({ speaker }) => speaker ?? ''))];
  return {
    source: 'local',
    title: 'Weekly sync',
    started_at: '2026-11-12T09:30:00.000Z',
    ended_at: '2026-11-12T09:38:05.000Z',
    duration_sec: 485,
    participants: people.map((name, index) => ({
      id: `p${index}`,
      name,
      kind: name.endsWith('(AI)') ? 'avatar' : 'guest',
      joined_at: '2026-11-12T09:30:00.000Z',
      left_at: null,
    })),
    transcript: lines.map(({ written, ...line }) => ({
      ...line,
      at: '2026-11-12T09:30:00.000Z',
      role: 'guest',
      channel: written ? 'chat' : 'voice',
    })),
    timing: {},
  };
}

export const sampleMeeting: Meeting = {
  session_id: 'ses_sample',
  engine: 'pika',
  platform: 'google_meet',
  meet_url: 'https://meet.google.com/abc-defg-hij',
  meeting: 'google_meet:abcdefghij',
  title: null,
  bot_name: 'Ada (AI)',
  started_at: '2026-11-12T09:30:00.000Z',
  ended_at: '2026-11-12T09:38:05.000Z',
  duration_sec: 485,
  cost_usd: 2.223,
  wasReady: true,
  answer: null,
};

/** What an agent would write about it. */
export const sampleAdditions = {
  summary:
    'The release goes out on Thursday, provided that the tests of a second candidate are green; the last red test needs the fix that the import already has.\nThe pricing page lost a third of its visitors because its table scrolls sideways on phones. Phones get the cards back, and no discount runs until that is measured.\nThe support engineer role is offered to the first candidate.',
  decisions: [
    {
      text: 'Release on Thursday if the second candidate is green',
      evidence: "the release goes out on Thursday if the second candidate's tests are green",
    },
    {
      text: 'Offer the support engineer role to the first candidate',
      evidence: 'Then we offer the support engineer role to the first candidate.',
    },
  ],
  action_items: [
    {
      text: 'Port the import fix to the export',
      owner: 'Ben Okafor',
      due: 'Wednesday',
      evidence: "I'll port the import fix to the export by Wednesday",
    },
    {
      text: 'Build the second release candidate',
      owner: 'Priya Raman',
      due: 'Thursday noon',
      evidence: 'I will build the second release candidate',
    },
    {
      text: 'Send the pricing page figures to the list',
      owner: 'Tomás Herrera',
      due: 'Friday',
      evidence: "i'll send the   pricing page figures",
    },
    {
      text: 'Write the offer for the support engineer',
      owner: 'Maya Lindqvist',
      due: 'tomorrow',
      evidence: 'I’ll write the offer',
    },
    {
      text: 'Collect the interview feedback on one page',
      owner: 'Ada (AI)',
      done: true,
      evidence: 'I can collect the interview feedback',
    },
  ],
  chapters: [
    { start_sec: 0, title: 'Release candidate' },
    { start_sec: 182, title: 'Pricing page on phones' },
    { start_sec: 352, title: 'Support engineer' },
  ],
};
