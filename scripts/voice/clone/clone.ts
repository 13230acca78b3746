import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { refuseOwnSecrets } from '../../context/outgoing-text.ts';
import { chosenEngine, type EngineName, getKeyHint, hostedEndpoint } from '../../service/endpoint.ts';
import type { VoiceProfile } from '../../service/wire.ts';
import {
  type consentKinds,
  makeCurrent,
  ownVoices,
  requireWritableLibrary,
  type VoiceRecord,
  voicePaths,
  writeRecord,
} from '../library/records.ts';
import { retentionOf, retentionWarnings } from '../library/retention.ts';
import { labelOf, voiceIdFor } from '../library/voice-id.ts';
import { openSample } from '../sample/file.ts';
import { readySample } from '../sample/pipeline.ts';
import type { VoiceReport } from '../sample/report.ts';
import { settlePicture, writePicture } from '../sample/report-file.ts';
import type { PreparationOptions, ReadySample, Sample } from '../sample/sample.ts';
import { cloneAtService } from './service.ts';

const cloneKeyHint = `${getKeyHint}. Without a key, --dry-run measures the sample, and --engine local keeps the voice for rehearsals`;

export interface CloneOptions extends PreparationOptions {
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

export interface CloneResult {
  voice_id?: string;
  name: string;
  provider?: string;
  engine: EngineName;
  cloned_at?: string;
  source_audio: string;
  retention_warning?: string;
  reused: boolean;
  dry_run: boolean;
  plan?: string[];
  record_path?: string;
  report_path: string | null;
  report: VoiceReport | null;
  profile: VoiceProfile | null;
}

function requireConsent({ speakerConsent, dryRun }: CloneOptions, runtime: Runtime): void {
  if (speakerConsent) return;
  const message = 'the consent of the speaker is missing';
  if (dryRun) {
    runtime.warn('consent_missing', `${message}; cloning will need --speaker-consent`);
    return;
  }
  throw new PikaError('consent_missing', message, {
    hint: 'Ask whose voice it is; then pass --speaker-consent own (the user’s own voice) or permitted (the speaker has allowed it)',
  });
}

const settingsOf = (options: CloneOptions): string =>
  JSON.stringify({
    start: options.startSec ?? 0,
    end: options.endSec ?? null,
    ...(options.track && { track: options.track }),
    noise_reduction: options.noiseReduction ?? false,
    sample_rate: options.sampleRateHz ?? null,
    language: options.language ?? null,
  });

/** An existing voice with the same recording, name and settings. */
async function findReusable(
  sample: Sample,
  options: CloneOptions,
  engine: EngineName,
  runtime: Runtime,
): Promise<VoiceRecord | undefined> {
  if (options.force) return undefined;
  const settings = settingsOf(options);
  return (await ownVoices(runtime)).find(
    (voice) =>
      voice.sample_sha256 === sample.sha256 &&
      voice.name === options.name &&
      voice.settings === settings &&
      voice.engine === engine &&
      retentionOf(voice, runtime.clock.now()).state !== 'expired',
  );
}

function pictureTarget(options: CloneOptions, voiceId: string, runtime: Runtime): string {
  if (options.reportPath) return path.resolve(runtime.cwd, options.reportPath);
  return voicePaths(runtime.cwd).pictureFile(voiceId);
}

function planOf({ bytes, type, report }: ReadySample, options: CloneOptions, engine: EngineName): string[] {
  const size = `${(bytes.length / 1e6).toFixed(1)} MB`;
  const length = report ? `${Math.round(report.after.duration_sec)} s, ` : '';
  const sent =
    engine === 'local'
      ? ['keep the pitch and pace of the voice on this machine; send nothing']
      : [`upload the sample (${type}, ${length}${size})`, `clone it as a voice for ${options.name}`];
  return [...sent, 'make it the current voice in life/'];
}

const planOfReuse = ({ voice_id }: VoiceRecord): string[] => [
  `use ${voice_id}, which was made from this recording; send nothing (--force clones again)`,
  'make it the current voice in life/',
];

async function dryRun(
  sample: ReadySample,
  options: CloneOptions,
  engine: EngineName,
  known: VoiceRecord | undefined,
  runtime: Runtime,
) {
  const target = pictureTarget(options, `preview_${labelOf(options.name) || 'voice'}`, runtime);
  return {
    name: options.name,
    engine,
    source_audio: sample.name,
    reused: known !== undefined,
    dry_run: true,
    plan: known ? planOfReuse(known) : planOf(sample, options, engine),
    report_path: await writePicture(sample.picture, target, runtime),
    report: sample.report,
    profile: sample.profile,
  };
}

function resultOf(
  voice: VoiceRecord,
  reused: boolean,
  reportPath: string | null,
  runtime: Runtime,
): CloneResult {
  return {
    voice_id: voice.voice_id,
    name: voice.name,
    provider: voice.provider,
    engine: voice.engine,
    cloned_at: voice.cloned_at,
    source_audio: voice.source_audio ?? 'unknown',
    retention_warning: retentionWarnings[voice.engine],
    reused,
    dry_run: false,
    record_path: voicePaths(runtime.cwd).recordFile(voice.voice_id),
    report_path: reportPath,
    report: voice.report,
    profile: voice.profile,
  };
}

/** Stores a new voice. @throws {PikaError} `file_unwritable` with everything about the voice: it must not be lost. */
async function keep(voice: VoiceRecord, reportPath: string | null, runtime: Runtime): Promise<void> {
  try {
    await writeRecord(voice, runtime);
    await makeCurrent(voice, runtime);
  } catch (error) {
    if (!(error instanceof PikaError)) throw error;
    const message = `the voice ${voice.voice_id} was cloned, but could not be recorded: ${error.message}`;
    throw new PikaError('file_unwritable', message, {
      hint: `Do not clone again: make life/ writable, and use the voice with join --voice ${voice.voice_id}`,
      known: { ...resultOf(voice, false, reportPath, runtime) },
      cause: error,
    });
  }
}

function makeVoice(
  sample: ReadySample,
  options: CloneOptions,
  engine: EngineName,
  runtime: Runtime,
): Promise<string> {
  if (engine === 'local') {
    return Promise.resolve(voiceIdFor(options.name, runtime.clock.now(), runtime.random));
  }
  return clonedAtHosted(sample, options, runtime);
}

async function clonedAtHosted(sample: ReadySample, options: CloneOptions, runtime: Runtime): Promise<string> {
  const { PikaClient } = await import('../../service/client.ts');
  const client = new PikaClient(hostedEndpoint(runtime, { keyHint: cloneKeyHint }), runtime);
  const { bytes, type, extension, noiseLeft } = sample;
  const { name, language } = options;
  return cloneAtService(
    client,
    { bytes, type, extension, name, noiseReduction: noiseLeft, ...(language && { language }) },
    runtime,
  );
}

async function cloneNew(
  sample: ReadySample,
  options: CloneOptions,
  engine: EngineName,
  runtime: Runtime,
): Promise<CloneResult> {
  await requireWritableLibrary(runtime);
  const early = `pending_${labelOf(options.name) || 'voice'}`;
  const drawn = await writePicture(sample.picture, pictureTarget(options, early, runtime), runtime);
  const voiceId = await makeVoice(sample, options, engine, runtime).catch((error: unknown) => {
    throw error instanceof PikaError && drawn ? error.with({ report_path: drawn }) : error;
  });
  const now = new Date(runtime.clock.now()).toISOString();
  const voice: VoiceRecord = {
    version: 1,
    name: options.name,
    voice_id: voiceId,
    provider: engine,
    engine,
    cloned_at: now,
    first_used_at: null,
    consent: options.speakerConsent ? { kind: options.speakerConsent, at: now } : null,
    source_audio: sample.name,
    sample_sha256: sample.sha256,
    settings: settingsOf(options),
    report: sample.report,
    profile: sample.profile,
  };
  const reportPath = drawn && (await settlePicture(drawn, pictureTarget(options, voiceId, runtime), runtime));
  await keep(voice, reportPath, runtime);
  return resultOf(voice, false, reportPath, runtime);
}

async function clone(folder: string, options: CloneOptions, runtime: Runtime): Promise<CloneResult> {
  requireConsent(options, runtime);
  await refuseOwnSecrets([{ flag: '--name', text: options.name }], runtime);
  const chosen = chosenEngine(options.engine, runtime);
  if (!options.dryRun && chosen !== 'local') hostedEndpoint(runtime, { keyHint: cloneKeyHint });
  const engine = chosen ?? 'pika';
  runtime.progress.step('reading the recording');
  const opened = await openSample(options.audio, folder, runtime);
  const known = await findReusable(opened, options, engine, runtime);
  if (known && !options.dryRun) {
    await makeCurrent(known, runtime);
    const picture = voicePaths(runtime.cwd).pictureFile(known.voice_id);
    return resultOf(known, true, existsSync(picture) ? picture : null, runtime);
  }
  const sample = await readySample(opened, options, engine, runtime);
  if (options.dryRun) return dryRun(sample, options, engine, known, runtime);
  return cloneNew(sample, options, engine, runtime);
}

/**
 * Checks, measures, prepares and clones a recording and makes the voice the project's current one. Temporary files are in a private
 * folder that is removed at the end.
 * @throws {PikaError} setup, input and remote errors; one after the upload says what remains at the service.
 */
export async function cloneVoice(options: CloneOptions, runtime: Runtime): Promise<CloneResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pika-voice-'));
  try {
    return await clone(folder, options, runtime);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
