import { smoothstep } from './interpolation.ts';
import type { FacePose } from './pose.ts';
import type { VisemeTrack } from './visemes.ts';

/** What head and brows add to speech; degrees and shares as in FacePose. */
export type Emphasis = Pick<FacePose, 'yaw' | 'pitch' | 'roll' | 'brow'>;

export const noEmphasis: Readonly<Emphasis> = { yaw: 0, pitch: 0, roll: 0, brow: 0 };

/** A full stress. Only the stronger ones lift the brows. */
const beat = { pitch: 1.5, yaw: 0.5, brow: 0.34, browFrom: 0.45 };
/** Seconds from the start of a beat to its peak, and from there to its end. */
const rises = 0.2;
const falls = 0.42;

/** A question lifts brows and chin and tilts the head over its last part, and holds them for a moment after it. */
const question = { brow: 0.5, pitch: -0.9, roll: 1.3, lasts: 1.1, rises: 0.45, holds: 0.3, falls: 0.5 };

/** Seconds after the end of a track until nothing of it is left. */
export const afterglow = question.holds + question.falls;

/** Small movements of head and brows on the stressed words of a track and at the end of a question; `time` in seconds of the track. */
export function emphasisAt(track: VisemeTrack, time: number, liveliness: number): Emphasis {
  const { pitch, yaw, brow } = beatsAt(track, time);
  const asks = track.isQuestion ? askingAt(track.duration, time) : 0;
  return {
    yaw: liveliness * yaw,
    pitch: liveliness * pitch + asks * question.pitch,
    roll: asks * question.roll,
    brow: Math.max(liveliness * brow, asks * question.brow),
  };
}

function beatsAt({ stresses }: VisemeTrack, time: number): Omit<Emphasis, 'roll'> {
  const sum = { pitch: 0, yaw: 0, brow: 0 };
  for (const [i, { at, strength }] of stresses.entries()) {
    if (at - rises > time) break;
    const share = strength * smoothstep(-rises, 0, time - at) * (1 - smoothstep(0, falls, time - at));
    if (share === 0) continue;
    sum.pitch += beat.pitch * share;
    // To one side and the other in turn.
    sum.yaw += (i % 2 === 0 ? 1 : -1) * beat.yaw * share;
    if (strength > beat.browFrom) sum.brow = Math.max(sum.brow, beat.brow * share);
  }
  return sum;
}

function askingAt(duration: number, time: number): number {
  const start = Math.max(0, duration - question.lasts);
  const ends = duration + question.holds;
  return (
    smoothstep(start, start + question.rises, time) * (1 - smoothstep(ends, ends + question.falls, time))
  );
}
