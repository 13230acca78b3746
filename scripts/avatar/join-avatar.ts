import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PikaError } from '../cli/errors.ts';
import { ownCommand } from '../cli/own-command.ts';
import type { Runtime, Warning } from '../cli/runtime.ts';
import type { Rig } from '../rig/rig.ts';
import { sizeOfAvatarPng } from './picture/avatar-png.ts';
import { claimWarning } from './picture/image-type.ts';
import { smallWarning } from './picture/limits.ts';
import { type ImageSource, loadImageSource } from './picture/source.ts';
import { defaultAvatar } from './places.ts';

/** An avatar to send with a join. */
export interface JoinAvatar {
  bytes: Buffer;
  type: 'image/png';
  width: number;
  height: number;
  /** Of `bytes`, in hexadecimal. */
  sha256: string;
  /** The position of the face, if requested and found. */
  rig?: Rig;
  /** Each with one tip; not yet reported to the runtime. */
  warnings: Warning[];
}

/** What a join needs besides the picture; finding a face takes a second. */
export interface FaceWishes {
  /** The local engine draws the face itself. */
  rig: boolean;
  /** A dry run says whether the face will look good. */
  judgement: boolean;
}

/**
 * The picture of a join: `image` (file, https URL or `-`), or else the project's avatar. One written by prepare-avatar is sent
 * unchanged, and its face is taken from the rig next to it; any other is prepared here.
 * @throws {PikaError} `file_unreadable` if there is none; the errors of loadImageSource and prepareAvatar.
 */
export async function findJoinAvatar(
  image: string | undefined,
  wishes: FaceWishes,
  runtime: Runtime,
): Promise<JoinAvatar> {
  if (!image && !existsSync(path.resolve(runtime.cwd, defaultAvatar))) {
    throw new PikaError('file_unreadable', `no --image was given and ${defaultAvatar} does not exist`, {
      hint: `Name a picture with --image; or prepare one: ${ownCommand('prepare-avatar --image PICTURE')}`,
    });
  }
  const source = await loadImageSource(image ?? defaultAvatar, runtime);
  const avatar = await avatarOf(source, wishes, runtime);
  // The local engine's own tile shows the whole head of any picture.
  const isTold = ({ code }: Warning) => !(wishes.rig && code === 'face_cut_in_tile');
  return { ...avatar, warnings: avatar.warnings.filter(isTold) };
}

async function avatarOf(source: ImageSource, wishes: FaceWishes, runtime: Runtime): Promise<JoinAvatar> {
  const avatar = (await asItIs(source)) ?? (await prepare(source, { detect: false }, runtime));
  if (!wishes.rig && !wishes.judgement) return avatar;
  const known = await knownFace(source, avatar.sha256, runtime);
  // A hosted join sends the picture without looking for a face, so its dry run must not turn it either.
  if (!known) return prepare(source, { turn: wishes.rig }, runtime);
  const { warnings } = known;
  if (!warnings && wishes.judgement) return prepare(source, { rig: known.rig }, runtime);
  const rig = wishes.rig ? await newestRig(source, known.rig, runtime) : known.rig;
  return { ...avatar, rig, warnings: [...avatar.warnings, ...(warnings ?? [])] };
}

/** Earlier releases detected fewer points: those are found anew, with depth. What was made by hand stays. */
async function newestRig(source: ImageSource, rig: Rig, runtime: Runtime): Promise<Rig> {
  if (rig.version !== 1 || rig.source !== 'detector') return rig;
  const { rig: found } = await prepare(source, { turn: false }, runtime);
  return found ?? rig;
}

/** The unchanged picture, if it already is a valid avatar. */
async function asItIs(source: ImageSource): Promise<JoinAvatar | undefined> {
  const bytes = Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength);
  const size = await sizeOfAvatarPng(bytes);
  if (!size) return undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const warnings = [...claimWarning('png', source), ...smallWarning(size.width, size.height)];
  return { bytes, type: 'image/png', ...size, sha256, warnings };
}

async function prepare(
  source: ImageSource,
  options: { detect?: false; rig?: Rig; turn?: boolean },
  runtime: Runtime,
): Promise<JoinAvatar> {
  const { prepareAvatar } = await import('./prepare.ts');
  return prepareAvatar(source, options, runtime);
}

async function knownFace({ file }: ImageSource, sha256: string, runtime: Runtime) {
  if (!file) return undefined;
  const { findRig } = await import('./face/rig-file.ts');
  return findRig(file, sha256, runtime);
}
