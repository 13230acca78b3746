import { existsSync } from 'node:fs';
import process from 'node:process';
import { PikaError } from '../../cli/errors.ts';

interface Installer {
  platform: NodeJS.Platform;
  /** Path of the package manager; a row without one applies to the whole platform. */
  program?: string;
  command: string;
}

const installers: readonly Installer[] = [
  { platform: 'linux', program: '/usr/bin/apt-get', command: 'sudo apt-get install -y ffmpeg' },
  { platform: 'linux', program: '/usr/bin/dnf', command: 'sudo dnf install -y ffmpeg-free' },
  { platform: 'linux', program: '/sbin/apk', command: 'sudo apk add ffmpeg' },
  { platform: 'linux', program: '/usr/bin/pacman', command: 'sudo pacman -S --noconfirm ffmpeg' },
  { platform: 'darwin', command: 'brew install ffmpeg' },
  { platform: 'win32', command: 'winget install --id Gyan.FFmpeg -e' },
];

/** The command that installs ffmpeg on this system; undefined if unknown. */
export function ffmpegInstallCommand(
  platform: NodeJS.Platform = process.platform,
  exists: (file: string) => boolean = existsSync,
): string | undefined {
  const fits = (row: Installer) => row.platform === platform && (!row.program || exists(row.program));
  return installers.find(fits)?.command;
}

/** The hint with the command. */
export function ffmpegInstallHint(): string {
  const command = ffmpegInstallCommand();
  return command ? `Install it with: ${command}` : 'Install it from https://ffmpeg.org/download.html';
}

export function ffmpegMissing(program: 'ffmpeg' | 'ffprobe'): PikaError {
  return new PikaError('program_missing', `${program} is not installed or not in PATH`, {
    hint: ffmpegInstallHint(),
    known: { program: 'ffmpeg' },
  });
}
