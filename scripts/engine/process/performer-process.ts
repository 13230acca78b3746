import type { ChildProcess } from 'node:child_process';
import { type FromPerformer, fromPerformer, type ToPerformerInput } from '../protocol.ts';
import { launchPerformer } from './performer-launch.ts';

const stopWithinMs = 3000;
const keptErrorText = 2000;

interface PerformerListener {
  message(message: FromPerformer): void;
  /** The process exited unexpectedly; `reason` says how. */
  died(reason: string): void;
}

/** The process that shows and voices one session's avatar. */
export class PerformerProcess {
  readonly #child: ChildProcess;
  readonly #listener: PerformerListener;
  readonly #exited: Promise<void>;
  #errorText = '';
  #isStopping = false;

  constructor(module: URL, listener: PerformerListener) {
    this.#listener = listener;
    this.#child = launchPerformer(module);
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errorText = `${this.#errorText}${chunk}`.slice(-keptErrorText);
    });
    this.#child.on('message', (message) => this.#read(message));
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#ended(signal ? `it was killed by ${signal}` : `it exited with code ${code}`);
        resolve();
      });
      this.#child.once('error', (error) => {
        this.#ended(error.message);
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToPerformerInput): void {
    // A process that is exiting accepts no more messages; its exit is reported separately.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Stops the process: asks first, then kills it. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.send({ type: 'stop' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopWithinMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #read(message: unknown): void {
    const parsed = fromPerformer.safeParse(message);
    if (parsed.success) this.#listener.message(parsed.data);
  }

  #ended(how: string): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    const lastLine = this.#errorText
      .trim()
      .split('\n')
      .findLast((line) => /error/i.test(line));
    this.#listener.died(lastLine ? `${how}: ${lastLine.trim().slice(0, 200)}` : how);
  }
}
