import { readdirSync, readFileSync } from 'node:fs';
import { instantNow } from '../scripts/engine/protocol.ts';
import { PerformerForTest } from '../test/doubles/performer-process.ts';
import { benchAvatar } from './engine-avatar.ts';
import { Viewer } from './engine-viewer.ts';

export interface ThreadFigures {
  /** What the thread does; those with the same task are added up. */
  task: string;
  /** Of one core. */
  cpu_percent: number;
  /** Milliseconds per second that it was ready but another program had the core. */
  waiting_ms: number;
}

/** The names that the WebRTC stack gives its threads, cut by the kernel to 15 characters. */
const tasks: Readonly<Record<string, string>> = {
  EncoderQueue: 'video encoder',
  AudioEncoder: 'voice encoder',
  PeerConnectionF: 'sockets',
  TaskQueuePacedS: 'pacing of packets',
  rtp_send_contro: 'bandwidth control',
  TestAudioDevice: 'sound device',
};

const settleMs = 8000;
const speechEveryMs = 8000;
const line = 'I am still here. Tell me whenever you would like me to look something up, and I will.';

/** Where the processor time of one bot goes that a viewer watches and that speaks half of the time. Linux only: elsewhere undefined. */
export async function measureThreads(seconds: number): Promise<ThreadFigures[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { start } = await benchAvatar();
  const performer = new PerformerForTest();
  try {
    performer.send({ ...start, ears: { engine: 'none' } });
    await performer.next('ready');
    const viewer = await Viewer.create((signal) => performer.signal('viewer', signal));
    performer.connect('viewer', viewer, { microphone: false });
    await delay(settleMs);
    const pid = performer.child.pid as number;
    const before = threadsOf(pid);
    const from = instantNow();
    for (let said = 0; instantNow() < from + seconds * 1000; said++) {
      performer.send({ type: 'say', id: `say-${said}`, text: line });
      await delay(Math.min(speechEveryMs, from + seconds * 1000 - instantNow()));
    }
    return byTask(pid, before, threadsOf(pid), instantNow() - from);
  } finally {
    await performer.stop();
  }
}

interface Thread {
  name: string;
  /** Milliseconds since its start. */
  running: number;
  waiting: number;
}

function threadsOf(pid: number): Map<string, Thread> {
  const directory = `/proc/${pid}/task`;
  return new Map(
    readdirSync(directory).map((id) => {
      const name = readFileSync(`${directory}/${id}/comm`, 'utf8').trim();
      // Nanoseconds on a core, and waiting for one (Documentation/scheduler/sched-stats.rst).
      const [running = 0, waiting = 0] = readFileSync(`${directory}/${id}/schedstat`, 'utf8')
        .split(' ')
        .map(Number);
      return [id, { name, running: running / 1e6, waiting: waiting / 1e6 }];
    }),
  );
}

function byTask(
  pid: number,
  before: ReadonlyMap<string, Thread>,
  after: ReadonlyMap<string, Thread>,
  elapsedMs: number,
): ThreadFigures[] {
  const used = [...after].map(([id, { name, running, waiting }]) => ({
    isMain: id === String(pid),
    name,
    running: running - (before.get(id)?.running ?? 0),
    waiting: waiting - (before.get(id)?.waiting ?? 0),
  }));
  // Node names all of its threads alike; beside the main one only the one that draws does much.
  const drawing = used
    .filter(({ isMain, name }) => !isMain && !(name in tasks))
    .reduce((most, thread) => (thread.running > most.running ? thread : most));
  const sums = new Map<string, ThreadFigures>();
  for (const thread of used) {
    const task = thread.isMain ? 'main' : thread === drawing ? 'drawing' : (tasks[thread.name] ?? 'others');
    const sum = sums.get(task) ?? { task, cpu_percent: 0, waiting_ms: 0 };
    sum.cpu_percent += (thread.running * 100) / elapsedMs;
    sum.waiting_ms += (thread.waiting * 1000) / elapsedMs;
    sums.set(task, sum);
  }
  return [...sums.values()]
    .map(({ task, cpu_percent, waiting_ms }) => ({
      task,
      cpu_percent: Number(cpu_percent.toFixed(2)),
      waiting_ms: Number(waiting_ms.toFixed(1)),
    }))
    .sort((a, b) => b.cpu_percent - a.cpu_percent);
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
