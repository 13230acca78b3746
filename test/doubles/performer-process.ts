import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { launchPerformer, performerModule } from '../../scripts/engine/process/performer-launch.ts';
import { type FromPerformer, fromPerformer, type ToPerformerInput } from '../../scripts/engine/protocol.ts';
import { slowness } from '../machine-speed.ts';
import { Guest, type GuestOptions, type GuestSignal } from './guest.ts';

type Kind = FromPerformer['type'];
type Of<Type extends Kind> = Extract<FromPerformer, { type: Type }>;

/** Whoever is at the other end of a connection. */
interface SecondPeer {
  receive(signal: GuestSignal): void;
  close(): void;
}

/** A real performer process, driven over its own channel as the engine drives it. */
export class PerformerForTest {
  readonly messages: FromPerformer[] = [];
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly #guests = new Map<string, SecondPeer>();
  readonly #listeners = new Set<(message: FromPerformer) => void>();

  constructor() {
    this.child = launchPerformer(performerModule, 'inherit');
    this.exited = once(this.child, 'exit').then(([code]) => code as number | null);
    this.child.on('message', (raw) => this.#take(fromPerformer.parse(raw)));
  }

  /** Its private directory. */
  get directory(): string {
    return this.child.spawnargs.at(-1) ?? '';
  }

  send(message: ToPerformerInput): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** The first message of a kind that was or will be sent and for which `fits` holds. */
  next<Type extends Kind>(
    type: Type,
    fits: (message: Of<Type>) => boolean = () => true,
    withinMs = 20_000 * slowness(),
  ): Promise<Of<Type>> {
    const isIt = (message: FromPerformer): message is Of<Type> =>
      message.type === type && fits(message as Of<Type>);
    const known = this.messages.find(isIt);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(listener);
        const seen = this.messages.map((message) => message.type).join(' ');
        reject(new Error(`the performer sent no ${type} within ${withinMs} ms, only: ${seen}`));
      }, withinMs);
      const listener = (message: FromPerformer) => {
        if (!isIt(message)) return;
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(message);
      };
      this.#listeners.add(listener);
    });
  }

  /** Lets a guest in and resolves when it sees pictures and hears silence. */
  async join(peerId: string, options: GuestOptions = {}): Promise<Guest> {
    const guest = await Guest.create((signal) => this.signal(peerId, signal), options);
    this.connect(peerId, guest, { microphone: true });
    await guest.until(() => guest.frameCount > 0 && guest.heard.length > 0, 15_000 * slowness());
    return guest;
  }

  /** Lets anyone in; their signals come by `signal`. */
  connect(peerId: string, peer: SecondPeer, { microphone }: { microphone: boolean }): void {
    this.#guests.get(peerId)?.close();
    this.#guests.set(peerId, peer);
    this.send({ type: 'peer_joined', peer_id: peerId, microphone });
  }

  signal(peerId: string, signal: GuestSignal): void {
    this.send({ type: 'signal', peer_id: peerId, ...signal });
  }

  async stats(): Promise<Of<'stats'>> {
    const id = `stats-${this.messages.length}-${performance.now()}`;
    this.send({ type: 'stats', id });
    return this.next('stats', (message) => message.id === id);
  }

  async stop(): Promise<void> {
    for (const guest of this.#guests.values()) guest.close();
    this.send({ type: 'stop' });
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 3000);
    await this.exited;
    clearTimeout(timer);
  }

  #take(message: FromPerformer): void {
    this.messages.push(message);
    if (message.type === 'signal') this.#guests.get(message.peer_id)?.receive(message);
    for (const listener of [...this.#listeners]) listener(message);
  }
}
