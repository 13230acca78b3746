import { createTensor, type Tensor, type Weights } from './tensor.ts';

/**
 * The layers of small convolutional networks, on the CPU, in TensorFlow's conventions (NHWC, one picture per batch). Written for V8's
 * compiler: the innermost loops run along the channels, over typed arrays, without calls.
 */

export type Padding = 'SAME' | 'VALID';

/** What a layer does to each sum: nothing, max(0, x), or x < 0 scaled by a factor of its channel. */
export type Activation = { kind: 'none' } | { kind: 'relu' } | { kind: 'prelu'; slopes: Float32Array };

/** Where a window starts and how many there are (TensorFlow, "Notes on padding", tf.nn). */
function windows(size: number, kernel: number, stride: number, padding: Padding) {
  if (padding === 'VALID') return { count: Math.floor((size - kernel) / stride) + 1, before: 0 };
  const count = Math.ceil(size / stride);
  const missing = Math.max(0, (count - 1) * stride + kernel - size);
  return { count, before: Math.floor(missing / 2) };
}

/** Applies an activation in place; `slopes` hold one factor a channel, or one a value. */
export function activate({ data }: Tensor, activation: Activation): void {
  if (activation.kind === 'none') return;
  if (activation.kind === 'relu') {
    for (let index = 0; index < data.length; index += 1) if ((data[index] as number) < 0) data[index] = 0;
    return;
  }
  const { slopes } = activation;
  const period = slopes.length;
  for (let start = 0; start < data.length; start += period) {
    for (let offset = 0; offset < period; offset += 1) {
      const value = data[start + offset] as number;
      if (value < 0) data[start + offset] = value * (slopes[offset] as number);
    }
  }
}

/** Number of outputs that the innermost loop computes at a time, and of pixels that share each weight it reads. */
const block = 4;

/** The weights of a convolution as a matrix `[taps, outputs]`, in blocks of four outputs, the last one padded with zeros. */
function inBlocks({ shape, data }: Weights): Float32Array {
  const outputs = shape.at(-1) ?? 1;
  const taps = data.length / outputs;
  const blocks = Math.ceil(outputs / block);
  const packed = new Float32Array(blocks * taps * block);
  for (let tap = 0; tap < taps; tap += 1) {
    for (let output = 0; output < outputs; output += 1) {
      const start = Math.floor(output / block) * taps * block;
      packed[start + tap * block + (output % block)] = data[tap * outputs + output] as number;
    }
  }
  return packed;
}

interface Matrix {
  taps: number;
  outputs: number;
  packed: Float32Array;
  bias: Float32Array;
}

/**
 * Multiplies four rows of `values` by the matrix and writes four pixels. The rows have separate offsets, so that pixels at an edge can
 * be computed twice instead of needing a separate loop.
 */
function multiplyFour(
  values: Float32Array,
  from: readonly [number, number, number, number],
  { taps, outputs, packed, bias }: Matrix,
  out: Float32Array,
  to: readonly [number, number, number, number],
): void {
  const [from0, from1, from2, from3] = from;
  const [to0, to1, to2, to3] = to;
  let weight = 0;
  for (let output = 0; output < outputs; output += block) {
    let [a0, a1, a2, a3] = [0, 0, 0, 0];
    let [b0, b1, b2, b3] = [0, 0, 0, 0];
    let [c0, c1, c2, c3] = [0, 0, 0, 0];
    let [d0, d1, d2, d3] = [0, 0, 0, 0];
    for (let tap = 0; tap < taps; tap += 1) {
      const w0 = packed[weight] as number;
      const w1 = packed[weight + 1] as number;
      const w2 = packed[weight + 2] as number;
      const w3 = packed[weight + 3] as number;
      weight += block;
      const a = values[from0 + tap] as number;
      const b = values[from1 + tap] as number;
      const c = values[from2 + tap] as number;
      const d = values[from3 + tap] as number;
      a0 += a * w0;
      a1 += a * w1;
      a2 += a * w2;
      a3 += a * w3;
      b0 += b * w0;
      b1 += b * w1;
      b2 += b * w2;
      b3 += b * w3;
      c0 += c * w0;
      c1 += c * w1;
      c2 += c * w2;
      c3 += c * w3;
      d0 += d * w0;
      d1 += d * w1;
      d2 += d * w2;
      d3 += d * w3;
    }
    const left = outputs - output;
    const bias0 = bias[output] as number;
    out[to0 + output] = a0 + bias0;
    out[to1 + output] = b0 + bias0;
    out[to2 + output] = c0 + bias0;
    out[to3 + output] = d0 + bias0;
    if (left < 2) return;
    const bias1 = bias[output + 1] as number;
    out[to0 + output + 1] = a1 + bias1;
    out[to1 + output + 1] = b1 + bias1;
    out[to2 + output + 1] = c1 + bias1;
    out[to3 + output + 1] = d1 + bias1;
    if (left < 3) return;
    const bias2 = bias[output + 2] as number;
    out[to0 + output + 2] = a2 + bias2;
    out[to1 + output + 2] = b2 + bias2;
    out[to2 + output + 2] = c2 + bias2;
    out[to3 + output + 2] = d2 + bias2;
    if (left < 4) return;
    const bias3 = bias[output + 3] as number;
    out[to0 + output + 3] = a3 + bias3;
    out[to1 + output + 3] = b3 + bias3;
    out[to2 + output + 3] = c3 + bias3;
    out[to3 + output + 3] = d3 + bias3;
  }
}

/** Multiplies each of `count` rows of `values` by the matrix. */
function multiply(
  values: Float32Array,
  count: number,
  matrix: Matrix,
  out: Float32Array,
  start: number,
): void {
  const { taps, outputs } = matrix;
  for (let row = 0; row < count; row += block) {
    const at = (offset: number) => Math.min(row + offset, count - 1);
    const rows = [at(0), at(1), at(2), at(3)] as const;
    multiplyFour(values, [rows[0] * taps, rows[1] * taps, rows[2] * taps, rows[3] * taps], matrix, out, [
      start + rows[0] * outputs,
      start + rows[1] * outputs,
      start + rows[2] * outputs,
      start + rows[3] * outputs,
    ]);
  }
}

export interface ConvolutionOptions {
  stride: number;
  padding: Padding;
}

/** A convolution with a bias, its weights arranged once. */
export function convolution(
  weights: Weights,
  bias: Float32Array,
  { stride, padding }: ConvolutionOptions,
): (input: Tensor) => Tensor {
  const [kernelHeight = 1, kernelWidth = 1, channels = 1, outputs = 1] = weights.shape;
  const taps = kernelHeight * kernelWidth * channels;
  const matrix: Matrix = { taps, outputs, packed: inBlocks(weights), bias };
  const isPointwise = taps === channels && stride === 1;
  return (input) => {
    const rows = windows(input.height, kernelHeight, stride, padding);
    const columns = windows(input.width, kernelWidth, stride, padding);
    const output = createTensor(rows.count, columns.count, outputs);
    if (isPointwise) {
      multiply(input.data, rows.count * columns.count, matrix, output.data, 0);
      return output;
    }
    const run = kernelWidth * channels;
    const patches = new Float32Array(columns.count * taps);
    for (let y = 0; y < rows.count; y += 1) {
      patches.fill(0);
      for (let ky = 0; ky < kernelHeight; ky += 1) {
        const inputY = y * stride + ky - rows.before;
        if (inputY < 0 || inputY >= input.height) continue;
        const line = inputY * input.width * channels;
        for (let x = 0; x < columns.count; x += 1) {
          const left = x * stride - columns.before;
          const first = Math.max(0, left);
          const last = Math.min(input.width, left + kernelWidth);
          const values = input.data.subarray(line + first * channels, line + last * channels);
          patches.set(values, x * taps + ky * run + (first - left) * channels);
        }
      }
      multiply(patches, columns.count, matrix, output.data, y * columns.count * outputs);
    }
    return output;
  };
}

/** A three-by-three depthwise convolution, as all the networks have. */
export function convolveDepthwise(
  input: Tensor,
  { data: kernel }: Weights,
  { stride, padding }: ConvolutionOptions,
): Tensor {
  const { data, channels } = input;
  const rows = windows(input.height, 3, stride, padding);
  const columns = windows(input.width, 3, stride, padding);
  const output = createTensor(rows.count, columns.count, channels);
  const out = output.data;
  const nothing = new Float32Array(channels);
  const source = new Float32Array(data.length + channels);
  source.set(data);
  source.set(nothing, data.length);
  const line = input.width * channels;
  const outside = data.length;
  const at = (y: number, x: number) =>
    y < 0 || y >= input.height || x < 0 || x >= input.width ? outside : y * line + x * channels;
  for (let y = 0; y < rows.count; y += 1) {
    const top = y * stride - rows.before;
    for (let x = 0; x < columns.count; x += 1) {
      const left = x * stride - columns.before;
      const a = at(top, left);
      const b = at(top, left + 1);
      const c = at(top, left + 2);
      const d = at(top + 1, left);
      const e = at(top + 1, left + 1);
      const f = at(top + 1, left + 2);
      const g = at(top + 2, left);
      const h = at(top + 2, left + 1);
      const i = at(top + 2, left + 2);
      const to = (y * columns.count + x) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        out[to + channel] =
          (source[a + channel] as number) * (kernel[channel] as number) +
          (source[b + channel] as number) * (kernel[channels + channel] as number) +
          (source[c + channel] as number) * (kernel[2 * channels + channel] as number) +
          (source[d + channel] as number) * (kernel[3 * channels + channel] as number) +
          (source[e + channel] as number) * (kernel[4 * channels + channel] as number) +
          (source[f + channel] as number) * (kernel[5 * channels + channel] as number) +
          (source[g + channel] as number) * (kernel[6 * channels + channel] as number) +
          (source[h + channel] as number) * (kernel[7 * channels + channel] as number) +
          (source[i + channel] as number) * (kernel[8 * channels + channel] as number);
      }
    }
  }
  return output;
}

/** Max pooling. */
export function poolMax(input: Tensor, size: number, { stride, padding }: ConvolutionOptions): Tensor {
  const { channels, data } = input;
  const rows = windows(input.height, size, stride, padding);
  const columns = windows(input.width, size, stride, padding);
  const output = createTensor(rows.count, columns.count, channels);
  output.data.fill(Number.NEGATIVE_INFINITY);
  for (let y = 0; y < rows.count; y += 1) {
    for (let x = 0; x < columns.count; x += 1) {
      const to = (y * columns.count + x) * channels;
      for (let ky = 0; ky < size; ky += 1) {
        const inputY = y * stride + ky - rows.before;
        if (inputY < 0 || inputY >= input.height) continue;
        for (let kx = 0; kx < size; kx += 1) {
          const inputX = x * stride + kx - columns.before;
          if (inputX < 0 || inputX >= input.width) continue;
          const from = (inputY * input.width + inputX) * channels;
          for (let channel = 0; channel < channels; channel += 1) {
            const value = data[from + channel] as number;
            if (value > (output.data[to + channel] as number)) output.data[to + channel] = value;
          }
        }
      }
    }
  }
  return output;
}

/** The sum of two tensors of the same size. */
export function add(one: Tensor, other: Tensor): Tensor {
  const output = createTensor(one.height, one.width, one.channels);
  for (let index = 0; index < output.data.length; index += 1) {
    output.data[index] = (one.data[index] as number) + (other.data[index] as number);
  }
  return output;
}

/** The tensor with channels of zeros appended. */
export function padChannels(input: Tensor, before: number, after: number): Tensor {
  const { height, width, channels } = input;
  const output = createTensor(height, width, before + channels + after);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    const values = input.data.subarray(pixel * channels, (pixel + 1) * channels);
    output.data.set(values, pixel * output.channels + before);
  }
  return output;
}

/** The channels of one tensor, then those of the other. */
export function concatenate(one: Tensor, other: Tensor): Tensor {
  const output = padChannels(one, 0, other.channels);
  for (let pixel = 0; pixel < one.height * one.width; pixel += 1) {
    const values = other.data.subarray(pixel * other.channels, (pixel + 1) * other.channels);
    output.data.set(values, pixel * output.channels + one.channels);
  }
  return output;
}
