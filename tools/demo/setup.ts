import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { promisify } from 'node:util';
import { findProgram } from '../../scripts/base/programs.ts';
import { programOptions } from '../../scripts/base/run-program.ts';

const run = promisify(execFile);
const installWithinMs = 180_000;
const aptGet = '/usr/bin/apt-get';

/** Programs that improve the demo; it also works without them. */
const wanted = [
  {
    program: 'flite',
    use: 'speaks any text; without it the demo plays recorded lines',
  },
  { program: 'ffmpeg', use: 'makes the clip' },
] as const;

export type Program = (typeof wanted)[number]['program'];

function findMissing() {
  return wanted.filter(({ program }) => !findProgram(program));
}

async function install(programs: readonly string[]): Promise<void> {
  const options = {
    ...programOptions('installer', { DEBIAN_FRONTEND: 'noninteractive' }),
    timeout: installWithinMs,
    maxBuffer: 16 * 1024 * 1024,
  };
  const packages = ['install', '-y', '--no-install-recommends', ...programs];
  try {
    await run(aptGet, packages, options);
  } catch {
    // A fresh machine has no package lists yet.
    await run(aptGet, ['update'], options);
    await run(aptGet, packages, options);
  }
}

/**
 * Installs missing programs if that needs no confirmation (root on Debian and its derivatives); otherwise prints the command to run.
 * Never fails. @returns the programs that are then available.
 */
export async function setUp(print: (line: string) => void): Promise<ReadonlySet<Program>> {
  const missing = findMissing();
  if (missing.length > 0) {
    const names = missing.map(({ program }) => program);
    for (const { program, use } of missing) print(`${program} is not installed (it ${use})`);
    const canInstall = process.getuid?.() === 0 && existsSync(aptGet);
    if (canInstall) {
      print(`installing ${names.join(' and ')} …`);
      await install(names).catch((error: Error) => print(`that failed: ${error.message.split('\n')[0]}`));
    } else {
      print(installLine(names));
    }
  }
  const still = new Set(findMissing().map(({ program }) => program));
  return new Set(wanted.map(({ program }) => program).filter((program) => !still.has(program)));
}

function installLine(names: readonly string[]): string {
  if (existsSync(aptGet)) return `install them with: sudo apt-get install -y ${names.join(' ')}`;
  if (process.platform === 'darwin') return 'install it with: brew install ffmpeg';
  if (process.platform === 'win32') return 'install it with: winget install --id Gyan.FFmpeg -e';
  return `install with your package manager: ${names.join(', ')}`;
}
