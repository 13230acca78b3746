import type { Patch } from './patch.ts';

const planes = ['y', 'u', 'v'] as const;
const rounds = 160;
/** How far each round goes beyond the mean of the neighbors: more is faster, 2 does not settle. */
const haste = 1.85;
/** What is around the hole and so much darker than most of it is hair, lashes or the ground, and no skin. */
const darkest = 0.72;

/** Fills the pixels that `isHole` names from what surrounds them, without an edge: each becomes the mean of its neighbors. */
export function fillSmoothly(patch: Patch, isHole: (at: number) => boolean): void {
  const { width, height } = patch;
  const count = width * height;
  const hole = Uint8Array.from({ length: count }, (_, at) => (isHole(at) ? 1 : 0));
  const neighbors = (at: number) => {
    const column = at % width;
    return [
      column > 0 ? at - 1 : at + 1,
      column < width - 1 ? at + 1 : at - 1,
      at >= width ? at - width : at + width,
      at < count - width ? at + width : at - width,
    ] as const;
  };
  const rim: number[] = [];
  for (let at = 0; at < count; at++) {
    if (hole[at] === 0 && neighbors(at).some((next) => hole[next] === 1)) rim.push(at);
  }
  rim.sort((a, b) => (patch.y[a] as number) - (patch.y[b] as number));
  const middle = rim[rim.length >> 1];
  if (middle === undefined) return;
  const typical = patch.y[middle] as number;
  for (let at = 0; at < count; at++) if ((patch.y[at] as number) < darkest * typical) hole[at] = 1;
  const holes: number[] = [];
  for (let at = 0; at < count; at++) if (hole[at] === 1) holes.push(at);
  for (const plane of planes) {
    const values = patch[plane];
    const start = values[middle] as number;
    for (const at of holes) values[at] = start;
    for (let round = 0; round < rounds; round++) {
      for (const at of holes) {
        const [left, right, above, below] = neighbors(at);
        const mean =
          ((values[left] as number) +
            (values[right] as number) +
            (values[above] as number) +
            (values[below] as number)) /
          4;
        values[at] = (values[at] as number) + haste * (mean - (values[at] as number));
      }
    }
  }
}
