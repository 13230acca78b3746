import type { Intent } from '../../scripts/meeting/journal/events.ts';

/** What the journal holds of a join before it is sent. `pid` is this process: its joiner lives. */
export const sampleIntent: Intent = {
  engine: 'pika',
  base_url: 'https://api.example.com/',
  platform: 'google_meet',
  meet_url: 'https://meet.google.com/abc-defg-hij',
  meeting: 'google_meet:abc-defg-hij',
  bot_name: 'Ada (AI)',
  voice_id: 'English_radiant_girl',
  max_minutes: 60,
  max_cost_usd: null,
  admit_minutes: 10,
  guarded: true,
  pid: process.pid,
  workspace: '/projects/one',
  briefing_path: null,
};
