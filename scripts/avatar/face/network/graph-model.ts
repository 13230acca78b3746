import { readFile } from 'node:fs/promises';
import {
  type Activation,
  activated,
  add,
  type ConvolutionOptions,
  concatenate,
  convolution,
  depthwise,
  type Layer,
  mapValues,
  maxPool,
  padChannels,
} from './layers.ts';
import type { Tensor, Weights } from './tensor.ts';
import type { PlacedTensor, Workspace } from './workspace.ts';

/** Attributes of a node in TensorFlow's format: strings in base64, integers as text. */
interface Attribute {
  s?: string;
  list?: { s?: string[]; i?: string[] };
}

interface Node {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, Attribute | undefined>;
}

interface WeightsEntry {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32';
  quantization?: { dtype: 'float16' };
}

/** The parts of a TensorFlow.js graph model that are read. The files are this package's own, so they are not checked. */
interface ModelFile {
  modelTopology: { node: Node[] };
  weightsManifest: { weights: WeightsEntry[] }[];
}

/** Widens 16-bit floats (IEEE 754 binary16): their bits, moved to where a 32-bit float has them, are 2^-112 times the value. */
function fromHalfs(halfs: Uint16Array): Float32Array {
  const values = new Float32Array(halfs.length);
  const bits = new Uint32Array(values.buffer);
  for (let index = 0; index < halfs.length; index += 1) {
    const half = halfs[index] as number;
    bits[index] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
    values[index] = (values[index] as number) * 2 ** 112;
  }
  return values;
}

function readWeights({ weightsManifest }: ModelFile, bytes: Buffer): Map<string, Weights> {
  const found = new Map<string, Weights>();
  let offset = bytes.byteOffset;
  for (const { name, shape, dtype, quantization } of weightsManifest.flatMap(({ weights }) => weights)) {
    const length = shape.reduce((product, size) => product * size, 1);
    const end = offset + length * (quantization ? 2 : 4);
    const content = bytes.buffer.slice(offset, end) as ArrayBuffer;
    offset = end;
    const read = () => {
      if (quantization) return fromHalfs(new Uint16Array(content));
      return dtype === 'int32' ? Float32Array.from(new Int32Array(content)) : new Float32Array(content);
    };
    found.set(name, { shape, data: read() });
  }
  return found;
}

const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString('latin1');

function convolutionOptions({ attr }: Node): ConvolutionOptions {
  const [, stride = '1'] = attr?.strides?.list?.i ?? [];
  return {
    stride: Number(stride),
    padding: fromBase64(attr?.padding?.s ?? '') === 'SAME' ? 'SAME' : 'VALID',
  };
}

/** The weights of a node, by their place among its inputs. */
type Constants = (place: number) => Weights;

function activationOf({ attr }: Node, constants: Constants): Activation {
  const fused = (attr?.fused_ops?.list?.s ?? []).map(fromBase64);
  if (fused.includes('Prelu')) return { kind: 'prelu', slopes: constants(3).data };
  return { kind: fused.includes('Relu') ? 'relu' : 'none' };
}

/** The layers of MediaPipe's face networks, by their TensorFlow names. */
const layers: Readonly<Record<string, (workspace: Workspace, node: Node, constants: Constants) => Layer>> = {
  _FusedConv2D: (workspace, node, constants) =>
    convolution(workspace, constants(1), constants(2).data, {
      ...convolutionOptions(node),
      activation: activationOf(node, constants),
    }),
  DepthwiseConv2dNative: (workspace, node, constants) =>
    depthwise(workspace, constants(1), convolutionOptions(node)),
  AddV2: (workspace) => add(workspace),
  Relu: (workspace) => activated(workspace, { kind: 'relu' }),
  Prelu: (workspace, _, constants) => activated(workspace, { kind: 'prelu', slopes: constants(1).data }),
  MaxPool: (workspace, { attr }) => maxPool(workspace, Number(attr?.ksize?.list?.i?.[1] ?? '2')),
  Pad: (workspace, _, constants) => {
    // Rows of `before, after` for batch, height, width and channels; the networks pad channels only.
    const [, , , , , , before = 0, after = 0] = constants(1).data;
    return padChannels(workspace, before, after);
  },
  ConcatV2: (workspace) => concatenate(workspace),
  Sigmoid: (workspace) => mapValues(workspace, (value) => 1 / (1 + Math.exp(-value))),
};

/** Nodes that pass their input on. */
const passing: ReadonlySet<string> = new Set(['Reshape', 'Identity']);

/** The nodes sorted so that each comes after its inputs. */
function inOrder(nodes: readonly Node[]): Node[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const ordered = new Set<Node>();
  const visit = (name: string): void => {
    const node = byName.get(name);
    if (!node || ordered.has(node)) return;
    for (const input of node.input ?? []) visit(input);
    ordered.add(node);
  };
  for (const { name } of nodes) visit(name);
  return [...ordered];
}

interface Step {
  name: string;
  inputs: string[];
  layer: Layer;
  /** Tensors that no later step reads. */
  lastReads: string[];
}

/** A network, ready to be run. */
export interface GraphModel {
  /** @returns the outputs by their names in the model file. */
  run(input: Tensor): ReadonlyMap<string, Tensor>;
}

/** The steps of a model, and which of their results each output names. */
function plan({ modelTopology }: ModelFile, weights: ReadonlyMap<string, Weights>, workspace: Workspace) {
  const nodes = inOrder(modelTopology.node).filter(({ op }) => op !== 'Const');
  /** What each name stands for, once the nodes that only pass something on are left out. */
  const sources = new Map<string, string>();
  const steps: Step[] = [];
  for (const node of nodes) {
    const { name, op, input = [] } = node;
    const inputs = input.flatMap((from) => sources.get(from) ?? []);
    sources.set(name, passing.has(op) ? (inputs[0] as string) : name);
    if (passing.has(op) || op === 'Placeholder') continue;
    const create = layers[op];
    if (!create) throw new Error(`unknown layer ${op}`);
    const constants: Constants = (place) => {
      const found = weights.get(input[place] ?? '');
      if (!found) throw new Error(`the model has no weights ${input[place]}`);
      return found;
    };
    steps.push({ name, inputs, layer: create(workspace, node, constants), lastReads: [] });
  }
  const outputs = nodes.flatMap(({ op, name }): [string, string][] =>
    op === 'Identity' ? [[name, sources.get(name) as string]] : [],
  );
  const unread = new Set(outputs.map(([, source]) => source));
  for (const step of steps.toReversed()) {
    step.lastReads = [...new Set(step.inputs)].filter((name) => !unread.has(name));
    for (const name of step.lastReads) unread.add(name);
  }
  const inputName = nodes.find(({ op }) => op === 'Placeholder')?.name ?? '';
  return { steps, outputs, inputName };
}

/**
 * Reads a TensorFlow.js graph model, a JSON file with the graph and a file with the weights, into a workspace. Supports only the layers
 * of MediaPipe's face networks.
 * @throws {Error} for an unknown layer.
 */
export async function readGraphModel(json: URL, weightsFile: URL, workspace: Workspace): Promise<GraphModel> {
  const [text, bytes] = await Promise.all([readFile(json, 'utf8'), readFile(weightsFile)]);
  const file = JSON.parse(text) as ModelFile;
  const { steps, outputs, inputName } = plan(file, readWeights(file, bytes), workspace);
  return {
    run(input) {
      const placed = workspace.tensor(input.height, input.width, input.channels);
      placed.data.set(input.data);
      const values = new Map([[inputName, placed]]);
      const value = (name: string) => values.get(name) as PlacedTensor;
      for (const { name, inputs, layer, lastReads } of steps) {
        values.set(name, layer(...inputs.map(value)));
        for (const read of lastReads) workspace.release(value(read));
      }
      const results = new Map(
        outputs.map(([name, source]) => {
          const { height, width, channels, data } = value(source);
          return [name, { height, width, channels, data: data.slice() }];
        }),
      );
      for (const source of new Set(outputs.map(([, name]) => name))) workspace.release(value(source));
      return results;
    },
  };
}
