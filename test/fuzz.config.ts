import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { testFiles } from './projects.ts';
import { sharedHome } from './shared-home.ts';

/** What has properties: it takes fast-check. */
const files = testFiles().filter((file) => readFileSync(file, 'utf8').includes("from 'fast-check'"));

const hourMs = 3_600_000;

/** `npm run fuzz`: the properties, with many cases that no run has had before. */
export default defineConfig({
  test: {
    globalSetup: ['test/shared-home.ts'],
    setupFiles: ['test/fixed-seed.ts', 'test/no-profile.ts'],
    include: files,
    env: { PIKA_HOME: sharedHome, PROPERTY_FACTOR: '20', PROPERTY_SEED: 'random' },
    isolate: false,
    testTimeout: hourMs,
    hookTimeout: hourMs,
  },
});
