/** Points of MediaPipe's canonical face mesh, without the irises. */
export const meshSize = 468;

/** Points of each line of the lips, corners included. */
export const lipPoints = 11;

/** The lips from the left corner to the right one. The two lines of a pair share their corners. */
export const lips = {
  outer: {
    upper: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291],
    lower: [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
  },
  inner: {
    upper: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
    lower: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
  },
} as const;

/** Lines within each lip, from near the outer to near the inner line; their points are at the columns 1 to 9 of those. */
export const withinLips = {
  upper: [
    [184, 74, 73, 72, 11, 302, 303, 304, 408],
    [183, 42, 41, 38, 12, 268, 271, 272, 407],
  ],
  lower: [
    [77, 90, 180, 85, 16, 315, 404, 320, 307],
    [96, 89, 179, 86, 15, 316, 403, 319, 325],
  ],
} as const;

/** The edges of the lids from the corner toward the ear to the one toward the nose; upper and lower line share their corners. */
export const lids = {
  left: {
    upper: [33, 246, 161, 160, 159, 158, 157, 173, 133],
    lower: [33, 7, 163, 144, 145, 153, 154, 155, 133],
  },
  right: {
    upper: [263, 466, 388, 387, 386, 385, 384, 398, 362],
    lower: [263, 249, 390, 373, 374, 380, 381, 382, 362],
  },
} as const;

/** The brows from the ear toward the nose. */
export const brows = {
  left: { upper: [70, 63, 105, 66, 107], lower: [46, 53, 52, 65, 55] },
  right: { upper: [300, 293, 334, 296, 336], lower: [276, 283, 282, 295, 285] },
} as const;

/** The outline of the face, clockwise from the middle of the forehead. */
export const faceOval = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
] as const;

/** Single points. */
export const marks = { noseTip: 1, underNose: 2, chin: 152, forehead: 10, betweenEyes: 168 } as const;
