import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { splitSentences } from '../../scripts/engine/sentences.ts';
import { Flite } from '../../scripts/engine/speech/flite.ts';
import { recordingsDirectory } from '../../scripts/engine/speech/recorded-lines.ts';
import { writeWav } from '../../scripts/engine/speech/wav.ts';

/**
 * Records `lines/lines.txt`, sentence by sentence, with flite's voice slt, for machines without a speech program. After changing the
 * lines, run: `npx tsx tools/demo/record-lines.ts`
 */
const text = await readFile(new URL('lines.txt', recordingsDirectory), 'utf8');
const directory = await mkdtemp(path.join(os.tmpdir(), 'pika-lines-'));
const options = { voice: { language: 'en-US' }, signal: new AbortController().signal };
const lines = [];
try {
  const flite = new Flite(directory);
  for (const sentence of text.split('\n').flatMap((line) => splitSentences(line))) {
    const file = `${sentence
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40)}.wav`;
    for await (const { pcm, sampleRate, phonemes = [] } of flite.speak(sentence, options)) {
      await writeFile(new URL(file, recordingsDirectory), writeWav(pcm, sampleRate));
      const times = phonemes.map(({ phone, end }) => [phone, Math.round(end * 1000) / 1000]);
      lines.push({ text: sentence, file, phonemes: times });
    }
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
const list = { recorded_with: 'flite 2.2, voice slt', lines };
await writeFile(new URL('lines.json', recordingsDirectory), `${JSON.stringify(list)}\n`);
