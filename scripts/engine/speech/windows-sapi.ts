import { escapeXml } from '../../base/escape.ts';
import { mainLanguage } from '../../base/language.ts';
import type { VoiceGender, VoiceProfile } from '../../service/wire.ts';
import type { SpeakOptions, SpeechAdapter, SpeechChunk, VoiceChoice } from './adapter.ts';
import { speechFrom } from './pcm-stream.ts';
import { plainText } from './plain-text.ts';
import { isOnPath, programOutput, runProgram } from './program.ts';

/** Reads SSML from stdin and writes a WAV to stdout; the voice's name comes through the environment. */
const script = `
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Speech
$reader = New-Object System.IO.StreamReader([Console]::OpenStandardInput(), [System.Text.Encoding]::UTF8)
$ssml = $reader.ReadToEnd()
$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer
if ($env:PIKA_SAPI_VOICE) { $voice.SelectVoice($env:PIKA_SAPI_VOICE) }
$sound = New-Object System.IO.MemoryStream
$voice.SetOutputToWaveStream($sound)
$voice.SpeakSsml($ssml)
$voice.SetOutputToNull()
$out = [Console]::OpenStandardOutput()
$sound.WriteTo($out)
$out.Flush()
`;
/** Prints the language of every voice that is installed, one a line. */
const listScript = `
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Speech
$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer
$voice.GetInstalledVoices() | Where-Object { $_.Enabled } | ForEach-Object { $_.VoiceInfo.Culture.Name }
`;
/** PowerShell is slow on a machine that has just started. */
const listLimitMs = 20_000;
const encoded = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');

const shell = 'powershell.exe';
const shellArguments = ['-NoProfile', '-NonInteractive', '-EncodedCommand'];

/** Microsoft's stock voices, about: 4.3 syllables a second; a pitch of 110 Hz or, of the women among them, 200 Hz. */
const stock = { pace: 4.3, lowHz: 110, highHz: 200 };

/** The voice of Windows (System.Speech). */
export class WindowsSapi implements SpeechAdapter {
  readonly name = 'sapi';
  readonly fidelity = 'pitch-and-pace';

  readonly isWholeFirst = true;
  readonly #languages: ReadonlySet<string>;

  private constructor(languages: ReadonlySet<string>) {
    this.#languages = languages;
  }

  /** On Windows, with the languages of its voices. */
  static async open(): Promise<WindowsSapi | undefined> {
    if (process.platform !== 'win32' || !(await isOnPath(shell))) return undefined;
    const signal = AbortSignal.timeout(listLimitMs);
    const listed = await programOutput(shell, [...shellArguments, encoded(listScript)], { signal });
    const languages = listed.toString().split(/\s+/).filter(Boolean).map(mainLanguage);
    return languages.length > 0 ? new WindowsSapi(new Set(languages)) : undefined;
  }

  speaks(language: string): boolean {
    return this.#languages.has(mainLanguage(language));
  }

  async *speak(sentence: string, { voice, signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const variables = { PIKA_SAPI_VOICE: voice.name ?? '' };
    const input = ssmlOf(plainText(sentence), voice);
    yield* speechFrom(runProgram(shell, [...shellArguments, encoded(script)], { input, signal, variables }));
  }
}

/** The sentence as SSML 1.0, with the voice's gender if it was chosen, and with pitch and pace relative to a stock voice. */
export function ssmlOf(text: string, { name, language, profile, gender }: VoiceChoice): string {
  const escaped = escapeXml(text);
  const said = profile ? `<prosody ${prosodyOf(profile)}>${escaped}</prosody>` : escaped;
  const voiced = name || !gender ? said : voiceElement(said, language, gender);
  return `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${language}">${voiced}</speak>`;
}

function voiceElement(said: string, language: string, gender: VoiceGender): string {
  return `<voice xml:lang="${language}" gender="${gender}">${said}</voice>`;
}

function prosodyOf({ pitch_hz, syllables_per_sec }: VoiceProfile): string {
  const base = pitch_hz < 155 ? stock.lowHz : stock.highHz;
  const pitch = Math.round((pitch_hz / base - 1) * 100);
  const rate = Math.round((syllables_per_sec / stock.pace - 1) * 100);
  return `pitch="${pitch >= 0 ? '+' : ''}${pitch}%" rate="${rate >= 0 ? '+' : ''}${rate}%"`;
}
