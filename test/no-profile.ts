import { secretLintProfiler } from '@secretlint/profiler';

// secretlint notes each of its steps and searches all its notes at each: hundreds of briefings in one process would take quadratic time.
secretLintProfiler.mark = () => {};
