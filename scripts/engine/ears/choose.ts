import { PikaError } from '../../cli/errors.ts';
import type { EarsSettings } from '../protocol.ts';
import { Pocketsphinx } from './pocketsphinx.ts';
import type { Transcriber } from './transcriber.ts';

interface Candidate {
  name: Exclude<EarsSettings['engine'], 'auto' | 'none'>;
  /** How to install it. */
  install: string;
  /** First subtags of the languages it knows; all if not set. */
  languages?: readonly string[];
  isThere(settings: EarsSettings): Promise<boolean>;
  open(settings: EarsSettings, directory: string): Promise<Transcriber>;
}

/** In the order in which `auto` tries them. */
export const earsCandidates: readonly Candidate[] = [
  {
    name: 'url',
    install: 'Set PIKA_EARS_URL to an OpenAI-compatible service',
    isThere: async ({ url }) => url !== undefined,
    open: async ({ url = '', key, model, language }) => {
      const { TranscriptionUrl } = await import('./transcription-url.ts');
      return new TranscriptionUrl({ url, key, model, language });
    },
  },
  {
    name: 'pocketsphinx',
    install: 'apt-get install -y pocketsphinx pocketsphinx-en-us',
    languages: ['en'],
    isThere: () => Pocketsphinx.isInstalled(),
    open: async (_settings, directory) => new Pocketsphinx(directory),
  },
];

/**
 * The transcriber to use, or `undefined` if there is none: guests then type, or use their browser's recognition.
 * @throws {PikaError} `program_missing` if the requested one is not available.
 */
export async function chooseEars(
  settings: EarsSettings,
  directory: string,
): Promise<Transcriber | undefined> {
  const { engine, language } = settings;
  if (engine === 'none') return undefined;
  const main = language.toLowerCase().split('-')[0] ?? '';
  for (const candidate of earsCandidates) {
    const isWanted =
      engine === 'auto'
        ? !candidate.languages || candidate.languages.includes(main)
        : candidate.name === engine;
    if (isWanted && (await candidate.isThere(settings))) return candidate.open(settings, directory);
  }
  if (engine === 'auto') return undefined;
  throw new PikaError('program_missing', `${engine} is not available for speech recognition`, {
    hint: earsCandidates.find(({ name }) => name === engine)?.install ?? '',
  });
}
