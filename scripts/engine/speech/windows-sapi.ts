import type { VoiceProfile } from '../../service/wire.ts';
import type { SpeakOptions, SpeechAdapter, SpeechChunk } from './adapter.ts';
import { speechFrom } from './pcm-stream.ts';
import { plainText } from './plain-text.ts';
import { isOnPath, runProgram } from './program.ts';

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
const shell = 'powershell.exe';
const shellArguments = ['-NoProfile', '-NonInteractive', '-EncodedCommand'];

/** Microsoft's stock voices, about: 4.3 syllables a second; a pitch of 110 Hz or, of the women among them, 200 Hz. */
const stock = { pace: 4.3, lowHz: 110, highHz: 200 };

/** The voice of Windows (System.Speech). */
export class WindowsSapi implements SpeechAdapter {
  readonly name = 'sapi';
  readonly fidelity = 'pitch-and-pace';

  static async isInstalled(): Promise<boolean> {
    return process.platform === 'win32' && (await isOnPath(shell));
  }

  async *speak(sentence: string, { voice, signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const encoded = Buffer.from(script, 'utf16le').toString('base64');
    const variables = { PIKA_SAPI_VOICE: voice.name ?? '' };
    const input = ssmlOf(plainText(sentence), voice.language, voice.profile);
    yield* speechFrom(runProgram(shell, [...shellArguments, encoded], { input, signal, variables }));
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The sentence as SSML 1.0, with pitch and pace relative to a stock voice. */
export function ssmlOf(text: string, language: string, profile: VoiceProfile | undefined): string {
  const escaped = text.replace(/[&<>"]/g, (mark) => entities[mark] as string);
  const said = profile ? `<prosody ${prosodyOf(profile)}>${escaped}</prosody>` : escaped;
  return `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${language}">${said}</speak>`;
}

function prosodyOf({ pitch_hz, syllables_per_sec }: VoiceProfile): string {
  const base = pitch_hz < 155 ? stock.lowHz : stock.highHz;
  const pitch = Math.round((pitch_hz / base - 1) * 100);
  const rate = Math.round((syllables_per_sec / stock.pace - 1) * 100);
  return `pitch="${pitch >= 0 ? '+' : ''}${pitch}%" rate="${rate >= 0 ? '+' : ''}${rate}%"`;
}
