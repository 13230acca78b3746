import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { committedFiles } from '../skill/clean-copy.ts';

/** Everything of Node's file system that changes something, or opens something to be written. */
const writers =
  /\b(?:writeFile|appendFile|copyFile|cp|mkdir|mkdtemp|rename|rm|rmdir|unlink|link|symlink|chmod|chown|lchown|utimes|truncate|createWriteStream|write)(?:Sync)?\b/;
/** Everything that reads a file that may be a pipe or a device. */
const readers = /\b(?:readFile|createReadStream|open|openAsBlob)(?:Sync)?\b/;

/**
 * Files outside scripts/base that use the file system themselves, with the reason. None of them may do so in the user's workspace: there
 * base/workspace-write.ts writes and base/bounded-read.ts reads.
 */
const allowed: Readonly<Record<string, { writes?: string; reads?: string }>> = {
  'scripts/avatar/face/network/graph-model.ts': { reads: 'the models of the skill' },
  'scripts/cli/code-cache.mjs': { writes: 'the cache of code in PIKA_HOME' },
  'scripts/cli/own-packages.mjs': { reads: 'package.json of the skill' },
  'scripts/cli/translate.mjs': { writes: 'the cache of code in PIKA_HOME', reads: 'sources of the skill' },
  'scripts/cli/typescript.mjs': {
    writes: 'the cache of code in PIKA_HOME',
    reads: 'the cache of code in PIKA_HOME',
  },
  'scripts/cli/main.ts': { writes: 'the last line to stdout' },
  'scripts/cli/version.ts': { reads: 'package.json of the skill' },
  'scripts/context/briefing-file.ts': {
    writes: 'briefings in PIKA_HOME',
    reads: 'makes a new file in PIKA_HOME',
  },
  'scripts/diagnosis/machine.ts': { writes: 'makes the journal’s folder in PIKA_HOME' },
  'scripts/engine/ears/pocketsphinx-decoder.ts': {
    writes: 'a pipe in the performer’s temporary folder',
    reads: 'the same pipe',
  },
  'scripts/engine/process/engine-file.ts': { writes: 'engine.json in PIKA_HOME' },
  'scripts/engine/log.ts': { writes: 'engine.log in PIKA_HOME' },
  'scripts/engine/process/performer-launch.ts': { writes: 'the performer’s temporary folder' },
  'scripts/engine/room/room-pages.ts': { reads: 'the pages of the skill' },
  'scripts/engine/session/session-store.ts': {
    writes: 'sessions in PIKA_HOME',
    reads: 'sessions in PIKA_HOME',
  },
  'scripts/engine/speech/flite.ts': { writes: 'its own temporary file', reads: 'its own temporary file' },
  'scripts/engine/speech/macos-say.ts': { writes: 'its own temporary file', reads: 'its own temporary file' },
  'scripts/engine/speech/recorded-lines.ts': { reads: 'recordings of the skill' },
  'scripts/meeting/guard/guard-journal.mjs': {
    writes: 'journal in PIKA_HOME',
    reads: 'journal in PIKA_HOME',
  },
  'scripts/meeting/guard/guards.ts': { reads: 'heartbeats in PIKA_HOME' },
  'scripts/meeting/local/browser.ts': { writes: 'the page that leads to a room, in PIKA_HOME' },
  'scripts/meeting/journal/answer-file.mjs': { writes: 'answers beside the journal in PIKA_HOME' },
  'scripts/meeting/journal/journal.ts': { writes: 'journal in PIKA_HOME', reads: 'journal in PIKA_HOME' },
  'scripts/meeting/journal/lock.ts': { writes: 'locks in PIKA_HOME' },
  'scripts/notes/deliveries/webhook.ts': {
    writes: 'receivers in PIKA_HOME',
    reads: 'receivers in PIKA_HOME',
  },
  'scripts/notes/report/page.ts': { reads: 'style and script of the skill' },
  'scripts/service/local/kept-session.ts': { reads: 'what the engine kept in PIKA_HOME' },
  'scripts/service/local/launched-engine.ts': {
    writes: 'engine.log in PIKA_HOME',
    reads: 'engine.log in PIKA_HOME',
  },
  'scripts/voice/clone/clone.ts': { writes: 'its own temporary folder' },
  'scripts/voice/sample/pcm.ts': { reads: 'sound in the temporary folder' },
  'scripts/voice/sample/pipeline.ts': { reads: 'sound in the temporary folder' },
  'scripts/voice/sample/file.ts': { writes: 'stdin into the temporary folder' },
};

const files = (await committedFiles()).filter((file) => /^scripts\/.*\.(?:ts|mjs|js)$/.test(file));

/** The names that a file takes from Node's file system. */
function namesFrom(file: string): string[] {
  const text = readFileSync(path.join(skillDirectory, file), 'utf8');
  const imports = [...text.matchAll(/import\s+([^;]*?)\s+from\s+'(?:node:)?fs(?:\/promises)?'/g)];
  return imports.flatMap(([, names = '']) => names.split(/[{},\s]+/).filter(Boolean));
}

/** Files outside scripts/base that take a name of this kind. */
function users(kind: RegExp): string[] {
  const whole = new RegExp(`^(?:${kind.source}|fs|\\*)$`);
  return files.filter(
    (file) => !file.startsWith('scripts/base/') && namesFrom(file).some((name) => whole.test(name)),
  );
}

describe('the file system', () => {
  test('is written to by base alone, and where the table says why', () => {
    expect(users(writers).filter((file) => !allowed[file]?.writes)).toEqual([]);
  });

  test('is read by base alone, and where the table says why', () => {
    expect(users(readers).filter((file) => !allowed[file]?.reads)).toEqual([]);
  });

  test('has no entry in the table that nothing needs', () => {
    const needed = new Set([...users(writers), ...users(readers)]);
    expect(Object.keys(allowed).filter((file) => !needed.has(file))).toEqual([]);
  });

  test('is not reached by another way', () => {
    const guilty = files.filter((file) => {
      const text = readFileSync(path.join(skillDirectory, file), 'utf8');
      return /write-file-atomic['"]|require\(['"](?:node:)?fs|import\(['"](?:node:)?fs|fs-extra|graceful-fs/.test(
        text,
      );
    });
    expect(guilty).toEqual([]);
  });
});
