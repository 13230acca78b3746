import { configDefaults, defineConfig } from 'vitest/config';
import { slowness } from './test/machine-speed.ts';
import { filesWithoutPrograms } from './test/programs.ts';
import { sharedHome } from './test/shared-home.ts';
import { SlowFilesFirst } from './test/slow-files-first.ts';

const limitMs = Math.round(40_000 * slowness());

export default defineConfig({
  test: {
    include: ['test/**/*.tests.ts'],
    exclude: [...configDefaults.exclude, ...filesWithoutPrograms()],
    setupFiles: ['test/fixed-seed.ts'],
    globalSetup: ['test/shared-home.ts'],
    env: { PIKA_HOME: sharedHome },
    testTimeout: limitMs,
    hookTimeout: limitMs,
    // Most tests wait on processes that they spawn: three fill the two cores of a small machine.
    maxWorkers: 3,
    sequence: { sequencer: SlowFilesFirst },
  },
});
