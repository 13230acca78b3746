import './cli/direct-start.ts';
import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import { ownCommand } from './cli/own-command.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { engineNames } from './service/endpoint.ts';
import { voiceGenders } from './service/wire.ts';
import { voiceNotFound, warnOfExpiry } from './voice/library/library.ts';
import { defaultVoiceId, findPreset, presetLanguages, presetsIn } from './voice/library/presets.ts';
import {
  currentVoiceId,
  findOwnVoice,
  forgetVoice,
  makeCurrent,
  ownVoices,
  type VoiceRecord,
} from './voice/library/records.ts';
import { verdicts } from './voice/sample/report.ts';

const ownVoice = z.object({
  name: z.string(),
  voice_id: z.string(),
  engine: z.enum(engineNames),
  current: z.boolean(),
  cloned_at: z.string(),
  age_days: z.number(),
  used: z.boolean().describe('whether it has spoken in a meeting'),
  days_left: z.number().nullable().describe('until the service deletes it if unused; null if it will not'),
  verdict: z.enum(verdicts).nullable().describe('of its sample'),
});

const preset = z.object({ voice_id: z.string(), language: z.string(), gender: z.enum(voiceGenders) });

function describeOwn(
  voice: VoiceRecord,
  current: string | undefined,
  runtime: Runtime,
): z.input<typeof ownVoice> {
  const { age_days, used, days_left } = warnOfExpiry(voice, runtime);
  return {
    name: voice.name,
    voice_id: voice.voice_id,
    engine: voice.engine,
    current: voice.voice_id === current,
    cloned_at: voice.cloned_at,
    age_days,
    used,
    days_left,
    verdict: voice.report?.verdict ?? null,
  };
}

async function list(language: string | undefined, runtime: Runtime) {
  const presets = presetsIn(language);
  if (presets.length === 0) {
    throw new PikaError(
      'usage',
      `--language: no preset voice speaks ${JSON.stringify(language?.slice(0, 40))}`,
      {
        hint: `Languages: ${presetLanguages.join(', ')}`,
      },
    );
  }
  const current = await currentVoiceId(runtime);
  const voices = (await ownVoices(runtime)).map((voice) => describeOwn(voice, current, runtime));
  return { action: 'list' as const, current: current ?? defaultVoiceId, voices, presets: [...presets] };
}

function requireName(action: string, name: string | undefined): string {
  if (name?.trim()) return name;
  throw new PikaError('usage', `voices ${action} needs the name of a voice`, {
    hint: `Name one, such as Ada: ${ownCommand(`voices ${action} Ada`)}; list them with: ${ownCommand('voices')}`,
  });
}

async function use(name: string, runtime: Runtime) {
  const own = await findOwnVoice(name, runtime);
  const voice = own ?? findPreset(name);
  if (!voice) throw await voiceNotFound(name, runtime);
  if (own) warnOfExpiry(own, runtime);
  await makeCurrent(voice, runtime);
  return { action: 'use' as const, voice_id: voice.voice_id, current: voice.voice_id };
}

async function forget(name: string, runtime: Runtime) {
  const own = await findOwnVoice(name, runtime);
  if (!own) throw await voiceNotFound(name, runtime);
  await forgetVoice(own, runtime);
  runtime.warn(
    'voice_remains',
    'the voice is forgotten on this machine; the service has no call to delete it',
  );
  return {
    action: 'forget' as const,
    voice_id: own.voice_id,
    current: (await currentVoiceId(runtime)) ?? defaultVoiceId,
  };
}

const voices = defineVerb({
  name: 'voices',
  summary: 'list, choose or forget voices',
  examples: ['voices --language French', 'voices use Ada'],
  options: z.object({
    action: z.enum(['list', 'use', 'forget']).default('list').meta({
      description: 'list, use (make current) or forget',
      placeholder: 'action',
      positional: true,
    }),
    name: z.string().optional().meta({
      description: 'name or ID of the voice to use or forget',
      placeholder: 'name',
      positional: true,
    }),
    language: z
      .string()
      .optional()
      .meta({ description: 'preset voices of this language only: de, German …', placeholder: 'LANGUAGE' }),
  }),
  result: z.object({
    action: z.enum(['list', 'use', 'forget']),
    current: z.string().describe('voice of the next meeting'),
    voice_id: z.string().optional().describe('the chosen or forgotten voice'),
    voices: z.array(ownVoice).optional(),
    presets: z.array(preset).optional(),
  }),
  async run({ action, name, language }, runtime) {
    if (action === 'use') return use(requireName(action, name), runtime);
    if (action === 'forget') return forget(requireName(action, name), runtime);
    return list(language, runtime);
  },
});

export default voices;
await runIfMain(import.meta.url, voices);
