import './cli/direct-start.ts';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import {
  engineEnvironment,
  findEngine,
  type RunningEngine,
  startEngine,
  stopEngine,
} from './service/local/engine.ts';
import { localLabel } from './service/local/label.ts';
import { settingsFingerprint } from './service/local/wire.ts';

const options = z.object({
  action: z.enum(['start', 'stop', 'status', 'serve']).meta({
    description: 'start, stop, status; serve runs it in the foreground',
    placeholder: 'action',
    positional: true,
  }),
  host: z.string().min(1).optional().meta({
    description: 'name or address for guests on other machines (needs both TLS files)',
    placeholder: 'HOST',
  }),
  tlsCert: z.string().optional().meta({ description: 'certificate, PEM', placeholder: 'FILE' }),
  tlsKey: z
    .string()
    .optional()
    .meta({ description: 'private key of the certificate, PEM', placeholder: 'FILE' }),
  port: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .meta({ description: 'port to listen on; 0 for any free one', placeholder: 'PORT' }),
  idleMinutes: z
    .number()
    .min(0)
    .max(1440)
    .default(10)
    .meta({ description: 'stop after this long without sessions or guests; 0: never', placeholder: 'MIN' }),
  onDemand: z.boolean().default(false).describe('may be replaced while idle (set by commands that start it)'),
});
type Options = z.output<typeof options>;

const result = z.object({
  running: z.boolean(),
  base_url: z.string().nullable(),
  pid: z.number().nullable(),
  started_at: z.string().nullable(),
  brain: z.string().nullable().describe('what answers: agent, openai, echo or script'),
  live_sessions: z.number(),
  guests: z.number(),
  label: z.string(),
  stop_reason: z.string().nullable().describe('why a serving engine stopped'),
});

const absent = {
  running: false,
  base_url: null,
  pid: null,
  started_at: null,
  brain: null,
  live_sessions: 0,
  guests: 0,
  label: localLabel,
  stop_reason: null,
};

/** Addresses that mean many: every interface, or every machine on a network. */
const manyHosts: ReadonlySet<string> = new Set(['unspecified', 'broadcast', 'multicast']);

/** Whether `host` is a single name or address in any notation: `0`, `0x0` and `::0` also mean every interface. */
function isOneHost(host: string): boolean {
  const text = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  if (/[\s/?#@*,\\]|:\d*$/.test(text) || !URL.canParse(`https://${text}/`)) return false;
  const name = new URL(`https://${text}/`).hostname.replace(/^\[|\]$/g, '');
  return !ipaddr.isValid(name) || !manyHosts.has(ipaddr.process(name).range());
}

/** Beyond loopback every guest needs TLS: without it browsers allow no camera or microphone. */
function remoteOf({ host, tlsCert, tlsKey }: Options) {
  if (!host && !tlsCert && !tlsKey) return undefined;
  if (!host || !tlsCert || !tlsKey) {
    throw new PikaError('usage', '--host, --tls-cert and --tls-key belong together', {
      hint: 'Pass all three, or none to allow only this machine',
    });
  }
  if (!isOneHost(host)) {
    throw new PikaError('usage', '--host must be the one name or address that guests use', {
      hint: 'Pass the name in the certificate, such as meet.example.org',
    });
  }
  return { host, certificateFile: tlsCert, keyFile: tlsKey };
}

function flagsOf({ host, tlsCert, tlsKey, port, idleMinutes }: Options, path: (file: string) => string) {
  const remote = host && tlsCert && tlsKey;
  const tls = remote ? ['--host', host, '--tls-cert', path(tlsCert), '--tls-key', path(tlsKey)] : [];
  return ['--port', String(port), '--idle-minutes', String(idleMinutes), ...tls];
}

async function status(runtime: Runtime) {
  const engine = await findEngine(runtime);
  if (!engine) return absent;
  const { pid, base_url, started_at, brain, live_sessions, guests } = engine.capabilities;
  return { ...absent, running: true, pid, base_url, started_at, brain, live_sessions, guests };
}

/** Warned once, by the command that opens the engine to guests. */
function warnOfStrangers(remote: ReturnType<typeof remoteOf>, runtime: Runtime): void {
  if (!remote) return;
  runtime.warn(
    'strangers_reach_media',
    'guests with the link connect to the WebRTC stack on this machine, which dates from 2022 and is not sandboxed: give the link only to people you trust',
  );
}

async function start(options: Options, runtime: Runtime) {
  warnOfStrangers(remoteOf(options), runtime);
  const { resolve } = await import('node:path');
  if (await findEngine(runtime))
    runtime.warn('already_running', 'the engine is already running and keeps its options');
  else
    await startEngine(
      runtime,
      flagsOf(options, (file) => resolve(runtime.cwd, file)),
    );
  return status(runtime);
}

/** Records in the journal that they have ended, with their notes. */
async function closeSessions({ endpoint }: RunningEngine, runtime: Runtime): Promise<void> {
  const [{ closeSession }, { Journal }, { isLive }, { PikaClient }] = await Promise.all([
    import('./meeting/close.ts'),
    import('./meeting/journal/journal.ts'),
    import('./meeting/journal/session.ts'),
    import('./service/client.ts'),
  ]);
  const journal = new Journal(runtime.home);
  const client = new PikaClient(endpoint, runtime);
  const live = (await journal.list()).filter(isLive).filter((record) => record.engine === 'local');
  await Promise.all(live.map((record) => closeSession(client, journal, record, 'engine stop', runtime)));
}

async function stop(runtime: Runtime) {
  const engine = await findEngine(runtime);
  if (!engine) return absent;
  await closeSessions(engine, runtime);
  runtime.progress.step('stopping the engine');
  await stopEngine(runtime, engine);
  return { ...absent, stop_reason: 'asked' };
}

async function serveHere(options: Options, runtime: Runtime) {
  const remote = remoteOf(options);
  warnOfStrangers(remote, runtime);
  const environment = engineEnvironment(runtime);
  const [{ serve }, { readSettings }] = await Promise.all([
    import('./engine/serve.ts'),
    import('./engine/settings.ts'),
  ]);
  const { reason, base_url } = await serve({
    home: runtime.home,
    remote,
    port: options.port,
    idleMinutes: options.idleMinutes,
    settings: readSettings(environment),
    fingerprint: settingsFingerprint(environment),
    onDemand: options.onDemand,
    signal: runtime.signal,
    outlivesFaults: true,
    listening: (url) => runtime.progress.step(`the engine is listening at ${url}`),
  });
  return { ...absent, base_url, stop_reason: reason };
}

const engine = defineVerb({
  name: 'engine',
  summary: 'start, stop or show the local engine',
  examples: ['engine start', 'engine serve --host meet.example.org --tls-cert cert.pem --tls-key key.pem'],
  options,
  result,
  async run(options, runtime) {
    const actions = {
      start: () => start(options, runtime),
      stop: () => stop(runtime),
      status: () => status(runtime),
      serve: () => serveHere(options, runtime),
    };
    return actions[options.action]();
  },
});

export default engine;
await runIfMain(import.meta.url, engine);
