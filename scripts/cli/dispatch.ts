import process from 'node:process';
import { isVerbName, loadVerb, type VerbName, verbs } from '../verbs.ts';
import { failureLine } from './envelope.ts';
import { PikaError } from './errors.ts';
import { main } from './main.ts';
import { nearest } from './nearest.ts';
import { Redaction } from './redaction.ts';
import { version } from './version.ts';

const helpWords: ReadonlySet<string> = new Set(['--help', '-h', 'help']);
const versionWords: ReadonlySet<string> = new Set(['--version', '-V']);

async function overview(): Promise<string> {
  const names = Object.keys(verbs) as VerbName[];
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lines: string[] = [];
  for (const group of new Set(names.map((name) => verbs[name].group))) {
    lines.push(`\n${group}:`);
    for (const name of names.filter((candidate) => verbs[candidate].group === group)) {
      lines.push(`  ${name.padEnd(width)}${(await loadVerb(name)).summary}`);
    }
  }
  return [
    'pikastream-video-meeting: attend a Google Meet or Zoom call as a real-time avatar.',
    '\nUsage: node scripts/pika.mjs VERB [options]',
    ...lines,
    '\nEvery verb prints one JSON line on stdout. Options of a verb: pika.mjs VERB --help\n',
  ].join('\n');
}

function refuse(name: string | undefined): void {
  const guess = name ? nearest(name, Object.keys(verbs)) : undefined;
  const message = name ? `unknown verb: ${name.slice(0, 40)}` : 'no verb was given';
  const hint = guess ? `Did you mean ${guess}? All verbs: pika.mjs --help` : 'All verbs: pika.mjs --help';
  const error = new PikaError('usage', message, { hint });
  process.stdout.write(failureLine('pika', error, [], new Redaction()));
  process.exitCode = error.exitCode;
}

/** Runs the named verb with its arguments, or prints the overview. */
export async function dispatch(name: string | undefined, argv: readonly string[]): Promise<void> {
  if (name && isVerbName(name)) return main(await loadVerb(name), argv);
  if (name && helpWords.has(name)) {
    const [about] = argv;
    if (about && isVerbName(about)) return main(await loadVerb(about), ['--help']);
    process.stdout.write(await overview());
    return;
  }
  if (name && versionWords.has(name)) {
    process.stdout.write(`${version}\n`);
    return;
  }
  if (!name) process.stderr.write(await overview());
  refuse(name);
}
