import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { promisify } from 'node:util';
import { simpleGit } from 'simple-git';
import { median } from '../scripts/base/numbers.ts';
import { skillDirectory } from '../scripts/cli/version.ts';

/** Time or memory of the whole process, including start-up. */
export type ContextBenchRow =
  | { name: string; median_ms: number; target_ms: number }
  | { name: string; peak_mb: number; target_mb: number };

const run = promisify(execFile);
const rounds = 5;
const folders = 400;
const filesPerFolder = 500;
const logBytes = 2 ** 31;
const target = { ms: 2000, mb: 200 };

/** 200,000 files in a repository, a sparse 2 GB log with errors at its end, and the files for a briefing. */
async function buildWorkspace(root: string): Promise<void> {
  for (let folder = 0; folder < folders; folder += 1) {
    const name = path.join(root, 'src', `package-${folder}`);
    await mkdir(name, { recursive: true });
    const files = Array.from({ length: filesPerFolder }, (_, file) => path.join(name, `file-${file}.ts`));
    await Promise.all(files.map((file) => writeFile(file, '')));
  }
  await mkdir(path.join(root, 'logs'));
  const log = path.join(root, 'logs', 'app.log');
  await writeFile(log, '');
  await truncate(log, logBytes);
  const lines = Array.from(
    { length: 2000 },
    (_, line) => `2026-01-01T10:00:00Z ERROR request ${line} timed out`,
  );
  await writeFile(log, `\n${lines.join('\n')}\n`, { flag: 'a' });
  const facts = Array.from(
    { length: 400 },
    (_, index) => `- Fact ${index} of the project is remembered here.`,
  );
  await writeFile(path.join(root, 'MEMORY.md'), `# Memory\n${facts.join('\n')}\n`);
  await writeFile(path.join(root, 'README.md'), '# big\nA workspace of many files.\n');
  const git = simpleGit({ baseDir: root, config: ['user.name=Bench', 'user.email=bench@example.org'] });
  await git.init();
  await git.raw(['add', '--all', '--', 'src', '*.md']);
  await git.raw(['commit', '--quiet', '--message', 'Import everything']);
}

/** Loaded into the measured process, to report its peak memory on exit. */
const tellMemory = `data:text/javascript,${encodeURIComponent(
  "import process from 'node:process'; process.on('exit', () => process.stderr.write('maxRSS=' + process.resourceUsage().maxRSS));",
)}`;

async function compileOnce(root: string): Promise<{ ms: number; mb: number }> {
  const launcher = path.join(skillDirectory, 'scripts', 'pika.mjs');
  const flags = ['context', '--preview', '--include', 'logs/*.log', '--include', '**/*.md'];
  const startedAt = performance.now();
  const { stdout, stderr } = await run(process.execPath, ['--import', tellMemory, launcher, ...flags], {
    cwd: root,
    env: { ...process.env, PIKA_HOME: path.join(root, '.pika') },
  });
  const ms = performance.now() - startedAt;
  if (!stdout.includes('timed out'))
    throw new Error(`the briefing does not contain the errors of the log: ${stdout.slice(0, 300)}`);
  return { ms, mb: Number(/maxRSS=(\d+)/.exec(stderr)?.[1]) / 1024 };
}

/** A briefing from a very large workspace, from the start of Node to the JSON line. */
export async function benchContext(): Promise<ContextBenchRow[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'pika-bench-context-'));
  try {
    await buildWorkspace(root);
    await compileOnce(root);
    const measured: { ms: number; mb: number }[] = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await compileOnce(root));
    const name = 'context: 200,000 files, a 2 GB log, whole process';
    return [
      {
        name,
        median_ms: Math.round(median(measured.map(({ ms }) => ms)) ?? Number.NaN),
        target_ms: target.ms,
      },
      {
        name: `${name}, peak memory`,
        peak_mb: Math.round(Math.max(...measured.map(({ mb }) => mb))),
        target_mb: target.mb,
      },
    ];
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}
