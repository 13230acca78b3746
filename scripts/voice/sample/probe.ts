import { z } from 'zod';
import { PikaError } from '../../cli/errors.ts';
import { ffprobe } from './ffmpeg.ts';

const number = z.coerce.number().positive().optional().catch(undefined);
const words = z
  .string()
  .transform((text) =>
    text
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim()
      .slice(0, 40),
  )
  .optional()
  .catch(undefined);

const probed = z.looseObject({
  streams: z
    .array(
      z.looseObject({
        codec_type: z.string().optional(),
        codec_name: z.string().default('unknown'),
        sample_rate: number,
        channels: number,
        tags: z.looseObject({ language: words, title: words }).optional().catch(undefined),
      }),
    )
    .default([]),
  format: z.looseObject({ format_name: z.string().default('unknown'), duration: number }),
});
type Stream = z.output<typeof probed>['streams'][number];

/** What a file holds, by its content and not by its name. */
export interface ProbedSound {
  container: string;
  codec: string;
  sampleRateHz: number;
  channels: number;
  /** Seconds, as the header has it: an estimate at times, so nothing is refused by it. Recordings of a browser do not know theirs. */
  durationSec?: number;
  /** The sound track that is meant, counted from 1. */
  track: number;
  /** Every sound track in words, the first first. Titles come from the file. */
  tracks: string[];
  /** Whether ffmpeg finds a place in it without decoding what stands before. */
  isIndexed: boolean;
}

const entries =
  'stream=codec_type,codec_name,sample_rate,channels:stream_tags=language,title:format=format_name,duration';

/** Containers whose index or fixed size leads to the exact place; others are guessed at, or searched for. */
const indexed = /(^|,)(wav|w64|aiff|caf|flac|matroska|webm|mov|mp4|asf)(,|$)/;

const channelWords: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo' };

function describe({ codec_name, channels = 0, tags }: Stream): string {
  const title = tags?.title && JSON.stringify(tags.title);
  const language = tags?.language === 'und' ? undefined : tags?.language;
  const parts = [codec_name, channelWords[channels] ?? `${channels} channels`, language, title];
  return parts.filter(Boolean).join(', ');
}

/**
 * @param wantedTrack counted from 1 among the sound tracks.
 * @throws {PikaError} `program_missing`; `audio_invalid` for what is not a sound, or has no such track.
 */
export async function probeSound(file: string, signal: AbortSignal, wantedTrack = 1): Promise<ProbedSound> {
  const { streams, format } = probed.parse(JSON.parse(await ffprobe(file, entries, signal)));
  const sounds = streams.filter(({ codec_type }) => codec_type === 'audio');
  const tracks = sounds.map(describe);
  const sound = sounds[wantedTrack - 1];
  if (sounds.length > 0 && !sound) {
    throw new PikaError('audio_invalid', `--track ${wantedTrack}: the recording has ${trackWords(tracks)}`, {
      hint: 'Give the number of one of these tracks',
    });
  }
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
    track: wantedTrack,
    tracks,
    isIndexed: indexed.test(format.format_name),
  };
}

/** The sound tracks of a recording, in words: `2 sound tracks: 1 (aac, stereo), 2 (aac, mono, eng)`. */
export function trackWords(tracks: readonly string[]): string {
  const listed = tracks.map((words, index) => `${index + 1} (${words})`).join(', ');
  return `${tracks.length} sound track${tracks.length === 1 ? '' : 's'}: ${listed}`;
}
