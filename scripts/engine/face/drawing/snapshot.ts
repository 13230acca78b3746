import { rgbFromI420 } from './i420.ts';

/** The I420 frame as a PNG. */
export async function pngFromI420(frame: Uint8Array, width: number, height: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const raw = { width, height, channels: 3 as const };
  return sharp(rgbFromI420(frame, width, height), { raw })
    .png()
    .toBuffer();
}
