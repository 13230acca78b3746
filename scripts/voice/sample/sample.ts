import type { VoiceProfile } from '../../service/wire.ts';
import type { Mix } from './channels.ts';
import type { SampleFinding } from './findings.ts';
import type { Levelled } from './level.ts';
import type { Frames } from './pcm.ts';
import type { PitchFacts } from './pitch.ts';
import type { ProbedSound } from './probe.ts';
import type { SoundMeasures, VoiceReport } from './report.ts';
import type { Span } from './speech.ts';
import type { Survey } from './survey.ts';

/** How the sample is to be made. */
export interface PreparationOptions {
  /** Seconds from the start of the recording. */
  startSec?: number;
  endSec?: number;
  /** Number among several audio tracks, from 1; the first by default. */
  track?: number;
  noiseReduction?: boolean;
  sampleRateHz?: number;
}

/** A recording as given. Each stage of pipeline.ts returns it with what it has found. */
export interface Sample {
  /** Absolute path. */
  path: string;
  /** Name for messages and for the record: the file's name, or `stdin`. */
  name: string;
  size: number;
  /** Hash of the original bytes. */
  sha256: string;
  /** A private folder for temporary files; the caller removes it. */
  folder: string;
}

export interface ProbedSample extends Sample {
  options: PreparationOptions;
  probed: ProbedSound;
  mix: Mix;
}

export interface SurveyedSample extends ProbedSample {
  /** The measured part that will be used. */
  surveyed: Survey;
  /** Its start in the recording, seconds. */
  offsetSec: number;
  /** What it was taken from: all of the recording that the options allow. */
  whole: { frames: Frames; durationSec: number; speechSec: number };
  /** The measurements of the part, with the durations of the whole. */
  before: SoundMeasures;
  pitch: PitchFacts;
}

export interface LevelledSample extends SurveyedSample {
  /** The speech within the measured part. */
  part: Span;
  levelled: Levelled;
  after: SoundMeasures;
}

export interface JudgedSample extends LevelledSample {
  findings: SampleFinding[];
  report: VoiceReport;
  profile: VoiceProfile | null;
}

/** What is sent, with or without measurements. */
export interface ReadySample extends Sample {
  bytes: Uint8Array;
  /** Media type. */
  type: string;
  /** Including the dot. */
  extension: string;
  report: VoiceReport | null;
  profile: VoiceProfile | null;
  /** The report as a PNG. */
  picture?: Uint8Array;
  /** Whether the service should reduce noise, because it was not done locally. */
  noiseLeft: boolean;
}
