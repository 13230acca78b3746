import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { childEnvironment, fixedFolders } from '../../scripts/base/child-environment.mjs';
import { findProgram } from '../../scripts/base/programs.ts';
import { environmentVariables } from '../../scripts/cli/environment.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { Repository } from '../../scripts/context/facts/git-state.ts';
import { PocketsphinxDecoder } from '../../scripts/engine/ears/pocketsphinx-decoder.ts';
import { Espeak } from '../../scripts/engine/speech/espeak.ts';
import { Flite } from '../../scripts/engine/speech/flite.ts';
import { openBrowser } from '../../scripts/meeting/local/browser.ts';
import { ffmpeg, ffprobe } from '../../scripts/voice/sample/ffmpeg.ts';
import { runVerbProcess } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { slowness } from '../machine-speed.ts';
import { avatar, goodJoin, openScene } from '../meeting/scene.ts';

const isLinux = process.platform === 'linux';

/** What is in the environment of a user who has much set, each with a value that must not reach a child that has no use for it. */
const secrets: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(environmentVariables)
      .filter(([, { secret }]) => secret)
      .map(([name]) => [name, `canary-${name}`]),
  ),
  HTTP_PROXY: 'http://user:canary-HTTP_PROXY@proxy.example:3128',
  HTTPS_PROXY: 'http://user:canary-HTTPS_PROXY@proxy.example:3128',
  https_proxy: 'http://user:canary-lower@proxy.example:3128',
  ALL_PROXY: 'http://user:canary-ALL_PROXY@proxy.example:3128',
  AWS_SECRET_ACCESS_KEY: 'canary-AWS',
  OPENAI_API_KEY: 'canary-OPENAI',
  GITHUB_TOKEN: 'canary-GITHUB',
  NPM_TOKEN: 'canary-NPM',
  SSH_AUTH_SOCK: '/tmp/canary-SSH',
  NODE_OPTIONS: '--title=canary-NODE_OPTIONS',
  LD_PRELOAD: '/tmp/canary-LD_PRELOAD',
  GIT_DIR: '/tmp/canary-GIT_DIR',
  GIT_SSH_COMMAND: 'canary-GIT_SSH_COMMAND',
  FFREPORT: 'canary-FFREPORT',
  BASH_ENV: '/tmp/canary-BASH_ENV',
  npm_config_registry: 'canary-npm',
};

const proxies = ['ALL_PROXY', 'HTTP_PROXY', 'HTTPS_PROXY', 'https_proxy'];
const brain = ['PIKA_BRAIN_KEY', 'PIKA_SPEECH_KEY', 'PIKA_EARS_KEY'];
const expected = {
  program: [],
  git: [],
  installer: proxies,
  browser: proxies,
  engine: [...proxies, ...brain],
  performer: proxies,
  guard: [...proxies, ...brain, 'PIKA_DEV_KEY', 'PIKA_TOKEN'],
} as const;

describe('the environment of a child', () => {
  test.each(Object.entries(expected))('%s gets no secret but its own', (kind, names) => {
    const found = childEnvironment(
      kind as keyof typeof expected,
      {},
      { ...secrets, PATH: '/bin', LANG: 'C' },
    );
    expect(Object.keys(found).sort()).toEqual([...names, 'LANG', 'PATH'].sort());
  });

  test('is what it is given, and its own', () => {
    expect(childEnvironment('program', { A: '1', B: undefined }, { LC_TIME: 'de_DE' })).toEqual({
      A: '1',
      LC_TIME: 'de_DE',
    });
  });
});

describe.skipIf(process.platform === 'win32')('the folders in which programs are looked for', () => {
  test('do not depend on the current one, nor on npm', () => {
    const list = [
      '/usr/bin',
      '.',
      '',
      'bin',
      './node_modules/.bin',
      '/p/node_modules/.bin',
      '/p/node_modules/.bin/',
    ];
    expect(fixedFolders([...list, '/bin'].join(':'))).toBe('/usr/bin:/bin');
  });

  test('hold programs, not folders and not plain files', async () => {
    const folder = await temporaryDirectory();
    await writeFile(path.join(folder, 'plain'), '');
    await writeFile(path.join(folder, 'program'), '', { mode: 0o755 });
    expect(findProgram('plain', folder)).toBeUndefined();
    expect(findProgram(path.basename(folder), path.dirname(folder))).toBeUndefined();
    expect(findProgram('program', folder)).toBe(path.join(folder, 'program'));
  });
});

/** Sets variables of this process until the running test ends. */
function setVariables(variables: Readonly<Record<string, string>>): void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

const leaks = (text: string) => [...new Set(text.match(/canary-\w+/g) ?? [])];

/** Each program that is started by its name, and what starts it. The stand-ins fail, which none of these is about. */
const starts: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  ffprobe: (folder) => ffprobe(path.join(folder, 'a.wav'), 'format', AbortSignal.timeout(20_000)),
  ffmpeg: (folder) =>
    ffmpeg({
      input: path.join(folder, 'a.wav'),
      lengthSec: 1,
      filters: ['anull'],
      output: path.join(folder, 'b.wav'),
      limitMs: 20_000,
      signal: new AbortController().signal,
    }),
  git: (folder) => Repository.open(folder, new AbortController().signal),
  flite: async (folder) => {
    const voice = { language: 'en-US' };
    for await (const _ of new Flite(folder).speak('Hello.', { voice, signal: new AbortController().signal }));
  },
  'espeak-ng': async () => {
    const voice = { language: 'en-US' };
    for await (const _ of new Espeak(new Set(['en'])).speak('Hello.', {
      voice,
      signal: new AbortController().signal,
    }));
  },
  pocketsphinx_continuous: (folder) => new PocketsphinxDecoder(path.join(folder, 'pipe')).finish(),
  'xdg-open': (folder) => openBrowser(new URL('http://127.0.0.1/'), folder),
};

describe.skipIf(!isLinux)('a program that is started', () => {
  const reader = (mark: string) => `#!/bin/sh\n/usr/bin/env >> '${mark}'\nexit 1\n`;

  test.each(Object.entries(starts))('%s: finds no secret in its environment', async (name, start) => {
    const folder = await temporaryDirectory();
    const bin = await temporaryDirectory();
    const mark = path.join(bin, 'environment');
    await writeFile(path.join(bin, name), reader(mark), { mode: 0o755 });
    await chmod(path.join(bin, name), 0o755);
    setVariables({ ...secrets, DISPLAY: ':99', PATH: [bin, process.env.PATH].join(path.delimiter) });
    await start(folder).catch(() => undefined);
    const seen = await expect
      .poll(() => readFile(mark, 'utf8').catch(() => ''), { timeout: 20_000 * slowness() })
      .toContain('PATH=')
      .then(() => readFile(mark, 'utf8'));
    const ofProxies = ['canary-ALL_PROXY', 'canary-HTTP_PROXY', 'canary-HTTPS_PROXY', 'canary-lower'];
    expect(new Set(leaks(seen))).toEqual(new Set(name === 'xdg-open' ? ofProxies : []));
  });

  test('is never one of the current folder', async () => {
    const folder = await temporaryDirectory();
    const mark = path.join(folder, 'environment');
    for (const place of ['.', 'node_modules/.bin']) {
      await mkdir(path.join(folder, place), { recursive: true });
      for (const name of ['git', 'ffmpeg', 'sh', 'node']) {
        await writeFile(path.join(folder, place, name), reader(mark), { mode: 0o755 });
      }
    }
    const bins = ['', '.', path.join(folder, 'node_modules', '.bin'), process.env.PATH];
    const env = { PATH: bins.join(path.delimiter) };
    for (const argv of [['doctor'], ['context', '--dry-run'], ['leave']]) {
      await runVerbProcess(argv, { cwd: folder, env });
    }
    expect(await readFile(mark, 'utf8').catch(() => '')).toBe('');
  });
});

async function environmentOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
}

/** The processes whose command line holds a text, and their environments. */
async function processesWith(text: string, home: string): Promise<string[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
      return line.includes(text) ? environmentOf(pid) : '';
    }),
  );
  return found.filter((environment) => environment.includes(home));
}

describe.skipIf(!isLinux)('a process of Node that is started', () => {
  // What the launcher itself could not start with.
  const { NODE_OPTIONS: _options, LD_PRELOAD: _preload, BASH_ENV: _bash, ...given } = secrets;

  test('the guard keeps the key of the service, and nothing that is for deliveries or the meeting', async () => {
    const scene = await openScene();
    const { PIKA_DEV_KEY, PIKA_TOKEN, ALL_PROXY, HTTP_PROXY, HTTPS_PROXY, https_proxy, ...others } = given;
    const env = { ...others, NODE_OPTIONS: '--no-warnings' };
    expect((await scene.run(goodJoin, { env })).line.ok).toBe(true);
    const [pid = 0] = await scene.guardPids();
    const seen = await environmentOf(pid);
    expect(seen).toContain('PIKA_HOME=');
    expect(seen).not.toContain('NODE_OPTIONS');
    expect(leaks(seen).sort()).toEqual(brain.map((name) => `canary-${name}`).sort());
    await scene.run(['leave']);
  });

  test('the engine gets the settings of its brain, speech and ears; its performer none', async () => {
    const home = await temporaryDirectory();
    const { ALL_PROXY, HTTP_PROXY, HTTPS_PROXY, https_proxy, ...others } = given;
    const env = { ...others, NODE_OPTIONS: '--no-warnings' };
    onTestFinished(async () => {
      await runVerbProcess(['engine', 'stop'], { home });
    });
    const meeting = ['--meet-url', 'local:rehearsal', '--bot-name', 'Ada', '--image', avatar, '--no-guard'];
    const { line } = await runVerbProcess(['join', ...meeting], { home, env });
    expect(line).toMatchObject({ ok: true, status: 'ready' });
    const [engine = ''] = await processesWith('engine\0serve', home);
    expect(leaks(engine).sort()).toEqual(brain.map((name) => `canary-${name}`).sort());
    const [performer = ''] = await processesWith('performer/main.ts', home);
    expect(performer).toContain('MALLOC_ARENA_MAX');
    expect(leaks(performer)).toEqual([]);
    await runVerbProcess(['leave'], { home });
  });
});

describe('the code', () => {
  const scripts = path.join(skillDirectory, 'scripts');
  const sources = readdirSync(scripts, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(?:ts|mjs)$/.test(file),
  );
  /** Where the same command goes on in another process, with the environment that it was given. */
  const goesOn = path.join('cli', 'direct-start.ts');
  const call = /\b(?:spawn|spawnSync|execFile|execFileSync|fork|new Worker|(?<=await )run)\(/g;

  /** The text of a call up to the parenthesis that closes it. */
  function callAt(text: string, start: number): string {
    let depth = 0;
    for (let at = text.indexOf('(', start); at < text.length; at += 1) {
      if (text[at] === '(') depth += 1;
      if (text[at] === ')') depth -= 1;
      if (depth === 0) return text.slice(start, at + 1);
    }
    return text.slice(start);
  }

  test('starts every child with an environment of its own', () => {
    const bare: string[] = [];
    let calls = 0;
    for (const file of sources.filter((name) => name !== goesOn)) {
      const text = readFileSync(path.join(scripts, file), 'utf8');
      if (!/node:(?:child_process|worker_threads)/.test(text)) continue;
      for (const { index } of text.matchAll(call)) {
        calls += 1;
        const said = callAt(text, index);
        const own = /[eE]nvironment\(|programOptions\(|env: \{\}|\boptions\b/.test(said);
        const isNamed =
          !/\boptions\b/.test(said) || /childEnvironment\(|programOptions\(|options: \w+Options/.test(text);
        if (!own || !isNamed) bare.push(`${file}: ${said}`);
      }
    }
    expect(calls).toBeGreaterThan(10);
    expect(bare).toEqual([]);
  });

  test('passes its whole environment to no child', () => {
    const whole = sources.filter((file) =>
      /\.\.\.process\.env\b|env: process\.env\b/.test(readFileSync(path.join(scripts, file), 'utf8')),
    );
    // The command's own host, and the demo's settings, which are read through the table of variables.
    expect(whole.filter((file) => !/^cli.main\.ts$|demo\.ts$/.test(file))).toEqual([]);
  });
});
