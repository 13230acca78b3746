import './cli/direct-start.ts';
import path from 'node:path';
import { z } from 'zod';
import { unwritable } from './base/unwritable.ts';
import { entryAt } from './base/whole-file.ts';
import { makeFolders, requireOwnPath, writeFileWithin } from './base/workspace-write.ts';
import { PikaError } from './cli/errors.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { askSession, findLocalSession, localSessionOptions } from './meeting/local/session.ts';
import { localLabel } from './service/local/label.ts';
import { sessionId } from './service/wire.ts';

/** Width and height are in the IHDR chunk, after the signature, its length and its name (W3C PNG, 11.2.1). */
function pngSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

const snapshot = defineVerb({
  name: 'snapshot',
  summary: 'save a picture of the avatar in a local room',
  examples: ['snapshot', 'snapshot --output now.png --force'],
  options: z.object({
    output: z
      .string()
      .min(1)
      .default('snapshot.png')
      .meta({ description: 'where to save the PNG', placeholder: 'FILE' }),
    force: z.boolean().default(false).describe('replace the file if it exists'),
    ...localSessionOptions,
  }),
  result: z.object({
    session_id: sessionId,
    path: z.string(),
    width: z.number(),
    height: z.number(),
    size_bytes: z.number(),
    label: z.string(),
  }),
  async run({ output, force, sessionId: named, engine }, runtime) {
    const file = path.resolve(runtime.cwd, output);
    requireOwnPath(runtime.cwd, file);
    if (!force && entryAt(file)) {
      throw new PikaError('file_exists', `${file} already exists`, {
        hint: 'Choose another --output, or replace it with --force',
      });
    }
    const found = await findLocalSession(named, engine, 'give a picture', runtime);
    const { client, session_id } = found;
    const png = await askSession(found, () => client.snapshot(session_id));
    try {
      await makeFolders(runtime.cwd, path.dirname(file));
      await writeFileWithin(runtime.cwd, file, png);
    } catch (cause) {
      throw unwritable('the picture', cause, 'Choose another --output');
    }
    return { session_id, path: file, ...pngSize(png), size_bytes: png.length, label: localLabel };
  },
});

export default snapshot;
await runIfMain(import.meta.url, snapshot);
