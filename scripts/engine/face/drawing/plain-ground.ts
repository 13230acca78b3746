import type { RawImage } from './base-frame.ts';

/** Positions along each side that are looked at, and by how many levels (of 255) they may differ from their mean. */
const samples = 64;
const tolerance = 6;

/** Whether a picture has one color, or none, all along its border: a mascot or logo that stands free. */
export function hasPlainGround(image: RawImage): boolean {
  const border = borderOf(image);
  return [0, 1, 2].every((channel) => {
    const values = border.map((color) => color[channel] as number);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.every((value) => Math.abs(value - mean) <= tolerance);
  });
}

type Color = readonly [red: number, green: number, blue: number];

function borderOf({ data, width, height, channels }: RawImage): Color[] {
  const colorAt = (x: number, y: number): Color => {
    const at = (y * width + x) * channels;
    // A transparent place shows what is behind the picture, whatever color it has.
    if (channels === 4 && (data[at + 3] as number) === 0) return [0, 0, 0];
    return [data[at] as number, data[at + 1] as number, data[at + 2] as number];
  };
  return Array.from({ length: samples }, (_, i) => i / (samples - 1)).flatMap((share) => {
    const [x, y] = [Math.round(share * (width - 1)), Math.round(share * (height - 1))];
    return [colorAt(x, 0), colorAt(x, height - 1), colorAt(0, y), colorAt(width - 1, y)];
  });
}
