// Draws the picture of docs/face.md, a painting that speaks: `npx tsx bench/face/docs-picture.ts`.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadSharp } from '../../scripts/avatar/picture/decoder.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { poseOfSound } from './poses.ts';
import { Drawing } from './seen-face.ts';
import { contactSheet } from './sheet.ts';
import { readSubject } from './subjects.ts';

const poses = [
  ['at rest', {}],
  ['m', { ...poseOfSound('m'), press: 1, open: 0 }],
  ['ah', { ...poseOfSound('aa'), brow: 0.3 }],
  ['oh', { ...poseOfSound('ow'), yaw: -4, gazeX: 0.2 }],
  ['ee, turned', { ...poseOfSound('iy'), yaw: 7, gazeX: -0.3 }],
  ['smiling', { smile: 0.8, lowerLid: 0.5, pitch: -2, roll: 3, gazeX: -0.2 }],
] as const;

const drawing = await Drawing.of(await readSubject('la-velata'));
const sheet = await contactSheet(drawing, poses, poses.length);
const sharp = await loadSharp();
const jpeg = await sharp(sheet).resize(1440).jpeg({ quality: 86, mozjpeg: true }).toBuffer();
await writeFile(path.join(skillDirectory, 'docs', 'face.jpg'), jpeg);
