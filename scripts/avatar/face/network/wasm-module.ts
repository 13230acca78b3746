/**
 * Writes WebAssembly modules of functions without results over one imported memory: just the instructions that small networks need.
 * Opcodes are those of the WebAssembly 2.0 core specification, chapter 5.4.
 */

/** Encoded instructions. */
export type Code = readonly number[];

const unsigned = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];

function signed(value: number): number[] {
  const rest = value >> 6;
  return rest === 0 || rest === -1 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

const types = { i32: 0x7f, v128: 0x7b } as const;
type ValueType = keyof typeof types;

/** A local variable of a function. */
export class Local {
  readonly #index: Code;

  constructor(index: number) {
    this.#index = unsigned(index);
  }

  get get(): Code {
    return [0x20, ...this.#index];
  }

  set(value: Code): Code {
    return [...value, 0x21, ...this.#index];
  }
}

const vector = (opcode: number, ...operands: readonly Code[]): Code => [
  ...operands.flat(),
  0xfd,
  ...unsigned(opcode),
];
/** Memory operand: alignment of four bytes, and an offset in bytes. */
const at = (offset: number): Code => [2, ...unsigned(offset)];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: (one: Code, other: Code): Code => [...one, ...other, 0x6a],
  multiply: (one: Code, other: Code): Code => [...one, ...other, 0x6c],
  isLess: (one: Code, other: Code): Code => [...one, ...other, 0x49],
  /** `one` where the condition holds, else `other`. */
  select: (one: Code, other: Code, condition: Code): Code => [...one, ...other, ...condition, 0x1b],
} as const;

/** Four 32-bit floats at a time. */
export const f32x4 = {
  load: (address: Code, offset = 0): Code => [...vector(0x00, address), ...at(offset)],
  /** One float of the memory, four times. */
  loadSplat: (address: Code, offset = 0): Code => [...vector(0x09, address), ...at(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...vector(0x0b, address, value), ...at(offset)],
  zero: [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)] as Code,
  add: (one: Code, other: Code): Code => vector(0xe4, one, other),
  multiply: (one: Code, other: Code): Code => vector(0xe6, one, other),
  min: (one: Code, other: Code): Code => vector(0xe8, one, other),
  max: (one: Code, other: Code): Code => vector(0xe9, one, other),
} as const;

/** Repeats the body while the condition holds at its end. */
export const repeatWhile = (condition: Code, ...body: readonly Code[]): Code => [
  0x03,
  0x40,
  ...body.flat(),
  ...condition,
  0x0d,
  0x00,
  0x0b,
];

interface FunctionBody {
  parameters: number;
  locals: readonly ValueType[];
  code: Code;
}

/** Collects a function's variables while its code is written. */
export class FunctionWriter {
  readonly #locals: ValueType[] = [];
  #parameters = 0;

  /** All parameters come before all other variables. */
  parameter(): Local {
    this.#parameters += 1;
    return new Local(this.#parameters - 1);
  }

  local(type: ValueType): Local {
    this.#locals.push(type);
    return new Local(this.#parameters + this.#locals.length - 1);
  }

  finish(...code: readonly Code[]): FunctionBody {
    return { parameters: this.#parameters, locals: this.#locals, code: code.flat() };
  }
}

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const sized = (content: Code): Code => [...unsigned(content.length), ...content];
const section = (id: number, items: readonly Code[]): Code => [id, ...sized(list(items))];
const text = (value: string): Code => sized([...Buffer.from(value)]);

/** A module that imports `host.memory` and exports the functions by their names. */
export function moduleOf(functions: Readonly<Record<string, FunctionBody>>): Uint8Array<ArrayBuffer> {
  const bodies = Object.values(functions);
  const signatures = bodies.map(({ parameters }) => [
    0x60,
    ...list(Array.from({ length: parameters }, () => [types.i32])),
    0,
  ]);
  const names = Object.keys(functions).map((name, index) => [...text(name), 0x00, ...unsigned(index)]);
  const contents = bodies.map(({ locals, code }) =>
    sized([...list(locals.map((type) => [1, types[type]])), ...code, 0x0b]),
  );
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, signatures),
    ...section(2, [[...text('host'), ...text('memory'), 0x02, 0x00, 0x01]]),
    ...section(
      3,
      bodies.map((_, index) => unsigned(index)),
    ),
    ...section(7, names),
    ...section(10, contents),
  ]);
}
