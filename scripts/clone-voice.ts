import './cli/direct-start.ts';
import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { engineNames, engineOption } from './service/endpoint.ts';
import { voiceProfile } from './service/wire.ts';
import { boostLanguage } from './voice/clone/languages.ts';
import { consentKinds } from './voice/library/records.ts';
import { voiceReport } from './voice/sample/report.ts';

const time = z.string().regex(/^(\d+:){0,2}\d+(\.\d+)?$/, 'must be a time such as 90 or 1:30');

/** 90, 1:30 or 1:02:03.5 as seconds. */
function seconds(text: string): number {
  return text.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}

/** Sample rates that both MP3 and the service support. */
const sampleRates = [16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const;

function requireOrder(start: number | undefined, end: number | undefined): void {
  if (end === undefined || end > (start ?? 0)) return;
  throw new PikaError('usage', '--end must be later than --start', {
    hint: 'Pass times such as --start 0:30 --end 2:00',
  });
}

const cloneVoice = defineVerb({
  name: 'clone-voice',
  summary: 'measure, improve and clone a voice sample',
  examples: [
    'clone-voice --audio me.m4a --name Ada --dry-run',
    'clone-voice --audio me.m4a --name Ada --speaker-consent own',
  ],
  options: z.object({
    audio: z.string().min(1).meta({
      description: 'recording or video with 10 s to 5 min of speech, - for stdin',
      placeholder: 'FILE',
    }),
    name: z.string().trim().min(1).max(1000).meta({ description: 'name of the voice', placeholder: 'NAME' }),
    speakerConsent: z
      .enum(consentKinds)
      .optional()
      .describe("consent: the user's own voice, or permitted by the speaker"),
    noiseReduction: z.boolean().default(false).describe('reduce steady background noise'),
    sampleRate: z.literal(sampleRates).default(44_100).describe('sample rate to send, Hz'),
    language: z.string().optional().meta({ description: 'language of the speaker', placeholder: 'LANGUAGE' }),
    start: time.optional().meta({ description: 'start of the part to use', placeholder: 'TIME' }),
    end: time.optional().meta({ description: 'end of the part to use', placeholder: 'TIME' }),
    track: z
      .number()
      .int()
      .min(1)
      .max(99)
      .optional()
      .meta({ description: 'sound track to use if there are several, from 1', placeholder: 'N' }),
    report: z
      .string()
      .regex(/\.png$/i, 'must be a name that ends with .png')
      .optional()
      .meta({
        description: 'where to save the report (default life/voices/VOICE_ID.png)',
        placeholder: 'PNG',
      }),
    engine: engineOption,
    dryRun: z.boolean().default(false).describe('measure and draw the report, but send nothing'),
    force: z.boolean().default(false).describe('clone again even if the voice exists'),
  }),
  result: z.object({
    voice_id: z.string().optional().describe('absent in a dry run'),
    name: z.string(),
    provider: z.string().optional(),
    engine: z.enum(engineNames),
    cloned_at: z.string().optional(),
    source_audio: z.string(),
    retention_warning: z.string().optional(),
    reused: z.boolean().describe('whether the same recording was already cloned under this name'),
    dry_run: z.boolean(),
    plan: z.array(z.string()).optional().describe('what would be done without --dry-run'),
    record_path: z.string().optional(),
    report_path: z.string().nullable().describe('picture to show to the user'),
    report: voiceReport.nullable(),
    profile: voiceProfile.nullable(),
  }),
  async run(options, runtime) {
    const startSec = options.start === undefined ? undefined : seconds(options.start);
    const endSec = options.end === undefined ? undefined : seconds(options.end);
    requireOrder(startSec, endSec);
    const language = options.language === undefined ? undefined : boostLanguage(options.language);
    if (options.language !== undefined && !language) {
      throw new PikaError(
        'usage',
        `--language: ${JSON.stringify(options.language.slice(0, 40))} is not in the list`,
        {
          hint: 'Pass its English name, such as English, French, Chinese or auto',
        },
      );
    }
    const { cloneVoice: run } = await import('./voice/clone/clone.ts');
    return run(
      {
        audio: options.audio,
        name: options.name,
        noiseReduction: options.noiseReduction,
        sampleRateHz: options.sampleRate,
        dryRun: options.dryRun,
        force: options.force,
        ...(startSec !== undefined && { startSec }),
        ...(endSec !== undefined && { endSec }),
        ...(options.track !== undefined && { track: options.track }),
        ...(language && { language }),
        ...(options.engine && { engine: options.engine }),
        ...(options.report && { reportPath: options.report }),
        ...(options.speakerConsent && { speakerConsent: options.speakerConsent }),
      },
      runtime,
    );
  },
});

export default cloneVoice;
await runIfMain(import.meta.url, cloneVoice);
