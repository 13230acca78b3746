import { z } from 'zod';

/** Measurements of a piece of sound. Levels are those of the mono mix above 80 Hz; clipping is that of the file itself. */
const soundMeasures = z.object({
  duration_sec: z.number(),
  speech_sec: z.number().describe('seconds in which someone speaks'),
  loudness_lufs: z.number().describe('integrated loudness, EBU R 128'),
  true_peak_dbtp: z.number(),
  loudness_range_lu: z.number(),
  snr_db: z.number().describe('speech level above the noise between the words, an estimate'),
  noise_floor_dbfs: z.number(),
  clipping: z.enum(['none', 'some', 'heavy']),
  longest_pause_sec: z.number(),
  bandwidth_hz: z
    .number()
    .optional()
    .describe('highest frequency of the voice, regardless of the sample rate; at most 8000'),
  sample_rate_hz: z.number(),
  channels: z.number(),
});
export type SoundMeasures = z.output<typeof soundMeasures>;

/** Formats a time in minutes and whole seconds, like a player. */
export const clockTime = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export const sampleVerdicts = ['good', 'usable', 'poor'] as const;
export type SampleVerdict = (typeof sampleVerdicts)[number];

/** The sample before and after preparation, the changes, and whether it is worth cloning. */
export const voiceReport = z.object({
  before: soundMeasures,
  after: soundMeasures,
  changes: z.array(z.string()),
  verdict: z.enum(sampleVerdicts),
  tips: z.array(z.string()),
});
export type VoiceReport = z.output<typeof voiceReport>;
