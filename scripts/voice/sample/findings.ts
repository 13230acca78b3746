import { roundTo } from '../../base/numbers.ts';
import { PikaError } from '../../cli/errors.ts';
import type { PitchFacts } from './pitch.ts';
import type { SampleVerdict, SoundMeasures } from './report.ts';

/** The service accepts 10 seconds to 5 minutes (platform.minimax.io, "Voice clone"). */
export const shortestSampleSec = 10;
export const longestSampleSec = 300;

/** The subject of the verdict: the recording, the sample made from it, and the seconds of sound without long pauses. */
export interface Judged {
  before: SoundMeasures;
  after: SoundMeasures;
  soundSec: number;
  pitch: PitchFacts;
}

/** What is known before a sample is made. */
export interface Heard extends Omit<Judged, 'after'> {
  /** Number of audio tracks in the file. */
  tracks: number;
}

/** A remark on a sample. */
export interface SampleFinding {
  code: string;
  verdict: SampleVerdict;
  message: string;
  tip: string;
}

interface Refusal {
  applies(heard: Heard): boolean;
  message(heard: Heard): string;
  hint(heard: Heard): string;
}

const silentLufs = -69;
const short = (seconds: number): string => `${roundTo(seconds, 1)} s`;

/** The smallest pitch range of a voice, in semitones: even the flattest synthetic voices vary by more than one. */
const minRangeSemitones = 0.3;
/** A telephone voice reaches 3,400 Hz; sound below this is only tones. */
const minVoiceHz = 2000;
const speechHint = 'Record someone who speaks, without music or a running machine';

const refusals: readonly Refusal[] = [
  {
    applies: ({ before }) => before.loudness_lufs <= silentLufs,
    message: () => 'the recording is silent',
    hint: ({ tracks }) =>
      tracks > 1
        ? `Choose another of its ${tracks} sound tracks with --track`
        : 'Check the microphone and record again',
  },
  {
    applies: ({ before }) => before.speech_sec === 0,
    message: () => 'no speech was found, only a steady sound',
    hint: () => speechHint,
  },
  {
    applies: ({ before, pitch }) =>
      (before.bandwidth_hz ?? minVoiceHz) < minVoiceHz ||
      (pitch.voicedShare > 0.3 && pitch.rangeSemitones < minRangeSemitones),
    message: () => 'no speech was found, only tones',
    hint: () => speechHint,
  },
  {
    applies: ({ soundSec }) => soundSec < shortestSampleSec,
    message: ({ soundSec }) =>
      `the recording has ${short(soundSec)} of sound without its long pauses; at least ${shortestSampleSec} s are needed`,
    hint: () => 'Record one to two minutes of varied speech, such as a page read aloud',
  },
];

/** @throws {PikaError} `audio_invalid` for a recording that cannot become a voice. */
export function refuseHopeless(heard: Heard): void {
  const refusal = refusals.find((candidate) => candidate.applies(heard));
  if (!refusal) return;
  throw new PikaError('audio_invalid', refusal.message(heard), {
    hint: refusal.hint(heard),
    known: { measured: heard.before },
  });
}

interface Check {
  code: string;
  verdict: SampleVerdict;
  applies(judged: Judged): boolean;
  message(judged: Judged): string;
  tip: string;
}

const clippingTip =
  'Record again with the microphone farther away or its level lower: clipped peaks cannot be repaired';
const noiseTip = 'Record in a quiet room with soft furniture, a hand’s breadth from the microphone';

/** Unfiltered speech reaches 8 kHz and more; a telephone ends at 3.4 to 4 kHz, a recorder with an 11 kHz sample rate at 5.5. */
const minReachHz = 6000;
/** Normal speech has a pitch for more than a fifth of its time. */
const minVoicedShare = 0.05;

/**
 * People who read aloud or announce range over 9 to 14 semitones (LibriVox, the prompts of Asterisk in three languages); espeak-ng and
 * flite over 3 to 6. Jitter and the sharpness of each period do not tell them apart: a vocoder trained on a person has a person's.
 */
const minLivelySemitones = 6;

/** In louder noise sibilants drown, and nothing is known of how high the voice reaches. */
const minSnrDb = 15;

/** The highest measured frequency, at most what the file can contain. */
const reachOf = ({ bandwidth_hz, sample_rate_hz, snr_db }: SoundMeasures): number =>
  Math.min(snr_db >= minSnrDb && bandwidth_hz ? bandwidth_hz : sample_rate_hz, sample_rate_hz / 2);

/** For each code, the first row that applies counts. */
const checks: readonly Check[] = [
  {
    code: 'sample_short',
    verdict: 'usable',
    applies: ({ soundSec }) => soundSec < 15,
    message: ({ soundSec }) => `only ${short(soundSec)} of sound`,
    tip: 'One to two minutes of varied speech make a far better voice',
  },
  {
    code: 'sample_short',
    verdict: 'good',
    applies: ({ soundSec }) => soundSec < 45,
    message: ({ soundSec }) => `${short(soundSec)} of sound`,
    tip: 'One to two minutes of varied speech would make the voice even better',
  },
  {
    code: 'sample_clipped',
    verdict: 'poor',
    applies: ({ before }) => before.clipping === 'heavy',
    message: () => 'the recording is heavily overdriven',
    tip: clippingTip,
  },
  {
    code: 'sample_clipped',
    verdict: 'usable',
    applies: ({ before }) => before.clipping === 'some',
    message: () => 'some peaks of the recording are clipped',
    tip: clippingTip,
  },
  {
    code: 'sample_noisy',
    verdict: 'poor',
    applies: ({ after }) => after.snr_db < 14,
    message: ({ after }) => `the background is loud: speech is only ${Math.round(after.snr_db)} dB above it`,
    tip: `${noiseTip}; or try --noise-reduction`,
  },
  {
    code: 'sample_noisy',
    verdict: 'usable',
    applies: ({ after }) => after.snr_db < 24,
    message: ({ after }) => `the background is audible: speech is ${Math.round(after.snr_db)} dB above it`,
    tip: `${noiseTip}; or try --noise-reduction`,
  },
  {
    code: 'sample_pauses',
    verdict: 'usable',
    applies: ({ before }) => before.longest_pause_sec > 2,
    message: ({ before }) => `there are pauses of up to ${short(before.longest_pause_sec)}`,
    tip: 'Read without stopping: long pauses are cloned too',
  },
  {
    code: 'sample_uneven',
    verdict: 'usable',
    applies: ({ after }) => after.loudness_range_lu > 12,
    message: ({ after }) => `the loudness varies by ${Math.round(after.loudness_range_lu)} LU`,
    tip: 'Keep the same distance to the microphone throughout',
  },
  {
    code: 'sample_narrow',
    verdict: 'usable',
    applies: ({ before }) => reachOf(before) < minReachHz,
    message: ({ before }) =>
      `the voice reaches only ${roundTo(reachOf(before) / 1000, 1)} kHz, as over a telephone`,
    tip: 'Record on a computer or with a phone’s voice memo, not over a call',
  },
  {
    code: 'sample_unvoiced',
    verdict: 'poor',
    applies: ({ pitch }) => pitch.voicedShare < minVoicedShare,
    message: () => 'hardly any pitch was found: a whisper, or no voice at all',
    tip: 'Record someone who speaks aloud, without other sounds',
  },
  {
    code: 'sample_voices',
    verdict: 'usable',
    applies: ({ pitch }) => pitch.voices !== undefined,
    message: ({ pitch }) =>
      `there are two ranges of pitch, around ${pitch.voices?.join(' and ')} Hz: more than one person may speak`,
    tip: 'Use only one person: choose a part in which no one else speaks with --start and --end',
  },
  {
    code: 'sample_monotone',
    verdict: 'usable',
    applies: ({ pitch }) => pitch.voicedShare >= minVoicedShare && pitch.rangeSemitones < minLivelySemitones,
    message: ({ pitch }) =>
      `the pitch varies by only ${Math.round(pitch.rangeSemitones)} semitones, as in a synthesized voice or a monotonous one`,
    tip: 'Record a person who talks, or reads as if telling it to someone: what does not vary cannot be cloned',
  },
  {
    code: 'sample_quiet',
    verdict: 'usable',
    applies: ({ before }) => before.loudness_lufs < -45,
    message: ({ before }) => `recorded very softly (${before.loudness_lufs} LUFS)`,
    tip: 'Move closer to the microphone or raise its level',
  },
];

/** The findings about a sample, worst first. */
export function judge(judged: Judged): SampleFinding[] {
  const found: SampleFinding[] = [];
  for (const check of checks) {
    if (found.some(({ code }) => code === check.code) || !check.applies(judged)) continue;
    found.push({ code: check.code, verdict: check.verdict, message: check.message(judged), tip: check.tip });
  }
  const order: readonly SampleVerdict[] = ['poor', 'usable', 'good'];
  return found.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

/** The verdict of the worst finding. */
export function verdictOf(findings: readonly SampleFinding[]): SampleVerdict {
  return findings[0]?.verdict ?? 'good';
}
