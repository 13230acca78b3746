import { isPikaError, PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { EngineName } from '../../service/endpoint.ts';
import type { VoiceProfile } from '../../service/wire.ts';
import type { consentKinds } from '../library/records.ts';
import type { SampleFile } from './file.ts';
import { type PrepareOptions, prepareSample } from './prepare.ts';
import type { VoiceReport } from './report.ts';
import { takeUntouched } from './untouched.ts';

export interface CloneOptions extends PrepareOptions {
  /** A path, or `-`. */
  audio: string;
  name: string;
  speakerConsent?: (typeof consentKinds)[number];
  language?: string;
  engine?: EngineName;
  /** Path of the picture, instead of next to the voice. */
  reportPath?: string;
  dryRun: boolean;
  force: boolean;
}

/** What will be sent, and everything known about it. */
export interface ReadySample {
  bytes: Uint8Array;
  type: string;
  extension: string;
  report: VoiceReport | null;
  profile: VoiceProfile | null;
  /** The picture's PNG. */
  picture?: Uint8Array;
  /** Whether the service should reduce noise, because it was not done locally. */
  noiseLeft: boolean;
}

async function ready(
  sample: SampleFile,
  folder: string,
  options: CloneOptions,
  runtime: Runtime,
): Promise<ReadySample> {
  const prepared = await prepareSample(sample.path, folder, options, runtime);
  for (const { code, verdict, message } of prepared.findings) {
    if (verdict !== 'good') runtime.warn(code, message);
  }
  runtime.progress.step('drawing the report');
  const { reportPng } = await import('./report-picture.ts');
  return {
    bytes: prepared.bytes,
    type: 'audio/mpeg',
    extension: '.mp3',
    report: prepared.report,
    profile: prepared.profile ?? null,
    picture: await reportPng(prepared, options.name, sample.name),
    noiseLeft: false,
  };
}

async function readyUntouched(
  sample: SampleFile,
  options: CloneOptions,
  runtime: Runtime,
): Promise<ReadySample> {
  const { bytes, type, extension } = await takeUntouched(sample);
  const { startSec = 0, endSec, track } = options;
  if (startSec > 0 || endSec !== undefined || track !== undefined) {
    throw new PikaError('program_missing', '--start, --end and --track need ffmpeg, which is not installed', {
      hint: 'Omit these options, or install ffmpeg (see the command doctor)',
    });
  }
  runtime.warn('sample_untouched', 'ffmpeg is not installed: the recording is neither measured nor improved');
  return {
    bytes,
    type,
    extension,
    report: null,
    profile: null,
    noiseLeft: options.noiseReduction ?? false,
  };
}

/**
 * The sample as it will be sent: prepared, with a report, or untouched if ffmpeg is missing.
 * @throws {PikaError} `program_missing`, `audio_invalid`; the signal's reason if aborted.
 */
export async function makeReady(
  sample: SampleFile,
  folder: string,
  options: CloneOptions,
  engine: EngineName,
  runtime: Runtime,
): Promise<ReadySample> {
  try {
    return await ready(sample, folder, options, runtime);
  } catch (error) {
    // A voice of the local engine consists only of measurements.
    if (!isPikaError(error, 'program_missing') || engine === 'local') throw error;
    return readyUntouched(sample, options, runtime);
  }
}
