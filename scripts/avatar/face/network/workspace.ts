import { type Kernels, kernelsFor } from './kernels.ts';
import type { Tensor } from './tensor.ts';
import { type SharedMemory, webAssembly } from './web-assembly.ts';

/** A tensor in a workspace. */
export interface PlacedTensor extends Tensor {
  /** Of its first value, in bytes. */
  readonly address: number;
}

const pageBytes = 65_536;
const alignment = 32;
/** Kernels compute four pixels at a time, so they may touch three more than there are. */
const spareBytes = 3 * 4 * 2048;

const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

interface Gap {
  start: number;
  end: number;
}

/** The memory of a network: its constants, then the tensors that are in use. It is reserved whole; only what is touched costs memory. */
export class Workspace {
  readonly kernels: Kernels;
  readonly #memory: SharedMemory;
  /** Sorted by their places. */
  #gaps: Gap[];
  readonly #lengths = new Map<number, number>();

  constructor(bytes: number) {
    this.#memory = new webAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
    this.kernels = kernelsFor(this.#memory);
    this.#gaps = [{ start: 0, end: this.#memory.buffer.byteLength }];
  }

  /** Uninitialized floats. */
  reserve(length: number): { address: number; data: Float32Array } {
    const bytes = aligned(length * 4 + spareBytes);
    const gap = this.#gaps.find(({ start, end }) => end - start >= bytes);
    if (!gap) throw new Error(`the network needs ${bytes} bytes more than its workspace has`);
    const address = gap.start;
    gap.start += bytes;
    this.#lengths.set(address, bytes);
    return { address, data: new Float32Array(this.#memory.buffer, address, length) };
  }

  /** Keeps constants, and returns their address. */
  keep(values: Float32Array): number {
    const { address, data } = this.reserve(values.length);
    data.set(values);
    return address;
  }

  /** A tensor with undefined content. */
  tensor(height: number, width: number, channels: number): PlacedTensor {
    return { height, width, channels, ...this.reserve(height * width * channels) };
  }

  /** Makes the room of a tensor, or of floats, free for others. */
  release({ address }: { readonly address: number }): void {
    const end = address + (this.#lengths.get(address) ?? 0);
    this.#lengths.delete(address);
    this.#gaps.push({ start: address, end });
    this.#gaps.sort((a, b) => a.start - b.start);
    this.#gaps = this.#gaps.reduce<Gap[]>((merged, gap) => {
      const last = merged.at(-1);
      if (last && last.end === gap.start) last.end = gap.end;
      else merged.push(gap);
      return merged;
    }, []);
  }
}
