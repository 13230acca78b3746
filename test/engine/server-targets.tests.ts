import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engineFile } from '../../scripts/service/local/wire.ts';
import { startVerbProcess } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { cases } from '../fuzz.ts';
import { type EngineScene, openEngine, until } from './engine-scene.ts';

/** Targets that a URL parser stumbles over, or that lead nowhere. Add a row for each new one. */
const hostileTargets = [
  '//',
  '///',
  '//?',
  '//@',
  '//[',
  '//[::1',
  '//a:b',
  '//%',
  '/\\',
  '\\\\',
  '/%',
  '/%00',
  '/room/%ff/socket',
  '/room/%/socket?key=%',
  '/room/demo/socket?key=%ff%fe',
  '/room//socket',
  '//room/demo/socket',
  '/room/__proto__/socket',
  '/room/constructor/socket',
  'http://',
  'http://[',
  'http://a:99999/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '*',
  '?',
  '#',
  'x',
  `/${'a'.repeat(8000)}`,
  `/?${'%'.repeat(4000)}`,
];

/** Sends a request byte by byte as given. @returns the first line of the answer; empty if the connection was closed without one. */
async function firstLine(engine: EngineScene, target: string, isUpgrade: boolean): Promise<string> {
  const { host, port } = new URL(engine.baseUrl);
  const socket = net.connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  const upgrade = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const head = [`GET ${target} HTTP/1.1`, `Host: ${host}`, ...(isUpgrade ? upgrade : ['Connection: close'])];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
    if (answer.includes('\r\n')) socket.destroy();
  });
  await once(socket, 'close');
  return answer.split('\r\n', 1)[0] ?? '';
}

const refused = /^HTTP\/1\.1 4\d\d /;

async function expectRefused(engine: EngineScene, target: string): Promise<void> {
  for (const isUpgrade of [true, false]) {
    expect([target, await firstLine(engine, target, isUpgrade)]).toEqual([
      target,
      expect.stringMatching(refused),
    ]);
  }
}

const logOf = (home: string) => readFile(path.join(home, 'engine.log'), 'utf8');

describe('a request for any target', () => {
  test('is refused, stops nothing and logs no fault', async () => {
    const engine = await openEngine();
    const id = await engine.joined();
    for (const target of hostileTargets) await expectRefused(engine, target);
    expect(await engine.session(id)).toMatchObject({ status: 'ready' });
    expect(await logOf(engine.home)).not.toMatch(/failed|fault/);
  });

  test('of any characters that HTTP allows is refused in the same way', async () => {
    const engine = await openEngine();
    const sign = fc.constantFrom(...'/\\?#%[]@:.;&=*~|^`"<>{}aZ09-_');
    const targets = fc.array(sign, { minLength: 1, maxLength: 24 }).map((signs) => signs.join(''));
    await fc.assert(
      fc.asyncProperty(targets, (target) => expectRefused(engine, target)),
      { numRuns: cases(30) },
    );
    expect(await engine.json('local/capabilities')).toMatchObject({ engine: 'local' });
    expect(await logOf(engine.home)).not.toMatch(/failed|fault/);
  });
});

test('a serving engine survives an uncaught error and logs it', async () => {
  const home = await temporaryDirectory();
  const preload = pathToFileURL(path.resolve('tools/injected/on-usr2.mjs')).href;
  const env = { NODE_OPTIONS: `--import ${preload}` };
  const serving = await startVerbProcess(['engine', 'serve'], { home, env });
  const engineJson = path.join(home, '.pika', 'engine.json');
  const { base_url, token, pid } = await until('the engine', () =>
    readFile(engineJson, 'utf8').then(
      (text) => engineFile.parse(JSON.parse(text)),
      () => undefined,
    ),
  );
  process.kill(pid, 'SIGUSR2');
  const log = await until('both faults in the log', async () => {
    const text = await logOf(path.join(home, '.pika'));
    return text.includes('thrown by') && text.includes('rejected by') ? text : undefined;
  });
  expect(log.match(/fault_outlived/g)).toHaveLength(2);
  const headers = { authorization: `DevKey ${token}` };
  expect((await fetch(new URL('local/capabilities', base_url), { headers })).status).toBe(200);
  serving.kill('SIGINT');
  expect((await serving.outcome()).line).toMatchObject({ ok: true, stop_reason: 'signal' });
});
