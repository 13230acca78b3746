import { type Code, FunctionWriter, f32x4, i32, type Local, moduleOf, repeatWhile } from './wasm-module.ts';
import { type SharedMemory, webAssembly } from './web-assembly.ts';

/** The innermost loops of the networks: addresses and lengths are in bytes of the memory. */
export interface Kernels {
  /**
   * Multiplies rows of `rowBytes` by a matrix packed in blocks of eight outputs and adds the bias. Computes four rows at a time, so it
   * may read and write up to three rows beyond `count`. Rows hold a multiple of four values, `outBytes` is a multiple of 32.
   */
  multiply(
    values: number,
    rowBytes: number,
    count: number,
    packed: number,
    bias: number,
    out: number,
    outBytes: number,
  ): void;
  /** One row of a three-by-three depthwise convolution; `step` leads from one window to the next. */
  depthwiseRow(
    source: number,
    rowBytes: number,
    step: number,
    kernel: number,
    out: number,
    outEnd: number,
    pixelBytes: number,
  ): void;
  /** Copies values; those below zero are multiplied by their slopes, which repeat. */
  activate(source: number, sourceEnd: number, out: number, slopes: number, slopesEnd: number): void;
  /** Adds two tensors. */
  add(one: number, oneEnd: number, other: number, out: number): void;
}

const advance = (local: Local, by: Code): Code => local.set(i32.add(local.get, by));
const step = (local: Local, bytes: number): Code => advance(local, i32.constant(bytes));

/** Values that the loop over the taps takes at a time, pixels that share each weight, and outputs of a block. */
const unrolled = 4;
const pixels = 4;
export const blockOutputs = 8;
export const tapsAlignment = unrolled;

function multiply() {
  const writer = new FunctionWriter();
  const [values, rowBytes, count, packed, bias, out, outBytes] = Array.from({ length: 7 }, () =>
    writer.parameter(),
  ) as [Local, Local, Local, Local, Local, Local, Local];
  const [done, weight, block, rowEnd] = Array.from({ length: 4 }, () => writer.local('i32')) as [
    Local,
    Local,
    Local,
    Local,
  ];
  const row = Array.from({ length: pixels }, () => writer.local('i32'));
  const target = writer.local('i32');
  const low = writer.local('v128');
  const high = writer.local('v128');
  const value = writer.local('v128');
  const sums = row.map(() => [writer.local('v128'), writer.local('v128')] as const);
  const accumulate = (sum: Local, weights: Local) =>
    sum.set(f32x4.add(sum.get, f32x4.multiply(value.get, weights.get)));
  const tap = (index: number): Code => [
    ...low.set(f32x4.load(weight.get, index * 32)),
    ...high.set(f32x4.load(weight.get, index * 32 + 16)),
    ...row.flatMap((pointer, pixel) => {
      const [first, second] = sums[pixel] as readonly [Local, Local];
      return [
        ...value.set(f32x4.loadSplat(pointer.get, index * 4)),
        ...accumulate(first, low),
        ...accumulate(second, high),
      ];
    }),
  ];
  const startRows = row.flatMap((pointer, pixel) => [
    ...pointer.set(i32.add(values.get, i32.multiply(rowBytes.get, i32.constant(pixel)))),
  ]);
  const startSums = sums.flatMap(([first, second]) => [
    ...first.set(f32x4.load(i32.add(bias.get, block.get))),
    ...second.set(f32x4.load(i32.add(bias.get, block.get), 16)),
  ]);
  const storeSums = sums.flatMap(([first, second]) => [
    ...f32x4.store(target.get, first.get),
    ...f32x4.store(target.get, second.get, 16),
    ...advance(target, outBytes.get),
  ]);
  const overTaps = repeatWhile(
    i32.isLess((row[0] as Local).get, rowEnd.get),
    ...Array.from({ length: unrolled }, (_, index) => tap(index)),
    step(weight, unrolled * 32),
    ...row.map((pointer) => step(pointer, unrolled * 4)),
  );
  const overBlocks = repeatWhile(
    i32.isLess(block.get, outBytes.get),
    startRows,
    startSums,
    overTaps,
    target.set(i32.add(out.get, block.get)),
    storeSums,
    step(block, 32),
  );
  return writer.finish(
    repeatWhile(
      i32.isLess(done.get, count.get),
      weight.set(packed.get),
      block.set(i32.constant(0)),
      rowEnd.set(i32.add(values.get, rowBytes.get)),
      overBlocks,
      advance(values, i32.multiply(rowBytes.get, i32.constant(pixels))),
      advance(out, i32.multiply(outBytes.get, i32.constant(pixels))),
      step(done, pixels),
    ),
  );
}

function depthwiseRow() {
  const writer = new FunctionWriter();
  const [source, rowBytes, windowStep, kernel, out, outEnd, pixelBytes] = Array.from({ length: 7 }, () =>
    writer.parameter(),
  ) as [Local, Local, Local, Local, Local, Local, Local];
  const [channel, from, to, pointer] = Array.from({ length: 4 }, () => writer.local('i32')) as [
    Local,
    Local,
    Local,
    Local,
  ];
  const weights = Array.from({ length: 9 }, () => writer.local('v128'));
  const sum = writer.local('v128');
  const loadWeights: Code = [
    ...pointer.set(i32.add(kernel.get, channel.get)),
    ...weights.flatMap((weight) => [
      ...weight.set(f32x4.load(pointer.get)),
      ...advance(pointer, pixelBytes.get),
    ]),
  ];
  const window = [0, 1, 2].flatMap((line) => [
    ...pointer.set(i32.add(from.get, i32.multiply(rowBytes.get, i32.constant(line)))),
    ...[0, 1, 2].flatMap((column) => {
      const weight = weights[line * 3 + column] as Local;
      return [
        ...sum.set(f32x4.add(sum.get, f32x4.multiply(f32x4.load(pointer.get), weight.get))),
        ...advance(pointer, pixelBytes.get),
      ];
    }),
  ]);
  return writer.finish(
    repeatWhile(
      i32.isLess(channel.get, pixelBytes.get),
      loadWeights,
      from.set(i32.add(source.get, channel.get)),
      to.set(i32.add(out.get, channel.get)),
      repeatWhile(
        i32.isLess(to.get, outEnd.get),
        sum.set(f32x4.zero),
        window,
        f32x4.store(to.get, sum.get),
        advance(from, windowStep.get),
        advance(to, pixelBytes.get),
      ),
      step(channel, 16),
    ),
  );
}

function activate() {
  const writer = new FunctionWriter();
  const [source, sourceEnd, out, slopes, slopesEnd] = Array.from({ length: 5 }, () => writer.parameter()) as [
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const slope = writer.local('i32');
  const value = writer.local('v128');
  const negative = f32x4.multiply(f32x4.min(value.get, f32x4.zero), f32x4.load(slope.get));
  return writer.finish(
    slope.set(slopes.get),
    repeatWhile(
      i32.isLess(source.get, sourceEnd.get),
      value.set(f32x4.load(source.get)),
      f32x4.store(out.get, f32x4.add(f32x4.max(value.get, f32x4.zero), negative)),
      step(source, 16),
      step(out, 16),
      step(slope, 16),
      slope.set(i32.select(slope.get, slopes.get, i32.isLess(slope.get, slopesEnd.get))),
    ),
  );
}

function add() {
  const writer = new FunctionWriter();
  const [one, oneEnd, other, out] = Array.from({ length: 4 }, () => writer.parameter()) as [
    Local,
    Local,
    Local,
    Local,
  ];
  return writer.finish(
    repeatWhile(
      i32.isLess(one.get, oneEnd.get),
      f32x4.store(out.get, f32x4.add(f32x4.load(one.get), f32x4.load(other.get))),
      step(one, 16),
      step(other, 16),
      step(out, 16),
    ),
  );
}

let compiled: object | undefined;

/** The kernels, working on this memory. */
export function kernelsFor(memory: SharedMemory): Kernels {
  compiled ??= new webAssembly.Module(
    moduleOf({ multiply: multiply(), depthwiseRow: depthwiseRow(), activate: activate(), add: add() }),
  );
  const { exports } = new webAssembly.Instance(compiled, { host: { memory } });
  return exports as Kernels;
}
