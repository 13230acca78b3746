import { configDefaults, defineConfig } from 'vitest/config';
import { slowness } from './test/machine-speed.ts';
import { filesWithoutPrograms } from './test/programs.ts';
import { filesApart, filesWithProcesses } from './test/projects.ts';
import { sharedHome } from './test/shared-home.ts';
import { SlowFilesFirst } from './test/slow-files-first.ts';

const limitMs = Math.round(60_000 * slowness());

export default defineConfig({
  test: {
    globalSetup: ['test/shared-home.ts'],
    // Most tests wait for processes that they start: four fill the two cores of a small machine.
    maxWorkers: 4,
    sequence: { sequencer: SlowFilesFirst },
    env: { PIKA_HOME: sharedHome },
    isolate: false,
    // The bytes of a picture would be a hundred thousand lines.
    diff: { truncateThreshold: 60 },
    testTimeout: limitMs,
    hookTimeout: limitMs,
    setupFiles: ['test/fixed-seed.ts', 'test/no-profile.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'process',
          include: [...filesWithProcesses],
          exclude: [...configDefaults.exclude, ...filesWithoutPrograms()],
        },
      },
      { extends: true, test: { name: 'apart', include: [...filesApart], isolate: true } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.tests.ts'],
          exclude: [...configDefaults.exclude, ...filesWithProcesses, ...filesApart],
          setupFiles: ['test/no-processes.ts'],
        },
      },
    ],
  },
});
