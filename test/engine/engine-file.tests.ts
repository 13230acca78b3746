import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { EngineClaim } from '../../scripts/engine/process/engine-file.ts';
import { type EngineFile, readEngineFile } from '../../scripts/service/local/wire.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';

const facts = (changes: Partial<EngineFile> = {}): EngineFile => ({
  pid: process.pid,
  base_url: 'http://127.0.0.1:9/',
  token: 'a-token-that-is-long-enough',
  version: '0.1.0',
  started_at: new Date().toISOString(),
  settings: '',
  on_demand: true,
  ...changes,
});

/** An uptime, in seconds, that no lock since this start of the machine can have. */
const beforeTheLastStart = os.uptime() + 100_000;

/** Starts another program, and writes a lock in its name that was taken at this uptime. */
async function stranger(home: string, uptime: number): Promise<number> {
  const child = spawn(process.execPath, ['--eval', 'setTimeout(() => {}, 60_000)']);
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
  });
  await writeFile(path.join(home, 'engine.lock'), `${child.pid} its-token ${uptime}`);
  return Number(child.pid);
}

async function listener(heed: RequestListener = (_request, response) => response.end()): Promise<string> {
  const server = createServer(heed);
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
}

test('one engine holds the lock, and the next one is told which', async () => {
  const home = await temporaryDirectory();
  const claim = new EngineClaim(home);
  await claim.take();
  await expect(new EngineClaim(home).take()).rejects.toMatchObject({
    code: 'engine_unavailable',
    known: { pid: process.pid },
  });
  await claim.publish(facts());
  await claim.release();
  expect(await readdir(home)).toEqual([]);
});

test('a program that has just taken it is given time to answer', async () => {
  const home = await temporaryDirectory();
  const pid = await stranger(home, os.uptime());
  await expect(new EngineClaim(home).take()).rejects.toMatchObject({ known: { pid } });
});

test('one that answers keeps it, however old', async () => {
  const home = await temporaryDirectory();
  const pid = await stranger(home, beforeTheLastStart);
  await new EngineClaim(home).publish(facts({ pid, base_url: await listener() }));
  await expect(new EngineClaim(home).take()).rejects.toMatchObject({ known: { pid } });
});

test('one that no longer listens loses it at once', async () => {
  const home = await temporaryDirectory();
  const pid = await stranger(home, os.uptime());
  await new EngineClaim(home).publish(facts({ pid }));
  const claim = new EngineClaim(home);
  await claim.take();
  expect(await claim.isHeld()).toBe(true);
});

test('one that starts slowly on a busy machine keeps it', async () => {
  const home = await temporaryDirectory();
  const pid = await stranger(home, os.uptime() - 45);
  await expect(new EngineClaim(home).take()).rejects.toMatchObject({ known: { pid } });
});

test('one that listens and drops connections keeps it', async () => {
  const home = await temporaryDirectory();
  const pid = await stranger(home, beforeTheLastStart);
  const base_url = await listener((request) => request.socket.destroy());
  await new EngineClaim(home).publish(facts({ pid, base_url }));
  await expect(new EngineClaim(home).take()).rejects.toMatchObject({ known: { pid } });
});

test('one that was never published loses it after a while', async () => {
  const home = await temporaryDirectory();
  await stranger(home, beforeTheLastStart);
  const claim = new EngineClaim(home);
  await claim.take();
  expect(await claim.isHeld()).toBe(true);
});

test.each(['', 'rubbish', '1 token'])('a damaged lock has no holder: %j', async (text) => {
  const home = await temporaryDirectory();
  await writeFile(path.join(home, 'engine.lock'), text);
  const claim = new EngineClaim(home);
  await claim.take();
  expect(await claim.isHeld()).toBe(true);
});

test('a folder in its place is reported', async () => {
  const home = await temporaryDirectory();
  await mkdir(path.join(home, 'engine.lock'));
  await expect(new EngineClaim(home).take()).rejects.toMatchObject({ code: 'home_unwritable' });
});

/** Engine files that are not followed: [what, its text and mode]. A stranger can add a row. */
const foreignFiles: [string, Partial<EngineFile>, number][] = [
  ['another host', { base_url: 'http://engine.example.com/' }, 0o600],
  ['another host by https', { base_url: 'https://engine.example.com/' }, 0o600],
  ['a host that starts like this machine', { base_url: 'http://127.0.0.1.example.com/' }, 0o600],
  ['a login in the address', { base_url: 'http://127.0.0.1@example.com/' }, 0o600],
  ['an address on the network', { base_url: 'http://192.168.0.7:4700/' }, 0o600],
  ['all addresses', { base_url: 'http://0.0.0.0:4700/' }, 0o600],
  ['another scheme', { base_url: 'file:///etc/passwd' }, 0o600],
  ['a file that others may read', {}, 0o644],
  ['a file that others may change', {}, 0o620],
];

test.each([['http://127.0.0.1:9/'], ['http://localhost:9/'], ['http://[::1]:9/'], ['https://127.8.8.8:9/']])(
  'an engine at %s is found by its file',
  async (base_url) => {
    const home = await temporaryDirectory();
    await writeFile(path.join(home, 'engine.json'), JSON.stringify(facts({ base_url })), { mode: 0o600 });
    expect(await readEngineFile(home)).toMatchObject({ base_url });
  },
);

test.each(foreignFiles)('%s in engine.json is not followed', async (_what, changes, mode) => {
  if (mode !== 0o600 && !process.getuid) return;
  const home = await temporaryDirectory();
  const file = path.join(home, 'engine.json');
  await writeFile(file, JSON.stringify(facts(changes)));
  await chmod(file, mode);
  expect(await readEngineFile(home)).toBeUndefined();
});

test.skipIf(process.getuid?.() !== 0)('an engine.json of another user is not followed', async () => {
  const home = await temporaryDirectory();
  const file = path.join(home, 'engine.json');
  await writeFile(file, JSON.stringify(facts()), { mode: 0o600 });
  await chown(file, 65534, 65534);
  expect(await readEngineFile(home)).toBeUndefined();
});

test.skipIf(process.platform === 'win32')(
  'an engine.json that is a pipe or a link is not waited for',
  async () => {
    const home = await temporaryDirectory();
    execFileSync('mkfifo', [path.join(home, 'engine.json')]);
    expect(await readEngineFile(home)).toBeUndefined();
    await rm(path.join(home, 'engine.json'));
    await symlink('/dev/zero', path.join(home, 'engine.json'));
    expect(await readEngineFile(home)).toBeUndefined();
  },
);
