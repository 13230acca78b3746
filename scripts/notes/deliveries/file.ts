import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
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

/** Somebody else's file is not overwritten: only one that holds notes of this session, or the same text. */
async function refuseForeign(file: string, text: string, sessionId: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === undefined || before === text || before.includes(sessionId)) return;
  throw new PikaError('file_exists', `${file} exists and is not from this meeting`, {
    hint: 'Name another file, or a folder',
  });
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, text, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PikaError('file_unwritable', `cannot write ${file}: ${reason}`, {
      hint: 'Make the folder writable, or name another',
      cause: error,
    });
  }
}

/**
 * Copies: one file where the name ends in .md, .html, .json or .jsonl; else all of them in a folder of the meeting's name below the named one.
 * @throws {PikaError} `usage` without a destination.
 */
export async function fileDelivery({ notes, folder, to, runtime }: DeliveryInput): Promise<Delivery> {
  if (!to) {
    throw new PikaError('usage', 'no file or folder is named to copy the notes to', {
      hint: 'Give --to file=PATH',
    });
  }
  const destination = path.resolve(runtime.cwd, to);
  const files = renderFiles({ ...notes, deliveries: [] });
  const kind = (await isFolder(destination)) ? undefined : kinds[path.extname(destination).toLowerCase()];
  const target = path.join(destination, path.basename(folder));
  const copies = kind
    ? [[destination, files[kind] ?? ''] as const]
    : Object.entries(files).map(([name, text]) => [path.join(target, name), text] as const);
  const send = async () => {
    for (const [file, text] of copies) await refuseForeign(file, text, notes.session_id);
    for (const [file, text] of copies) await write(file, text);
    return {};
  };
  const preview = copies.map(([file]) => file).join('\n');
  return { target: 'file', destination, to: kind ? destination : target, preview, send };
}
