import { blockOutputs, tapsAlignment } from './kernels.ts';
import type { Tensor, Weights } from './tensor.ts';
import type { PlacedTensor, Workspace } from './workspace.ts';

/**
 * The layers of small convolutional networks, on the CPU, in TensorFlow's conventions (NHWC, one picture per batch). The kernels do
 * the multiplying; what remains here moves values. Each layer leaves its inputs as they are and returns a new tensor.
 */

export type Padding = 'SAME' | 'VALID';

/** What a layer does to each value: nothing, max(0, x), or x < 0 scaled by a factor of its channel, or of its place. */
export type Activation = { kind: 'none' } | { kind: 'relu' } | { kind: 'prelu'; slopes: Float32Array };

/** Computes a tensor from others, all in one workspace. */
export type Layer = (...inputs: PlacedTensor[]) => PlacedTensor;

/** Where a window starts and how many there are (TensorFlow, "Notes on padding", tf.nn). */
function windows(size: number, kernel: number, stride: number, padding: Padding) {
  if (padding === 'VALID')
    return { count: Math.floor((size - kernel) / stride) + 1, before: 0, padded: size };
  const count = Math.ceil(size / stride);
  const missing = Math.max(0, (count - 1) * stride + kernel - size);
  return { count, before: Math.floor(missing / 2), padded: size + missing };
}

type Windows = ReturnType<typeof windows>;

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

/** Applies an activation in place; a function of the address and length of values. */
function activation(workspace: Workspace, kind: Activation): (from: PlacedTensor, to: PlacedTensor) => void {
  if (kind.kind === 'none') return () => {};
  const slopes = kind.kind === 'relu' ? new Float32Array(4) : kind.slopes;
  if (slopes.length % 4 !== 0) throw new Error(`${slopes.length} slopes: expected a multiple of 4`);
  const address = workspace.keep(slopes);
  const end = address + slopes.length * 4;
  return (from, to) =>
    workspace.kernels.activate(from.address, from.address + from.data.length * 4, to.address, address, end);
}

/** The activation of a tensor's values. */
export function activated(workspace: Workspace, kind: Activation): Layer {
  const activate = activation(workspace, kind);
  return (input) => {
    const output = workspace.tensor(input.height, input.width, input.channels);
    activate(input, output);
    return output;
  };
}

/** The tensor inside a border of zeros, where windows reach beyond it. */
function withBorder(
  workspace: Workspace,
  input: PlacedTensor,
  rows: Windows,
  columns: Windows,
): PlacedTensor {
  const output = workspace.tensor(rows.padded, columns.padded, input.channels);
  const line = input.width * input.channels;
  const outLine = output.width * input.channels;
  output.data.fill(0);
  for (let y = 0; y < input.height; y += 1) {
    const row = input.data.subarray(y * line, (y + 1) * line);
    output.data.set(row, (y + rows.before) * outLine + columns.before * input.channels);
  }
  return output;
}

/** The weights of a convolution as a matrix `[taps, outputs]`, in blocks of eight outputs; missing outputs and taps are zeros. */
function inBlocks({ shape, data }: Weights, paddedTaps: number): Float32Array {
  const outputs = shape.at(-1) ?? 1;
  const taps = data.length / outputs;
  const packed = new Float32Array(roundUp(outputs, blockOutputs) * paddedTaps);
  for (let tap = 0; tap < taps; tap += 1) {
    for (let output = 0; output < outputs; output += 1) {
      const start = Math.floor(output / blockOutputs) * paddedTaps * blockOutputs;
      packed[start + tap * blockOutputs + (output % blockOutputs)] = data[tap * outputs + output] as number;
    }
  }
  return packed;
}

/** Multiplies rows of values by the weights. */
type Multiply = (values: number, count: number, out: Float32Array, outAddress: number) => void;

function multiplication(
  workspace: Workspace,
  weights: Weights,
  bias: Float32Array,
  paddedTaps: number,
): Multiply {
  const outputs = bias.length;
  const paddedOutputs = roundUp(outputs, blockOutputs);
  const packed = workspace.keep(inBlocks(weights, paddedTaps));
  const paddedBias = new Float32Array(paddedOutputs);
  paddedBias.set(bias);
  const biasAddress = workspace.keep(paddedBias);
  const { kernels } = workspace;
  return (values, count, out, outAddress) => {
    const run = (to: number) =>
      kernels.multiply(values, paddedTaps * 4, count, packed, biasAddress, to, paddedOutputs * 4);
    if (paddedOutputs === outputs) return run(outAddress);
    const wide = workspace.reserve(count * paddedOutputs);
    run(wide.address);
    for (let row = 0; row < count; row += 1) {
      out.set(wide.data.subarray(row * paddedOutputs, row * paddedOutputs + outputs), row * outputs);
    }
    workspace.release(wide);
  };
}

/** Rows of one window each, for one row of windows. */
function gather(
  { data, width, channels }: Tensor,
  [kernelHeight, kernelWidth]: readonly [number, number],
  stride: number,
  y: number,
  patches: Float32Array,
  paddedTaps: number,
): void {
  const run = kernelWidth * channels;
  const count = patches.length / paddedTaps;
  for (let x = 0; x < count; x += 1) {
    for (let ky = 0; ky < kernelHeight; ky += 1) {
      const from = ((y * stride + ky) * width + x * stride) * channels;
      const to = x * paddedTaps + ky * run;
      for (let tap = 0; tap < run; tap += 1) patches[to + tap] = data[from + tap] as number;
    }
  }
}

export interface ConvolutionOptions {
  stride: number;
  padding: Padding;
  activation?: Activation;
}

/** A convolution with a bias and an activation, its weights arranged once. */
export function convolution(
  workspace: Workspace,
  weights: Weights,
  bias: Float32Array,
  { stride, padding, activation: kind = { kind: 'none' } }: ConvolutionOptions,
): Layer {
  const [kernelHeight = 1, kernelWidth = 1, channels = 1, outputs = 1] = weights.shape;
  const taps = kernelHeight * kernelWidth * channels;
  const paddedTaps = roundUp(taps, tapsAlignment);
  const isPointwise = paddedTaps === channels && stride === 1;
  const multiply = multiplication(workspace, weights, bias, paddedTaps);
  const activate = activation(workspace, kind);
  return (input) => {
    const rows = windows(input.height, kernelHeight, stride, padding);
    const columns = windows(input.width, kernelWidth, stride, padding);
    const output = workspace.tensor(rows.count, columns.count, outputs);
    if (isPointwise) {
      multiply(input.address, rows.count * columns.count, output.data, output.address);
      activate(output, output);
      return output;
    }
    const bordered = withBorder(workspace, input, rows, columns);
    const patches = workspace.reserve(columns.count * paddedTaps);
    patches.data.fill(0);
    const line = columns.count * outputs;
    for (let y = 0; y < rows.count; y += 1) {
      gather(bordered, [kernelHeight, kernelWidth], stride, y, patches.data, paddedTaps);
      const out = output.data.subarray(y * line, (y + 1) * line);
      multiply(patches.address, columns.count, out, output.address + y * line * 4);
    }
    workspace.release(patches);
    workspace.release(bordered);
    activate(output, output);
    return output;
  };
}

/** A three-by-three depthwise convolution, as all the networks have. Channels are a multiple of four. */
export function depthwise(
  workspace: Workspace,
  { shape, data }: Weights,
  { stride, padding }: Pick<ConvolutionOptions, 'stride' | 'padding'>,
): Layer {
  const [, , channels = 1] = shape;
  if (shape[0] !== 3 || shape[1] !== 3 || channels % 4 !== 0)
    throw new Error(`a depthwise convolution of ${shape}: expected 3x3 of a multiple of 4 channels`);
  const kernel = workspace.keep(data);
  const pixelBytes = channels * 4;
  return (input) => {
    const rows = windows(input.height, 3, stride, padding);
    const columns = windows(input.width, 3, stride, padding);
    const bordered = withBorder(workspace, input, rows, columns);
    const output = workspace.tensor(rows.count, columns.count, channels);
    const rowBytes = bordered.width * pixelBytes;
    const outBytes = columns.count * pixelBytes;
    for (let y = 0; y < rows.count; y += 1) {
      const from = bordered.address + y * stride * rowBytes;
      const to = output.address + y * outBytes;
      workspace.kernels.depthwiseRow(
        from,
        rowBytes,
        stride * pixelBytes,
        kernel,
        to,
        to + outBytes,
        pixelBytes,
      );
    }
    workspace.release(bordered);
    return output;
  };
}

/** Max pooling of windows that do not overlap. */
export function maxPool(workspace: Workspace, size: number): Layer {
  return (input) => {
    const { channels, data } = input;
    const output = workspace.tensor(Math.ceil(input.height / size), Math.ceil(input.width / size), channels);
    output.data.fill(Number.NEGATIVE_INFINITY);
    for (let y = 0; y < input.height; y += 1) {
      for (let x = 0; x < input.width; x += 1) {
        const from = (y * input.width + x) * channels;
        const to = (Math.floor(y / size) * output.width + Math.floor(x / size)) * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          const value = data[from + channel] as number;
          if (value > (output.data[to + channel] as number)) output.data[to + channel] = value;
        }
      }
    }
    return output;
  };
}

/** The sum of two tensors of the same size. */
export function add(workspace: Workspace): Layer {
  return (...inputs) => {
    const [one, other] = inputs as [PlacedTensor, PlacedTensor];
    const output = workspace.tensor(one.height, one.width, one.channels);
    workspace.kernels.add(one.address, one.address + one.data.length * 4, other.address, output.address);
    return output;
  };
}

/** The tensor with channels of zeros around its own. */
export function padChannels(workspace: Workspace, before: number, after: number): Layer {
  return (input) => {
    const { height, width, channels } = input;
    const output = workspace.tensor(height, width, before + channels + after);
    output.data.fill(0);
    copyChannels(input, output, before);
    return output;
  };
}

/** The channels of one tensor, then those of the other. */
export function concatenate(workspace: Workspace): Layer {
  return (...inputs) => {
    const [one, other] = inputs as [PlacedTensor, PlacedTensor];
    const output = workspace.tensor(one.height, one.width, one.channels + other.channels);
    copyChannels(one, output, 0);
    copyChannels(other, output, one.channels);
    return output;
  };
}

function copyChannels({ height, width, channels, data }: Tensor, to: Tensor, first: number): void {
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    const start = pixel * to.channels + first;
    for (let channel = 0; channel < channels; channel += 1) {
      to.data[start + channel] = data[pixel * channels + channel] as number;
    }
  }
}

/** A function of each value. */
export function mapValues(workspace: Workspace, change: (value: number) => number): Layer {
  return (input) => {
    const output = workspace.tensor(input.height, input.width, input.channels);
    output.data.set(input.data.map(change));
    return output;
  };
}
