import { onTestFinished } from 'vitest';
import { type HostedApi, type HostedApiOptions, startHostedApi } from './hosted-api.ts';

/** A stand-in that is closed when the running test ends. */
export async function hostedApiForTest(options?: HostedApiOptions): Promise<HostedApi> {
  const api = await startHostedApi(options);
  onTestFinished(() => api.close());
  return api;
}
