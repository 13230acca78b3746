import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { findFaces } from '../../scripts/avatar/face/face-finder.ts';
import { convolution, depthwise, type Padding } from '../../scripts/avatar/face/network/layers.ts';
import type { Tensor, Weights } from '../../scripts/avatar/face/network/tensor.ts';
import { Workspace } from '../../scripts/avatar/face/network/workspace.ts';
import { decode, toPixels } from '../../scripts/avatar/picture/decoder.ts';
import {
  around,
  mascots,
  painting,
  portrait,
  withBeard,
  withGlasses,
  withSunglasses,
} from './dressed-faces.ts';
import { pictures } from './pictures.ts';

const never = new AbortController().signal;
const onGray = (picture: Sharp, degrees: number) => picture.rotate(degrees, { background: '#888' });

async function facesIn(picture: Sharp) {
  const pixels = await toPixels(await decode(await picture.png().toBuffer()));
  return (await findFaces(pixels, never)).faces;
}

describe('a face is found', () => {
  test.each<[string, () => Promise<Sharp>]>([
    ['in a photograph', portrait],
    ['tilted by 30 degrees', async () => onGray(await portrait(), 30)],
    ['tilted by -30 degrees', async () => onGray(await portrait(), -30)],
    ['in the dark', async () => (await portrait()).linear(0.2, 0)],
    [
      'in the dark and with glasses',
      async () => sharp(await (await withGlasses()).png().toBuffer()).linear(0.25, 0),
    ],
    ['against the light', async () => (await portrait()).linear(0.35, 120)],
    ['without colors', async () => (await portrait()).greyscale()],
    ['out of focus', async () => (await portrait()).blur(3)],
    ['with glasses', withGlasses],
    ['with sunglasses', withSunglasses],
    ['with a beard', withBeard],
    [
      'that fills the picture',
      async () => (await portrait()).extract({ left: 170, top: 55, width: 115, height: 130 }),
    ],
    // The face is 0.23 of the portrait's height, so 0.05 of this picture's.
    ['of a twentieth of the height', async () => around(1600, 1200, (await portrait()).resize(260, 260))],
    ['in a painting', () => painting('mona-lisa')],
    ['in three-quarter view', () => painting('la-velata')],
    ['in three-quarter view, tilted further', async () => onGray(await painting('la-velata'), -20)],
    ['over the shoulder', () => painting('girl-with-a-pearl-earring')],
    ['in a large picture', () => painting('mrs-chanler')],
  ])('%s', async (_, make) => {
    const faces = await facesIn(await make());
    expect(faces).toHaveLength(1);
    expect(faces[0]?.points).toHaveLength(478);
    expect(faces[0]?.presence).toBeGreaterThan(0.9);
  });
});

describe('no face is found', () => {
  test.each<[string, () => Promise<Sharp>]>([
    ['in an empty picture', async () => sharp(await pictures.blank())],
    ['in a smiley', mascots.smiley],
    ['in a cat', mascots.cat],
    ['in a dog', mascots.dog],
    ['in a robot', mascots.robot],
    ['in a logo', mascots.logo],
  ])('%s', async (_, make) => {
    expect(await facesIn(await make())).toEqual([]);
  });
});

test.each<[string, () => Promise<Sharp>]>([
  ['glasses', withGlasses],
  ['a beard', withBeard],
])('features stay where they are under %s', async (_, make) => {
  const [[bare], [dressed]] = [await facesIn(await portrait()), await facesIn(await make())];
  const away = (index: number) => {
    const [x = 0, y = 0] = bare?.points[index] ?? [];
    const [dressedX = 0, dressedY = 0] = dressed?.points[index] ?? [];
    return Math.hypot(x - dressedX, y - dressedY);
  };
  // Corners of the eyes and of the mouth, tip of the nose.
  for (const index of [33, 263, 61, 291, 1]) expect(away(index)).toBeLessThan(5);
});

test('the mesh has the features where they are, to a few pixels', async () => {
  const [face] = await facesIn(await portrait());
  const near = (index: number, x: number, y: number) => {
    const [foundX = 0, foundY = 0] = face?.points[index] ?? [];
    expect(Math.hypot(foundX - x, foundY - y)).toBeLessThan(4);
  };
  // Corners of the mouth, chin, tip of the nose, irises.
  near(61, 203, 140);
  near(291, 245, 142);
  near(152, 222, 178);
  near(468, 203, 101);
  near(473, 246, 103);
});

/** The definition of a convolution, for comparison. */
function convolveSlowly(
  input: Tensor,
  weights: Weights,
  bias: Float32Array,
  stride: number,
  padding: Padding,
) {
  const [kernelHeight = 1, kernelWidth = 1, channels = 1, outputs = 1] = weights.shape;
  const count = (size: number, kernel: number) =>
    padding === 'SAME' ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;
  const before = (size: number, kernel: number) =>
    padding === 'SAME' ? Math.floor(Math.max(0, (count(size, kernel) - 1) * stride + kernel - size) / 2) : 0;
  const values: number[] = [];
  for (let y = 0; y < count(input.height, kernelHeight); y += 1) {
    for (let x = 0; x < count(input.width, kernelWidth); x += 1) {
      for (let output = 0; output < outputs; output += 1) {
        let sum = bias[output] ?? 0;
        for (let ky = 0; ky < kernelHeight; ky += 1) {
          for (let kx = 0; kx < kernelWidth; kx += 1) {
            const inputY = y * stride + ky - before(input.height, kernelHeight);
            const inputX = x * stride + kx - before(input.width, kernelWidth);
            if (inputY < 0 || inputX < 0 || inputY >= input.height || inputX >= input.width) continue;
            for (let channel = 0; channel < channels; channel += 1) {
              const value = input.data[(inputY * input.width + inputX) * channels + channel] ?? 0;
              const tap = (ky * kernelWidth + kx) * channels + channel;
              sum += value * (weights.data[tap * outputs + output] ?? 0);
            }
          }
        }
        values.push(sum);
      }
    }
  }
  return values;
}

const numbers = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, index) => Math.sin(index * 12.9898 + seed) * 2);

const workspaceBytes = 2 ** 20;

function placedIn(workspace: Workspace, { height, width, channels, data }: Tensor) {
  const placed = workspace.tensor(height, width, channels);
  placed.data.set(data);
  return placed;
}

test('a convolution of any size, stride and padding is that of its definition', () => {
  fc.assert(
    fc.property(
      fc.record({
        height: fc.integer({ min: 3, max: 9 }),
        width: fc.integer({ min: 3, max: 9 }),
        channels: fc.integer({ min: 1, max: 5 }),
        outputs: fc.integer({ min: 1, max: 9 }),
        kernel: fc.integer({ min: 1, max: 3 }),
        stride: fc.integer({ min: 1, max: 3 }),
        padding: fc.constantFrom<Padding>('SAME', 'VALID'),
      }),
      ({ height, width, channels, outputs, kernel, stride, padding }) => {
        const input = { height, width, channels, data: numbers(height * width * channels, 1) };
        const shape = [kernel, kernel, channels, outputs];
        const weights = { shape, data: numbers(kernel * kernel * channels * outputs, 2) };
        const bias = numbers(outputs, 3);
        const workspace = new Workspace(workspaceBytes);
        const convolve = convolution(workspace, weights, bias, { stride, padding });
        const { data } = convolve(placedIn(workspace, input));
        const wanted = convolveSlowly(input, weights, bias, stride, padding);
        expect(data).toHaveLength(wanted.length);
        expect(Math.max(...wanted.map((value, index) => Math.abs(value - (data[index] ?? 0))))).toBeLessThan(
          1e-3,
        );
      },
    ),
  );
});

test('a depthwise convolution is one convolution a channel', () => {
  const input = { height: 7, width: 6, channels: 4, data: numbers(168, 1) };
  const weights = { shape: [3, 3, 4, 1], data: numbers(36, 2) };
  for (const stride of [1, 2]) {
    const workspace = new Workspace(workspaceBytes);
    const { data } = depthwise(workspace, weights, { stride, padding: 'SAME' })(placedIn(workspace, input));
    for (let channel = 0; channel < 4; channel += 1) {
      const one = (values: Float32Array) => values.filter((_, index) => index % 4 === channel);
      const single = { height: 7, width: 6, channels: 1, data: one(input.data) };
      const kernel = { shape: [3, 3, 1, 1], data: one(weights.data) };
      const wanted = convolveSlowly(single, kernel, new Float32Array(1), stride, 'SAME');
      const found = one(data);
      expect(Math.max(...wanted.map((value, index) => Math.abs(value - (found[index] ?? 0))))).toBeLessThan(
        1e-4,
      );
    }
  }
});
