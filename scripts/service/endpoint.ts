import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { readBoundedSync } from '../base/bounded-read.ts';
import { messageOf } from '../base/failure.ts';
import { isSafeForKeys } from '../base/loopback.ts';
import type { Environment } from '../cli/environment.ts';
import { PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { hostedBaseUrl, signUpUrl } from './wire.ts';

export const engineNames = ['pika', 'local'] as const;
export type EngineName = (typeof engineNames)[number];

/** The option of every command that uses an engine. */
export const engineOption = z
  .enum(engineNames)
  .optional()
  .describe('hosted service or local engine (default: pika if there is a key)');

/** Base URL and key of an engine. */
export interface Endpoint {
  engine: EngineName;
  /** Ends with a slash. */
  baseUrl: URL;
  key: string;
}

/** A key and where it was found. */
export interface FoundKey {
  key: string;
  source: 'PIKA_DEV_KEY' | 'PIKA_TOKEN' | 'devkey file';
}

/** Identifies a key without revealing it: the first 48 bits of its hash. */
export function keyMark(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}

/** The value of the header that carries the key. */
export function authorization(key: string): string {
  return `DevKey ${key}`;
}

/** Characters that need no encoding in a header. */
const keyForm = /^[\x21-\x7e]+$/;

function checkedKey(key: string, source: FoundKey['source']): FoundKey {
  if (keyForm.test(key)) return { key, source };
  throw new PikaError(
    'usage',
    `the key from ${source} contains spaces, line breaks or characters that no key has`,
    {
      hint: 'Copy the key again; a devkey file is plain UTF-8 text with nothing but the key',
    },
  );
}

const maxKeyFileBytes = 64 * 1024;

function readKeyFile(file: string): string {
  if (!existsSync(file)) return '';
  try {
    return readBoundedSync(file, maxKeyFileBytes).toString('utf8').trim();
  } catch (cause) {
    const reason = messageOf(cause);
    throw new PikaError('file_unreadable', `cannot read the devkey file: ${reason}`, {
      hint: `Make ${file} a readable text file with the key, or remove it`,
      cause,
    });
  }
}

/**
 * The developer key from the environment, or else from `devkey` in the package's home. The same for every command.
 * @throws {PikaError} `usage` if it cannot be a key; `file_unreadable`.
 */
export function findKey(environment: Environment, home: string): FoundKey | undefined {
  for (const source of ['PIKA_DEV_KEY', 'PIKA_TOKEN'] as const) {
    const key = environment[source];
    if (key) return checkedKey(key, source);
  }
  const key = readKeyFile(path.join(home, 'devkey'));
  return key ? checkedKey(key, 'devkey file') : undefined;
}

/** Permission bits of a file or folder for users other than its owner. */
const othersMask = 0o077;

function isOpenToOthers(file: string): boolean {
  return (statSync(file).mode & othersMask) !== 0;
}

/**
 * Whether other users on this machine can read the devkey file, because it and its folder are open to them. Always false on Windows,
 * where modes do not say.
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
  warn('key_file_exposed', `other users on this machine can read ${file}; run: chmod 600 "${file}"`);
}

/** @throws {PikaError} `usage` if Node was told to accept any certificate: the key would go to any server that answers. */
function refuseUncheckedTls({ protocol }: URL): void {
  if (protocol !== 'https:' || process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return;
  throw new PikaError('usage', 'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anyone impersonate the service', {
    hint: 'Unset it; for a certificate of your own network, set NODE_EXTRA_CA_CERTS to its file',
  });
}

/**
 * The hosted API's base URL, ending with a slash.
 * @throws {PikaError} `usage` unless it is https, or plain http on loopback: the key is sent there.
 */
export function hostedBase({ PIKA_API_BASE_URL: text = hostedBaseUrl }: Environment): URL {
  const hint = 'Set PIKA_API_BASE_URL to an https URL, or unset it';
  if (!URL.canParse(text)) throw new PikaError('usage', 'PIKA_API_BASE_URL is not a URL', { hint });
  const url = new URL(text);
  if (!isSafeForKeys(url)) {
    throw new PikaError(
      'usage',
      'PIKA_API_BASE_URL must be https, without a user name (http only on loopback)',
      { hint },
    );
  }
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** The requested engine, or the hosted one if there is a key. */
export function chosenEngine(choice: EngineName | undefined, runtime: Runtime): EngineName | undefined {
  if (choice) return choice;
  const named = runtime.environment.PIKA_ENGINE;
  if (named) {
    const parsed = z.enum(engineNames).safeParse(named);
    if (parsed.success) return parsed.data;
    throw new PikaError('usage', 'PIKA_ENGINE must be pika or local', {
      hint: 'Set it to pika or local, or unset it',
    });
  }
  return findKey(runtime.environment, runtime.home) ? 'pika' : undefined;
}

/** The first step of anyone who has no key. */
export const getKeyHint = `Get a key at ${signUpUrl} and set PIKA_DEV_KEY`;

export interface HostedOptions {
  /** Base URL of the session, where that is not the environment's. */
  sessionBase?: string;
  /** What helps the command that asks when there is no key. */
  keyHint?: string;
}

/**
 * The endpoint of the hosted service: the one set in the environment, or a session's, at its own base URL.
 * @throws {PikaError} `key_missing` without a key; `usage` for a base URL to which no key may be sent.
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
