import type { RawImage } from './base-frame.ts';

/** Decodes a picture (file or bytes) upright, as packed RGB or RGBA. Throws sharp's errors. */
export async function decodePortrait(portrait: string | Uint8Array): Promise<RawImage> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(portrait)
    .autoOrient()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3 || channels === 4) return { data, width, height, channels };
  const rgb = await sharp(data, { raw: { width, height, channels } })
    .toColourspace('srgb')
    .removeAlpha()
    .raw();
  return { data: await rgb.toBuffer(), width, height, channels: 3 };
}
