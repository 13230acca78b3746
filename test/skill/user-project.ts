import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { type Ended, node24, run } from './installer-programs.ts';

const bin = (...parts: string[]) => path.join(skillDirectory, 'node_modules', ...parts);
const biome = bin('@biomejs', 'biome', 'bin', 'biome');
const tsc = bin('typescript', 'bin', 'tsc');

/** A project with one test for each runner, every tool at its defaults, and nothing that a tool complains of. */
const files: Record<string, string> = {
  'package.json': '{ "name": "theirs", "private": true, "type": "module" }',
  '.gitignore': 'node_modules/\n__pycache__/\n',
  // The list of skills that `npx skills` keeps is that program's own.
  'biome.json': '{ "files": { "includes": ["**", "!skills-lock.json"] } }',
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] } }',
  'eslint.config.js':
    'export default [{ rules: { "no-undef": "error", "no-unused-vars": "warn", eqeqeq: "error" } }];',
  'src/sum.ts': 'export const sum = (a: number, b: number): number => a + b;',
  'src/sum.spec.js': '// @ts-nocheck\nimport { test } from "vitest";\n\ntest("sum", () => {});',
  'test/sum.mjs': '// @ts-nocheck\nimport test from "node:test";\n\ntest("sum", () => {});',
  'test_sum.py': 'def test_sum():\n    assert 1 + 2 == 3\n',
};

/** Writes the project, with the packages of this repository for its tools, and commits it. */
export async function writeProject(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  await symlink(path.join(skillDirectory, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  await run(process.execPath, [biome, 'check', '--write', '.'], { cwd: folder });
  await commitAll(folder);
}

/** Makes a repository of a folder, with all that is in it. */
export async function commitAll(folder: string): Promise<void> {
  const author = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com'];
  const steps = [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    ['commit', '--quiet', '-m', 'Add all'],
  ];
  for (const step of steps) {
    const { exitCode, output } = await run('git', [...author, ...step], { cwd: folder });
    if (exitCode !== 0) throw new Error(output);
  }
}

export interface Tool {
  name: string;
  run(cwd: string, environment: NodeJS.ProcessEnv): Promise<Ended>;
}

function script(name: string, file: string, argv: readonly string[]): Tool {
  return { name, run: (cwd, env) => run(process.execPath, [file, ...argv], { cwd, env }) };
}

/** What a project's own commands are likely to run. */
export const tools: readonly Tool[] = [
  ...[process.execPath, ...(node24 ? [node24] : [])].map((node, at) => ({
    name: at === 0 ? 'node --test' : 'node --test on Node 24',
    run: (cwd: string, env: NodeJS.ProcessEnv) => run(node, ['--test', '--test-reporter=tap'], { cwd, env }),
  })),
  // Not run: whatever it finds could be anything.
  script('vitest', bin('vitest', 'vitest.mjs'), ['list', '--filesOnly']),
  script('tsc, its files', tsc, ['--listFilesOnly']),
  script('tsc', tsc, []),
  // As `tsc --init` sets it up: the packages of the skill have declarations of their own.
  script('tsc that checks JavaScript', tsc, ['--checkJs', '--skipLibCheck']),
  script('biome', biome, ['check', '.']),
  {
    name: 'pytest',
    run: (cwd, env) => run('python3', ['-m', 'pytest', '--quiet', '-p', 'no:cacheprovider'], { cwd, env }),
  },
];

/** What a tool says, without times. */
export function saying({ exitCode, output }: Ended): string {
  const timeless = output
    .replace(/^ *(?:# )?(?:duration_ms|Duration|Start at).*$/gm, '')
    .replace(/\b\d+(?:\.\d+)?\s?(?:ns|µs|ms|s)\b/g, 'TIME');
  return `exit ${exitCode}\n${timeless}`;
}
