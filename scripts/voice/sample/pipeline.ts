import { readFile } from 'node:fs/promises';
import { roundTo } from '../../base/numbers.ts';
import { isPikaError, PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { EngineName } from '../../service/endpoint.ts';
import { changesOf, slackSec } from './changes.ts';
import { mixOf, toMonoSpeech } from './channels.ts';
import { requireFfmpeg } from './ffmpeg.ts';
import { judge, longestSampleSec, refuseHopeless, verdictOf } from './findings.ts';
import { levelSample } from './level.ts';
import { pitchFacts } from './pitch.ts';
import { probeSound, trackWords } from './probe.ts';
import { profileOf } from './profile.ts';
import type {
  JudgedSample,
  LevelledSample,
  PreparationOptions,
  ProbedSample,
  ReadySample,
  Sample,
  SurveyedSample,
} from './sample.ts';
import { bestStretch, speechBounds } from './speech.ts';
import { measuresOf, scan, survey } from './survey.ts';
import { takeUntouched } from './untouched.ts';

/** The way of a sample from the recording (file.ts opens it) to what is uploaded: one function a stage, each adds its fields. */

const defaultSampleRateHz = 44_100;
/** In a longer recording, the best five minutes of its first hour are used. */
const longestScanSec = 3600;
const limitMs = 60_000;

function wantedSec({ startSec = 0, endSec = Number.POSITIVE_INFINITY }: PreparationOptions): number {
  return endSec - startSec;
}

function stepOf({ progress }: Runtime, message: string, totalSec: number): (seconds: number) => void {
  progress.step(message);
  return (seconds) => progress.step(message, Math.min(1, seconds / totalSec));
}

function listening(
  { path, folder, probed, mix }: ProbedSample,
  startSec: number,
  lengthSec: number,
  message: string,
  runtime: Runtime,
) {
  return {
    file: path,
    track: probed.track,
    isIndexed: probed.isIndexed,
    folder,
    filters: toMonoSpeech(mix),
    startSec,
    lengthSec,
    limitMs,
    signal: runtime.signal,
    onProgress: stepOf(runtime, message, Math.min(lengthSec, probed.durationSec ?? lengthSec)),
  };
}

/** Several tracks: a video may have the room on one and the microphone on another, and only a person can tell which has the voice. */
function warnOfTracks({ probed, options }: ProbedSample, runtime: Runtime): void {
  if (probed.tracks.length < 2 || options.track !== undefined) return;
  runtime.warn(
    'sample_tracks',
    `the recording has ${trackWords(probed.tracks)}. Track 1 is used; choose another with --track`,
  );
}

/** Looks at what the file contains, and how its channels mix. */
async function probe(sample: Sample, options: PreparationOptions, runtime: Runtime): Promise<ProbedSample> {
  const opening = 'opening the recording';
  runtime.progress.step(opening);
  const { signal } = runtime;
  const [probed] = await Promise.all([probeSound(sample.path, signal, options.track), requireFfmpeg(signal)]);
  const found: ProbedSample = { ...sample, options, probed, mix: 'sum' };
  if (probed.channels === 2) {
    found.mix = await mixOf(listening(found, options.startSec ?? 0, wantedSec(options), opening, runtime));
  }
  warnOfTracks(found, runtime);
  return found;
}

type Heard = Pick<SurveyedSample, 'surveyed' | 'offsetSec' | 'whole'>;

async function hearShort(sample: ProbedSample, runtime: Runtime): Promise<Heard | undefined> {
  const startSec = sample.options.startSec ?? 0;
  const wanted = wantedSec(sample.options);
  const known = Math.min(wanted, (sample.probed.durationSec ?? 0) - startSec);
  if (known > longestSampleSec + 10) return undefined;
  const lengthSec = Math.min(wanted, longestSampleSec + 2 * slackSec);
  const surveyed = await survey(listening(sample, startSec, lengthSec, 'measuring the recording', runtime));
  if (surveyed.durationSec > longestSampleSec + slackSec) return undefined;
  const { frames, durationSec, speech } = surveyed;
  return { surveyed, offsetSec: startSec, whole: { frames, durationSec, speechSec: speech.speechSec } };
}

async function hearLong(sample: ProbedSample, runtime: Runtime): Promise<Heard> {
  const startSec = sample.options.startSec ?? 0;
  const lengthSec = Math.min(longestScanSec, wantedSec(sample.options));
  const { frames, speech, durationSec } = await scan(
    listening(sample, startSec, lengthSec, 'looking for the best five minutes', runtime),
  );
  const stretch = bestStretch(frames, speech, longestSampleSec);
  const offsetSec = startSec + stretch.start;
  const surveyed = await survey(
    listening(sample, offsetSec, stretch.end - stretch.start, 'measuring the recording', runtime),
  );
  return { surveyed, offsetSec, whole: { frames, durationSec, speechSec: speech.speechSec } };
}

function warnOfHour({ options, whole }: SurveyedSample, runtime: Runtime): void {
  if (whole.durationSec < longestScanSec - slackSec || wantedSec(options) <= longestScanSec) return;
  runtime.warn('sample_long', 'only the first hour was searched; choose another part with --start and --end');
}

/** Measures the part to use. @throws {PikaError} `audio_invalid` if no sample can be made of it. */
async function surveyPart(sample: ProbedSample, runtime: Runtime): Promise<SurveyedSample> {
  const heard = (await hearShort(sample, runtime)) ?? (await hearLong(sample, runtime));
  const { surveyed, whole } = heard;
  const before = {
    ...measuresOf(surveyed, sample.probed),
    duration_sec: roundTo(whole.durationSec, 1),
    speech_sec: roundTo(whole.speechSec, 1),
  };
  const found = { ...sample, ...heard, before, pitch: pitchFacts(surveyed.pcm, surveyed.speech) };
  warnOfHour(found, runtime);
  const { pitch, probed } = found;
  refuseHopeless({ before, soundSec: surveyed.speech.soundSec, pitch, tracks: probed.tracks.length });
  return found;
}

/** Cuts the speech out, brings it to the target loudness, and measures the result. */
async function level(sample: SurveyedSample, runtime: Runtime): Promise<LevelledSample> {
  const { path, folder, options, probed, mix, surveyed, offsetSec } = sample;
  const part = speechBounds(surveyed.speech, surveyed.durationSec) ?? { start: 0, end: surveyed.durationSec };
  const sampleRateHz = options.sampleRateHz ?? defaultSampleRateHz;
  const levelled = await levelSample({
    file: path,
    track: probed.track,
    isIndexed: probed.isIndexed,
    filters: toMonoSpeech(mix),
    folder,
    part: { start: offsetSec + part.start, end: offsetSec + part.end },
    before: surveyed.loudness,
    sampleRateHz,
    ...(options.noiseReduction && { denoiseFromDb: surveyed.speech.noiseFloorDb }),
    limitMs,
    signal: runtime.signal,
    onProgress: stepOf(runtime, 'levelling the sample', part.end - part.start),
  });
  return { ...sample, part, levelled, after: measuresOf(levelled.after, { sampleRateHz, channels: 1 }) };
}

/** Says whether the sample is worth cloning, and what would make it better. */
function judgeSample(sample: LevelledSample): JudgedSample {
  const { before, after, pitch, surveyed, levelled } = sample;
  const findings = judge({ before, after, soundSec: surveyed.speech.soundSec, pitch });
  const tips = findings.map(({ tip }) => tip);
  return {
    ...sample,
    findings,
    report: { before, after, changes: changesOf(sample), verdict: verdictOf(findings), tips },
    profile: profileOf(levelled.after.pcm, levelled.after.speech) ?? null,
  };
}

/**
 * Turns a recording into a sample for cloning: the best part, trimmed, without rumble, at -20 LUFS, mono MP3 under 8 MB.
 * @throws {PikaError} `program_missing`, `audio_invalid`; the signal's reason if aborted.
 */
export async function prepareSample(
  sample: Sample,
  options: PreparationOptions,
  runtime: Runtime,
): Promise<JudgedSample> {
  const probed = await probe(sample, options, runtime);
  const surveyed = await surveyPart(probed, runtime);
  return judgeSample(await level(surveyed, runtime));
}

/** Draws the report, and drops the measurements. */
async function finish(sample: JudgedSample, voiceName: string, runtime: Runtime): Promise<ReadySample> {
  for (const { code, verdict, message } of sample.findings) {
    if (verdict !== 'good') runtime.warn(code, message);
  }
  runtime.progress.step('drawing the report');
  const { reportPng } = await import('./report-picture.ts');
  const { path, name, size, sha256, folder, report, profile } = sample;
  return {
    ...{ path, name, size, sha256, folder, report, profile },
    bytes: await readFile(sample.levelled.file),
    type: 'audio/mpeg',
    extension: '.mp3',
    picture: await reportPng(sample, voiceName),
    noiseLeft: false,
  };
}

async function leaveUntouched(
  sample: Sample,
  options: PreparationOptions,
  runtime: Runtime,
): Promise<ReadySample> {
  const { bytes, type, extension } = await takeUntouched(sample);
  const { startSec = 0, endSec, track, noiseReduction = false } = options;
  if (startSec > 0 || endSec !== undefined || track !== undefined) {
    throw new PikaError('program_missing', '--start, --end and --track need ffmpeg, which is not installed', {
      hint: 'Omit these options, or install ffmpeg (see the command doctor)',
    });
  }
  runtime.warn('sample_untouched', 'ffmpeg is not installed: the recording is neither measured nor improved');
  return { ...sample, bytes, type, extension, report: null, profile: null, noiseLeft: noiseReduction };
}

/**
 * The sample as it will be sent: prepared, with a report, or untouched if ffmpeg is missing.
 * @throws {PikaError} `program_missing`, `audio_invalid`; the signal's reason if aborted.
 */
export async function readySample(
  sample: Sample,
  options: PreparationOptions & { name: string },
  engine: EngineName,
  runtime: Runtime,
): Promise<ReadySample> {
  try {
    return await finish(await prepareSample(sample, options, runtime), options.name, runtime);
  } catch (error) {
    // A voice of the local engine consists only of measurements.
    if (!isPikaError(error, 'program_missing') || engine === 'local') throw error;
    return leaveUntouched(sample, options, runtime);
  }
}
