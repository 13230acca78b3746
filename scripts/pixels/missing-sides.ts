/** Packed rows of red, green, blue, 8 bits each. */
export interface RgbPicture {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Whole pixels beyond each side of a picture. */
export interface Sides {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The outermost share of the picture (of its shorter side) that is mirrored and stretched: wider would repeat what is in it. */
const stripShare = 0.05;
/** An edge whose values differ by no more than this goes on as it is: a mirrored strip could repeat a part of what stands free. */
const plainSpread = 12;

/**
 * How the blur grows with the distance from the seam, both as shares of the picture's height: none at the seam, where a pixel
 * must continue its neighbor, and so much further out that nothing can be made out.
 */
const blurs = [
  { distance: 0, radius: 0 },
  { distance: 0.01, radius: 0.005 },
  { distance: 0.035, radius: 0.016 },
  { distance: 0.1, radius: 0.04 },
  { distance: 0.3, radius: 0.12 },
] as const;

/** The picture with its sides continued outward: its own background, stretched and ever more blurred, without a visible seam. */
export function fillSides(picture: RgbPicture, { left, right, top, bottom }: Sides): RgbPicture {
  const wide = left + right > 0 ? withColumns(picture, left, right) : picture;
  if (top + bottom === 0) return wide;
  return transposed(withColumns(transposed(wide), top, bottom));
}

function withColumns(picture: RgbPicture, left: number, right: number): RgbPicture {
  const { data, width, height } = picture;
  const total = left + width + right;
  const out = new Uint8Array(total * height * 3);
  for (let row = 0; row < height; row++) {
    out.set(data.subarray(row * width * 3, (row + 1) * width * 3), (row * total + left) * 3);
  }
  const whole = { data: out, width: total, height };
  if (left > 0) putColumns(whole, continued(picture, left, 0, 1), left - 1, -1);
  if (right > 0) putColumns(whole, continued(picture, right, width - 1, -1), left + width, 1);
  return whole;
}

/** Colors in rows, the columns counted from the seam outward. */
interface Band {
  data: Float32Array;
  width: number;
  height: number;
}

function putColumns(whole: RgbPicture, band: Band, from: number, step: 1 | -1): void {
  for (let row = 0; row < band.height; row++) {
    for (let column = 0; column < band.width; column++) {
      const at = (row * band.width + column) * 3;
      const to = (row * whole.width + from + step * column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        whole.data[to + channel] = (band.data[at + channel] as number) + 0.5;
      }
    }
  }
}

/** What lies beyond an edge: the strip along it, mirrored, stretched to `width` columns and blurred. `step` leads into the picture. */
function continued(picture: RgbPicture, width: number, edge: number, step: 1 | -1): Band {
  const scale = Math.min(picture.width, picture.height);
  let band = stretched(picture, width, edge, step);
  const mixed = { ...band, data: band.data.slice() };
  for (const [i, { distance, radius }] of blurs.slice(1).entries()) {
    const before = band;
    band = blurred(before, Math.max(1, Math.round(radius * scale)));
    mixBetween(mixed, before, band, (blurs[i]?.distance ?? 0) * scale, distance * scale);
  }
  return mixed;
}

function isPlain({ data, width, height }: RgbPicture, column: number): boolean {
  return [0, 1, 2].every((channel) => {
    let [least, most] = [255, 0];
    for (let row = 0; row < height; row++) {
      const value = data[(row * width + column) * 3 + channel] as number;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    return most - least <= plainSpread;
  });
}

function stretched(picture: RgbPicture, count: number, edge: number, step: 1 | -1): Band {
  const { data, width, height } = picture;
  const widest = isPlain(picture, edge) ? 0 : Math.max(1, Math.min(width, height) * stripShare);
  const strip = Math.min(width - 1, count, widest);
  const band = { data: new Float32Array(count * height * 3), width: count, height };
  for (let column = 0; column < count; column++) {
    const inward = ((column + 1) * strip) / (count + 1);
    const near = Math.floor(inward);
    const share = inward - near;
    const step3 = near + 1 < width ? step * 3 : 0;
    for (let row = 0; row < height; row++) {
      const at = (row * width + edge + step * near) * 3;
      const to = (row * count + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const value = data[at + channel] as number;
        band.data[to + channel] = value + ((data[at + step3 + channel] as number) - value) * share;
      }
    }
  }
  return band;
}

/** From column `from` on `near` gives way to `far`, which is alone from `to` on. */
function mixBetween(target: Band, near: Band, far: Band, from: number, to: number): void {
  const { width, height, data } = target;
  for (let column = Math.floor(from); column < width; column++) {
    const share = Math.min(1, Math.max(0, (column - from) / (to - from)));
    for (let row = 0; row < height; row++) {
      const at = (row * width + column) * 3;
      for (let i = at; i < at + 3; i++) {
        data[i] = (near.data[i] as number) + ((far.data[i] as number) - (near.data[i] as number)) * share;
      }
    }
  }
}

/** A blur by the mean over `2 * radius + 1` pixels in both directions, twice, which is near a Gaussian one. */
function blurred(band: Band, radius: number): Band {
  const { width, height } = band;
  const data = band.data.slice();
  const line = new Float32Array(Math.max(width, height));
  for (let pass = 0; pass < 2; pass++) {
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 0; row < height; row++)
        meanLine(data, row * width * 3 + channel, 3, width, radius, line);
      for (let column = 0; column < width; column++) {
        meanLine(data, column * 3 + channel, width * 3, height, radius, line);
      }
    }
  }
  return { data, width, height };
}

/** Replaces `count` values, `stride` apart, by the means of their neighborhoods; beyond the ends the outermost values go on. */
function meanLine(
  data: Float32Array,
  start: number,
  stride: number,
  count: number,
  radius: number,
  line: Float32Array,
): void {
  for (let i = 0; i < count; i++) line[i] = data[start + i * stride] as number;
  const first = line[0] as number;
  const last = line[count - 1] as number;
  const at = (i: number) => (i < 0 ? first : i >= count ? last : (line[i] as number));
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += at(i);
  for (let i = 0; i < count; i++) {
    data[start + i * stride] = sum / (2 * radius + 1);
    sum += at(i + radius + 1) - at(i - radius);
  }
}

function transposed({ data, width, height }: RgbPicture): RgbPicture {
  const out = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * 3;
      const to = (column * height + row) * 3;
      out[to] = data[from] as number;
      out[to + 1] = data[from + 1] as number;
      out[to + 2] = data[from + 2] as number;
    }
  }
  return { data: out, width: height, height: width };
}
