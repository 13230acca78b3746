/** One 8-bit plane of samples; `stride` samples lie between the starts of two rows. */
export interface Plane {
  data: Uint8Array;
  width: number;
  height: number;
  stride: number;
}

/** A picture in I420: full luma, chroma of half the width and height. Width and height of the luma are even. */
export interface Picture {
  y: Plane;
  u: Plane;
  v: Plane;
}

/** Bytes of one I420 frame. */
export function frameBytes(width: number, height: number): number {
  return (width * height * 3) / 2;
}

/** The three planes of a packed I420 frame, without copying. */
export function planesOf(frame: Uint8Array, width: number, height: number): Picture {
  const luma = width * height;
  const chroma = luma / 4;
  const half = { width: width / 2, height: height / 2, stride: width / 2 };
  return {
    y: { data: frame.subarray(0, luma), width, height, stride: width },
    u: { data: frame.subarray(luma, luma + chroma), ...half },
    v: { data: frame.subarray(luma + chroma, luma + 2 * chroma), ...half },
  };
}

/** How far a padded plane goes on beyond its right and lower edge. */
export const padding = 10;

/** A copy of `plane` whose last column and row go on for a few samples more, so that reading may overshoot. */
function padPlane(plane: Plane): Plane {
  const { width, height, stride } = plane;
  const paddedStride = width + padding;
  const padded = new Uint8Array(paddedStride * (height + padding));
  for (let row = 0; row < height + padding; row++) {
    const from = Math.min(row, height - 1) * stride;
    const to = row * paddedStride;
    padded.set(plane.data.subarray(from, from + width), to);
    padded.fill(plane.data[from + width - 1] as number, to + width, to + paddedStride);
  }
  return { data: padded, width, height, stride: paddedStride };
}

/** A copy of `picture` that may be read a little beyond its right and lower edge. */
export function padPicture(picture: Picture): Picture {
  return { y: padPlane(picture.y), u: padPlane(picture.u), v: padPlane(picture.v) };
}

/** A colour in the frame's own terms. */
export interface Colour {
  y: number;
  u: number;
  v: number;
}

/** ITU-R BT.601, limited range: what WebRTC's receivers assume of a frame of this size. */
export function colourFromRgb(red: number, green: number, blue: number): Colour {
  return {
    y: 16 + 0.25679 * red + 0.50413 * green + 0.09791 * blue,
    u: 128 - 0.14822 * red - 0.29099 * green + 0.43922 * blue,
    v: 128 + 0.43922 * red - 0.36779 * green - 0.07143 * blue,
  };
}

/** Packed 8-bit RGB to I420 (ITU-R BT.601, limited range); chroma is the mean of four pixels. */
export function i420FromRgb(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const frame = new Uint8Array(frameBytes(width, height));
  const { y, u, v } = planesOf(frame, width, height);
  for (let i = 0, j = 0; i < y.data.length; i++, j += 3) {
    const [red, green, blue] = [rgb[j] as number, rgb[j + 1] as number, rgb[j + 2] as number];
    y.data[i] = Math.round(16 + 0.25679 * red + 0.50413 * green + 0.09791 * blue);
  }
  const sums = [0, 0, 0];
  for (let row = 0; row < u.height; row++) {
    for (let column = 0; column < u.width; column++) {
      const at = (row * 2 * width + column * 2) * 3;
      for (let c = 0; c < 3; c++) {
        const below = at + width * 3;
        sums[c] =
          (rgb[at + c] as number) +
          (rgb[at + 3 + c] as number) +
          (rgb[below + c] as number) +
          (rgb[below + 3 + c] as number);
      }
      const colour = colourFromRgb((sums[0] as number) / 4, (sums[1] as number) / 4, (sums[2] as number) / 4);
      u.data[row * u.stride + column] = Math.round(colour.u);
      v.data[row * v.stride + column] = Math.round(colour.v);
    }
  }
  return frame;
}

/** I420 (ITU-R BT.601, limited range) to packed 8-bit RGB. */
export function rgbFromI420(frame: Uint8Array, width: number, height: number): Uint8ClampedArray {
  const { y, u, v } = planesOf(frame, width, height);
  const rgb = new Uint8ClampedArray(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const chroma = (row >> 1) * u.stride + (column >> 1);
      const luma = 1.16438 * ((y.data[row * y.stride + column] as number) - 16);
      const cb = (u.data[chroma] as number) - 128;
      const cr = (v.data[chroma] as number) - 128;
      const at = (row * width + column) * 3;
      rgb[at] = luma + 1.59603 * cr;
      rgb[at + 1] = luma - 0.39176 * cb - 0.81297 * cr;
      rgb[at + 2] = luma + 2.01723 * cb;
    }
  }
  return rgb;
}

/** The sample of `plane` at a fractional position, bilinear, held at the edges. */
export function sampleAt(plane: Plane, x: number, y: number): number {
  const left = Math.min(Math.max(x, 0), plane.width - 1);
  const top = Math.min(Math.max(y, 0), plane.height - 1);
  const column = Math.min(Math.floor(left), plane.width - 2);
  const row = Math.min(Math.floor(top), plane.height - 2);
  const fx = left - column;
  const fy = top - row;
  const at = row * plane.stride + column;
  const upper = (plane.data[at] as number) * (1 - fx) + (plane.data[at + 1] as number) * fx;
  const lower =
    (plane.data[at + plane.stride] as number) * (1 - fx) + (plane.data[at + plane.stride + 1] as number) * fx;
  return upper * (1 - fy) + lower * fy;
}
