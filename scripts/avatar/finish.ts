import { firstLineOf } from '../base/failure.ts';
import type { Runtime } from '../cli/runtime.ts';
import { type AvatarFiles, writeAvatar } from './avatar-files.ts';
import { describeAvatar } from './avatar-result.ts';
import type { ImageSource } from './picture/source.ts';
import { type PreparedAvatar, type PrepareOptions, prepareAvatar } from './prepare.ts';
import { type DrawnPose, type DrawPoses, drawPreview } from './preview/preview.ts';

export interface FinishOptions extends PrepareOptions {
  /** The name on the preview's tiles. */
  botName: string;
  /** Do everything except writing files. */
  dryRun: boolean;
  /** Draws how the face moves; it comes from the engine, of which the avatar's own parts know nothing. */
  drawPoses: DrawPoses;
}

/** A rig by hand may be one that nothing can be drawn with: the avatar is as good without it in a meeting of the hosted engine. */
async function posesOf(
  { pixels, rig }: PreparedAvatar,
  drawPoses: DrawPoses,
  runtime: Runtime,
): Promise<DrawnPose[]> {
  if (!rig) return [];
  try {
    return await drawPoses(pixels, rig);
  } catch (error) {
    runtime.warn('speaking_not_drawn', `the face's movements cannot be drawn: ${firstLineOf(error)}`);
    return [];
  }
}

/**
 * Turns a picture into the files: prepares it, reports its warnings, draws the preview, and writes avatar, rig and preview.
 * @throws {PikaError} as prepareAvatar and writeAvatar do.
 */
export async function finishAvatar(
  source: ImageSource,
  files: AvatarFiles,
  options: FinishOptions,
  runtime: Runtime,
) {
  runtime.progress.step('preparing the picture');
  const avatar = await prepareAvatar(source, options, runtime);
  for (const { code, message } of avatar.warnings) runtime.warn(code, message);
  if (!options.dryRun) {
    runtime.progress.step('drawing the preview');
    const poses = await posesOf(avatar, options.drawPoses, runtime);
    const preview = await drawPreview(avatar, options.botName, poses);
    runtime.signal.throwIfAborted();
    await writeAvatar(files, avatar, preview);
  }
  return describeAvatar(avatar, files, !options.dryRun);
}
