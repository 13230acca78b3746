import { messageOf } from '../../base/failure.ts';
import { PikaError } from '../../cli/errors.ts';
import { ownCommand } from '../../cli/own-command.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { EngineName } from '../../service/endpoint.ts';
import type { VoiceProfile } from '../../service/wire.ts';
import { defaultVoiceId, findPreset } from './presets.ts';
import { currentVoiceId, findOwnVoice, ownVoices, type VoiceRecord, writeRecord } from './records.ts';
import { type Retention, retentionOf } from './retention.ts';

/** The voice for a meeting, and why it was chosen. */
export interface ResolvedVoice {
  voice_id: string;
  source: 'option' | 'current' | 'default';
  /** Name of a user's own voice. */
  name?: string;
  /** The engine of an own voice; the service does not know voices of the local engine. */
  engine?: EngineName;
  /** Pitch and pace of an own voice, for the local engine. */
  profile?: VoiceProfile;
  /** How long the service keeps an own voice. */
  retention?: Retention;
}

/** Form of the service's ids: a letter, then any character of its own presets, including spaces and parentheses; at least 8 characters. */
const idForm = /^\p{L}[\p{L}\p{N}_() .-]{6,254}[\p{L}\p{N})]$/u;

const retentionWarnings: Readonly<
  Partial<
    Record<Retention['state'], { code: string; text(voice: VoiceRecord, retention: Retention): string }>
  >
> = {
  expiring: {
    code: 'voice_expiring',
    text: ({ name }, { days_left }) =>
      `the voice ${name} will be deleted by the service in ${days_left} days unless it speaks in a meeting before then`,
  },
  expired: {
    code: 'voice_expired',
    text: ({ name, cloned_at }) =>
      `the voice ${name} was cloned on ${cloned_at.slice(0, 10)} and never used: the service has probably deleted it; clone it again with clone-voice`,
  },
};

/** Warns about a voice that will soon be deleted or already has been. */
export function warnOfExpiry(voice: VoiceRecord, runtime: Runtime): Retention {
  const retention = retentionOf(voice, runtime.clock.now());
  const warning = retentionWarnings[retention.state];
  if (warning) runtime.warn(warning.code, warning.text(voice, retention));
  return retention;
}

function fromRecord(voice: VoiceRecord, source: ResolvedVoice['source'], runtime: Runtime): ResolvedVoice {
  return {
    voice_id: voice.voice_id,
    source,
    name: voice.name,
    engine: voice.engine,
    ...(voice.profile && { profile: voice.profile }),
    retention: warnOfExpiry(voice, runtime),
  };
}

/** The error for a name that is neither a voice of the user nor a possible id. */
export async function voiceNotFound(name: string, runtime: Runtime): Promise<PikaError> {
  const names = (await ownVoices(runtime)).map((voice) => voice.name);
  const own = names.length > 0 ? `Own voices: ${[...new Set(names)].join(', ')}. ` : '';
  return new PikaError('voice_not_found', `no voice is called ${JSON.stringify(name.slice(0, 80))}`, {
    hint: `${own}List all with: ${ownCommand('voices')}`,
  });
}

/** Whether the engine has this voice: the service does not know voices of the local engine. */
function isKnownTo(engine: EngineName | undefined, voice: VoiceRecord): boolean {
  return engine !== 'pika' || voice.engine === 'pika';
}

async function fromOption(
  nameOrId: string,
  runtime: Runtime,
  engine: EngineName | undefined,
): Promise<ResolvedVoice> {
  const own = await findOwnVoice(nameOrId, runtime);
  if (own && !isKnownTo(engine, own)) {
    throw new PikaError('voice_not_found', `the voice ${own.name} was made for the local engine only`, {
      hint: `Clone it again for the service (clone-voice --engine pika), or choose another with --voice; list them with: ${ownCommand('voices')}`,
    });
  }
  if (own) return fromRecord(own, 'option', runtime);
  const preset = findPreset(nameOrId);
  if (preset) return { voice_id: preset.voice_id, source: 'option' };
  const id = nameOrId.trim();
  if (!idForm.test(id)) throw await voiceNotFound(nameOrId, runtime);
  runtime.warn('voice_unknown', `${id} is neither an own voice nor a known preset; it is used as given`);
  return { voice_id: id, source: 'option' };
}

/**
 * The voice for a meeting: an own voice by name or id, or else a preset, or else any id. If none is given, the project's current
 * voice, or else the service's default. Warns about a voice that has probably been deleted.
 * @param engine the engine of the meeting; it gets only voices that it can know.
 * @throws {PikaError} `voice_not_found`, `file_unreadable`.
 */
export async function resolveVoice(
  nameOrId: string | undefined,
  runtime: Runtime,
  engine?: EngineName,
): Promise<ResolvedVoice> {
  if (nameOrId?.trim()) return fromOption(nameOrId, runtime, engine);
  const current = await currentVoiceId(runtime);
  if (!current) return { voice_id: defaultVoiceId, source: 'default' };
  const own = await findOwnVoice(current, runtime);
  if (!own) return { voice_id: current, source: 'current' };
  if (isKnownTo(engine, own)) return fromRecord(own, 'current', runtime);
  runtime.warn(
    'voice_local_only',
    `the voice ${own.name} exists only for the local engine; the default is used`,
  );
  return { voice_id: defaultVoiceId, source: 'default' };
}

/**
 * Records that a voice has spoken: from then on the service keeps it. Call it once a session is ready.
 * Ignores presets and unknown voices; a write error is only a warning, since the meeting is running.
 */
export async function recordFirstUse(voiceId: string, runtime: Runtime): Promise<void> {
  try {
    const voice = (await ownVoices(runtime)).find(({ voice_id }) => voice_id === voiceId);
    if (!voice || voice.first_used_at !== null) return;
    await writeRecord({ ...voice, first_used_at: new Date(runtime.clock.now()).toISOString() }, runtime);
  } catch (error) {
    const reason = messageOf(error);
    runtime.warn('voice_use_unrecorded', `could not record that ${voiceId} was used: ${reason}`);
  }
}
