import { createHash } from 'node:crypto';
import type { Runtime, Warning } from '../cli/runtime.ts';
import type { Rig } from '../rig/rig.ts';
import { type DetectedFace, detectFaces } from './face/detector.ts';
import type { Turn } from './face/face-finder.ts';
import { type FaceReport, type Size, withinPart } from './face/landmarks.ts';
import { rigOf } from './face/rig-from-face.ts';
import type { RgbPixels } from './picture/decoder.ts';
import { type Frame, type Framing, frameAround } from './picture/frame.ts';
import { type InspectedImage, inspectImage } from './picture/inspect.ts';
import { smallWarning } from './picture/limits.ts';
import {
  checkBackground,
  crop,
  describeChanges,
  encodePng,
  normalize,
  type Rectangle,
  turnPixels,
} from './picture/picture.ts';
import { measureQuality, type Quality } from './picture/quality.ts';
import type { ImageSource } from './picture/source.ts';
import { judge, type Verdict } from './verdict.ts';

export interface PrepareOptions {
  /** `keep` unless given. */
  frame?: Frame;
  /** Opaque CSS colour behind a see-through picture; white unless given. */
  background?: string;
  /** A rig that is known already, in fractions of the prepared picture: used instead of the detector's. */
  rig?: Rig;
  /** `false` leaves out the second that the face detector takes: no faces, no rig of its own, no judgement. */
  detect?: boolean;
  /** `false` leaves a picture on its side as it is, and says so: what is only looked at is sent as it is later. */
  turn?: boolean;
}

/** What is done unless the user says otherwise. */
export const defaultPreparation = { frame: 'keep', background: 'white' } as const satisfies PrepareOptions;

/** An avatar as it is uploaded, with all that was found out about it. */
export interface PreparedAvatar {
  /** PNG; at most 1536x1536 pixels of 3 bytes, so that no upload limit is ever near. */
  bytes: Buffer;
  type: 'image/png';
  width: number;
  height: number;
  /** Of `bytes`, in hexadecimal. */
  sha256: string;
  source: { name: string; format: string; width: number; height: number; size_bytes: number };
  /** What was done to it, in words. */
  changes: string[];
  /** The largest first, in pixels of the prepared picture. */
  faces: FaceReport[];
  quality: Quality;
  verdict: Verdict;
  /** For the local engine: the given one, else the detector's; none without a face. */
  rig?: Rig;
  /** Each with one tip; not yet given to the runtime. */
  warnings: Warning[];
  /** Those of them that the face gave rise to; undefined when nobody looked for one. */
  faceWarnings?: Warning[];
  /** The same picture as `bytes`, decoded. */
  pixels: RgbPixels;
  /** The original, upright and opaque, for the preview. */
  original: RgbPixels;
}

interface Looked {
  /** What stands the faces upright. */
  turn: Turn;
  faces: DetectedFace[];
  warnings: Warning[];
}

/**
 * Turns any picture that is read into an avatar: upright, opaque, sRGB, without metadata, bounded, framed, PNG.
 * Finds and judges the face; a detector that fails costs a warning, not the avatar. Writes nothing.
 * @throws {PikaError} `image_invalid` with what to do about it; `usage` for a bad background; the signal's reason.
 */
export async function prepareAvatar(
  source: ImageSource,
  options: PrepareOptions,
  runtime: Runtime,
): Promise<PreparedAvatar> {
  const given = await inspectImage(source);
  const { frame, background } = { ...defaultPreparation, ...options };
  await checkBackground(background);
  runtime.signal.throwIfAborted();
  const asGiven = await normalize(source, background);
  const detection = options.detect === false ? none : await detect(asGiven, runtime, options);
  const { turn } = detection;
  const original = await turnPixels(asGiven, turn);
  const inspected = turnSize(given, turn);
  const framing = frameAround(detection.faces, frame, inspected);
  const { pixels, faces } = await applyFrame(framing, original, detection.faces, inspected, (part) =>
    normalize(source, background, { part, turn }),
  );
  const [bytes, quality] = await Promise.all([encodePng(pixels), measureQuality(pixels, faces[0]?.box)]);
  const judgement = judge(faces, quality, pixels, options.rig);
  const isJudged = options.detect !== false && !detection.warnings.some(({ code }) => unjudged.has(code));
  const faceWarnings = isJudged ? judgement.warnings : undefined;
  return {
    bytes,
    type: 'image/png',
    width: pixels.width,
    height: pixels.height,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    source: sourceFacts(source, given),
    changes: describeChanges(inspected, pixels, pixels !== original, background, turn),
    faces: judgement.faces,
    quality,
    verdict: judgement.verdict,
    rig: options.rig ?? (faces[0] && rigOf(faces[0], pixels)),
    warnings: [
      ...inspected.warnings,
      ...detection.warnings,
      ...framing.warnings,
      ...smallWarning(pixels.width, pixels.height),
      ...(faceWarnings ?? []),
    ],
    faceWarnings,
    pixels,
    original,
  };
}

/** Warnings after which nothing is said of the face. */
const unjudged: ReadonlySet<string> = new Set(['face_unchecked', 'face_sideways']);

const none: Looked = { turn: 0, faces: [], warnings: [] };

function turnSize(inspected: InspectedImage, turn: Turn): InspectedImage {
  const { width, height } = inspected;
  return turn === 90 || turn === 270 ? { ...inspected, width: height, height: width } : inspected;
}

const turnedWarning = (turn: Turn): Warning => ({
  code: 'image_turned',
  message: `The face was ${turn === 180 ? 'upside-down' : 'on its side'}: the picture was turned by ${turn} degrees clockwise. Look at the preview.`,
});

const notTurnedWarning = (turn: Turn): Warning => ({
  code: 'face_sideways',
  message: `The face is ${turn === 180 ? 'upside-down' : 'on its side'}. Turn the picture by ${turn} degrees clockwise; prepare-avatar does that where no --rig is given.`,
});

/** On a machine that does much else, the detector is waited for: someone should know why. */
const busyAfterMs = 10_000;

async function detect(
  pixels: RgbPixels,
  runtime: Runtime,
  { rig, turn: mayTurn = true }: PrepareOptions,
): Promise<Looked> {
  runtime.progress.step('looking for the face');
  const busy = setTimeout(
    () => runtime.progress.step('looking for the face (this machine is busy: it takes longer than usual)'),
    busyAfterMs,
  );
  try {
    const { turn, faces } = await detectFaces(pixels, runtime.signal);
    if (turn === 0) return { turn, faces, warnings: [] };
    // A rig that is known fits the picture as it is, so nothing is turned under it.
    if (rig || !mayTurn) return { turn: 0, faces: [], warnings: [notTurnedWarning(turn)] };
    return { turn, faces, warnings: [turnedWarning(turn)] };
  } catch (error) {
    runtime.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message.split('\n')[0]?.slice(0, 160) : String(error);
    const message = `The face detector failed (${reason}): the picture was not judged. Look at the preview.`;
    return { turn: 0, faces: [], warnings: [{ code: 'face_unchecked', message }] };
  } finally {
    clearTimeout(busy);
  }
}

/** The framed part of the picture with its faces; a source larger than the avatar is read again, so that the crop keeps its detail. */
async function applyFrame(
  { part }: Framing,
  whole: RgbPixels,
  faces: DetectedFace[],
  original: Size,
  readAgain: (part: Rectangle) => Promise<RgbPixels>,
): Promise<{ pixels: RgbPixels; faces: DetectedFace[] }> {
  if (!part) return { pixels: whole, faces };
  const isReduced = whole.width < original.width;
  const pixels = isReduced ? await readAgain(part) : await crop(whole, part);
  const area = asFractions(part, original);
  return { pixels, faces: faces.map((face) => withinPart(face, area)) };
}

function asFractions({ left, top, width, height }: Rectangle, size: Size) {
  return {
    x: left / size.width,
    y: top / size.height,
    width: width / size.width,
    height: height / size.height,
  };
}

function sourceFacts({ name, bytes }: ImageSource, { format, width, height }: InspectedImage) {
  return { name, format, width, height, size_bytes: bytes.byteLength };
}
