import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readBounded } from '../base/bounded-read.ts';
import { PikaError } from '../cli/errors.ts';
import { version } from '../cli/version.ts';
import { keptSessions } from '../service/local/kept-session.ts';
import { localLabel } from '../service/local/label.ts';
import { type Capabilities, engineLogName } from '../service/local/wire.ts';
import { checkBrain } from './brain/brain.ts';
import { outliveFaults } from './faults.ts';
import { type Door, openDoor } from './http/door.ts';
import type { EngineParts } from './http/route.ts';
import { type Log, openLog } from './log.ts';
import { EngineClaim } from './process/engine-file.ts';
import { performerModule } from './process/performer-launch.ts';
import { roomAddress, roomKey } from './room/room-key.ts';
import { Rooms } from './room/rooms.ts';
import type { GuestListener } from './room/socket.ts';
import { Sessions } from './session/sessions.ts';
import type { EngineSettings } from './settings.ts';

const loopback = '127.0.0.1';
const tickMs = 2000;
const minuteMs = 60_000;
/** A chain of certificates has some 10 KB. */
const maxPemBytes = 1024 * 1024;

/** Where guests on other machines come in: the one name or address that they use, and its certificate. */
interface RemoteOptions {
  host: string;
  certificateFile: string;
  keyFile: string;
}

export interface ServeOptions {
  home: string;
  remote?: RemoteOptions;
  /** 0: the system chooses. */
  port: number;
  /** Minutes without a session and a guest after which the engine ends; 0: never. */
  idleMinutes: number;
  settings: EngineSettings;
  /** Tells this configuration from another (pika/local-wire.ts). */
  fingerprint: string;
  /** Started by a verb that needed it, not by its owner. */
  onDemand: boolean;
  /** Aborted from outside to end the engine. */
  signal: AbortSignal;
  performerModule?: URL;
  /** The process is the engine's alone: an error that nobody caught does not stop it. */
  outlivesFaults?: boolean;
  /** Called once the engine answers. */
  listening?(baseUrl: string): void;
}

type StopReason = 'asked' | 'idle' | 'superseded' | 'signal';

/** Runs the engine on this machine until it is stopped. @throws {PikaError} when it cannot begin. */
export async function serve(options: ServeOptions): Promise<{ reason: StopReason; base_url: string }> {
  await checkBrain(options.settings.brain);
  const log = openLog(path.join(options.home, engineLogName));
  const claim = new EngineClaim(options.home);
  await claim.take();
  const restore = options.outlivesFaults ? outliveFaults(log) : () => {};
  try {
    return await new Engine(options, claim, log).run();
  } finally {
    restore();
    await claim.release();
  }
}

/** The parts of a running engine, and its clock. */
class Engine {
  readonly #options: ServeOptions;
  readonly #claim: EngineClaim;
  readonly #log: Log;
  readonly #token = randomBytes(32).toString('base64url');
  readonly #startedAt = new Date().toISOString();
  readonly #stopping = new AbortController();
  readonly #rooms: Rooms;
  readonly #sessions: Sessions;
  readonly #doors: Door[] = [];
  #busyAt = Date.now();

  constructor(options: ServeOptions, claim: EngineClaim, log: Log) {
    this.#options = options;
    this.#claim = claim;
    this.#log = log;
    this.#rooms = new Rooms(options.settings.iceServers, { changed: () => this.#touch() });
    this.#sessions = new Sessions({
      directory: path.join(options.home, keptSessions),
      rooms: this.#rooms,
      settings: options.settings,
      performerModule: options.performerModule ?? performerModule,
      log,
      roomUrl: (room) => this.#roomUrl(room),
      changed: () => this.#touch(),
    });
  }

  async run(): Promise<{ reason: StopReason; base_url: string }> {
    if (this.#options.signal.aborted) return { reason: 'signal', base_url: '' };
    await this.#sessions.load();
    try {
      await this.#openDoors();
      await this.#publish();
      return { reason: await this.#untilStopped(), base_url: this.#baseUrl };
    } finally {
      this.#stopping.abort();
      await this.#sessions.closeAll();
      for (const door of this.#doors) door.close();
      this.#log('engine_stopped');
    }
  }

  /** The API and the rooms on this machine; with a remote host the rooms there too, and only they. */
  async #openDoors(): Promise<void> {
    const { remote, port } = this.#options;
    const server = { parts: this.#parts(), log: this.#log, stopping: this.#stopping.signal };
    const guests = {
      rooms: this.#rooms,
      listener: this.#guestListener(),
      log: this.#log,
      roomKey: (room: string) => roomKey(this.#token, room),
    };
    const local = { host: loopback, port: remote ? 0 : port, guests };
    this.#doors.push(await openDoor({ ...local, server: { ...server, token: this.#token } }));
    if (!remote) return;
    this.#doors.push(
      await openDoor({
        host: remote.host,
        port,
        server: { ...server, tls: await this.#readTls(remote) },
        guests,
      }),
    );
  }

  #parts(): EngineParts {
    return {
      sessions: this.#sessions,
      rooms: this.#rooms,
      roomUrl: (room) => this.#roomUrl(room),
      isOwnOrigin: (origin) => this.#doors.some(({ own }) => own.origins.has(origin)),
      capabilities: () => this.#capabilities(),
      stop: () => this.#stopping.abort(),
    };
  }

  #guestListener(): GuestListener {
    return {
      chat: (room, guest, text) => {
        const { id: from, name } = guest;
        room.announce({ type: 'chat', from, name, text, at: new Date().toISOString() });
        this.#sessions.hear(room, guest, text, 'chat');
      },
      heard: (room, guest, heard, final) => {
        const text = this.#sessions.guestsOwn(room, heard);
        if (!text) return;
        const { id: from, name } = guest;
        room.announce({ type: 'caption', from, name, text, final, at: new Date().toISOString() });
        if (final) this.#sessions.hear(room, guest, text, 'browser');
      },
    };
  }

  async #readTls({ certificateFile, keyFile }: RemoteOptions): Promise<{ cert: Buffer; key: Buffer }> {
    const read = (file: string) =>
      readBounded(file, { maxBytes: maxPemBytes }).catch((cause) => {
        throw new PikaError('file_unreadable', `${file} cannot be read`, {
          hint: 'Give the PEM files of the certificate and its key with --tls-cert and --tls-key',
          cause,
        });
      });
    return { cert: await read(certificateFile), key: await read(keyFile) };
  }

  /** Where verbs on this machine reach the engine. */
  get #baseUrl(): string {
    return this.#doors[0]?.baseUrl ?? '';
  }

  async #publish(): Promise<void> {
    await this.#claim.publish({
      pid: process.pid,
      base_url: this.#baseUrl,
      token: this.#token,
      version,
      started_at: this.#startedAt,
      settings: this.#options.fingerprint,
      on_demand: this.#options.onDemand,
    });
    this.#log('engine_started', { version, base_url: this.#baseUrl });
    this.#options.listening?.(this.#baseUrl);
  }

  /** Where guests come in: on this machine, or at the remote host if there is one. */
  #roomUrl(room: string): string {
    const door = this.#doors[1] ?? this.#doors[0];
    return roomAddress(door?.baseUrl ?? '', this.#token, room);
  }

  #capabilities(): Capabilities {
    return {
      engine: 'local',
      version,
      pid: process.pid,
      label: localLabel,
      settings: this.#options.fingerprint,
      brain: this.#options.settings.brain.kind,
      base_url: this.#baseUrl,
      started_at: this.#startedAt,
      live_sessions: this.#sessions.live.length,
      guests: this.#rooms.guestCount,
      idle_minutes: this.#options.idleMinutes,
    };
  }

  #touch(): void {
    this.#busyAt = Date.now();
  }

  #isIdle(): boolean {
    const { idleMinutes } = this.#options;
    const isBusy = this.#sessions.live.length > 0 || this.#rooms.guestCount > 0;
    if (isBusy) this.#touch();
    return idleMinutes > 0 && Date.now() - this.#busyAt >= idleMinutes * minuteMs;
  }

  #untilStopped(): Promise<StopReason> {
    return new Promise((resolve) => {
      const end = (reason: StopReason) => {
        clearInterval(tick);
        this.#options.signal.removeEventListener('abort', bySignal);
        resolve(reason);
      };
      const bySignal = () => end('signal');
      const tick = setInterval(async () => {
        if (this.#isIdle()) end('idle');
        else if (!(await this.#claim.isHeld())) end('superseded');
      }, tickMs);
      this.#stopping.signal.addEventListener('abort', () => end('asked'));
      this.#options.signal.addEventListener('abort', bySignal);
      if (this.#options.signal.aborted) bySignal();
      if (this.#stopping.signal.aborted) end('asked');
    });
  }
}
