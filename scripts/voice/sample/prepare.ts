import { readFile } from 'node:fs/promises';
import { roundTo } from '../../base/numbers.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { VoiceProfile } from '../../service/wire.ts';
import { type Mix, mixOf, toMonoSpeech } from './channels.ts';
import { requireFfmpeg } from './ffmpeg.ts';
import { type Levelled, levelSample, targetLufs, targetPeakDbtp } from './level.ts';
import type { Frames } from './pcm.ts';
import { pitchFacts } from './pitch.ts';
import { type ProbedSound, probeSound, trackWords } from './probe.ts';
import { profileOf } from './profile.ts';
import { clockTime, type SoundMeasures, type VoiceReport } from './report.ts';
import { bestStretch, type Span, speechBounds } from './speech.ts';
import { type LoudnessPoint, measuresOf, type Survey, scan, survey } from './survey.ts';
import { type Finding, judge, longestSampleSec, refuseHopeless, verdictOf } from './verdict.ts';

export interface PrepareOptions {
  /** Seconds from the start of the recording. */
  startSec?: number;
  endSec?: number;
  /** Number among several audio tracks, from 1; the first by default. */
  track?: number;
  noiseReduction?: boolean;
  sampleRateHz?: number;
}

/** Sound over time, for the picture. */
export interface Drawn {
  frames: Frames;
  curve: LoudnessPoint[];
}

/** A sample that is ready to send, and everything known about it. */
export interface PreparedSample {
  bytes: Uint8Array;
  report: VoiceReport;
  findings: Finding[];
  profile?: VoiceProfile;
  before: Drawn & { kept: Span };
  after: Drawn;
}

const defaultSampleRateHz = 44_100;

/** In a longer recording, the best five minutes of its first hour are used. */
const longestScanSec = 3600;
const limitMs = 60_000;

/** Durations in headers may be estimates; a recording counts as longer if it exceeds them by this much. */
const slackSec = 0.5;

interface Work {
  file: string;
  folder: string;
  options: PrepareOptions;
  probed: ProbedSound;
  mix: Mix;
  runtime: Runtime;
}

/** The measured part that will be used, and the recording it was taken from. */
interface Heard {
  /** Start of the surveyed part in the recording, seconds. */
  offsetSec: number;
  surveyed: Survey;
  whole: { frames: Frames; durationSec: number; speechSec: number };
}

function wantedSec({ startSec = 0, endSec = Number.POSITIVE_INFINITY }: PrepareOptions): number {
  return endSec - startSec;
}

function stepOf({ runtime }: Work, message: string, totalSec: number): (seconds: number) => void {
  runtime.progress.step(message);
  return (seconds) => runtime.progress.step(message, Math.min(1, seconds / totalSec));
}

function listening(work: Work, startSec: number, lengthSec: number, message: string) {
  const { file, folder, probed, mix, runtime } = work;
  const onProgress = stepOf(work, message, Math.min(lengthSec, probed.durationSec ?? lengthSec));
  return {
    file,
    track: probed.track,
    isIndexed: probed.isIndexed,
    folder,
    filters: toMonoSpeech(mix),
    startSec,
    lengthSec,
    limitMs,
    signal: runtime.signal,
    onProgress,
  };
}

async function hearShort(work: Work): Promise<Heard | undefined> {
  const startSec = work.options.startSec ?? 0;
  const wanted = wantedSec(work.options);
  const known = Math.min(wanted, (work.probed.durationSec ?? 0) - startSec);
  if (known > longestSampleSec + 10) return undefined;
  const lengthSec = Math.min(wanted, longestSampleSec + 2 * slackSec);
  const surveyed = await survey(listening(work, startSec, lengthSec, 'measuring the recording'));
  if (surveyed.durationSec > longestSampleSec + slackSec) return undefined;
  const { frames, durationSec, speech } = surveyed;
  return { offsetSec: startSec, surveyed, whole: { frames, durationSec, speechSec: speech.speechSec } };
}

async function hearLong(work: Work): Promise<Heard> {
  const startSec = work.options.startSec ?? 0;
  const lengthSec = Math.min(longestScanSec, wantedSec(work.options));
  const { frames, speech, durationSec } = await scan(
    listening(work, startSec, lengthSec, 'looking for the best five minutes'),
  );
  const stretch = bestStretch(frames, speech, longestSampleSec);
  const from = startSec + stretch.start;
  const surveyed = await survey(
    listening(work, from, stretch.end - stretch.start, 'measuring the recording'),
  );
  return { offsetSec: from, surveyed, whole: { frames, durationSec, speechSec: speech.speechSec } };
}

/** Shorter silence at either end is not reported. */
const minTrimSec = 0.1;

function trimWords(headSec: number, tailSec: number): string | undefined {
  const ends = [
    { sec: headSec, where: 'before' },
    { sec: tailSec, where: 'after' },
  ].filter(({ sec }) => sec >= minTrimSec);
  if (ends.length === 0) return undefined;
  return `trimmed ${ends.map(({ sec, where }) => `${sec.toFixed(1)} s ${where}`).join(' and ')} the speech`;
}

function gainWords(gainDb: number): string {
  const amount = Math.abs(gainDb).toFixed(1);
  if (amount === '0.0') return `kept at ${targetLufs} LUFS`;
  return `${gainDb < 0 ? 'lowered' : 'raised'} by ${amount} dB to ${targetLufs} LUFS`;
}

function mixWords({ probed, mix }: Work): string {
  if (mix === 'difference') return 'inverted one of two channels with opposite phase and mixed them into one';
  return `mixed ${probed.channels} channels into one`;
}

function changesOf(heard: Heard, part: Span, levelled: Levelled, work: Work): string[] {
  const { probed, options } = work;
  const { surveyed, whole, offsetSec } = heard;
  const startSec = options.startSec ?? 0;
  const isCut = whole.durationSec > surveyed.durationSec + slackSec;
  const trimmed = trimWords(part.start, surveyed.durationSec - part.end);
  const rows: [boolean, string][] = [
    [
      startSec > 0 || options.endSec !== undefined,
      `used only ${clockTime(startSec)} to ${clockTime(startSec + whole.durationSec)}`,
    ],
    [isCut, `used the five minutes with the most speech (from ${clockTime(offsetSec)})`],
    [trimmed !== undefined, trimmed ?? ''],
    [probed.tracks.length > 1, `used sound track ${probed.track} of ${probed.tracks.length}`],
    [probed.channels > 1, mixWords(work)],
    [true, 'removed rumble below 80 Hz'],
    [options.noiseReduction ?? false, 'reduced steady noise'],
    [true, gainWords(levelled.gainDb)],
    [levelled.isLimited, `limited peaks to ${targetPeakDbtp} dBTP`],
  ];
  return rows.flatMap(([applies, text]) => (applies ? [text] : []));
}

function makeLevelled(work: Work, { surveyed, offsetSec }: Heard, part: Span): Promise<Levelled> {
  const { file, folder, options, probed, mix, runtime } = work;
  return levelSample({
    file,
    track: probed.track,
    isIndexed: probed.isIndexed,
    filters: toMonoSpeech(mix),
    folder,
    part: { start: offsetSec + part.start, end: offsetSec + part.end },
    before: surveyed.loudness,
    sampleRateHz: options.sampleRateHz ?? defaultSampleRateHz,
    ...(options.noiseReduction && { denoiseFromDb: surveyed.speech.noiseFloorDb }),
    limitMs,
    signal: runtime.signal,
    onProgress: stepOf(work, 'levelling the sample', part.end - part.start),
  });
}

function warnOfHour({ options, runtime }: Work, { whole }: Heard): void {
  if (whole.durationSec < longestScanSec - slackSec || wantedSec(options) <= longestScanSec) return;
  runtime.warn('sample_long', 'only the first hour was searched; choose another part with --start and --end');
}

/** Several tracks: a video may have the room on one and the microphone on another, and only a person can tell which has the voice. */
function warnOfTracks({ probed, options, runtime }: Work): void {
  if (probed.tracks.length < 2 || options.track !== undefined) return;
  runtime.warn(
    'sample_tracks',
    `the recording has ${trackWords(probed.tracks)}. Track 1 is used; choose another with --track`,
  );
}

/** The measurements of the part that is used, with the durations of the whole recording. */
function beforeOf({ surveyed, whole }: Heard, probed: ProbedSound): SoundMeasures {
  return {
    ...measuresOf(surveyed, probed),
    duration_sec: roundTo(whole.durationSec, 1),
    speech_sec: roundTo(whole.speechSec, 1),
  };
}

async function open(file: string, folder: string, options: PrepareOptions, runtime: Runtime): Promise<Work> {
  const { signal } = runtime;
  const [probed] = await Promise.all([probeSound(file, signal, options.track), requireFfmpeg(signal)]);
  const work: Work = { file, folder, options, probed, mix: 'sum', runtime };
  if (probed.channels !== 2) return work;
  const lengthSec = wantedSec(options);
  return {
    ...work,
    mix: await mixOf(listening(work, options.startSec ?? 0, lengthSec, 'opening the recording')),
  };
}

/**
 * Turns a recording into a sample for cloning: the best part, trimmed, without rumble, at -20 LUFS, mono MP3 under 8 MB.
 * @param folder a private folder for temporary files; the caller removes it.
 * @throws {PikaError} `program_missing`, `audio_invalid`; the signal's reason if aborted.
 */
export async function prepareSample(
  file: string,
  folder: string,
  options: PrepareOptions,
  runtime: Runtime,
): Promise<PreparedSample> {
  runtime.progress.step('opening the recording');
  const work = await open(file, folder, options, runtime);
  warnOfTracks(work);
  const short = await hearShort(work);
  const heard = short ?? (await hearLong(work));
  warnOfHour(work, heard);
  const before = beforeOf(heard, work.probed);
  const { surveyed, whole, offsetSec } = heard;
  const pitch = pitchFacts(surveyed.pcm, surveyed.speech);
  const { soundSec } = surveyed.speech;
  refuseHopeless({ before, soundSec, pitch, tracks: work.probed.tracks.length });
  const part = speechBounds(surveyed.speech, surveyed.durationSec) ?? { start: 0, end: surveyed.durationSec };
  const levelled = await makeLevelled(work, heard, part);
  const after = measuresOf(levelled.after, {
    sampleRateHz: options.sampleRateHz ?? defaultSampleRateHz,
    channels: 1,
  });
  const findings = judge({ before, after, soundSec, pitch });
  const profile = profileOf(levelled.after.pcm, levelled.after.speech);
  const shift = offsetSec - (options.startSec ?? 0);
  return {
    bytes: await readFile(levelled.file),
    report: {
      before,
      after,
      changes: changesOf(heard, part, levelled, work),
      verdict: verdictOf(findings),
      tips: findings.map(({ tip }) => tip),
    },
    findings,
    ...(profile && { profile }),
    before: {
      frames: whole.frames,
      curve: surveyed.curve.map(({ timeSec, lufs }) => ({ timeSec: timeSec + shift, lufs })),
      kept: { start: shift + part.start, end: shift + part.end },
    },
    after: { frames: levelled.after.frames, curve: levelled.after.curve },
  };
}
