/** A picture-shaped block of numbers, rows first: `data[(y * width + x) * channels + channel]`. */
export interface Tensor {
  height: number;
  width: number;
  channels: number;
  data: Float32Array;
}

/** A tensor of zeros. */
export function createTensor(height: number, width: number, channels: number): Tensor {
  return { height, width, channels, data: new Float32Array(height * width * channels) };
}

/** The weights of a layer, in TensorFlow's order: `[height, width, input, output]` for a convolution. */
export interface Weights {
  shape: readonly number[];
  data: Float32Array;
}
