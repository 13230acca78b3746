import { configDefaults, defineConfig } from 'vitest/config';
import { filesWithoutPrograms } from './test/programs.ts';
import { SlowFilesFirst } from './test/slow-files-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...filesWithoutPrograms()],
    setupFiles: ['test/fixed-seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most tests wait on processes that they spawn: three fill the two cores of a small machine.
    maxWorkers: 3,
    sequence: { sequencer: SlowFilesFirst },
  },
});
