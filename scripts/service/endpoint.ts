import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { readBoundedSync } from '../base/bounded-read.ts';
import type { Environment } from '../cli/environment.ts';
import { PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { hostedBaseUrl, signUpUrl } from './wire.ts';

export const engineNames = ['pika', 'local'] as const;
export type EngineName = (typeof engineNames)[number];

/** The option that every verb has which talks to an engine. */
export const engineOption = z
  .enum(engineNames)
  .optional()
  .describe('hosted service or the engine on this machine (default: pika if a key is found)');

/** Where the calls go and with which key. */
export interface Endpoint {
  engine: EngineName;
  /** Ends in a slash. */
  baseUrl: URL;
  key: string;
}

/** Where the key was found; the key itself never leaves this module's callers. */
export interface FoundKey {
  key: string;
  source: 'PIKA_DEV_KEY' | 'PIKA_TOKEN' | 'devkey file';
}

/** Tells one key from another, and nothing more: the first 48 bits of its hash. */
export function keyMark(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}

/** The value of the header that carries the key. */
export function authorization(key: string): string {
  return `DevKey ${key}`;
}

/** What may stand in a header without being split or encoded. */
const keyForm = /^[\x21-\x7e]+$/;

function checkedKey(key: string, source: FoundKey['source']): FoundKey {
  if (keyForm.test(key)) return { key, source };
  throw new PikaError(
    'usage',
    `the key of the ${source} holds spaces, line breaks or letters that no key has`,
    {
      hint: 'Copy the key again; a devkey file is plain text (UTF-8) with the key and nothing else in it',
    },
  );
}

const maxKeyFileBytes = 64 * 1024;

function readKeyFile(file: string): string {
  if (!existsSync(file)) return '';
  try {
    return readBoundedSync(file, maxKeyFileBytes).toString('utf8').trim();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PikaError('file_unreadable', `the devkey file cannot be read: ${reason}`, {
      hint: `Make ${file} a readable text file with the key in it, or remove it`,
      cause,
    });
  }
}

/**
 * The developer key from the environment, else from `devkey` in the package's home. The same for every verb.
 * @throws {PikaError} `usage` for what cannot be a key; `file_unreadable`.
 */
export function findKey(environment: Environment, home: string): FoundKey | undefined {
  for (const source of ['PIKA_DEV_KEY', 'PIKA_TOKEN'] as const) {
    const key = environment[source];
    if (key) return checkedKey(key, source);
  }
  const key = readKeyFile(path.join(home, 'devkey'));
  return key ? checkedKey(key, 'devkey file') : undefined;
}

/** Permission bits of a file or folder for anyone but its owner. */
const othersMask = 0o077;

function isOpenToOthers(file: string): boolean {
  return (statSync(file).mode & othersMask) !== 0;
}

/**
 * Whether other users of this machine can read the devkey file: it and its folder are open to them. Not on Windows, whose modes say
 * nothing of it.
 */
export function isKeyFileExposed(home: string): boolean {
  if (process.platform === 'win32') return false;
  try {
    return isOpenToOthers(path.join(home, 'devkey')) && isOpenToOthers(home);
  } catch {
    return false;
  }
}

function warnOfExposedKey({ source }: FoundKey, { home, warn }: Runtime): void {
  if (source !== 'devkey file' || !isKeyFileExposed(home)) return;
  const file = path.join(home, 'devkey');
  warn('key_file_exposed', `other users of this machine can read ${file}; run: chmod 600 "${file}"`);
}

/** @throws {PikaError} `usage` when Node was told to take any certificate: the key would go to anyone who answers. */
function refuseUncheckedTls({ protocol }: URL): void {
  if (protocol !== 'https:' || process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return;
  throw new PikaError('usage', 'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anyone pose as the service', {
    hint: 'Unset it; for a certificate of your own network set NODE_EXTRA_CA_CERTS to its file',
  });
}

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The hosted API's base URL, ending in a slash.
 * @throws {PikaError} `usage` unless it is https, or plain http on loopback: the key goes there.
 */
export function hostedBase({ PIKA_API_BASE_URL: text = hostedBaseUrl }: Environment): URL {
  const hint = 'Set PIKA_API_BASE_URL to an https address, or unset it';
  if (!URL.canParse(text)) throw new PikaError('usage', 'PIKA_API_BASE_URL is not a URL', { hint });
  const url = new URL(text);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.has(url.hostname));
  if (!isSafe || url.username || url.password) {
    throw new PikaError(
      'usage',
      'PIKA_API_BASE_URL must be https without user name (http only on loopback)',
      { hint },
    );
  }
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** The engine that was asked for, or the hosted one when a key is there. */
export function chosenEngine(choice: EngineName | undefined, runtime: Runtime): EngineName | undefined {
  if (choice) return choice;
  const named = runtime.environment.PIKA_ENGINE;
  if (named) {
    const parsed = z.enum(engineNames).safeParse(named);
    if (parsed.success) return parsed.data;
    throw new PikaError('usage', 'PIKA_ENGINE is neither pika nor local', {
      hint: 'Set it to pika or local, or unset it',
    });
  }
  return findKey(runtime.environment, runtime.home) ? 'pika' : undefined;
}

/** The first step of whoever has no key. */
export const getKeyHint = `Get a key at ${signUpUrl} and set PIKA_DEV_KEY`;

export interface HostedOptions {
  /** Base URL of the session, where that is not the environment's. */
  sessionBase?: string;
  /** What helps the command that asks when there is no key. */
  keyHint?: string;
}

/**
 * The hosted service with the key that was found: the one that the environment names, or the one of a session, at its own base URL.
 * @throws {PikaError} `key_missing` without a key; `usage` for a base URL to which no key may go.
 */
export function hostedEndpoint(
  runtime: Runtime,
  { sessionBase, keyHint = getKeyHint }: HostedOptions = {},
): Endpoint {
  const baseUrl = hostedBase(sessionBase ? { PIKA_API_BASE_URL: sessionBase } : runtime.environment);
  const found = findKey(runtime.environment, runtime.home);
  if (!found) throw keyMissing(keyHint);
  refuseUncheckedTls(baseUrl);
  warnOfExposedKey(found, runtime);
  runtime.redaction.add(found.key);
  return { engine: 'pika', baseUrl, key: found.key };
}

function keyMissing(hint: string): PikaError {
  return new PikaError('key_missing', 'no developer key was found', {
    hint,
    known: { signup_url: signUpUrl },
  });
}
