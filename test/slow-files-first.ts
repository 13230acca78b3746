import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Small files that take long. Vitest begins with the largest files where it has no times of an earlier run: these would begin last and
 * keep one worker busy when the others have nothing left to do.
 */
const slowFiles = [
  'meeting/guard-floor',
  'meeting/guard',
  'cli/what-runs',
  'engine/guest-paths',
  'engine/silent-socket',
  'meeting/lifecycle',
  'voice/report-picture',
  'voice/sample-loudness',
].map((name) => `test/${name}.tests.ts`);

const isSlow = ({ moduleId }: TestSpecification) => slowFiles.some((file) => moduleId.endsWith(file));

/** One after the other, since a worker serves one project at a time. */
const projects = ['', 'process', 'apart', 'unit'];

/** Vitest's own order, but for the slow files, which come first, and the order of projects. */
export class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = (file: TestSpecification) => (isSlow(file) ? 0 : projects.indexOf(file.project.name));
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
