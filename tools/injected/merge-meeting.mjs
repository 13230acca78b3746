/** One of several processes that merge a meeting into the same memory: `merge-meeting.mjs PROJECT SESSION`. */
import { systemClock } from '../../scripts/base/clock.ts';
import { Redaction } from '../../scripts/cli/redaction.ts';
import { composeNotes } from '../../scripts/notes/compose.ts';
import { updateNotes } from '../../scripts/notes/files.ts';
import { remember } from '../../scripts/notes/memory/memory.ts';
import { sampleMeeting } from '../../test/notes/sample-meeting.ts';

const [cwd, session_id] = process.argv.slice(2);
const runtime = {
  environment: {},
  cwd,
  home: `${cwd}/.pika`,
  clock: systemClock,
  random: Math.random,
  stdin: process.stdin,
  signal: new AbortController().signal,
  progress: { step() {}, finish() {} },
  redaction: new Redaction(),
  warn() {},
};
const gathered = { found: [], problems: [], isPending: false };
const compose = (stored) => composeNotes({ ...sampleMeeting, session_id }, stored, gathered);
const { notes, folder } = await updateNotes(session_id, runtime, compose);
await remember(notes, folder, runtime);
