import { firstLineOf } from '../base/failure.ts';
import type { Runtime } from '../cli/runtime.ts';
import { type AvatarFiles, writeAvatar } from './avatar-files.ts';
import { describeAvatar } from './avatar-result.ts';
import type { RgbPixels } from './picture/decoder.ts';
import type { ImageSource } from './picture/source.ts';
import { type PreparedAvatar, type PrepareOptions, prepareAvatar } from './prepare.ts';
import { type DrawSpeaking, drawPreview } from './preview/preview.ts';

export interface FinishOptions extends PrepareOptions {
  /** The name on the preview's tiles. */
  botName: string;
  /** Do everything except writing files. */
  dryRun: boolean;
  /** Draws the face with its mouth open; it comes from the engine, of which the avatar's own parts know nothing. */
  drawSpeaking: DrawSpeaking;
}

/** A rig by hand may be one that nothing can be drawn with: the avatar is as good without it in a meeting of the hosted engine. */
async function speakingOf(
  { pixels, rig }: PreparedAvatar,
  drawSpeaking: DrawSpeaking,
  runtime: Runtime,
): Promise<RgbPixels | undefined> {
  if (!rig) return undefined;
  try {
    return await drawSpeaking(pixels, rig);
  } catch (error) {
    const reason = firstLineOf(error);
    runtime.warn('speaking_not_drawn', `the face cannot be drawn with an open mouth: ${reason}`);
    return undefined;
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
    const speaking = await speakingOf(avatar, options.drawSpeaking, runtime);
    const preview = await drawPreview(avatar, options.botName, speaking);
    runtime.signal.throwIfAborted();
    await writeAvatar(files, avatar, preview);
  }
  return describeAvatar(avatar, files, !options.dryRun);
}
