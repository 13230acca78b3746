import { readdirSync } from 'node:fs';
import path from 'node:path';

const root = import.meta.dirname;

/**
 * The test files that start programs, be it the skill itself, a guard, a performer, git, ffmpeg or a browser: the project `process`. All
 * others are of the project `unit`, and fail when they start one (no-processes.ts). Neither isolates its files from each other, so that each
 * module is loaded once: a test puts back what it changes of the process (variables, timers, globals).
 */
export const filesWithProcesses: readonly string[] = [
  'avatar/face',
  'avatar/generate-avatar',
  'avatar/join-avatar',
  'avatar/prepare-avatar',
  'avatar/source',
  'bad-input/answers',
  'bad-input/journal',
  'bad-input/media',
  'bad-input/verbs',
  'base/child-environment',
  'base/file-access',
  'base/foreign-files',
  'base/read-paths',
  'base/workspace-write',
  'base/written-paths',
  'chaos/verdict',
  'cli/errors',
  'cli/interruption',
  'cli/loaded-modules',
  'cli/offline',
  'cli/process-alive',
  'cli/schema',
  'cli/what-runs',
  'context/briefing',
  'context/context-verb',
  'context/foreign-repository',
  'context/outgoing-text',
  'context/private-briefing',
  'context/skill-in-workspace',
  'context/workspace',
  'diagnosis/doctor',
  'doubles/run-verb',
  'engine/brain',
  'engine/ears/transcribers',
  'engine/engine-file',
  'engine/engine-stop',
  'engine/faults',
  'engine/guest-devices',
  'engine/guest-paths',
  'engine/performer/heard',
  'engine/performer/performer',
  'engine/performer/talk',
  'engine/presence',
  'engine/quotas',
  'engine/room',
  'engine/server',
  'engine/server-attacks',
  'engine/server-conversation',
  'engine/server-targets',
  'engine/service-transport',
  'engine/silent-socket',
  'engine/speech/adapters',
  'engine/verbs',
  'launcher',
  'link/files',
  'link/passcode',
  'meeting/closed-on-proof',
  'meeting/damaged-journal',
  'meeting/dry-run',
  'meeting/funding',
  'meeting/guard',
  'meeting/guard-floor',
  'meeting/guard-left-alone',
  'meeting/join-not-ready',
  'meeting/join-ready',
  'meeting/join-unclear',
  'meeting/journal',
  'meeting/leave-and-status',
  'meeting/lifecycle',
  'meeting/lock',
  'meeting/open-browser',
  'meeting/sessions',
  'meeting/shown-link',
  'net/download',
  'notes/additions',
  'notes/deliveries',
  'notes/forget',
  'notes/leave-notes',
  'notes/memory',
  'notes/one-clock',
  'notes/projects',
  'notes/report',
  'notes/second-meeting',
  'skill/conventions',
  'skill/hints',
  'skill/installers',
  'skill/scanner',
  'skill/user-project',
  'voice/cloning',
  'voice/ffmpeg',
  'voice/odd-recordings',
  'voice/profile',
  'voice/recordings',
  'voice/report-picture',
  'voice/sample-loudness',
].map(named);

function named(name: string): string {
  return `test/${name}.tests.ts`;
}

/**
 * The test files that each have a process to themselves, the project `apart`: sharp opens pictures for them that it refuses for the rest of a
 * process once the avatar's decoder is loaded.
 */
export const filesApart: readonly string[] = [
  'engine/face/demo-avatar',
  'engine/face/placement',
  'engine/face/posed-mesh',
  'engine/face/render-client',
  'engine/face/renderer',
].map(named);

/** Every test file, by its path from the root. */
export function testFiles(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tests.ts'))
    .map((name) => `test/${name.split(path.sep).join('/')}`);
}
