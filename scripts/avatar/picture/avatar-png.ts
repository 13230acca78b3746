import { promisify } from 'node:util';
import { crc32, inflate } from 'node:zlib';
import type { Size } from '../face/landmarks.ts';
import { longestSide, minBytes, minShortSide } from './limits.ts';

const signature = Buffer.from('\x89PNG\r\n\x1A\n', 'latin1');

/** The end of the header: 8 bits per channel, red green blue, the one compression and filtering there is, not interlaced. */
const plainHeader = Buffer.from([8, 2, 0, 0, 0]);

/** The resolution that libvips writes into every picture, 1000 pixels per meter; any other would reveal the picture's origin. */
const usualResolution = Buffer.from([0, 0, 3, 232, 0, 0, 3, 232, 1]);

/** Header, resolution, pixels, end: no chunk for text, time, place, color profile or animation. */
const plainOrder = /^IHDR (pHYs )?(IDAT )+IEND $/;

interface Chunk {
  type: string;
  content: Buffer;
}

/** The chunks of a PNG; none if one is damaged or anything follows the last one. */
function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  if (!bytes.subarray(0, signature.length).equals(signature)) return [];
  for (let at = signature.length; at < bytes.length; ) {
    if (at + 12 > bytes.length) return [];
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) return [];
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return [];
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

/** Whether the compressed rows are complete: each starts with its filter number, 0 to 4. */
async function areWholeRows(compressed: Buffer, { width, height }: Size): Promise<boolean> {
  const rowLength = 1 + width * 3;
  try {
    const rows = await promisify(inflate)(compressed, { maxOutputLength: rowLength * height });
    if (rows.length !== rowLength * height) return false;
    for (let at = 0; at < rows.length; at += rowLength) if ((rows[at] ?? 5) > 4) return false;
    return true;
  } catch {
    return false;
  }
}

/**
 * The size of a picture that already is a valid avatar: an undamaged 8-bit RGB PNG within the limits that contains nothing but its
 * pixels. Preparing it again would change nothing, so it may be sent unchanged. Judged by its bytes alone, whatever program made it,
 * and without the decoder, which takes longer to load than the rest of a join.
 * @returns undefined for any other picture.
 */
export async function sizeOfAvatarPng(bytes: Buffer): Promise<Size | undefined> {
  if (bytes.length < minBytes) return undefined;
  const chunks = chunksOf(bytes);
  if (!plainOrder.test(chunks.map(({ type }) => `${type} `).join(''))) return undefined;
  const [header, resolution] = chunks;
  if (header?.content.length !== 13 || !header.content.subarray(8).equals(plainHeader)) return undefined;
  if (resolution?.type === 'pHYs' && !resolution.content.equals(usualResolution)) return undefined;
  const size = { width: header.content.readUInt32BE(0), height: header.content.readUInt32BE(4) };
  if (Math.min(size.width, size.height) < minShortSide) return undefined;
  if (Math.max(size.width, size.height) > longestSide) return undefined;
  const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content);
  return (await areWholeRows(Buffer.concat(pixels), size)) ? size : undefined;
}
