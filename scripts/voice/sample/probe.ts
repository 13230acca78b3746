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

/** The content of a file, whatever its name says. */
export interface ProbedSound {
  container: string;
  codec: string;
  sampleRateHz: number;
  channels: number;
  /** Seconds, from the header: may be an estimate, so it is never a reason to refuse. Absent in recordings from browsers. */
  durationSec?: number;
  /** Number of the chosen audio track, from 1. */
  track: number;
  /** Descriptions of all audio tracks, in order. Titles come from the file. */
  tracks: string[];
  /** Whether ffmpeg can seek in it without decoding everything before. */
  isIndexed: boolean;
}

const entries =
  'stream=codec_type,codec_name,sample_rate,channels:stream_tags=language,title:format=format_name,duration';

/** Containers whose index or fixed frame size allows exact seeking; in others the position is guessed or searched for. */
const indexed = /(^|,)(wav|w64|aiff|caf|flac|matroska|webm|mov|mp4|asf)(,|$)/;

const channelWords: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo' };

function describe({ codec_name, channels = 0, tags }: Stream): string {
  const title = tags?.title && JSON.stringify(tags.title);
  const language = tags?.language === 'und' ? undefined : tags?.language;
  const parts = [codec_name, channelWords[channels] ?? `${channels} channels`, language, title];
  return parts.filter(Boolean).join(', ');
}

/**
 * @param wantedTrack number among the audio tracks, from 1.
 * @throws {PikaError} `program_missing`; `audio_invalid` for anything without sound or without this track.
 */
export async function probeSound(file: string, signal: AbortSignal, wantedTrack = 1): Promise<ProbedSound> {
  const { streams, format } = probed.parse(JSON.parse(await ffprobe(file, entries, signal)));
  const sounds = streams.filter(({ codec_type }) => codec_type === 'audio');
  const tracks = sounds.map(describe);
  const sound = sounds[wantedTrack - 1];
  if (sounds.length > 0 && !sound) {
    throw new PikaError('audio_invalid', `--track ${wantedTrack}: the recording has ${trackWords(tracks)}`, {
      hint: 'Pass the number of one of these tracks',
    });
  }
  if (!sound?.sample_rate || !sound.channels) {
    throw new PikaError('audio_invalid', 'the file contains no sound', {
      hint: 'Pass a recording of a voice; from a video, the sound track is used',
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

/** Describes the audio tracks of a recording: `2 sound tracks: 1 (aac, stereo), 2 (aac, mono, eng)`. */
export function trackWords(tracks: readonly string[]): string {
  const listed = tracks.map((words, index) => `${index + 1} (${words})`).join(', ');
  return `${tracks.length} sound track${tracks.length === 1 ? '' : 's'}: ${listed}`;
}
