import process from 'node:process';
import { failureLine } from './envelope.ts';
import { PikaError } from './errors.ts';
import { nearest } from './nearest.ts';
import { ownCommand } from './own-command.ts';
import { Redaction } from './redaction.ts';
import type { Verb, VerbTable } from './verb.ts';
import { version } from './version.ts';

const helpWords: ReadonlySet<string> = new Set(['--help', '-h', 'help']);
const versionWords: ReadonlySet<string> = new Set(['--version', '-V']);

/** The commands, and how to run one in this process. */
export interface Commands {
  verbs: VerbTable;
  runProcess(verb: Verb, argv: readonly string[]): Promise<void>;
}

async function loadVerb(verbs: VerbTable, name: string): Promise<Verb | undefined> {
  if (!Object.hasOwn(verbs, name)) return undefined;
  return (await verbs[name]?.load())?.default as Verb | undefined;
}

async function overview(verbs: VerbTable): Promise<string> {
  const entries = Object.entries(verbs);
  const width = Math.max(...Object.keys(verbs).map((name) => name.length)) + 2;
  const lines: string[] = [];
  for (const group of new Set(entries.map(([, verb]) => verb.group))) {
    lines.push(`\n${group}:`);
    for (const [name, verb] of entries) {
      if (verb.group !== group) continue;
      lines.push(`  ${name.padEnd(width)}${(await loadVerb(verbs, name))?.summary}`);
    }
  }
  return [
    'pikastream-video-meeting: attend a Google Meet or Zoom call as a real-time avatar.',
    '\nUsage: node scripts/pika.mjs COMMAND [options]',
    ...lines,
    '\nEvery command prints one JSON line on stdout. For its options: pika.mjs COMMAND --help\n',
  ].join('\n');
}

function refuse(verbs: VerbTable, name: string | undefined): void {
  const guess = name ? nearest(name, Object.keys(verbs)) : undefined;
  const message = name ? `unknown command: ${name.slice(0, 40)}` : 'no command was given';
  const all = `All commands: ${ownCommand('--help')}`;
  const hint = guess ? `Did you mean ${guess}? ${all}` : all;
  const error = new PikaError('usage', message, { hint });
  process.stdout.write(failureLine('pika', error, [], new Redaction()));
  process.exitCode = error.exitCode;
}

/** Runs the named command with its arguments, or prints the overview. */
export async function dispatch(
  { verbs, runProcess }: Commands,
  name: string | undefined,
  argv: readonly string[],
): Promise<void> {
  const verb = name && (await loadVerb(verbs, name));
  if (verb) return runProcess(verb, argv);
  if (name && helpWords.has(name)) {
    const [about = ''] = argv;
    const asked = await loadVerb(verbs, about);
    if (asked) return runProcess(asked, ['--help']);
    process.stdout.write(await overview(verbs));
    return;
  }
  if (name && versionWords.has(name)) {
    process.stdout.write(`${version}\n`);
    return;
  }
  if (!name) process.stderr.write(await overview(verbs));
  refuse(verbs, name);
}
