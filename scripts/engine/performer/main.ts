import { messageOf } from '../../base/failure.ts';
import { isPikaError } from '../../cli/errors.ts';
import { removeDirectory } from '../process/performer-launch.ts';
import { type FromPerformer, toPerformer } from '../protocol.ts';
import { Performer } from './performer.ts';

/** The process of one performer. protocol.ts describes its messages, process/performer-launch.ts its argument. */
const directory = process.argv[2] as string;
let performer: Performer | undefined;
let hasStarted = false;

function send(message: FromPerformer): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/** By then the engine has read the message, or has died. */
const toldWithinMs = 5000;

/** Tells the engine why, and exits. */
function fail(error: unknown): void {
  const code = isPikaError(error) ? error.code : 'internal_error';
  const hint = isPikaError(error) ? error.hint : 'Start the session again';
  const message = messageOf(error);
  const exit = () => process.exit(1);
  if (!process.connected) exit();
  process.send?.({ type: 'failed', code, message, hint } satisfies FromPerformer, undefined, undefined, exit);
  setTimeout(exit, toldWithinMs);
}

async function follow(raw: unknown): Promise<void> {
  const parsed = toPerformer.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = `a message could not be read: ${issue?.path.join('.')} ${issue?.message}`;
    return send({ type: 'warning', code: 'message_invalid', message });
  }
  const message = parsed.data;
  if (message.type === 'stop') {
    await performer?.stop();
    process.exit(0);
  }
  if (message.type !== 'start') return performer?.handle(message);
  if (hasStarted) return;
  hasStarted = true;
  performer = await Performer.start(message, directory, send);
  for (const earlier of waiting.splice(0)) await follow(earlier);
}

/** Messages that arrive while the performer starts: a guest may join before the picture is drawn. */
const waiting: unknown[] = [];

process.on('message', (raw) => {
  const isStop = (raw as { type?: unknown } | null)?.type === 'stop';
  if (hasStarted && !performer && !isStop) waiting.push(raw);
  else follow(raw).catch(fail);
});
// The engine has died, and with it every guest's connection.
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// A Ctrl-C in the engine's terminal reaches the whole process group. The engine decides when its performers stop.
process.on('SIGINT', () => {});
// The engine does this as well, but may have died.
process.on('exit', () => removeDirectory(directory));
