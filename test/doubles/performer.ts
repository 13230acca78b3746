import process from 'node:process';
import {
  type FromPerformer,
  instantNow,
  type ToPerformer,
  toPerformer,
} from '../../scripts/engine/protocol.ts';

/**
 * Stands in for a performer where a test is about the engine, not about picture and sound: it keeps the protocol and sends no media.
 * A say of `crash` ends the process as a fault would; other words take 30 ms each.
 */
const msPerWord = 30;

interface Waiting {
  id: string;
  text: string;
}

const waiting: Waiting[] = [];
let current: { say: Waiting; end(reason?: string): void } | undefined;

const send = (message: FromPerformer): void => {
  process.send?.(message);
};

/** The end of a say of which so many words were heard. */
function ended({ id, text }: Waiting, count: number, reason?: string): void {
  const words = text.trim().split(/\s+/);
  const [heard, rest] = [words.slice(0, count).join(' '), words.slice(count).join(' ')];
  const spoken_text = heard && rest ? `${heard} …` : heard;
  const interrupted = reason !== undefined;
  if (heard) send({ type: 'heard', id, text: spoken_text, at: instantNow() });
  send({
    type: 'say_ended',
    id,
    at: instantNow(),
    interrupted,
    reason,
    spoken_text,
    unspoken_text: rest,
    shown_text: '',
    audible: heard !== '',
  });
}

function drop(reason: string): void {
  for (const { id, text } of waiting.splice(0)) {
    ended({ id, text }, 0, reason);
  }
  current?.end(reason);
}

function next(): void {
  const say = waiting.shift();
  if (!say) return;
  const { id, text } = say;
  send({ type: 'say_started', id, at: instantNow() });
  send({ type: 'caption', id, text, at: instantNow() });
  const startedAt = performance.now();
  const count = text.trim().split(/\s+/).length;
  const timer = setTimeout(() => current?.end(), count * msPerWord);
  current = {
    say,
    end(reason) {
      clearTimeout(timer);
      current = undefined;
      const heard = 1 + Math.floor((performance.now() - startedAt) / msPerWord);
      ended(say, reason === undefined ? count : Math.min(count, heard), reason);
      next();
    },
  };
}

async function heed(message: ToPerformer): Promise<void> {
  switch (message.type) {
    case 'start':
      send({
        type: 'ready',
        at: instantNow(),
        speech: 'none',
        speech_voice: null,
        ears: 'none',
        fidelity: 'stock',
      });
      break;
    case 'say':
      if (message.text === 'crash') process.exit(70);
      if (message.interrupt) drop('interrupted by another say');
      if (message.first) waiting.unshift(message);
      else waiting.push(message);
      if (!current) next();
      break;
    case 'interrupt':
      drop(message.reason);
      break;
    case 'snapshot': {
      const frame = { create: { width: 854, height: 480, channels: 3 as const, background: '#334' } };
      const { default: sharp } = await import('sharp');
      const png = await sharp(frame).png().toBuffer();
      send({ type: 'snapshot', id: message.id, png_base64: png.toString('base64'), at: instantNow() });
      break;
    }
    case 'stats': {
      const { id } = message;
      const figures = { fps: 24, frames: 240, frames_skipped: 0, cpu_percent: 1, rss_mb: 1 };
      send({ type: 'stats', id, at: instantNow(), ...figures, audio_underruns: 0, peers: 0 });
      break;
    }
    case 'stop':
      waiting.splice(0);
      current?.end('the session ends');
      // What was sent is still delivered; then it exits, as below.
      process.disconnect();
  }
}

process.on('message', (message) => heed(toPerformer.parse(message)));
process.on('disconnect', () => process.exit(0));
