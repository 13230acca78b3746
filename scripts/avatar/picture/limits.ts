import type { Warning } from '../../cli/runtime.ts';

/** Longest side of an avatar in pixels: above what a meeting tile shows, and quick to upload. */
export const longestSide = 1536;

/** Fewer pixels than this on the shorter side are refused, fewer than `softShortSide` are warned about. */
export const minShortSide = 256;
export const softShortSide = 512;

/** The service refuses pictures of up to 1 KB (reference client, join). */
export const minBytes = 1024;

/** A warning if an avatar is smaller than it should be; in pixels. */
export function smallWarning(width: number, height: number): Warning[] {
  if (Math.min(width, height) >= softShortSide) return [];
  return [
    {
      code: 'image_small',
      message: `The avatar is only ${width}x${height}; at least ${softShortSide} pixels on the shorter side look sharper.`,
    },
  ];
}
