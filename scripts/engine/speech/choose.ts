import { PikaError } from '../../cli/errors.ts';
import type { SpeechSettings } from '../protocol.ts';
import type { SpeechAdapter } from './adapter.ts';
import { CaptionsOnly } from './captions-only.ts';
import { Espeak } from './espeak.ts';
import { Flite } from './flite.ts';
import { MacosSay } from './macos-say.ts';
import { RecordedLines } from './recorded-lines.ts';
import { WindowsSapi } from './windows-sapi.ts';

interface Setup {
  settings: SpeechSettings;
  /** A private directory for sound on its way. */
  directory: string;
}

interface Candidate {
  name: Exclude<SpeechSettings['engine'], 'auto'>;
  /** How to install it. */
  install: string;
  open(setup: Setup): Promise<SpeechAdapter | undefined>;
}

async function openIf(isThere: Promise<boolean>, adapter: () => SpeechAdapter) {
  return (await isThere) ? adapter() : undefined;
}

/** In the order in which `auto` tries them. */
export const speechCandidates: readonly Candidate[] = [
  {
    name: 'url',
    install: 'Set PIKA_SPEECH_URL to an OpenAI-compatible service',
    open: async ({ settings }) => {
      const { url, key, model } = settings;
      if (!url) return undefined;
      const { SpeechUrl } = await import('./speech-url.ts');
      return new SpeechUrl({ url, key, model });
    },
  },
  {
    name: 'say',
    install: 'It comes with macOS',
    open: ({ directory }) => MacosSay.open(directory),
  },
  {
    name: 'sapi',
    install: 'It comes with Windows',
    open: () => WindowsSapi.open(),
  },
  {
    name: 'flite',
    install: 'apt-get install -y flite',
    open: ({ directory }) => openIf(Flite.isInstalled(), () => new Flite(directory)),
  },
  {
    name: 'espeak-ng',
    install: 'apt-get install -y espeak-ng',
    open: () => Espeak.open(),
  },
  {
    name: 'recorded',
    install: 'Reinstall the package: its recordings are missing',
    open: () => RecordedLines.open(),
  },
  { name: 'none', install: '', open: async () => new CaptionsOnly() },
];

/**
 * The available adapters, best first. A sentence's language decides which of them says it. There is always one: captions.
 * @throws {PikaError} `program_missing` if the requested one is not available.
 */
export async function chooseSpeech(setup: Setup): Promise<SpeechAdapter[]> {
  const { engine } = setup.settings;
  const captions = new CaptionsOnly();
  if (engine !== 'auto') {
    const candidate = speechCandidates.find(({ name }) => name === engine);
    const adapter = await candidate?.open(setup);
    if (adapter) return adapter.name === 'none' ? [adapter] : [adapter, captions];
    throw new PikaError('program_missing', `the speech engine ${engine} is not available`, {
      hint: candidate?.install ?? 'Choose another with PIKA_SPEECH, or leave it unset',
    });
  }
  const found = await Promise.all(speechCandidates.map(({ open }) => open(setup).catch(() => undefined)));
  return found.filter((adapter) => adapter !== undefined);
}
