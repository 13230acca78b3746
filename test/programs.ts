import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Test files that drive programs of the system, and the line that installs them on Debian. */
interface Need {
  programs: readonly string[];
  files: readonly string[];
  install: string;
}

const needs: readonly Need[] = [
  {
    programs: ['ffmpeg', 'ffprobe', 'flite', 'espeak-ng'],
    files: [
      'voice/cloning',
      'voice/ffmpeg',
      'voice/profile',
      'voice/recordings',
      'voice/sample-loudness',
      'bad-input/media',
    ].map((name) => `test/${name}.tests.ts`),
    install: 'apt-get install -y ffmpeg flite espeak-ng',
  },
];

function isInstalled(program: string): boolean {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.some((folder) =>
    names.some((name) => {
      try {
        accessSync(path.join(folder, name), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
  );
}

/** The files that cannot run here, each named with what would make it run. */
export function filesWithoutPrograms(): string[] {
  return needs.flatMap(({ programs, files, install }) => {
    const missing = programs.filter((program) => !isInstalled(program));
    if (missing.length === 0) return [];
    for (const file of files)
      process.stderr.write(`skipped: ${file} needs ${missing.join(', ')}: ${install}\n`);
    return files;
  });
}
