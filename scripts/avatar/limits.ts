/** Longest side of an avatar in pixels: above what a meeting tile shows, and quick to upload. */
export const longestSide = 1536;

/** Fewer pixels than this on the shorter side are refused, fewer than `softShortSide` are warned about. */
export const leastShortSide = 256;
export const softShortSide = 512;

/** The service refuses pictures of up to 1 KB (reference client, join). */
export const leastBytes = 1024;
