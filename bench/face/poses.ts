import { type FacePose, restPose } from '../../scripts/engine/face/motion/pose.ts';
import { poseAt, trackFromPhonemes } from '../../scripts/engine/face/motion/visemes.ts';

/** Sounds of each kind of mouth, in ARPAbet. */
export const openSounds = [
  ...['aa', 'ae', 'ah', 'ao', 'eh', 'er', 'ey', 'ih', 'iy', 'ow', 'uh', 'uw'],
  ...['hh', 'k', 'l', 'n', 'r', 's', 'sh', 'th', 'w'],
] as const;
/** Sounds for which the lips close. */
export const closedSounds = ['m', 'b', 'p'] as const;
/** Sounds for which the lower lip meets the upper teeth. */
export const tuckedSounds = ['f', 'v'] as const;

/** A mouth in the middle of a long sound. */
export function poseOfSound(phone: string): FacePose {
  const track = trackFromPhonemes([{ phone, end: 0.5 }]);
  return { ...restPose, speech: 1, ...poseAt(track, 0.3) };
}

/** Degrees by which a head is turned. */
export const yaws = [-8, -4, 4, 8] as const;
export const pitches = [-6, -3, 3, 6] as const;
export const blinks = [0.25, 0.5, 0.75, 1] as const;

/** The poses of a contact sheet, by their labels. */
export const sheetPoses: readonly (readonly [label: string, pose: Partial<FacePose>])[] = [
  ['rest', {}],
  ...[...openSounds, ...closedSounds, ...tuckedSounds].map((phone) => [phone, poseOfSound(phone)] as const),
  ['wide open', { open: 1, speech: 1 }],
  ['smile', { smile: 1 }],
  ['serious', { smile: -1 }],
  ...blinks.map((blink) => [`blink ${blink}`, { blink }] as const),
  ['lower lid', { lowerLid: 1 }],
  ['gaze left', { gazeX: -1 }],
  ['gaze right', { gazeX: 1 }],
  ['gaze up', { gazeY: -1 }],
  ['gaze down', { gazeY: 1 }],
  ['brows up', { brow: 1 }],
  ['brows down', { brow: -1, furrow: 1 }],
  ['left 8°', { yaw: -8 }],
  ['right 8°', { yaw: 8 }],
  ['up 6°', { pitch: -6 }],
  ['down 6°', { pitch: 6 }],
  ['tilt 6°', { roll: 6 }],
  ['right, aa', { ...poseOfSound('aa'), yaw: 8, pitch: 4 }],
  ['left, blink', { blink: 1, yaw: -8 }],
];
