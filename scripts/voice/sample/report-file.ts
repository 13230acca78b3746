import path from 'node:path';
import { readBounded } from '../../base/bounded-read.ts';
import { unwritable } from '../../base/unwritable.ts';
import { entryAt } from '../../base/whole-file.ts';
import { makeFolders, renameWithin, requireOwnPath, writeFileWithin } from '../../base/workspace-write.ts';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Three times the size of a report on the longest sample. */
const maxPictureBytes = 16 * 1024 * 1024;

/** An earlier report may be replaced; a file that is not even a picture may not. */
async function refuseForeign(file: string): Promise<void> {
  if (!entryAt(file)) return;
  const before = await readBounded(file, { maxBytes: maxPictureBytes }).catch(() => Buffer.alloc(0));
  if (before.subarray(0, pngSignature.length).equals(pngSignature)) return;
  throw new PikaError('file_exists', `${file} exists but is not a report`, {
    hint: 'Choose another path with --report',
  });
}

/** Writes the picture of a report, if there is one. @returns its path. @throws {PikaError} `file_exists`, `file_unwritable`. */
export async function writePicture(
  picture: Uint8Array | undefined,
  file: string,
  { cwd }: Runtime,
): Promise<string | null> {
  if (!picture) return null;
  try {
    requireOwnPath(cwd, file);
    await refuseForeign(file);
    await makeFolders(cwd, path.dirname(file));
    await writeFileWithin(cwd, file, picture, 0o600);
    return file;
  } catch (error) {
    throw unwritable(file, error, 'Choose another path with --report');
  }
}

/** Renames the picture after its voice; ignores a failure, since the voice matters more. */
export async function settlePicture(drawn: string, target: string, { cwd }: Runtime): Promise<string> {
  if (drawn === target) return drawn;
  return renameWithin(cwd, drawn, target).then(
    () => target,
    () => drawn,
  );
}
