/** Vertices around the eyes, from the ear toward the nose (columns 1 to 7 of the lids), and how far they follow a lid. */
export interface LidRing {
  follows: number;
  vertices: readonly number[];
}

/** Near its edge a lid moves as one, and its lashes with it; the skin above unfolds. */
const upper = [0.86, 0.3];
const lower = [0.7, 0.35, 0.1];

const ring = (follows: number | undefined, vertices: readonly number[]): LidRing => ({
  follows: follows ?? 0,
  vertices,
});

export const lidRings = {
  left: {
    upper: [
      ring(upper[0], [247, 30, 29, 27, 28, 56, 190]),
      ring(upper[1], [113, 225, 224, 223, 222, 221, 189]),
    ],
    lower: [
      ring(lower[0], [25, 110, 24, 23, 22, 26, 112]),
      ring(lower[1], [31, 228, 229, 230, 231, 232, 233]),
      ring(lower[2], [111, 117, 118, 119, 120, 121, 128]),
    ],
  },
  right: {
    upper: [
      ring(upper[0], [467, 260, 259, 257, 258, 286, 414]),
      ring(upper[1], [342, 445, 444, 443, 442, 441, 413]),
    ],
    lower: [
      ring(lower[0], [255, 339, 254, 253, 252, 256, 341]),
      ring(lower[1], [261, 448, 449, 450, 451, 452, 453]),
      ring(lower[2], [340, 346, 347, 348, 349, 350, 357]),
    ],
  },
} as const;
