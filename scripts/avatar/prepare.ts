import { createHash } from 'node:crypto';
import { firstLineOf } from '../base/failure.ts';
import type { Runtime, Warning } from '../cli/runtime.ts';
import type { Rig } from '../rig/rig.ts';
import { type DetectedFace, detectFaces } from './face/detector.ts';
import { loadFaceNetworks, type Turn } from './face/face-finder.ts';
import { type FaceReport, type Size, withinPart } from './face/landmarks.ts';
import { rigOf } from './face/rig-from-face.ts';
import type { RgbPixels } from './picture/decoder.ts';
import { type Frame, type Framing, frameAround } from './picture/frame.ts';
import { type InspectedImage, inspectImage } from './picture/inspect.ts';
import { smallWarning } from './picture/limits.ts';
import {
  checkBackground,
  completeFrame,
  crop,
  describeChanges,
  encodePng,
  normalize,
  type Rectangle,
  turnPixels,
  within,
} from './picture/picture.ts';
import { measureQuality, type Quality } from './picture/quality.ts';
import type { ImageSource } from './picture/source.ts';
import { judge, type Verdict } from './verdict.ts';

export interface PrepareOptions {
  /** `keep` by default. */
  frame?: Frame;
  /** Opaque CSS color behind a transparent picture; white by default. */
  background?: string;
  /** A known rig, in fractions of the prepared picture, to use instead of the detector's. */
  rig?: Rig;
  /** `false` skips the face detector, which takes a second: no faces, no detected rig, no verdict. */
  detect?: boolean;
  /** `false` does not turn a picture that is on its side, but warns: a dry run must not change what the join will send. */
  turn?: boolean;
}

/** Default preparation. */
export const defaultPreparation = { frame: 'keep', background: 'white' } as const satisfies PrepareOptions;

/** An avatar as it is uploaded, with everything known about it. */
export interface PreparedAvatar {
  /** PNG; at most 1536x1536 pixels of 3 bytes, so it never comes near an upload limit. */
  bytes: Buffer;
  type: 'image/png';
  width: number;
  height: number;
  /** Of `bytes`, in hexadecimal. */
  sha256: string;
  source: { name: string; format: string; width: number; height: number; size_bytes: number };
  /** Descriptions of the changes made. */
  changes: string[];
  /** Largest first, in pixels of the prepared picture. */
  faces: FaceReport[];
  quality: Quality;
  verdict: Verdict;
  /** For the local engine: the given one, or else the detector's; undefined without a face. */
  rig?: Rig;
  /** Each with one tip; not yet reported to the runtime. */
  warnings: Warning[];
  /** The warnings about the face; undefined if no face was looked for. */
  faceWarnings?: Warning[];
  /** The same picture as `bytes`, decoded. */
  pixels: RgbPixels;
  /** The original, upright and opaque, for the preview. */
  original: RgbPixels;
}

interface Looked {
  /** The turn that makes the faces upright. */
  turn: Turn;
  faces: DetectedFace[];
  warnings: Warning[];
}

/**
 * Turns any supported picture into an avatar: upright, opaque, sRGB, without metadata, bounded, framed, PNG.
 * Finds and judges the face; if the detector fails, warns and continues. Writes nothing.
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
  const [asGiven] = await Promise.all([
    normalize(source, background),
    // If the networks cannot be loaded, the detector says so.
    options.detect !== false && loadFaceNetworks().catch(() => undefined),
  ]);
  const detection = options.detect === false ? none : await detect(asGiven, runtime, options);
  const { turn } = detection;
  const original = await turnPixels(asGiven, turn);
  const inspected = turnSize(given, turn);
  const framing = frameAround(detection.faces, frame, inspected);
  const { pixels, faces } = await applyFrame(framing, original, detection.faces, inspected, (part) =>
    normalize(source, background, { part, turn }),
  );
  // The encoder has a thread of its own.
  const encoding = Promise.all([encodePng(pixels), measureQuality(pixels, faces[0]?.box)]);
  const rig = options.rig ?? (faces[0] && rigOf(faces[0], pixels));
  const [bytes, quality] = await encoding;
  const judgement = judge(faces, quality, pixels, { handRig: options.rig, frame });
  const isJudged = options.detect !== false && !detection.warnings.some(({ code }) => unjudged.has(code));
  const faceWarnings = isJudged ? judgement.warnings : undefined;
  return {
    bytes,
    type: 'image/png',
    width: pixels.width,
    height: pixels.height,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    source: sourceFacts(source, given),
    changes: describeChanges(inspected, pixels, framing.part ?? wholeOf(inspected), background, turn),
    faces: judgement.faces,
    quality,
    verdict: judgement.verdict,
    rig,
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

/** Warnings after which the face is not judged. */
const unjudged: ReadonlySet<string> = new Set(['face_unchecked', 'face_sideways']);

const none: Looked = { turn: 0, faces: [], warnings: [] };

function turnSize(inspected: InspectedImage, turn: Turn): InspectedImage {
  const { width, height } = inspected;
  return turn === 90 || turn === 270 ? { ...inspected, width: height, height: width } : inspected;
}

const turnedWarning = (turn: Turn): Warning => ({
  code: 'image_turned',
  message: `The face was ${turn === 180 ? 'upside down' : 'on its side'}: the picture was turned clockwise by ${turn} degrees. Check the preview.`,
});

const notTurnedWarning = (turn: Turn): Warning => ({
  code: 'face_sideways',
  message: `The face is ${turn === 180 ? 'upside down' : 'on its side'}. Turn the picture clockwise by ${turn} degrees; prepare-avatar does that unless --rig is given.`,
});

/** On a busy machine the detector takes longer: say why. */
const busyAfterMs = 10_000;

async function detect(
  pixels: RgbPixels,
  runtime: Runtime,
  { rig, turn: mayTurn = true }: PrepareOptions,
): Promise<Looked> {
  runtime.progress.step('looking for the face');
  const busy = setTimeout(
    () => runtime.progress.step('looking for the face (the machine is busy: this takes longer than usual)'),
    busyAfterMs,
  );
  try {
    const { turn, faces } = await detectFaces(pixels, runtime.signal);
    if (turn === 0) return { turn, faces, warnings: [] };
    // A known rig fits the picture as it is, so the picture must not be turned.
    if (rig || !mayTurn) return { turn: 0, faces: [], warnings: [notTurnedWarning(turn)] };
    return { turn, faces, warnings: [turnedWarning(turn)] };
  } catch (error) {
    runtime.signal.throwIfAborted();
    const reason = firstLineOf(error).slice(0, 160);
    const message = `The face detector failed (${reason}): the picture was not judged. Check the preview.`;
    return { turn: 0, faces: [], warnings: [{ code: 'face_unchecked', message }] };
  } finally {
    clearTimeout(busy);
  }
}

/** The framed part of the picture with its faces; a source larger than the avatar is decoded again, so that the crop keeps its detail. */
async function applyFrame(
  { part }: Framing,
  whole: RgbPixels,
  faces: DetectedFace[],
  original: Size,
  readAgain: (part: Rectangle) => Promise<RgbPixels>,
): Promise<{ pixels: RgbPixels; faces: DetectedFace[] }> {
  if (!part) return { pixels: whole, faces };
  const isReduced = whole.width < original.width;
  const inner = within(part, original);
  const shown = isReduced ? await readAgain(inner) : await crop(whole, inner);
  const pixels = await completeFrame(shown, inner, part);
  const area = asFractions(part, original);
  return { pixels, faces: faces.map((face) => withinPart(face, area)) };
}

const wholeOf = ({ width, height }: Size): Rectangle => ({ left: 0, top: 0, width, height });

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
