import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { detectFaces } from '../../scripts/avatar/face/detector.ts';
import { rigOf } from '../../scripts/avatar/face/rig-from-face.ts';
import { decode, type RgbPixels, toPixels } from '../../scripts/avatar/picture/decoder.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { type Rig, rigSchema } from '../../scripts/rig/rig.ts';

const fixtures = path.join(skillDirectory, 'test', 'fixtures');
const sample = path.join(skillDirectory, 'scripts', 'avatar', 'sample');

/** The pictures that every change to the face is looked at on, by name: a file, and its rig if the detector is not to make it. */
const files = {
  portrait: { picture: path.join(fixtures, 'portraits', 'portrait.jpg') },
  'mona-lisa': { picture: path.join(fixtures, 'paintings', 'mona-lisa.jpg') },
  'girl-with-a-pearl-earring': { picture: path.join(fixtures, 'paintings', 'girl-with-a-pearl-earring.jpg') },
  'la-velata': { picture: path.join(fixtures, 'paintings', 'la-velata.jpg') },
  'mrs-chanler': { picture: path.join(fixtures, 'paintings', 'mrs-chanler.jpg') },
  'demo-avatar': { picture: path.join(sample, 'avatar.png'), rig: path.join(sample, 'avatar.rig.json') },
} as const satisfies Record<string, { picture: string; rig?: string }>;

export type SubjectName = keyof typeof files;
export const subjectNames = Object.keys(files) as SubjectName[];

/** A picture with its rig. */
export interface Subject {
  name: SubjectName;
  pixels: RgbPixels;
  rig: Rig;
}

async function detectedRig(name: string, pixels: RgbPixels): Promise<Rig> {
  const { faces } = await detectFaces(pixels, new AbortController().signal);
  if (!faces[0]) throw new Error(`no face was found in ${name}`);
  return rigOf(faces[0], pixels);
}

/** Reads a picture and its rig, or detects the rig. */
export async function readSubject(name: SubjectName): Promise<Subject> {
  const file: { picture: string; rig?: string } = files[name];
  const pixels = await toPixels(await decode(await readFile(file.picture)));
  const rig = file.rig
    ? rigSchema.parse(JSON.parse(await readFile(file.rig, 'utf8')))
    : await detectedRig(name, pixels);
  return { name, pixels, rig };
}
