import type { Warning } from '../cli/runtime.ts';
import type { Rig } from '../rig/rig.ts';
import type { DetectedFace } from './face/detector.ts';
import { describeFace, type FaceReport, headBox, type Size } from './face/landmarks.ts';
import { type Frame, tileArea } from './picture/frame.ts';
import type { Quality } from './picture/quality.ts';

export const verdicts = ['good', 'usable', 'poor'] as const;
export type Verdict = (typeof verdicts)[number];

/** The subject of the verdict; the largest face is the avatar's. */
interface Subject {
  faces: readonly DetectedFace[];
  face: DetectedFace;
  report: FaceReport;
  quality: Quality;
  size: Size;
  /** How the picture was framed: what has been done is not advised again. */
  frame: Frame;
}

interface Rule {
  code: string;
  /** Whether the avatar would look bad in the meeting. */
  grave: boolean;
  applies(subject: Subject): boolean;
  message(subject: Subject): string;
}

const degreesUpright = 12;
const turnFrontal = 0.35;
/** Minimum width of the face in pixels; a tile shows a smaller one without detail. */
const minFaceWidth = 80;
/** Minimum height of the face as a share of the tile's; a smaller one gets lost. */
const minFaceShare = 0.25;
const edge = 0.005;
/** Gap between the lips (share of half the mouth's width) of the widest smile; a larger one is a laugh, a shout or a yawn. */
const widestSmile = 0.75;

const tileShare = ({ report, size }: Subject): number =>
  report.box.height / (tileArea(size).height * size.height);

function isCut({ face }: Subject): boolean {
  const head = headBox(face);
  const xs = face.landmarks.map(([x]) => x);
  const isBeyond = Math.min(...xs) < edge || Math.max(...xs) > 1 - edge || head.y + head.height > 1 - edge;
  return isBeyond || head.y < -0.2 * head.height;
}

/** Whether the 16:9 crop of a meeting tile cuts off what of the chin, the forehead or the sides the picture shows (hair may be cut). */
function isCutByTile(subject: Subject): boolean {
  if (isCut(subject)) return false;
  const tile = tileArea(subject.size);
  const { x, y, width, height } = headBox(subject.face);
  const isLow = tile.y > 0 && (y + height > tile.y + tile.height || y + height * 0.15 < tile.y);
  return isLow || (tile.x > 0 && (x < tile.x - 0.05 || x + width > tile.x + tile.width + 0.05));
}

const rules: readonly Rule[] = [
  {
    code: 'faces_several',
    grave: false,
    applies: ({ faces }) => faces.length > 1,
    message: ({ faces }) =>
      `${faces.length} faces were found: an avatar needs exactly one. Use a picture of one person.`,
  },
  {
    code: 'face_small',
    grave: true,
    applies: ({ report }) => report.box.width < minFaceWidth,
    message: ({ report }) =>
      `The face is only ${report.box.width} pixels wide. Use a picture taken from closer, or a larger version of it.`,
  },
  {
    code: 'face_far',
    grave: false,
    applies: (subject) => subject.report.box.width >= minFaceWidth && tileShare(subject) < minFaceShare,
    message: (subject) =>
      `The face fills ${Math.round(tileShare(subject) * 100)}% of a meeting tile's height. ${subject.frame === '16:9' ? 'Use a picture of one person, taken from closer' : 'Crop closer with prepare-avatar --frame 16:9'}.`,
  },
  {
    code: 'face_cut',
    grave: true,
    applies: isCut,
    message: () =>
      'The head is cut off by the edge of the picture. Use one that shows all of it, with some space above.',
  },
  {
    code: 'face_cut_in_tile',
    grave: true,
    applies: isCutByTile,
    message: () =>
      'A 16:9 meeting tile may show the middle only and cut this head. prepare-avatar --frame 16:9 shows all of it.',
  },
  {
    code: 'face_tilted',
    grave: false,
    applies: ({ report }) => Math.abs(report.tilt_deg) > degreesUpright,
    message: ({ report }) =>
      `The head is tilted by ${Math.abs(Math.round(report.tilt_deg))} degrees. An upright head moves most naturally.`,
  },
  {
    code: 'face_turned',
    grave: false,
    applies: ({ report }) => Math.abs(report.turn) > turnFrontal,
    message: () => 'The head is turned away. Use a picture that looks into the camera.',
  },
  {
    code: 'mouth_open',
    grave: false,
    applies: ({ report }) => report.mouth_gap > widestSmile,
    message: () =>
      'The mouth is wide open, so it looks odd at rest. Use a picture with closed lips or a smile; teeth may show.',
  },
  {
    code: 'eyes_closed',
    grave: false,
    applies: ({ report }) => report.eyes === 'closed',
    message: () => 'The eyes look closed. Use a picture with open eyes.',
  },
  {
    code: 'face_dark',
    grave: true,
    applies: ({ quality }) => quality.brightness < 0.2,
    message: () => 'The face is very dark. Brighten the picture, or use one with even light from the front.',
  },
  {
    code: 'face_bright',
    grave: false,
    applies: ({ quality }) => quality.brightness > 0.9,
    message: () => 'The face is overexposed. Use a picture with softer, even light.',
  },
  {
    code: 'face_blurred',
    grave: true,
    applies: ({ quality }) => quality.sharpness < 0.08,
    message: () =>
      'The face is blurred. Use a sharper picture, or the original file instead of one from a chat.',
  },
];

const graveCodes: ReadonlySet<string> = new Set(rules.filter(({ grave }) => grave).map(({ code }) => code));

/** Whether a warning of this code alone makes an avatar poor. */
export const isGrave = (code: string): boolean => graveCodes.has(code);

const noFace: Warning = {
  code: 'face_missing',
  message:
    'No face was found. A mascot or logo is fine, but its mouth moves only with prepare-avatar --rig; for a person use a frontal portrait.',
};

export interface Judgement {
  faces: FaceReport[];
  warnings: Warning[];
  verdict: Verdict;
}

/** A face known only from a hand-made rig: the only check is whether it fits the tile. */
function judgeRigged({ face }: Rig, size: Size): Judgement {
  const tile = tileArea(size);
  const isCutOff = face.y < tile.y || face.y + face.height > tile.y + tile.height;
  const message =
    'A 16:9 meeting tile may show only the center and cut off this face. prepare-avatar --frame 16:9 shows all of it.';
  const warnings = isCutOff ? [{ code: 'face_cut_in_tile', message }] : [];
  return { faces: [], warnings, verdict: isCutOff ? 'poor' : 'usable' };
}

/** Judges the faces of a prepared picture, the largest first. A rig made by hand replaces a face that was not found. */
export function judge(
  faces: readonly DetectedFace[],
  quality: Quality,
  size: Size,
  { handRig, frame }: { handRig?: Rig; frame: Frame },
): Judgement {
  const reports = faces.map((face) => describeFace(face, size));
  const [face] = faces;
  const [report] = reports;
  if (!face || !report) {
    return handRig ? judgeRigged(handRig, size) : { faces: [], warnings: [noFace], verdict: 'usable' };
  }
  const subject = { faces, face, report, quality, size, frame };
  const broken = rules.filter((rule) => rule.applies(subject));
  const warnings = broken.map((rule) => ({ code: rule.code, message: rule.message(subject) }));
  const isPoor = broken.some((rule) => rule.grave);
  return { faces: reports, warnings, verdict: isPoor ? 'poor' : broken.length > 0 ? 'usable' : 'good' };
}
