import { expect, test } from 'vitest';
import type { ResolvedVoice } from '../../scripts/voice/library/library.ts';
import { presetsIn } from '../../scripts/voice/library/presets.ts';
import { fitToLanguage } from '../../scripts/voice/library/voice-language.ts';
import { createTestRuntime } from '../doubles/runtime.ts';

const byDefault: ResolvedVoice = { voice_id: 'English_radiant_girl', source: 'default' };
const chosen = (voice_id: string): ResolvedVoice => ({ voice_id, source: 'option' });

test.each([
  ['the default alone', byDefault, undefined, 'local', 'English_radiant_girl', null, 'female', []],
  [
    'a language at the service',
    byDefault,
    'fr',
    'pika',
    'French_FemaleAnchor',
    'fr',
    'female',
    ['voice_chosen'],
  ],
  ['a language on this machine', byDefault, 'de', 'local', 'English_radiant_girl', 'de', 'female', []],
  [
    'a language without presets',
    byDefault,
    'sw',
    'pika',
    'English_radiant_girl',
    'sw',
    'female',
    ['voice_language'],
  ],
  ['a preset', chosen('German_SweetLady'), undefined, 'local', 'German_SweetLady', 'de', 'female', []],
  [
    'a preset in its language',
    chosen('German_FriendlyMan'),
    'de-AT',
    'pika',
    'German_FriendlyMan',
    'de-AT',
    'male',
    [],
  ],
  [
    'a preset in another',
    chosen('German_FriendlyMan'),
    'fr',
    'pika',
    'German_FriendlyMan',
    'fr',
    'male',
    ['voice_language'],
  ],
  [
    'an own voice',
    chosen('voice_Ada_20260101000000_abcd'),
    'fr',
    'local',
    'voice_Ada_20260101000000_abcd',
    'fr',
    undefined,
    [],
  ],
] as const)('%s', async (_what, voice, language, engine, voice_id, spoken, gender, warnings) => {
  const runtime = await createTestRuntime();
  const fitting = fitToLanguage(voice, language, engine, runtime);
  expect(fitting.voice.voice_id).toBe(voice_id);
  expect(fitting.language).toBe(spoken);
  expect(fitting.gender).toBe(gender);
  expect(runtime.warnings.map(({ code }) => code)).toEqual(warnings);
});

test('presets are found by the name of a language and by its tag', () => {
  expect(presetsIn('fr')).toEqual(presetsIn('French'));
  expect(presetsIn('pt-BR')).toEqual([
    { voice_id: 'Portuguese_CalmLeader', language: 'Portuguese', gender: 'male' },
  ]);
  expect(presetsIn('Klingonese')).toEqual([]);
});
