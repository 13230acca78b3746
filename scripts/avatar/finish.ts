import type { Runtime } from '../cli/runtime.ts';
import { type AvatarFiles, writeAvatar } from './avatar-files.ts';
import { describeAvatar } from './avatar-result.ts';
import type { ImageSource } from './picture/source.ts';
import { type PrepareOptions, prepareAvatar } from './prepare.ts';
import { drawPreview } from './preview/preview.ts';

export interface FinishOptions extends PrepareOptions {
  /** The name on the preview's tiles. */
  botName: string;
  /** Do everything except writing files. */
  dryRun: boolean;
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
    const preview = await drawPreview(avatar, options.botName);
    runtime.signal.throwIfAborted();
    await writeAvatar(files, avatar, preview);
  }
  return describeAvatar(avatar, files, !options.dryRun);
}
