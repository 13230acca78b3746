import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';

/**
 * The floors of the house, from the ground up: a room and the rooms that it may import. A room may name only rooms above it in this
 * table, so there can be no circle. README.md, "How it is built", says the same in words.
 */
const floors: Readonly<Record<string, readonly string[]>> = {
  base: [],
  cli: ['base'],
  rig: [],
  pixels: [],
  net: ['base', 'cli'],
  service: ['base', 'cli', 'net', 'rig'],
  link: ['base', 'cli', 'service'],
  avatar: ['base', 'cli', 'net', 'pixels', 'rig', 'service'],
  context: ['avatar', 'base', 'cli', 'link', 'service'],
  voice: ['avatar', 'base', 'cli', 'context', 'service'],
  meeting: ['avatar', 'base', 'cli', 'context', 'link', 'net', 'service', 'voice'],
  notes: ['base', 'cli', 'context', 'meeting', 'net', 'service'],
  engine: ['base', 'cli', 'net', 'rig', 'service'],
  'engine/media': ['base', 'cli', 'engine'],
  'engine/speech': ['base', 'cli', 'engine', 'service'],
  'engine/ears': ['base', 'cli', 'engine', 'engine/media', 'engine/speech', 'net'],
  'engine/brain': ['base', 'cli', 'engine', 'service'],
  'engine/process': ['base', 'cli', 'engine', 'service'],
  'engine/room': ['base', 'engine', 'service'],
  'engine/face': ['engine/process', 'engine/speech', 'pixels', 'rig', 'service'],
  'engine/performer': [
    'base',
    'cli',
    'engine',
    'engine/ears',
    'engine/face',
    'engine/media',
    'engine/process',
    'engine/speech',
  ],
  'engine/session': [
    'base',
    'engine',
    'engine/brain',
    'engine/ears',
    'engine/process',
    'engine/room',
    'rig',
    'service',
  ],
  'engine/http': ['base', 'cli', 'engine', 'engine/room', 'engine/session', 'rig', 'service'],
  'engine/serve': [
    'base',
    'cli',
    'engine',
    'engine/brain',
    'engine/http',
    'engine/process',
    'engine/room',
    'engine/session',
    'service',
  ],
  diagnosis: ['base', 'cli', 'engine', 'engine/ears', 'engine/speech', 'meeting', 'service', 'voice'],
  commands: [
    'avatar',
    'base',
    'cli',
    'context',
    'diagnosis',
    'engine',
    'engine/face',
    'engine/serve',
    'link',
    'meeting',
    'net',
    'notes',
    'service',
    'voice',
  ],
};

const scripts = path.join(skillDirectory, 'scripts');
const specifier = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

function roomOf(file: string): string {
  const [first = '', second = '', third] = path.relative(scripts, file).split(path.sep);
  // The one class of errors is on the ground floor: everything throws it.
  if (first === 'cli' && second === 'errors.ts') return 'base';
  if (!second) return 'commands';
  if (first !== 'engine') return first;
  if (third) return `engine/${second}`;
  return second === 'serve.ts' ? 'engine/serve' : 'engine';
}

interface Import {
  from: string;
  to: string;
  room: string;
  target: string;
}

async function imports(): Promise<Import[]> {
  const names = await readdir(scripts, { recursive: true });
  const files = names.filter((name) => /\.(ts|mjs|js)$/.test(name)).map((name) => path.join(scripts, name));
  return files.flatMap((from) =>
    Array.from(readFileSync(from, 'utf8').matchAll(specifier), ([, name = '']) => {
      const to = path.resolve(path.dirname(from), name);
      return { from, to, room: roomOf(from), target: roomOf(to) };
    }),
  );
}

describe('the floors of the house', () => {
  test('name only rooms that are below', () => {
    const order = Object.keys(floors);
    const upward = Object.entries(floors).flatMap(([room, below]) =>
      below.filter((name) => order.indexOf(name) < 0 || order.indexOf(name) >= order.indexOf(room)),
    );
    expect(upward).toEqual([]);
  });

  test('hold every import', async () => {
    const found = await imports();
    expect(found.length).toBeGreaterThan(500);
    const wrong = found
      .filter(({ room, target }) => room !== target && !floors[room]?.includes(target))
      .map(({ from, to }) => `${path.relative(scripts, from)} -> ${path.relative(scripts, to)}`);
    expect(wrong).toEqual([]);
  });
});
