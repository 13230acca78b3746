import { parseArgs } from 'node:util';
import { PerformerForTest } from '../test/doubles/performer-process.ts';
import { benchAvatar } from './engine-avatar.ts';

/**
 * Checks that the performer's memory stays flat: `npx tsx bench/engine-soak.ts [--minutes 60]`. One bot, one guest that receives everything,
 * a sentence every ten seconds; the guest reloads the page every five minutes. Prints a line a minute on stderr, one JSON object on stdout.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);

const sentence = 'I am still here. Tell me whenever you would like me to look something up, and I will.';
const speechEveryMs = 10_000;
const speechesPerMinute = 6;
const guestStaysMinutes = 5;
/** Caches and compiled code stabilize in the first minutes. */
const warmUpMinutes = 5;

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const tenth = (value: number) => Math.round(value * 10) / 10;

/** Slope of the least-squares line through one value per minute. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const shared = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  return shared / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}

const { start } = await benchAvatar();
const performer = new PerformerForTest();
const memory: number[] = [];
const frames: number[] = [];
performer.send({ ...start, ears: { engine: 'none' } });
await performer.next('ready');
await performer.join('guest');
for (let minute = 1; minute <= minutes; minute += 1) {
  for (let speech = 0; speech < speechesPerMinute; speech += 1) {
    performer.send({ type: 'say', id: `say-${minute}-${speech}`, text: sentence });
    await delay(speechEveryMs);
  }
  const { rss_mb, fps } = await performer.stats();
  memory.push(rss_mb);
  frames.push(fps);
  process.stderr.write(`${String(minute).padStart(3)} min  ${rss_mb} MB  ${fps} FPS\n`);
  if (minute % guestStaysMinutes === 0) await performer.join('guest');
}
await performer.stop();
const settled = memory.slice(Math.min(warmUpMinutes, memory.length - 2));
const report = {
  minutes,
  rss_mb_first: memory[0],
  rss_mb_last: memory.at(-1),
  rss_mb_most: Math.max(...memory),
  growth_mb_per_minute: tenth(slope(settled) * 10) / 10,
  fps_least: Math.min(...frames),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(0);
