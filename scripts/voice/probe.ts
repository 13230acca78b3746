import { z } from 'zod';
import { PikaError } from '../cli/errors.ts';
import { ffprobe } from './ffmpeg.ts';

const number = z.coerce.number().positive().optional().catch(undefined);

const probed = z.looseObject({
  streams: z
    .array(
      z.looseObject({
        codec_type: z.string().optional(),
        codec_name: z.string().default('unknown'),
        sample_rate: number,
        channels: number,
      }),
    )
    .default([]),
  format: z.looseObject({ format_name: z.string().default('unknown'), duration: number }),
});

/** What a file holds, by its content and not by its name. */
export interface ProbedSound {
  container: string;
  codec: string;
  sampleRateHz: number;
  channels: number;
  /** Seconds; recordings of a browser do not know theirs. */
  durationSec?: number;
}

const entries = 'stream=codec_type,codec_name,sample_rate,channels:format=format_name,duration';

/** @throws {PikaError} `program_missing`, `audio_invalid` for what is no sound. */
export async function probeSound(file: string, signal: AbortSignal): Promise<ProbedSound> {
  const { streams, format } = probed.parse(JSON.parse(await ffprobe(file, entries, signal)));
  const sound = streams.find(({ codec_type }) => codec_type === 'audio');
  if (!sound?.sample_rate || !sound.channels) {
    throw new PikaError('audio_invalid', 'the file holds no sound', {
      hint: 'Give a recording of a voice; of a video the sound track is taken',
    });
  }
  return {
    container: format.format_name,
    codec: sound.codec_name,
    sampleRateHz: sound.sample_rate,
    channels: sound.channels,
    ...(format.duration && { durationSec: format.duration }),
  };
}
