import type { GraphModel } from './network/graph-model.ts';
import type { Tensor } from './network/tensor.ts';
import { type Crop, type PictureSampler, type Pixels, toPicture } from './picture-sampler.ts';

/** A face as BlazeFace finds it, in pixels of the picture. */
export interface FaceBox {
  /** 0 to 1. */
  score: number;
  centerX: number;
  centerY: number;
  width: number;
  height: number;
  /** The viewer's left and right eye. */
  eyes: readonly [readonly [number, number], readonly [number, number]];
}

/** Pixels between the grid points of BlazeFace's two outputs, and anchors at each ("BlazeFace", Bazarevsky et al. 2019, 3.1). */
const grids = [
  { stride: 16, scores: 'Identity', boxes: 'Identity_2', anchors: 2 },
  { stride: 32, scores: 'Identity_1', boxes: 'Identity_3', anchors: 6 },
] as const;

/** Numbers per anchor: center, size, and six points of two numbers. */
const valuesPerAnchor = 16;

const minScore = 0.5;
/** Two boxes whose overlap is a larger share of their union than this are one face. */
const maxOverlap = 0.3;

/** The network's input: the longest side in pixels, and the margin around the picture, as a share of it. */
export interface Look {
  side: number;
  margin: number;
}

/**
 * For faces of the usual sizes. The network was trained at 256 pixels, the longest side of its input; a face that fills the picture
 * is found with a margin.
 */
export const usualLooks: readonly Look[] = [
  { side: 256, margin: 0 },
  { side: 256, margin: 0.4 },
];

/** The network is convolutional, so a larger input finds smaller faces: at 640, those of 5 % of the picture's height. */
export const closeLook: Look = { side: 640, margin: 0 };

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** The faces in one output grid, in fractions of the input. */
function readGrid(
  { stride, anchors }: (typeof grids)[number],
  scores: Tensor,
  boxes: Tensor,
  size: { width: number; height: number },
  crop: Crop,
): FaceBox[] {
  const found: FaceBox[] = [];
  for (let index = 0; index < scores.data.length; index += 1) {
    const score = sigmoid(scores.data[index] as number);
    if (score < minScore) continue;
    const cell = Math.floor(index / anchors);
    const anchorX = ((cell % scores.width) + 0.5) * stride;
    const anchorY = (Math.floor(cell / scores.width) + 0.5) * stride;
    const at = (offset: number) => boxes.data[index * valuesPerAnchor + offset] as number;
    const point = (offset: number) =>
      toPicture(crop, (anchorX + at(offset)) / size.width, (anchorY + at(offset + 1)) / size.height);
    const [centerX, centerY] = point(0);
    found.push({
      score,
      centerX,
      centerY,
      width: (at(2) / size.width) * crop.width,
      height: (at(3) / size.height) * crop.height,
      eyes: [point(4), point(6)],
    });
  }
  return found;
}

function overlap(one: FaceBox, other: FaceBox): number {
  const shared = (centerA: number, sizeA: number, centerB: number, sizeB: number) =>
    Math.max(
      0,
      Math.min(centerA + sizeA / 2, centerB + sizeB / 2) - Math.max(centerA - sizeA / 2, centerB - sizeB / 2),
    );
  const common =
    shared(one.centerX, one.width, other.centerX, other.width) *
    shared(one.centerY, one.height, other.centerY, other.height);
  return common / (one.width * one.height + other.width * other.height - common);
}

/** One box per face: the most confident; boxes that overlap it are dropped. */
function withoutDoubles(found: readonly FaceBox[]): FaceBox[] {
  const kept: FaceBox[] = [];
  for (const face of found.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(face, other) <= maxOverlap)) kept.push(face);
  }
  return kept;
}

interface Size {
  width: number;
  height: number;
}

/** Both sides of the network's input: the longer is `longest`, and whole grid points fit into each. */
function inputSize({ width, height }: Size, longest: number): { width: number; height: number } {
  const largest = grids[1].stride;
  const scale = longest / Math.max(width, height);
  const whole = (side: number) => Math.max(128, Math.round((side * scale) / largest) * largest);
  return { width: whole(width), height: whole(height) };
}

/** The network's view of the picture: all of it, turned, at the same scale on both axes. */
function cropOf({ width, height }: Pixels, longest: number, margin: number, turn: number) {
  const isSideways = turn % 180 !== 0;
  const seen = isSideways ? { width: height, height: width } : { width, height };
  const size = inputSize(seen, longest);
  const scale = (Math.max(width, height) * (1 + 2 * margin)) / Math.max(size.width, size.height);
  const crop: Crop = {
    centerX: width / 2,
    centerY: height / 2,
    width: size.width * scale,
    height: size.height * scale,
    angle: (-turn * Math.PI) / 180,
  };
  return { size, crop };
}

/**
 * Finds the faces of a picture in the first view that shows any.
 * @param turn degrees clockwise by which the picture is turned before the search; the boxes are in pixels of the original picture.
 */
export function findFaceBoxes(
  network: GraphModel,
  pixels: Pixels,
  sampler: PictureSampler,
  turn: number,
  looks = usualLooks,
): FaceBox[] {
  for (const { side, margin } of looks) {
    const { size, crop } = cropOf(pixels, side, margin, turn);
    const outputs = network.run(sampler.sample(crop, { ...size, range: [-1, 1] }));
    const found = grids.flatMap((grid) => {
      const scores = outputs.get(grid.scores) as Tensor;
      return readGrid(grid, scores, outputs.get(grid.boxes) as Tensor, size, crop);
    });
    if (found.length > 0) return withoutDoubles(found);
  }
  return [];
}
