import os from 'node:os';
import { instantNow } from '../scripts/engine/protocol.ts';
import { PerformerForTest } from '../test/doubles/performer-process.ts';
import { benchAvatar } from './engine-avatar.ts';
import { Viewer } from './engine-viewer.ts';

export interface LoadFigures {
  bots: number;
  seconds: number;
  /** Frames received per second: of the worst bot, and the mean. */
  fps_least: number;
  fps_mean: number;
  /** Share of one core: of the bot that used most, and the mean. */
  /** Size of the picture that all of them receive, pixels. */
  size: string;
  cpu_percent_most: number;
  cpu_percent_mean: number;
  rss_mb_most: number;
  frames_skipped: number;
  audio_underruns: number;
  /** CPU use of the receiving side, all viewers in one process. */
  viewers_cpu_percent: number;
  /** CPU use of everything else: if it is high, the figures above mean little. */
  others_cpu_percent: number;
}

/** Eight that start together compile their code for this long. */
const settleMs = 8000;
const speechEveryMs = 8000;
const line = 'I am still here. Tell me whenever you would like me to look something up, and I will.';

/** Starts `bots` performers with a viewer each and measures them for `seconds`; each speaks half of the time. */
export async function measureLoad(bots: number, seconds: number): Promise<LoadFigures> {
  const { start } = await benchAvatar();
  const performers = Array.from({ length: bots }, () => new PerformerForTest());
  try {
    const viewers = await Promise.all(
      performers.map(async (performer) => {
        performer.send({ ...start, ears: { engine: 'none' } });
        await performer.next('ready');
        const viewer = await Viewer.create((signal) => performer.signal('viewer', signal));
        performer.connect('viewer', viewer, { microphone: false });
        return viewer;
      }),
    );
    await delay(settleMs);
    await Promise.all(performers.map((performer) => performer.stats()));
    const from = instantNow();
    const viewersCpu = process.cpuUsage();
    const machine = machineBusyMs();
    const before = await Promise.all(viewers.map((viewer) => viewer.viewed()));
    for (let said = 0; instantNow() < from + seconds * 1000; said++) {
      for (const performer of performers) performer.send({ type: 'say', id: `say-${said}`, text: line });
      await delay(Math.min(speechEveryMs, from + seconds * 1000 - instantNow()));
    }
    const elapsed = (instantNow() - from) / 1000;
    const cpu = process.cpuUsage(viewersCpu);
    const busyPercent = (machineBusyMs() - machine) / 10 / elapsed;
    const after = await Promise.all(viewers.map((viewer) => viewer.viewed()));
    const fps = after.map(({ frames }, index) => (frames - (before[index]?.frames ?? 0)) / elapsed);
    const stats = await Promise.all(performers.map((performer) => performer.stats()));
    const viewersPercent = (cpu.user + cpu.system) / 1e4 / elapsed;
    const cpuPercents = stats.map(({ cpu_percent }) => cpu_percent);
    return {
      bots,
      seconds,
      fps_least: hundredth(Math.min(...fps)),
      fps_mean: hundredth(mean(fps)),
      size: [...new Set(after.map(({ width, height }) => `${width}x${height}`))].join(' '),
      cpu_percent_most: hundredth(Math.max(...cpuPercents)),
      cpu_percent_mean: hundredth(mean(cpuPercents)),
      rss_mb_most: hundredth(Math.max(...stats.map(({ rss_mb }) => rss_mb))),
      frames_skipped: sum(stats.map(({ frames_skipped }) => frames_skipped)),
      audio_underruns: sum(stats.map(({ audio_underruns }) => audio_underruns)),
      viewers_cpu_percent: hundredth(viewersPercent),
      others_cpu_percent: hundredth(Math.max(0, busyPercent - viewersPercent - sum(cpuPercents))),
    };
  } finally {
    await Promise.all(performers.map((performer) => performer.stop()));
  }
}

/** Total busy time of all cores since boot, milliseconds. */
function machineBusyMs(): number {
  return sum(os.cpus().flatMap(({ times: { user, nice, sys, irq } }) => [user, nice, sys, irq]));
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const hundredth = (value: number) => Math.round(value * 100) / 100;
