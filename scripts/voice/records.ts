import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { engineNames } from '../pika/endpoint.ts';
import { voiceProfile } from '../pika/wire.ts';
import { voiceReport } from './report.ts';
import { retentionWarnings } from './retention.ts';

export const consentKinds = ['own', 'permitted'] as const;

const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'must be a date and time');

/** An id as it may name a file: the form that cloned voices have. */
export const clonedVoiceId = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,199}$/);

/** One voice of the user's: `life/voices/<voice_id>.json`. Null where an older workspace did not keep it. */
export const voiceRecord = z.object({
  version: z.literal(1),
  name: z.string().min(1),
  voice_id: clonedVoiceId,
  provider: z.string(),
  engine: z.enum(engineNames),
  cloned_at: instant,
  first_used_at: instant.nullable(),
  consent: z.object({ kind: z.enum(consentKinds), at: instant }).nullable(),
  source_audio: z.string().nullable(),
  sample_sha256: z.string().nullable().describe('of the file that was given'),
  settings: z.string().nullable().describe('part, noise reduction and sample rate that were asked for'),
  report: voiceReport.nullable(),
  profile: voiceProfile.nullable(),
});
export type VoiceRecord = z.output<typeof voiceRecord>;

/** `life/voice_config.json`, with the keys of the reference client; read loosely. */
const voiceConfig = z.looseObject({
  voice_id: z.string().min(1),
  provider: z.string().default('pika'),
  cloned_at: instant.optional(),
  source_audio: z.string().optional(),
  retention_warning: z.string().optional(),
});
type VoiceConfig = z.output<typeof voiceConfig>;

/** Where voices lie in the user's project. */
export function voicePaths(cwd: string) {
  const life = path.join(cwd, 'life');
  const folder = path.join(life, 'voices');
  return {
    life,
    folder,
    idFile: path.join(life, 'voice_id.txt'),
    configFile: path.join(life, 'voice_config.json'),
    recordFile: (voiceId: string) => path.join(folder, `${voiceId}.json`),
    pictureFile: (voiceId: string) => path.join(folder, `${voiceId}.png`),
  };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new PikaError('file_unreadable', `${file} cannot be read: ${(error as Error).message}`, {
      hint: 'Check the file and its permissions',
      cause: error,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The id in `life/voice_id.txt`; undefined when there is none. */
export async function currentVoiceId(runtime: Runtime): Promise<string | undefined> {
  return (await readText(voicePaths(runtime.cwd).idFile))?.trim() || undefined;
}

async function readConfig(runtime: Runtime): Promise<VoiceConfig | undefined> {
  const text = await readText(voicePaths(runtime.cwd).configFile);
  return text === undefined ? undefined : voiceConfig.safeParse(parseJson(text)).data;
}

async function readRecords(runtime: Runtime): Promise<VoiceRecord[]> {
  const { folder } = voicePaths(runtime.cwd);
  const names = await readdir(folder).catch(() => []);
  const records: VoiceRecord[] = [];
  for (const name of names.filter((candidate) => candidate.endsWith('.json')).sort()) {
    const parsed = voiceRecord.safeParse(parseJson((await readText(path.join(folder, name))) ?? ''));
    if (parsed.success && `${parsed.data.voice_id}.json` === name) records.push(parsed.data);
    else
      runtime.warn(
        'voice_record_unreadable',
        `life/voices/${name} is not a voice record and was passed over`,
      );
  }
  return records;
}

/** The name inside an id of the reference client: voice_NAME_YYYYMMDDHHMMSS. */
function nameFromId(voiceId: string): string {
  return /^voice_(.+)_\d{14}$/.exec(voiceId)?.[1] ?? voiceId;
}

/** The voice that a workspace of the reference client holds, as a record of ours. */
function adopt(config: VoiceConfig): VoiceRecord | undefined {
  const adopted = voiceRecord.safeParse({
    version: 1,
    name: nameFromId(config.voice_id),
    voice_id: config.voice_id,
    provider: config.provider,
    engine: config.provider === 'local' ? 'local' : 'pika',
    cloned_at: config.cloned_at,
    first_used_at: null,
    consent: null,
    source_audio: config.source_audio ?? null,
    sample_sha256: null,
    settings: null,
    report: null,
    profile: null,
  });
  return adopted.data;
}

/** Every voice of the user's, newest first, that of an older workspace included. Unreadable records are warned about. */
export async function ownVoices(runtime: Runtime): Promise<VoiceRecord[]> {
  const records = await readRecords(runtime);
  const config = await readConfig(runtime);
  const isKnown = records.some(({ voice_id }) => voice_id === config?.voice_id);
  const adopted = config && !isKnown ? adopt(config) : undefined;
  return [...records, ...(adopted ? [adopted] : [])].sort(
    (a, b) => Date.parse(b.cloned_at) - Date.parse(a.cloned_at),
  );
}

/** The user's voice of this name or id; of several with one name the newest. */
export async function findOwnVoice(nameOrId: string, runtime: Runtime): Promise<VoiceRecord | undefined> {
  const wanted = nameOrId.trim().toLowerCase();
  const voices = await ownVoices(runtime);
  return (
    voices.find(({ voice_id }) => voice_id === nameOrId.trim()) ??
    voices.find(({ name }) => name.toLowerCase() === wanted)
  );
}

const unwritable = (file: string, error: unknown): PikaError =>
  new PikaError('file_unwritable', `${file} cannot be written: ${(error as Error).message}`, {
    hint: 'Make the folder life/ of the project writable',
    cause: error,
  });

async function writeWhole(file: string, text: string, mode?: number): Promise<void> {
  // A join reads voices long before it writes one.
  const { default: writeFileAtomic } = await import('write-file-atomic');
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, text, mode === undefined ? {} : { mode });
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** To be asked before a voice is paid for. @throws {PikaError} `file_unwritable` when it could not be kept. */
export async function requireWritableLibrary(runtime: Runtime): Promise<void> {
  const { life, folder } = voicePaths(runtime.cwd);
  try {
    await mkdir(folder, { recursive: true });
    for (const place of [life, folder]) await access(place, constants.W_OK);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** @throws {PikaError} `file_unwritable` */
export async function writeRecord(record: VoiceRecord, runtime: Runtime): Promise<void> {
  await writeWhole(voicePaths(runtime.cwd).recordFile(record.voice_id), asJson(record), 0o600);
}

/** Makes a voice the current one: `voice_id.txt` and `voice_config.json` as the reference client writes them. @throws {PikaError} `file_unwritable` */
export async function makeCurrent(
  voice: VoiceRecord | { voice_id: string },
  runtime: Runtime,
): Promise<void> {
  const { idFile, configFile } = voicePaths(runtime.cwd);
  const config =
    'cloned_at' in voice
      ? {
          voice_id: voice.voice_id,
          provider: voice.provider,
          cloned_at: voice.cloned_at,
          source_audio: voice.source_audio ?? undefined,
          retention_warning: retentionWarnings[voice.engine],
        }
      : { voice_id: voice.voice_id, provider: 'preset' };
  await writeWhole(configFile, asJson(config));
  await writeWhole(idFile, voice.voice_id);
}

/** Forgets a voice on this machine; the service has no call to delete it. @returns whether it was the current one. */
export async function forgetVoice(record: VoiceRecord, runtime: Runtime): Promise<boolean> {
  const { idFile, configFile, recordFile, pictureFile } = voicePaths(runtime.cwd);
  const wasCurrent = (await currentVoiceId(runtime)) === record.voice_id;
  const isConfigured = (await readConfig(runtime))?.voice_id === record.voice_id;
  const files = [
    recordFile(record.voice_id),
    pictureFile(record.voice_id),
    ...(wasCurrent ? [idFile] : []),
    ...(isConfigured ? [configFile] : []),
  ];
  for (const file of files) await rm(file, { force: true });
  return wasCurrent;
}
