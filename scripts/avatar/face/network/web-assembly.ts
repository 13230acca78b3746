/** A memory that a module and JavaScript share. */
export interface SharedMemory {
  readonly buffer: ArrayBuffer;
}

/** The part of the WebAssembly JavaScript Interface (W3C) that is used: the types of Node 20 do not describe it. */
interface Engine {
  Memory: new (descriptor: { initial: number }) => SharedMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { host: { memory: SharedMemory } }) => { readonly exports: object };
}

/** The JavaScript engine's own WebAssembly. */
export const { WebAssembly: webAssembly } = globalThis as unknown as { WebAssembly: Engine };
