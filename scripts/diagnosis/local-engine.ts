import os from 'node:os';
import { isPikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { setUpCommand } from '../cli/set-up.mjs';
import { skillDirectory } from '../cli/version.ts';
import { earsCandidates } from '../engine/ears/choose.ts';
import { type EngineSettings, readSettings } from '../engine/settings.ts';
import { speechCandidates } from '../engine/speech/choose.ts';
import { findEngine } from '../service/local/engine.ts';
import { type Check, failed, passed } from './check.ts';

/** Ways to speak that are always available, but are not a voice on this machine. */
const lastResorts: ReadonlySet<string> = new Set(['recorded', 'none']);

async function checkPerformer(): Promise<Check> {
  try {
    await import('@roamhq/wrtc');
    return passed('performer', 'WebRTC is installed', false);
  } catch {
    const hint = `Run: ${setUpCommand(skillDirectory)}`;
    return failed('performer', '@roamhq/wrtc does not load; the local engine needs it', hint, false);
  }
}

async function checkSpeech({ speech }: EngineSettings): Promise<Check> {
  const setup = { settings: speech, directory: os.tmpdir() };
  const found: string[] = [];
  for (const { name, open } of speechCandidates) if (await open(setup)) found.push(name);
  const voices = found.filter((name) => !lastResorts.has(name));
  if (voices.length > 0) {
    const only = voices.every((name) => name === 'flite')
      ? ' (English only; others: apt-get install -y espeak-ng)'
      : '';
    return passed('speech', `the avatar can speak with ${voices.join(', ')}${only}`, false);
  }
  const hint = process.platform === 'linux' ? 'Install one: apt-get install -y flite' : 'Set PIKA_SPEECH_URL';
  return failed(
    'speech',
    'no speech program: the avatar can only show captions and play the demo’s lines',
    hint,
    false,
  );
}

async function checkEars({ ears }: EngineSettings): Promise<Check> {
  const found: string[] = [];
  for (const { name, isThere } of earsCandidates) if (await isThere(ears)) found.push(name);
  const always = 'chat, and speech recognition in the browser of a guest who turns it on';
  if (found.length > 0) return passed('ears', `${found.join(', ')}; ${always}`, false);
  const hint = earsCandidates.map(({ install }) => install).join('; or: ');
  return failed('ears', `only ${always}`, hint, false);
}

function checkBrain({ brain }: EngineSettings): Check {
  const who = brain.kind === 'agent' ? 'agent (listen and say)' : brain.kind;
  return passed('brain', `answers come from: ${who}`, false);
}

async function checkRunning(runtime: Runtime): Promise<Check> {
  const engine = await findEngine(runtime);
  if (!engine) return passed('engine', 'not running; rehearse and join start it', false);
  const { base_url, live_sessions } = engine.capabilities;
  return passed('engine', `running at ${base_url}; live sessions: ${live_sessions}`, false);
}

/** Checks what the local engine speaks, hears and answers with. */
export async function checkLocalEngine(runtime: Runtime): Promise<Check[]> {
  let settings: EngineSettings;
  try {
    settings = readSettings(runtime.environment);
  } catch (error) {
    if (!isPikaError(error)) throw error;
    return [failed('engine', error.message, error.hint, false)];
  }
  return Promise.all([
    checkPerformer(),
    checkSpeech(settings),
    checkEars(settings),
    checkBrain(settings),
    checkRunning(runtime),
  ]);
}
