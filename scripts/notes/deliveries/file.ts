import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readBoundedText } from '../../base/bounded-read.ts';
import { fenceOf } from '../../base/inside.ts';
import { unwritable } from '../../base/unwritable.ts';
import { entryAt } from '../../base/whole-file.ts';
import { makeFolders, requireOwnPath, writeFileWithin } from '../../base/workspace-write.ts';
import { PikaError } from '../../cli/errors.ts';
import { fileNames, renderFiles } from '../files.ts';
import type { Delivery, DeliveryInput } from './delivery.ts';

/** The kind of file that a name's ending asks for. */
const kinds: Readonly<Record<string, string>> = {
  '.md': fileNames.md,
  '.html': fileNames.html,
  '.json': fileNames.json,
  '.jsonl': fileNames.transcript,
};

async function isFolder(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isDirectory() ?? false;
}

/** Notes with their page and transcript have some 10 MB at most; a larger file is not one of ours. */
const maxCopyBytes = 64 * 1024 * 1024;

/** Another's file is not overwritten: only one that holds notes of this session, or the same text. */
async function refuseForeign(root: string, file: string, text: string, sessionId: string): Promise<void> {
  requireOwnPath(root, file);
  if (!entryAt(file)) return;
  const before = await readBoundedText(file, { maxBytes: maxCopyBytes }).catch(() => '');
  if (before === text || before.includes(sessionId)) return;
  throw new PikaError('file_exists', `${file} exists and is not from this meeting`, {
    hint: 'Name another file, or a folder',
  });
}

async function write(root: string, file: string, text: string): Promise<void> {
  try {
    await makeFolders(root, path.dirname(file));
    await writeFileWithin(root, file, text, 0o600);
  } catch (error) {
    throw unwritable(file, error, 'Make the folder writable, or name another');
  }
}

/**
 * Copies: one file where the name ends in .md, .html, .json or .jsonl; else all of them in a folder of the meeting's name below the named one.
 */
export async function fileDelivery({ notes, folder, to, runtime }: DeliveryInput): Promise<Delivery> {
  const destination = path.resolve(runtime.cwd, to ?? '.');
  const files = renderFiles({ ...notes, deliveries: [] });
  const kind = (await isFolder(destination)) ? undefined : kinds[path.extname(destination).toLowerCase()];
  const target = path.join(destination, path.basename(folder));
  const copies = kind
    ? [[destination, files[kind] ?? ''] as const]
    : Object.entries(files).map(([name, text]) => [path.join(target, name), text] as const);
  // Outside of the workspace the named folder is as the user has it; what is below it must hold no links either.
  const root = fenceOf(runtime.cwd, destination) ?? (kind ? runtime.cwd : destination);
  const send = async () => {
    for (const [file, text] of copies) await refuseForeign(root, file, text, notes.session_id);
    for (const [file, text] of copies) await write(root, file, text);
    return {};
  };
  const preview = copies.map(([file]) => file).join('\n');
  return { target: 'file', destination, to: kind ? destination : target, preview, send };
}
