import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  type Activation,
  activate,
  add,
  type ConvolutionOptions,
  concatenate,
  convolution,
  convolveDepthwise,
  padChannels,
  poolMax,
} from './layers.ts';
import type { Tensor, Weights } from './tensor.ts';

/** Attributes of a node in TensorFlow's format: strings in base64, integers as text. */
const attribute = z.object({
  s: z.string().optional(),
  list: z
    .object({ s: z.array(z.string()), i: z.array(z.string()) })
    .partial()
    .optional(),
});

const graphModel = z.object({
  modelTopology: z.object({
    node: z.array(
      z.object({
        name: z.string(),
        op: z.string(),
        input: z.array(z.string()).default([]),
        attr: z.record(z.string(), attribute).default({}),
      }),
    ),
  }),
  weightsManifest: z.array(
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.number().int()),
          dtype: z.enum(['float32', 'int32']),
          quantization: z.object({ dtype: z.literal('float16') }).optional(),
        }),
      ),
    }),
  ),
});
type Node = z.output<typeof graphModel>['modelTopology']['node'][number];

/** Decodes a 16-bit float (IEEE 754 binary16). */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function readWeights(
  manifest: z.output<typeof graphModel>['weightsManifest'],
  bytes: Buffer,
): Map<string, Weights> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Weights>();
  let offset = 0;
  for (const { name, shape, dtype, quantization } of manifest.flatMap(({ weights }) => weights)) {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const width = quantization ? 2 : 4;
    for (let index = 0; index < data.length; index += 1) {
      const at = offset + index * width;
      if (quantization) data[index] = fromHalf(view.getUint16(at, true));
      else data[index] = dtype === 'int32' ? view.getInt32(at, true) : view.getFloat32(at, true);
    }
    offset += data.length * width;
    found.set(name, { shape, data });
  }
  return found;
}

const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString('latin1');

function convolutionOptions({ attr }: Node): ConvolutionOptions {
  const [, stride = '1'] = attr.strides?.list?.i ?? [];
  return { stride: Number(stride), padding: fromBase64(attr.padding?.s ?? '') === 'SAME' ? 'SAME' : 'VALID' };
}

/** Computes a node from its input tensors. */
type Layer = (...inputs: Tensor[]) => Tensor;

/** The weights of a node. */
type Constants = (name: string | undefined) => Weights;

function activationOf({ attr, input }: Node, constants: Constants): Activation {
  const fused = (attr.fused_ops?.list?.s ?? []).map(fromBase64);
  if (fused.includes('Prelu')) return { kind: 'prelu', slopes: constants(input[3]).data };
  return fused.includes('Relu') ? { kind: 'relu' } : { kind: 'none' };
}

function activated(input: Tensor, activation: Activation): Tensor {
  const output = { ...input, data: input.data.slice() };
  activate(output, activation);
  return output;
}

/** The layers of MediaPipe's face networks, by their TensorFlow names. */
const layers: Readonly<Record<string, (node: Node, constants: Constants) => Layer>> = {
  _FusedConv2D: (node, constants) => {
    const [, weights, bias] = node.input;
    const convolve = convolution(constants(weights), constants(bias).data, convolutionOptions(node));
    const activation = activationOf(node, constants);
    return (input) => {
      const output = convolve(input);
      activate(output, activation);
      return output;
    };
  },
  DepthwiseConv2dNative: (node, constants) => {
    const weights = constants(node.input[1]);
    const options = convolutionOptions(node);
    return (input) => convolveDepthwise(input, weights, options);
  },
  AddV2: () => add,
  Relu: () => (input) => activated(input, { kind: 'relu' }),
  Prelu: (node, constants) => {
    const activation: Activation = { kind: 'prelu', slopes: constants(node.input[1]).data };
    return (input) => activated(input, activation);
  },
  MaxPool: (node) => {
    const size = Number(node.attr.ksize?.list?.i?.[1] ?? '2');
    const options = convolutionOptions(node);
    return (input) => poolMax(input, size, options);
  },
  Pad: (node, constants) => {
    // Rows of `before, after` for batch, height, width and channels; the networks pad channels only.
    const [, , , , , , before = 0, after = 0] = constants(node.input[1]).data;
    return (input) => padChannels(input, before, after);
  },
  ConcatV2: () => concatenate,
  Sigmoid: () => (input) => ({ ...input, data: input.data.map((value) => 1 / (1 + Math.exp(-value))) }),
  Reshape: () => (input) => input,
  Identity: () => (input) => input,
};

interface Step {
  name: string;
  inputs: string[];
  layer: Layer;
}

/** The nodes sorted so that each comes after its inputs. */
function inOrder(nodes: readonly Node[]): Node[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const ordered = new Set<Node>();
  const visit = (name: string): void => {
    const node = byName.get(name);
    if (!node || ordered.has(node)) return;
    for (const input of node.input) visit(input);
    ordered.add(node);
  };
  for (const { name } of nodes) visit(name);
  return [...ordered];
}

/** A network, ready to be run. */
export interface GraphModel {
  /** @returns the outputs by their names in the model file. */
  run(input: Tensor): ReadonlyMap<string, Tensor>;
}

/**
 * Reads a TensorFlow.js graph model: a JSON file with the graph and a file with the weights. Supports only the layers of MediaPipe's
 * face networks.
 * @throws {Error} for an unknown layer.
 */
export async function readGraphModel(json: URL, weightsFile: URL): Promise<GraphModel> {
  const [text, bytes] = await Promise.all([readFile(json, 'utf8'), readFile(weightsFile)]);
  const { modelTopology, weightsManifest } = graphModel.parse(JSON.parse(text));
  const weights = readWeights(weightsManifest, bytes);
  const constants: Constants = (name = '') => {
    const found = weights.get(name);
    if (!found) throw new Error(`the model has no weights ${name}`);
    return found;
  };
  const nodes = inOrder(modelTopology.node).filter(({ op }) => op !== 'Const');
  const isNode = new Set(nodes.map(({ name }) => name));
  const steps = nodes.flatMap((node): Step[] => {
    if (node.op === 'Placeholder') return [];
    const create = layers[node.op];
    if (!create) throw new Error(`unknown layer ${node.op}`);
    const inputs = node.input.filter((name) => isNode.has(name));
    return [{ name: node.name, inputs, layer: create(node, constants) }];
  });
  const inputName = nodes.find(({ op }) => op === 'Placeholder')?.name ?? '';
  const outputNames = nodes.flatMap(({ op, name }) => (op === 'Identity' ? [name] : []));
  return {
    run(input) {
      const values = new Map([[inputName, input]]);
      const value = (name: string) => values.get(name) as Tensor;
      for (const { name, inputs, layer } of steps) values.set(name, layer(...inputs.map(value)));
      return new Map(outputNames.map((name) => [name, value(name)]));
    },
  };
}
