import os from 'node:os';
import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { slowness } from './test/machine-speed.ts';
import { filesWithoutPrograms } from './test/programs.ts';
import { SlowFilesFirst } from './test/slow-files-first.ts';

const limitMs = Math.round(40_000 * slowness());

export default defineConfig({
  test: {
    include: ['test/**/*.tests.ts'],
    exclude: [...configDefaults.exclude, ...filesWithoutPrograms()],
    setupFiles: ['test/fixed-seed.ts'],
    // Where performers that a test starts itself find their translation. Commands are given homes of their own.
    env: { PIKA_HOME: path.join(os.tmpdir(), `pika-tests-${os.userInfo().username}`) },
    testTimeout: limitMs,
    hookTimeout: limitMs,
    // Most tests wait on processes that they spawn: three fill the two cores of a small machine.
    maxWorkers: 3,
    sequence: { sequencer: SlowFilesFirst },
  },
});
