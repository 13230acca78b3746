import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { findProgram } from '../../base/programs.ts';
import { programOptions } from '../../base/run-program.ts';

export const program = 'pocketsphinx_continuous';
/** A tenth of the usual number of hypotheses: equally good on clean speech, with a fifth less work (measured with 0.8). */
const speedFlags = ['-maxhmmpf', '3000'];
const openEveryMs = 20;
const finishWithinMs = 20_000;

/**
 * One process of PocketSphinx, for one stretch of speech. It reads from a named pipe while someone speaks (it needs a path to
 * open, and Node's own pipes are sockets without one), and returns the words at the end of its input.
 */
export class PocketsphinxDecoder {
  readonly #child: ChildProcess;
  readonly #pipe: string;
  readonly #text: Promise<string>;
  #waiting: Buffer[] = [];
  #input: Socket | undefined;
  #isFinished = false;

  /** @throws {Error} if the named pipe cannot be created. */
  constructor(pipe: string) {
    this.#pipe = pipe;
    const made = spawnSync(findProgram('mkfifo') ?? 'mkfifo', ['-m', '600', pipe], programOptions());
    if (made.status !== 0) throw made.error ?? new Error(`mkfifo: ${made.stderr}`);
    const flags = ['-infile', pipe, '-logfn', '/dev/null', ...speedFlags];
    this.#child = spawn(findProgram(program) ?? program, flags, {
      ...programOptions(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#text = this.#read();
    this.#text.catch(() => {});
    this.#openInput();
  }

  write(samples: Int16Array): void {
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    if (this.#input) this.#input.write(bytes);
    else this.#waiting.push(bytes);
  }

  /** The words. @throws {Error} if the process failed. */
  async finish(): Promise<string> {
    this.#isFinished = true;
    this.#input?.end();
    const timer = setTimeout(() => this.end(), finishWithinMs);
    try {
      return await this.#text;
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }

  /** A pipe can be opened for writing only once it has a reader: when the model is loaded. */
  #openInput(): void {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    let descriptor: number;
    try {
      descriptor = openSync(this.#pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      setTimeout(() => this.#openInput(), openEveryMs).unref();
      return;
    }
    const input = new Socket({ fd: descriptor, readable: false, writable: true });
    // The process may exit before it has read everything; its exit code says why.
    input.on('error', () => {});
    for (const bytes of this.#waiting.splice(0)) input.write(bytes);
    if (this.#isFinished) input.end();
    this.#input = input;
  }

  #read(): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      this.#child.stdout?.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => {
        this.#input?.destroy();
        rmSync(this.#pipe, { force: true });
        if (code === 0) resolve(text.replace(/\s+/g, ' ').trim());
        else reject(new Error(`${program} exited with ${signal ?? code}`));
      });
    });
  }
}
