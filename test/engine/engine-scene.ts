import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { readEnvironment } from '../../scripts/cli/environment.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import type { FromGuest, ToGuest } from '../../scripts/engine/room/protocol.ts';
import { roomAddress } from '../../scripts/engine/room/room-key.ts';
import { type ServeOptions, serve } from '../../scripts/engine/serve.ts';
import { readSettings } from '../../scripts/engine/settings.ts';
import { keptSessions, readTranscript } from '../../scripts/service/local/kept-session.ts';
import {
  engineFile,
  type LocalSessionAnswer,
  type TranscriptEntry,
} from '../../scripts/service/local/wire.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { slowness } from '../machine-speed.ts';

const standIn = new URL('../doubles/performer.ts', import.meta.url);
export const demoAvatar = path.join(skillDirectory, 'scripts', 'avatar', 'sample', 'avatar.png');

/** Longer on a busy machine, and shorter than the limit of a test. */
const limitMs = 20_000 * slowness();

/** Asks until `look` gives something. @throws when that takes longer than any of these tests should. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await delay(15);
  }
}

export interface SceneOptions
  extends Partial<Pick<ServeOptions, 'idleMinutes' | 'remote' | 'performerModule'>> {
  home?: string;
  env?: Readonly<Record<string, string>>;
}

/** An engine in this process, with its address and token. */
export class EngineScene {
  readonly home: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly ended: ReturnType<typeof serve>;
  readonly stop: () => Promise<void>;

  constructor(
    home: string,
    facts: { base_url: string; token: string },
    ended: ReturnType<typeof serve>,
    stop: () => Promise<void>,
  ) {
    this.home = home;
    this.baseUrl = facts.base_url;
    this.token = facts.token;
    this.ended = ended;
    this.stop = stop;
  }

  fetch(route: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `DevKey ${this.token}`, ...init.headers };
    return fetch(new URL(route, this.baseUrl), { ...init, headers });
  }

  async json(route: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
    const response = await this.fetch(route, init);
    const body = await response.json();
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${JSON.stringify(body)}`);
    return body as Record<string, unknown>;
  }

  post(route: string, body: unknown): Promise<Response> {
    return this.fetch(route, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async form(fields: Record<string, string> = {}): Promise<FormData> {
    const form = new FormData();
    const all = {
      meet_url: 'local:demo',
      bot_name: 'Ada (AI)',
      platform: 'local',
      voice_id: 'any',
      ...fields,
    };
    for (const [name, value] of Object.entries(all)) form.set(name, value);
    form.set('image', new Blob([await readFile(demoAvatar)]), 'avatar.png');
    return form;
  }

  async join(fields: Record<string, string> = {}): Promise<LocalSessionAnswer> {
    const body = await this.form(fields);
    const answer = await this.json('proxy/realtime/meeting-session', { method: 'POST', body });
    return answer as LocalSessionAnswer;
  }

  /** What the engine has written down of a session so far. */
  transcript(id: string): Promise<TranscriptEntry[]> {
    return readTranscript(path.join(this.home, keptSessions, id));
  }

  session(id: string): Promise<Record<string, unknown>> {
    return this.json(`proxy/realtime/session/${id}`);
  }

  async leave(id: string): Promise<Record<string, unknown>> {
    return this.json(`proxy/realtime/session/${id}`, { method: 'DELETE' });
  }

  /** Waits until the session has that status. */
  async sessionIs(id: string, status: string): Promise<Record<string, unknown>> {
    return until(`status ${status}`, async () => {
      const answer = await this.session(id);
      return answer.status === status ? answer : undefined;
    });
  }

  async joined(fields: Record<string, string> = {}): Promise<string> {
    const { session_id } = await this.join(fields);
    await this.sessionIs(session_id, 'ready');
    return session_id;
  }

  /** The address of a room with its key, as the engine gives it to the one who joins. */
  roomUrl(room = 'demo'): string {
    return roomAddress(this.baseUrl, this.token, room);
  }

  guest(name: string, room = 'demo', options: { headers?: Record<string, string> } = {}): Guest {
    return new Guest(socketUrl(this.roomUrl(room)), name, options.headers);
  }
}

/** Where the guests of the room with this address connect. */
export function socketUrl(roomUrl: string | URL): URL {
  const url = new URL(roomUrl);
  url.pathname += '/socket';
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}

/** A guest who writes and reads and has no picture. */
export class Guest {
  readonly received: ToGuest[] = [];
  readonly socket: WebSocket;
  #isOpen: Promise<void>;

  constructor(url: URL, name: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers, rejectUnauthorized: false });
    this.socket.on('message', (data) => this.received.push(JSON.parse(String(data))));
    this.#isOpen = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.#isOpen.then(
      () => this.say({ type: 'join', name, microphone: false, camera: false }),
      () => undefined,
    );
    onTestFinished(() => this.socket.terminate());
  }

  get opened(): Promise<void> {
    return this.#isOpen;
  }

  say(message: FromGuest): void {
    this.socket.send(JSON.stringify(message));
  }

  chat(text: string): void {
    this.say({ type: 'chat', text });
  }

  /** The first message of the type that fits, now or when it comes. */
  async hears<Type extends ToGuest['type']>(
    type: Type,
    fits: (message: Extract<ToGuest, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<ToGuest, { type: Type }>> {
    return until(`a ${type} message`, () =>
      this.received.find(
        (message): message is Extract<ToGuest, { type: Type }> =>
          message.type === type && fits(message as Extract<ToGuest, { type: Type }>),
      ),
    );
  }
}

/** Starts an engine in this process, to be stopped by whoever started it. */
export async function startEngine(home: string, options: SceneOptions = {}): Promise<EngineScene> {
  const controller = new AbortController();
  let isListening = () => {};
  const listening = new Promise<void>((resolve) => {
    isListening = resolve;
  });
  const ended = serve({
    home,
    port: 0,
    idleMinutes: options.idleMinutes ?? 0,
    settings: readSettings(readEnvironment(options.env ?? {})),
    fingerprint: 'test',
    onDemand: false,
    signal: controller.signal,
    remote: options.remote,
    performerModule: options.performerModule ?? standIn,
    listening: isListening,
  });
  await Promise.race([listening, ended]);
  const facts = engineFile.parse(JSON.parse(await readFile(path.join(home, 'engine.json'), 'utf8')));
  const stop = async () => {
    controller.abort();
    await ended;
  };
  return new EngineScene(home, facts, ended, stop);
}

/** Starts an engine in this process that ends with the running test. */
export async function openEngine(options: SceneOptions = {}): Promise<EngineScene> {
  const engine = await startEngine(options.home ?? (await temporaryDirectory()), options);
  onTestFinished(engine.stop);
  return engine;
}
