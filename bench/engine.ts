import os from 'node:os';
import { parseArgs } from 'node:util';
import { measureChat } from './engine-chat.ts';
import { measureLatency } from './engine-latency.ts';
import { measureLoad } from './engine-load.ts';
import { measureReplies } from './engine-reply.ts';
import type { Spread } from './engine-statistics.ts';
import { measureThreads } from './engine-threads.ts';

/**
 * Measures the local engine's performer at a second peer on this machine:
 * `npx tsx bench/engine.ts [--bots 1,4,8] [--seconds 60] [--threads 24] [--sayings 25] [--chats 12] [--turns 8] [--interruptions 6]`.
 * A 0 skips a part. Prints a table on stderr, one JSON object on stdout.
 */
const { values } = parseArgs({
  options: {
    bots: { type: 'string', default: '1,4,8' },
    seconds: { type: 'string', default: '60' },
    threads: { type: 'string', default: '24' },
    sayings: { type: 'string', default: '25' },
    chats: { type: 'string', default: '12' },
    turns: { type: 'string', default: '8' },
    interruptions: { type: 'string', default: '6' },
  },
});

function row(name: string, figure: string): void {
  process.stderr.write(`${name.padEnd(44)} ${figure}\n`);
}

function spread({ median, p90, samples }: Spread): string {
  return `median ${median} ms, p90 ${p90} ms (${samples})`;
}

const loads = [];
for (const bots of values.bots.split(',').map(Number).filter(Boolean)) {
  const load = await measureLoad(bots, Number(values.seconds));
  loads.push(load);
  row(
    `${bots} bot${bots > 1 ? 's' : ''}, ${load.seconds} s`,
    `${load.fps_least} FPS at least, ${load.cpu_percent_mean} % of a core, ${load.rss_mb_most} MB (others: ${load.others_cpu_percent} %)`,
  );
}

const threads = Number(values.threads) > 0 ? await measureThreads(Number(values.threads)) : undefined;
if (threads) {
  row('one bot by thread', '% of a core');
  for (const { task, cpu_percent } of threads) row(`  ${task}`, cpu_percent.toFixed(2).padStart(6));
  const total = threads.reduce((sum, { cpu_percent }) => sum + cpu_percent, 0);
  row('  together', total.toFixed(2).padStart(6));
}

const latency = Number(values.sayings) > 0 ? await measureLatency(Number(values.sayings)) : undefined;
if (latency) {
  row('text to first audio', spread(latency.first_audio_ms));
  row('32 words to first audio', spread(latency.first_audio_of_long_ms));
  row('text to first mouth movement', spread(latency.first_mouth_ms));
  row('mouth minus audio', spread(latency.mouth_minus_audio_ms));
  row('mouth and audio apart', spread(latency.mouth_audio_apart_ms));
}

const chat = Number(values.chats) > 0 ? await measureChat(Number(values.chats)) : undefined;
if (chat) row('chat to reply heard (echo)', spread(chat));

const hasReplies = Number(values.turns) + Number(values.interruptions) > 0;
const replies = hasReplies
  ? await measureReplies(Number(values.turns), Number(values.interruptions))
  : undefined;
if (replies) {
  row('speech end to reply heard (pocketsphinx)', spread(replies.speech_end_to_reply_ms));
  row('barge-in to silence', spread(replies.barge_in_ms));
  row(
    'interrupted by its own echo',
    `${replies.own_echo.interruptions} of ${replies.own_echo.sayings} sayings`,
  );
}

const machine = {
  cores: os.cpus().length,
  cpu: os.cpus()[0]?.model,
  load: os.loadavg()[0],
  node: process.version,
};
process.stdout.write(`${JSON.stringify({ machine, loads, threads, latency, chat, replies })}\n`);
process.exit(0);
