import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../scripts/base/clock.ts';
import { writeWhole } from '../../scripts/base/whole-file.ts';
import { readEnvironment } from '../../scripts/cli/environment.ts';
import { createProgress } from '../../scripts/cli/progress.ts';
import { Redaction } from '../../scripts/cli/redaction.ts';
import type { Runtime } from '../../scripts/cli/runtime.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { pngFromI420 } from '../../scripts/engine/face/drawing/snapshot.ts';
import type { VideoFrame } from '../../scripts/engine/media/webrtc.ts';
import { instantNow } from '../../scripts/engine/protocol.ts';
import { endRehearsal } from '../../scripts/meeting/local/rehearsal.ts';
import rehearse from '../../scripts/rehearse.ts';
import { featuresOf } from '../../scripts/rig/features.ts';
import { rigSchema } from '../../scripts/rig/rig.ts';
import { findEngine, localEndpoint, stopEngine } from '../../scripts/service/local/engine.ts';
import { Clip } from './clip.ts';
import { complaints, describe, type Exchange, type Figures, measure } from './figures.ts';
import type { Region } from './guest.ts';
import { RoomGuest } from './room-guest.ts';
import { setUp } from './setup.ts';

/**
 * `npm run demo`: a separate engine, a room, the avatar, and a scripted guest who asks in the chat, and sees and hears the answers.
 * Prints a report and saves a picture, a clip, the transcript and the notes in `artifacts/demo`.
 */
const output = path.join(skillDirectory, 'artifacts', 'demo');
const sampleAvatar = path.join(skillDirectory, 'scripts', 'avatar', 'sample');
const questions = [
  'Can you hear me?',
  'When is the release?',
  'Please make a note of it.',
  'Thank you, bye!',
];
const quietMs = 1500;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function createRuntime(home: string): Runtime {
  const script = `script:${path.join(import.meta.dirname, 'script.json')}`;
  const environment = readEnvironment({ ...process.env, PIKA_BRAIN: script, PIKA_ENGINE: 'local' });
  const redaction = new Redaction();
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort(new Error(`stopped by ${signal}`)));
  }
  return {
    environment,
    cwd: home,
    home,
    clock: systemClock,
    random: Math.random,
    stdin: Readable.from([]),
    signal: controller.signal,
    progress: createProgress('plain', process.stdout, 'demo', redaction),
    redaction,
    // Without a speech program the demo plays its recorded lines.
    warn: (code, message) => code !== 'speech_missing' && print(message),
  };
}

/** The region around the demo avatar's mouth, according to its rig. */
async function mouthRegion(): Promise<Region> {
  const { mouth } = featuresOf(
    rigSchema.parse(JSON.parse(await readFile(path.join(sampleAvatar, 'avatar.rig.json'), 'utf8'))),
  );
  const width = mouth.right[0] - mouth.left[0];
  const x = mouth.left[0] - width / 4;
  return { x, y: mouth.upper[1] - width / 4, width: width * 1.5, height: width * 1.5 };
}

async function converse(guest: RoomGuest, avatarId: string, signal: AbortSignal): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const question of questions) {
    signal.throwIfAborted();
    const askedAt = guest.chat(question);
    const { receivedAt: startedAt } = await guest.until(
      `an answer to "${question}"`,
      askedAt,
      (message) => message.type === 'speaking' && message.id === avatarId && message.active,
    );
    const { receivedAt: endedAt } = await guest.until(
      'the end of the answer',
      startedAt,
      (message) => message.type === 'speaking' && message.id === avatarId && !message.active,
    );
    const said = guest.received.flatMap((message) =>
      message.type === 'caption' && message.from === avatarId && message.receivedAt >= askedAt
        ? [message.text]
        : [],
    );
    const exchange = { question, answer: said.join(' '), askedAt, endedAt };
    exchanges.push(exchange);
    print(`  Sam  ${question}\n  Ada  ${exchange.answer}`);
    // Sound that is still on its way to the guest belongs to this answer.
    await delay(400, undefined, { signal });
  }
  return exchanges;
}

interface Taken {
  figures: Figures;
  exchanges: Exchange[];
  picture: VideoFrame | undefined;
}

/** The guest's visit: silence first, for comparison, then the questions. */
async function visit(roomUrl: URL, avatarId: string, clip: Clip, signal: AbortSignal): Promise<Taken> {
  let picture: VideoFrame | undefined;
  let widest = 0;
  let watching: RoomGuest | undefined;
  const guest = await RoomGuest.join(roomUrl, 'Sam', {
    region: await mouthRegion(),
    onFrame(frame, at) {
      clip.frame(frame, at);
      const change = watching?.peer.seen.at(-1)?.change ?? 0;
      if (change < widest) return;
      widest = change;
      picture = { ...frame, data: Uint8Array.from(frame.data) };
    },
    onSound: (samples, at) => clip.sound(samples, at),
  });
  watching = guest;
  try {
    await delay(1000, undefined, { signal });
    const from = instantNow();
    await delay(quietMs, undefined, { signal });
    const quiet = { from, to: instantNow() };
    widest = 0;
    clip.start();
    const exchanges = await converse(guest, avatarId, signal);
    clip.stop();
    return { figures: measure(guest.peer, exchanges, quiet), exchanges, picture };
  } finally {
    guest.leave();
  }
}

const write = (name: string, content: string | Buffer) => writeWhole(path.join(output, name), content);

async function keep(taken: Taken, end: Awaited<ReturnType<typeof endRehearsal>>): Promise<string[]> {
  const { figures, picture } = taken;
  const lines = end.transcript.map((entry) => JSON.stringify(entry)).join('\n');
  await write('transcript.jsonl', `${lines}\n`);
  await write('notes.json', `${JSON.stringify(end, null, 2)}\n`);
  await write('report.json', `${JSON.stringify({ ...figures, engine: end.timing }, null, 2)}\n`);
  const files = ['transcript.jsonl', 'notes.json', 'report.json'];
  if (!picture) return files;
  await write('snapshot.png', await pngFromI420(new Uint8Array(picture.data), picture.width, picture.height));
  return ['snapshot.png', ...files];
}

async function run(runtime: Runtime, scratch: string): Promise<boolean> {
  const programs = await setUp(print);
  const startedAt = Date.now();
  const options = rehearse.options.parse({
    botName: 'Ada',
    image: path.join(sampleAvatar, 'avatar.png'),
    room: 'demo',
  });
  const { session_id, room_url, label } = await rehearse.run(options, runtime);
  print(`· ${label}; a guest joins\n`);
  const clip = new Clip(scratch);
  try {
    const taken = await visit(new URL(room_url), session_id, clip, runtime.signal);
    const endpoint = await localEndpoint(runtime, { start: false });
    const end = await endRehearsal(endpoint, session_id, runtime);
    const files = await keep(taken, end);
    if (programs.has('ffmpeg')) {
      await clip.encode(path.resolve(output, 'clip.mp4'));
      files.unshift('clip.mp4');
    }
    const wrong = complaints(taken.figures, questions.length);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    print(
      [
        '',
        ...describe(taken.figures),
        `time      ${seconds} s`,
        `files     ${output}: ${files.join(', ')}`,
      ].join('\n'),
    );
    print(wrong.length ? `\nProblems: ${wrong.join('; ')}` : '\nThe avatar was seen, heard, and answered.');
    return wrong.length === 0;
  } finally {
    await clip.discard();
  }
}

const scratch = await mkdtemp(path.join(os.tmpdir(), 'pika-demo-'));
await mkdir(output, { recursive: true });
const runtime = createRuntime(scratch);
try {
  if (!(await run(runtime, scratch))) process.exitCode = 1;
} catch (error) {
  print(`The demo failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  const closing = { ...runtime, signal: new AbortController().signal };
  const engine = await findEngine(closing);
  if (engine) await stopEngine(closing, engine);
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}
// The guest's WebRTC stack keeps threads that would keep the process alive.
process.exit();
