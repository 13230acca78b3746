import { expect, test } from 'vitest';
import { isWav, readWavHeader } from '../../scripts/base/wav-header.ts';
import { writeWav } from '../../scripts/engine/speech/wav.ts';

const wav = writeWav(new Int16Array(800), 8000);
const withChunk = (name: string, content: Buffer) => {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(content.length, 4);
  const padding = Buffer.alloc(content.length % 2);
  return Buffer.concat([wav.subarray(0, 12), head, content, padding, wav.subarray(12)]);
};

test('the header of a WAV tells its format and where its samples are', () => {
  const found = { sampleRate: 8000, channels: 1, bitsPerSample: 16, bytesPerSec: 16_000, dataBytes: 1600 };
  expect(isWav(wav)).toBe(true);
  expect(readWavHeader(wav)).toEqual({ ...found, dataStart: 44 });
  expect(readWavHeader(withChunk('LIST', Buffer.from('odd')))).toEqual({ ...found, dataStart: 56 });
});

test('a header that is cut off has no samples', () => {
  for (let length = 0; length < 44; length += 1)
    expect(readWavHeader(wav.subarray(0, length))).toBeUndefined();
});

test('samples without a format have no rate', () => {
  const bare = Buffer.concat([wav.subarray(0, 12), wav.subarray(36)]);
  expect(readWavHeader(bare)).toMatchObject({ sampleRate: 0, bytesPerSec: 0, dataStart: 20 });
});
