import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readBoundedText } from '../../base/bounded-read.ts';
import { isMissing } from '../../base/failure.ts';
import { parseJson } from '../../base/json.ts';
import { unwritable } from '../../base/unwritable.ts';
import { makeFolders, removeWithin, requireOwnPath, writeFileWithin } from '../../base/workspace-write.ts';
import { PikaError } from '../../cli/errors.ts';
import { readFailure } from '../../cli/read-failure.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { engineNames } from '../../service/endpoint.ts';
import { voiceProfile } from '../../service/wire.ts';
import { voiceReport } from '../sample/report.ts';
import { retentionWarnings } from './retention.ts';

export const consentKinds = ['own', 'permitted'] as const;

const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'must be a date and time');

/** An id that is safe as a file name: the form of cloned voices. */
export const clonedVoiceId = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,199}$/);

/** One of the user's voices: `life/voices/<voice_id>.json`. Null for what an older workspace did not store. */
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
  sample_sha256: z.string().nullable().describe('of the original file'),
  settings: z.string().nullable().describe('requested part, noise reduction and sample rate'),
  report: voiceReport.nullable(),
  profile: voiceProfile.nullable(),
});
export type VoiceRecord = z.output<typeof voiceRecord>;

/** `life/voice_config.json`, with the keys of the reference client; parsed loosely. */
const voiceConfig = z.looseObject({
  voice_id: z.string().min(1),
  provider: z.string().default('pika'),
  cloned_at: instant.optional(),
  source_audio: z.string().optional(),
  retention_warning: z.string().optional(),
});
type VoiceConfig = z.output<typeof voiceConfig>;

/** Paths of voices in the user's project. */
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

/** A record with its report has about 5 KB. */
const maxRecordBytes = 1024 * 1024;

async function readText(file: string, { cwd }: Runtime): Promise<string | undefined> {
  try {
    return await readBoundedText(file, { maxBytes: maxRecordBytes, within: cwd });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new PikaError('file_unreadable', `cannot read ${file}: ${readFailure(error)}`, {
      hint: 'Check the file and its permissions',
      cause: error,
    });
  }
}

/** The id in `life/voice_id.txt`; undefined if there is none. */
export async function currentVoiceId(runtime: Runtime): Promise<string | undefined> {
  return (await readText(voicePaths(runtime.cwd).idFile, runtime))?.trim() || undefined;
}

async function readConfig(runtime: Runtime): Promise<VoiceConfig | undefined> {
  const text = await readText(voicePaths(runtime.cwd).configFile, runtime);
  return text === undefined ? undefined : voiceConfig.safeParse(parseJson(text)).data;
}

async function readRecords(runtime: Runtime): Promise<VoiceRecord[]> {
  const { folder } = voicePaths(runtime.cwd);
  const names = await readdir(folder).catch(() => []);
  const records: VoiceRecord[] = [];
  for (const name of names.filter((candidate) => candidate.endsWith('.json')).sort()) {
    // An unreadable record must not make the others unusable.
    const text = await readText(path.join(folder, name), runtime).catch(() => undefined);
    const parsed = voiceRecord.safeParse(parseJson(text ?? ''));
    if (parsed.success && `${parsed.data.voice_id}.json` === name) records.push(parsed.data);
    else runtime.warn('voice_record_unreadable', `life/voices/${name} is not a voice record and was skipped`);
  }
  return records;
}

/** The name in an id of the reference client: voice_NAME_YYYYMMDDHHMMSS. */
function nameFromId(voiceId: string): string {
  return /^voice_(.+)_\d{14}$/.exec(voiceId)?.[1] ?? voiceId;
}

/** The voice in a workspace of the reference client, as one of our records. */
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

/** All of the user's voices, newest first, including one from an older workspace. Warns about unreadable records. */
export async function ownVoices(runtime: Runtime): Promise<VoiceRecord[]> {
  const records = await readRecords(runtime);
  const config = await readConfig(runtime);
  const isKnown = records.some(({ voice_id }) => voice_id === config?.voice_id);
  const adopted = config && !isKnown ? adopt(config) : undefined;
  return [...records, ...(adopted ? [adopted] : [])].sort(
    (a, b) => Date.parse(b.cloned_at) - Date.parse(a.cloned_at),
  );
}

/** The user's voice with this name or id; the newest if several have the name. */
export async function findOwnVoice(nameOrId: string, runtime: Runtime): Promise<VoiceRecord | undefined> {
  const wanted = nameOrId.trim().toLowerCase();
  const voices = await ownVoices(runtime);
  return (
    voices.find(({ voice_id }) => voice_id === nameOrId.trim()) ??
    voices.find(({ name }) => name.toLowerCase() === wanted)
  );
}

const writableHint = "Make the project's life/ folder writable";

async function write(file: string, text: string, { cwd }: Runtime, mode?: number): Promise<void> {
  try {
    await makeFolders(cwd, path.dirname(file));
    await writeFileWithin(cwd, file, text, mode);
  } catch (error) {
    throw unwritable(file, error, writableHint);
  }
}

/** Call it before a voice is paid for. @throws {PikaError} `file_unwritable` if the voice could not be stored. */
export async function requireWritableLibrary(runtime: Runtime): Promise<void> {
  const { life, folder, idFile, configFile } = voicePaths(runtime.cwd);
  try {
    await makeFolders(runtime.cwd, folder);
    for (const place of [life, folder]) await access(place, constants.W_OK);
    for (const file of [idFile, configFile]) requireOwnPath(runtime.cwd, file);
  } catch (error) {
    throw unwritable(folder, error, writableHint);
  }
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** @throws {PikaError} `file_unwritable` */
export async function writeRecord(record: VoiceRecord, runtime: Runtime): Promise<void> {
  await write(voicePaths(runtime.cwd).recordFile(record.voice_id), asJson(record), runtime, 0o600);
}

/** Makes a voice the current one: writes `voice_id.txt` and `voice_config.json` like the reference client. @throws {PikaError} `file_unwritable` */
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
  await write(configFile, asJson(config), runtime);
  await write(idFile, voice.voice_id, runtime);
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
  for (const file of files) await removeWithin(runtime.cwd, file);
  return wasCurrent;
}
