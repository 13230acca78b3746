import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchStartUp } from './start-up.ts';
import { profileStartUp } from './start-up-profile.ts';

// `npm run bench` measures how long the commands take; with `-- --all` also avatar, voice, face and briefing, with `-- face` (or another
// name) only that. `-- face` also closes the loop: the detector looks at what the engine draws. `--picture NAME` limits it to one picture.
// Prints JSON on stdout and a table on stderr. It never passes or fails: a busy machine is not a bug.

/** The result of a benchmark: milliseconds or megabytes, and their target. */
interface Row {
  name: string;
}

const everythingElse: Record<string, () => Promise<readonly Row[]>> = {
  avatar: async () => (await import('./avatar.ts')).benchAvatar(),
  voice: async () => (await import('./voice.ts')).benchVoice(),
  face: async () => (await import('./face/drawing-time.ts')).benchFace(),
  context: async () => (await import('./context.ts')).benchContext(),
};

const unitSuffix = /_(ms|mb)$/;

/** The first figure whose name has this prefix, with its unit. */
function figure(row: Row, start: string): string {
  for (const [key, value] of Object.entries(row)) {
    const unit = key.startsWith(start) && unitSuffix.exec(key)?.[1];
    if (unit && typeof value === 'number') return `${value} ${unit === 'mb' ? 'MB' : 'ms'}`;
  }
  return '';
}

function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = (...[name = '', ...cells]: string[]) =>
    `${name.padEnd(width)}${cells.map((cell) => cell.padStart(11)).join('')}\n`;
  const measured = (row: Row) => figure(row, 'median') || figure(row, 'peak');
  const body = rows.map((row) => line(row.name, measured(row), figure(row, 'min'), figure(row, 'target')));
  return line('', 'median', 'least', 'target') + body.join('');
}

const { values, positionals } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    runs: { type: 'string', default: '11' },
    picture: { type: 'string', multiple: true, default: [] },
  },
  allowPositionals: true,
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number of at least 1');
const unknown = positionals.filter((name) => !everythingElse[name]);
if (unknown.length > 0) throw new Error(`unknown: ${unknown}; known: ${Object.keys(everythingElse)}`);

const isNamed = positionals.length > 0;
const rows: Row[] = isNamed ? [] : [...(await benchStartUp(runs)), ...(await profileStartUp(runs))];
for (const name of values.all ? Object.keys(everythingElse) : positionals) {
  process.stderr.write(`measuring ${name}\n`);
  rows.push(...((await everythingElse[name]?.()) ?? []));
}
const closedLoop = positionals.includes('face') ? await closeLoop(values.picture) : undefined;
process.stderr.write(table(rows));
process.stdout.write(
  `${JSON.stringify({ node: process.versions.node, runs, rows, closed_loop: closedLoop }, undefined, 2)}\n`,
);

async function closeLoop(pictures: readonly string[]) {
  const { benchClosedLoop, closedLoopTable } = await import('./face/closed-loop.ts');
  const found = await benchClosedLoop(pictures);
  process.stderr.write(`${closedLoopTable(found)}\n`);
  return found;
}
