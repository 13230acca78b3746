import type { Runtime } from '../cli/runtime.ts';
import {
  chosenEngine,
  type Endpoint,
  type EngineName,
  type HostedOptions,
  hostedEndpoint,
} from './endpoint.ts';
import type { LocalEngineOptions } from './local/engine.ts';

/**
 * The endpoint of the chosen engine. Starts the local one if `start` or `isNeeded` says so.
 * @throws {PikaError} `key_missing` if the hosted engine or no engine was chosen and there is no key; `engine_unavailable`.
 */
export async function connect(
  choice: EngineName | undefined,
  runtime: Runtime,
  options: LocalEngineOptions & Pick<HostedOptions, 'keyHint'>,
): Promise<Endpoint> {
  if (chosenEngine(choice, runtime) !== 'local') return hostedEndpoint(runtime, options);
  const { localEndpoint } = await import('./local/engine.ts');
  return localEndpoint(runtime, options);
}
