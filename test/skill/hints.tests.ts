import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { parseArguments, toCommand } from '../../scripts/cli/options.ts';
import { ownCommand } from '../../scripts/cli/own-command.ts';
import { shellPath } from '../../scripts/cli/shell-path.mjs';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { Journal } from '../../scripts/meeting/journal/journal.ts';
import { loadVerb, type VerbName, verbs } from '../../scripts/verbs.ts';
import { sampleIntent } from '../meeting/sample-intent.ts';
import { avatar, goodJoin, meetLink, openScene, type Scene } from '../meeting/scene.ts';
import { shellWords } from './documents.ts';

const names = Object.keys(verbs) as VerbName[];
const flags = new Map<string, ReadonlySet<string>>();
for (const name of names) {
  const command = toCommand(await loadVerb(name));
  flags.set(name, new Set([...command.options.map(({ long }) => long ?? ''), '--help']));
}

const launcher = 'pika\\.mjs["\']';

/** The command lines of this package in a text: what stands after the launcher, up to the end of the clause. */
function commandLines(text: string): string[][] {
  const found = text.matchAll(new RegExp(`${launcher} (.*?)(?=$|[;,)]|\\. )`, 'gm'));
  return Array.from(found, ([, words = '']) => shellWords(words));
}

/** Why a command line of this package would not run; nothing when it would. */
async function faultOf([name = '', ...argv]: string[]): Promise<string | undefined> {
  if (name === '--help') return undefined;
  if (!flags.has(name)) return `no command ${name}`;
  try {
    if (!argv.includes('--help')) parseArguments(await loadVerb(name as VerbName), argv);
    return undefined;
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : error}`;
  }
}

/** Flags with the command that they are named for: the one right before them in the clause, else the one that says so. */
function namedFlags(text: string, owner: string): { flag: string; command: string }[] {
  const prose = text.replace(new RegExp(`node \\S*${launcher}.*?(?=$|[;,)]|\\. )`, 'gm'), '');
  return prose.split(/[;,)(]|\. /).flatMap((clause) => {
    let command = owner;
    const words = clause.split(/\s+/);
    return words.flatMap((word, index) => {
      const [flag] = /^--[a-z][a-z-]*/.exec(word) ?? [];
      if (!flag) {
        if (flags.has(word) && words[index + 1]?.startsWith('--')) command = word;
        return [];
      }
      return [{ flag, command }];
    });
  });
}

async function faultsOf(text: string, owner: string): Promise<string[]> {
  const broken = await Promise.all(commandLines(text).map(faultOf));
  const unknown = namedFlags(text, owner)
    .filter(({ flag, command }) => !flags.get(command)?.has(flag))
    .map(({ flag, command }) => `${command} has no ${flag}`);
  const bare = /(?<!\/)pika\.mjs|\bthe verb\b/.test(text) ? [`not to be pasted: ${text}`] : [];
  return [...broken.flatMap((fault) => fault ?? []), ...unknown, ...bare];
}

const scripts = path.join(skillDirectory, 'scripts');
const sources = new Map(
  readdirSync(scripts, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => [name.split(path.sep).join('/'), readFileSync(path.join(scripts, name), 'utf8')]),
);

/** What a file imports, now or later. */
function importsOf(name: string): string[] {
  const found = (sources.get(name) ?? '').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return Array.from(found, ([, to = '']) => path.posix.join(path.posix.dirname(name), to));
}

function reachedFrom(name: string): ReadonlySet<string> {
  const reached = new Set([name]);
  for (const file of reached) for (const to of importsOf(file)) reached.add(to);
  return reached;
}
const reach = new Map(names.map((name) => [name, reachedFrom(`${name}.ts`)]));

/** The texts of a file that tell what to do next; what is filled in later is one word. */
function hintsIn(source: string): string[] {
  const parts = source.match(/\b(?:hint|\w+Hints?|refused|usage|unavailable|failed|refuse)\b[^;]*;/g) ?? [];
  const literal = /'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g;
  return parts.flatMap((part) =>
    Array.from(part.matchAll(literal), ([, plain, template]) =>
      (plain ?? template ?? '').replace(/\$\{ownCommand\(\W*([^)}]*?)\W?\)\}/g, 'own $1'),
    ),
  );
}

describe('a hint is held against the commands', () => {
  test.each([
    ['Name one with --session-id', []],
    ['Name one with --sessionid', ['leave has no --sessionid']],
    ['Rehearse with rehearse --engine local', ['rehearse has no --engine']],
    [`Buy some: ${ownCommand('topup --wait 90')}; then run this again`, []],
    [`Buy some: ${ownCommand('topup --now')}`, [expect.stringContaining('--now')]],
    [`Buy some: ${ownCommand('credits')}`, ['no command credits']],
    ['List them with: pika.mjs sessions', [expect.stringContaining('not to be pasted')]],
  ])('%s', async (text, faults) => {
    expect(await faultsOf(text, 'leave')).toEqual(faults);
  });

  test('a path with what a shell expands is quoted so that it stays one word', () => {
    const file = "/home/ada/$HOME `x`/it's";
    const quoted = process.platform === 'win32' ? `"${file}"` : "'/home/ada/$HOME `x`/it'\\''s'";
    expect([shellPath('/home/ada b'), shellPath(file)]).toEqual(['"/home/ada b"', quoted]);
  });
});

describe('the hints in the source', () => {
  test('run commands that there are, with flags that they have', async () => {
    const calls = [...sources.values()].flatMap((source) =>
      Array.from(source.matchAll(/ownCommand\(\s*(?:'([^']*)'|`([^`]*)`)/g), ([, plain, template]) =>
        (plain ?? template ?? '').replace(/\$\{[^}]*\}/g, 'use'),
      ),
    );
    expect(calls.length).toBeGreaterThan(20);
    const known = calls.filter((words) => !words.startsWith('use '));
    const faults = await Promise.all(known.map((words) => faultOf(shellWords(words))));
    expect(faults.filter(Boolean)).toEqual([]);
  });

  test('name flags of a command that can say so', () => {
    const wrong = [...sources].flatMap(([file, source]) =>
      hintsIn(source).flatMap((text) =>
        namedFlags(text, '')
          .filter(({ flag, command }) => {
            const owners = command ? [command] : names.filter((name) => reach.get(name)?.has(file));
            return !owners.some((name) => flags.get(name)?.has(flag));
          })
          .map(({ flag }) => `${file}: ${flag} in: ${text}`),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

const noKey = { env: { PIKA_DEV_KEY: undefined } };
const picture = ['--bot-name', 'Ada', '--image', avatar];

const intentAt = ({ api }: Scene) => ({ ...sampleIntent, base_url: `${api.baseUrl}/`, pid: process.pid });

/** Live sessions as the journal knows them, without anything that answers for them. */
async function journaled(scene: Scene, ...engines: ('pika' | 'local')[]): Promise<void> {
  const journal = new Journal(path.join(scene.home, '.pika'));
  for (const [index, engine] of engines.entries()) {
    const intent = { ...intentAt(scene), engine, meeting: `${engine}:${index}` };
    const key = await journal.begin(intent, Date.now(), Math.random);
    await journal.append(key, { event: 'created', session_id: `${engine}-${index}` }, Date.now());
  }
}

interface Situation {
  name: string;
  argv: readonly string[];
  code: string;
  env?: Readonly<Record<string, string | undefined>>;
  balance?: number;
  before?(scene: Scene): unknown;
}

const situations: readonly Situation[] = [
  { name: 'without a key', argv: goodJoin, code: 'key_missing', ...noKey },
  { name: 'without a key', argv: ['balance'], code: 'key_missing', ...noKey },
  { name: 'without a key', argv: ['topup'], code: 'key_missing', ...noKey },
  { name: 'without a key', argv: ['status', '--session-id', 'a1'], code: 'key_missing', ...noKey },
  { name: 'without a key', argv: ['leave', '--session-id', 'a1'], code: 'key_missing', ...noKey },
  {
    name: 'without a key',
    argv: ['clone-voice', '--audio', 'a.wav', '--name', 'Ada', '--speaker-consent', 'own'],
    code: 'key_missing',
    ...noKey,
  },
  {
    name: 'without a key',
    argv: ['generate-avatar', '--prompt', 'a calm face'],
    code: 'key_missing',
    ...noKey,
  },
  { name: 'with a flag that it lacks', argv: ['leave', '--now'], code: 'usage' },
  { name: 'without the link', argv: ['join', ...picture], code: 'usage' },
  {
    name: 'with a real link for the local engine',
    argv: ['join', '--meet-url', meetLink, '--engine', 'local', ...picture],
    code: 'link_unsupported',
  },
  {
    name: 'with a room for the hosted engine',
    argv: ['join', '--meet-url', 'local:x', '--engine', 'pika', ...picture],
    code: 'link_unsupported',
  },
  {
    name: 'without a picture',
    argv: ['join', '--meet-url', meetLink, '--bot-name', 'Ada'],
    code: 'file_unreadable',
  },
  {
    name: 'with a voice of nobody',
    argv: [...goodJoin, '--voice', 'who is this?'],
    code: 'voice_not_found',
  },
  { name: 'without credits', argv: goodJoin, code: 'credits_short', balance: 3 },
  {
    name: 'asked for credits',
    argv: goodJoin,
    code: 'credits_short',
    before: ({ api }) => api.fault('createSession', { kind: 'status', status: 402 }),
  },
  {
    name: 'whose answer is lost',
    argv: [...goodJoin, '--no-guard'],
    code: 'network_failed',
    before: ({ api }) => api.fault('createSession', { kind: 'lostAnswer' }),
  },
  {
    name: 'that is denied',
    argv: [...goodJoin, '--no-guard'],
    code: 'session_denied',
    before: ({ api }) => {
      api.script = [{ status: 'error', error_message: 'the bot was denied' }];
    },
  },
  {
    name: 'that fails',
    argv: [...goodJoin, '--no-guard'],
    code: 'session_failed',
    before: ({ api }) => {
      api.script = [{ status: 'error', error_message: 'no worker' }];
    },
  },
  {
    name: 'that comes too late',
    argv: [...goodJoin, '--no-guard', '--timeout-sec', '1'],
    code: 'join_timeout',
    before: ({ api }) => {
      api.script = [{ status: 'created' }];
    },
  },
  {
    name: 'beside one whose answer was lost',
    argv: [...goodJoin, '--no-guard'],
    code: 'session_unknown',
    before: async (scene) => {
      const intent = { ...intentAt(scene), pid: 2 ** 22 + 1 };
      await new Journal(path.join(scene.home, '.pika')).begin(intent, Date.now(), Math.random);
    },
  },
  { name: 'where nothing is live', argv: ['say', '--text', 'hello'], code: 'session_not_found' },
  { name: 'where nothing is live', argv: ['listen', '--wait', '0'], code: 'session_not_found' },
  { name: 'where nothing is live', argv: ['snapshot'], code: 'session_not_found' },
  {
    name: 'where a hosted session is live',
    argv: ['say', '--text', 'hello'],
    code: 'unsupported_by_engine',
    before: (scene) => journaled(scene, 'pika'),
  },
  {
    name: 'where two hosted sessions are live',
    argv: ['listen', '--wait', '0'],
    code: 'unsupported_by_engine',
    before: (scene) => journaled(scene, 'pika', 'pika'),
  },
  {
    name: 'where two local sessions are live',
    argv: ['snapshot'],
    code: 'session_ambiguous',
    before: (scene) => journaled(scene, 'local', 'local', 'pika'),
  },
  {
    name: 'where the local engine is gone',
    argv: ['say', '--text', 'hello'],
    code: 'engine_unavailable',
    before: (scene) => journaled(scene, 'local', 'pika'),
  },
  {
    name: 'where two are live',
    argv: ['status'],
    code: 'session_ambiguous',
    before: (scene) => journaled(scene, 'pika', 'pika'),
  },
  {
    name: 'where two are live',
    argv: ['leave'],
    code: 'session_ambiguous',
    before: (scene) => journaled(scene, 'local', 'pika'),
  },
  {
    name: 'when the service is down',
    argv: ['leave', '--session-id', 'pika-0'],
    code: 'key_refused',
    before: async (scene) => {
      await journaled(scene, 'pika');
      scene.api.fault('deleteSession', { kind: 'status', status: 401 });
      scene.api.fault('session', { kind: 'status', status: 401 });
    },
  },
  { name: 'of an id that is unknown', argv: ['sessions', '--forget', 'x'], code: 'session_not_found' },
  {
    name: 'of a session that runs',
    argv: ['sessions', '--forget', 'pika-0'],
    code: 'usage',
    before: (scene) => journaled(scene, 'pika'),
  },
  { name: 'before any meeting', argv: ['notes'], code: 'session_not_found' },
  { name: 'with a target but no delivery', argv: ['notes', '--to', 'email=a@b.example'], code: 'usage' },
  { name: 'without a name', argv: ['voices', 'use'], code: 'usage' },
  { name: 'of nobody', argv: ['voices', 'use', 'Nobody At All'], code: 'voice_not_found' },
  { name: 'of a pack that is not sold', argv: ['topup', '--product', 'nope'], code: 'usage' },
  { name: 'of half a door', argv: ['engine', 'start', '--host', 'a.example'], code: 'usage' },
  {
    name: 'over a file',
    argv: ['context', '--output', 'brief.md'],
    code: 'file_exists',
    before: ({ home }) => writeFile(path.join(home, 'brief.md'), 'mine'),
  },
  {
    name: 'over a file',
    argv: ['snapshot', '--output', 'now.png'],
    code: 'file_exists',
    before: ({ home }) => writeFile(path.join(home, 'now.png'), 'mine'),
  },
  {
    name: 'over a file',
    argv: ['prepare-avatar', '--image', avatar, '--output', 'identity/a.png'],
    code: 'file_exists',
    before: async ({ home }) => {
      await mkdir(path.join(home, 'identity'));
      await writeFile(path.join(home, 'identity', 'a.png'), 'mine');
    },
  },
];

describe('what to do next is something that can be done', () => {
  test.each(situations)('$argv.0 $name', async ({ argv, code, env, balance, before }) => {
    const scene = await openScene(balance === undefined ? {} : { balance });
    await before?.(scene);
    const { line } = await scene.runHere(argv, env ? { env } : {});
    expect(line.error?.code, JSON.stringify(line)).toBe(code);
    const texts = [line.error?.hint ?? '', ...line.warnings.map(({ message }) => message)];
    const faults = await Promise.all(texts.map((text) => faultsOf(text, line.command)));
    expect(faults.flat()).toEqual([]);
  });
});
