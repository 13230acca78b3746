import net from 'node:net';

/** A proxy that can go silent: connections stay open and carry nothing any more, as after sleep or a change of network. */
export class SilentLine {
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  #isSilent = false;
  /** The server's port. */
  target = 0;

  private constructor() {
    this.#server = net.createServer((near) => this.#connect(near));
  }

  static async listen(): Promise<SilentLine> {
    const line = new SilentLine();
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  #connect(near: net.Socket): void {
    if (this.#isSilent) {
      near.on('error', () => near.destroy()).resume();
      return;
    }
    const far = net.connect(this.target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  }

  /** From now on nothing passes and nothing is closed. */
  goSilent(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) {
      socket.unpipe();
      // Read and dropped, so that neither side notices.
      socket.resume();
    }
    this.#sockets.clear();
  }

  /** New connections work again. */
  recover(): void {
    this.#isSilent = false;
  }

  close(): void {
    this.#server.close();
  }
}
