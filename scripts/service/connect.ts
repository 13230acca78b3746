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
 * Where the chosen engine is reached. The local one is started if `start` says so, or `isNeeded`.
 * @throws {PikaError} `key_missing` without a key for the hosted one or when nothing was chosen; `engine_unavailable`.
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
