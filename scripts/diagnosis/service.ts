import { median } from '../base/numbers.ts';
import { isPikaError } from '../cli/errors.ts';
import { ownCommand } from '../cli/own-command.ts';
import type { Runtime } from '../cli/runtime.ts';
import { PikaClient } from '../service/client.ts';
import { hostedEndpoint } from '../service/endpoint.ts';
import { creditsNeeded } from '../service/funding.ts';
import { type Check, failed, passed } from './check.ts';

const probes = 6;

/** Twice 150 ms, the longest one-way delay at which conversation feels natural (ITU-T G.114). */
const goodRoundTripMs = 300;
/** Beyond this a receiver's buffer drops or stretches audio, and lips and voice drift apart (ITU-T Y.1541, class 0 allows 50 ms). */
const goodJitterMs = 50;

/** Mean difference of neighboring values, as RTP defines jitter (RFC 3550, 6.4.1). */
function jitter(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  return steps.reduce((sum, step) => sum + step, 0) / Math.max(1, steps.length);
}

function checkLine(timesMs: readonly number[]): Check {
  const roundTrip = Math.round(median(timesMs) ?? 0);
  const spread = Math.round(jitter(timesMs));
  const figures = `round trip ${roundTrip} ms, jitter ${spread} ms`;
  if (roundTrip <= goodRoundTripMs && spread <= goodJitterMs)
    return passed('line', `${figures}: good`, false);
  const hint = 'Voice and lips may lag or drift apart: use a wired connection, without a VPN';
  return failed(
    'line',
    `${figures}: poor (good is up to ${goodRoundTripMs} and ${goodJitterMs} ms)`,
    hint,
    false,
  );
}

/** Asks the hosted service for the balance a few times, to check the key, the credits and the connection. */
export async function checkService(runtime: Runtime): Promise<Check[]> {
  try {
    const client = new PikaClient(hostedEndpoint(runtime), runtime);
    // The first call opens the connection and does not count.
    const credits = await client.balance();
    const timesMs: number[] = [];
    for (let probe = 0; probe < probes; probe += 1) {
      const start = runtime.clock.monotonic();
      await client.balance();
      timesMs.push(runtime.clock.monotonic() - start);
    }
    const works = `the key works; ${credits} credits`;
    const isEnough = credits >= creditsNeeded;
    const service = isEnough
      ? passed('service', works)
      : failed('service', `${works}, a join needs ${creditsNeeded}`, `Buy credits: ${ownCommand('topup')}`);
    return [service, checkLine(timesMs)];
  } catch (error) {
    if (!isPikaError(error) || runtime.signal.aborted) throw error;
    return [failed('service', error.message, error.hint)];
  }
}
