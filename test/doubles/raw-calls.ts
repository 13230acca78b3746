import type { HostedApi } from './hosted-api.ts';
import { gradient } from './pictures.ts';

export function call(
  api: HostedApi,
  method: string,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const headers = { authorization: `DevKey ${api.key}`, ...init.headers };
  return fetch(api.baseUrl + path, { redirect: 'manual', ...init, method, headers });
}

export function post(api: HostedApi, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return call(api, 'POST', path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

/** What is at `path` in a JSON answer. */
export async function field(response: Response, ...path: (string | number)[]): Promise<unknown> {
  let value: unknown = await response.json();
  for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name];
  return value;
}

export async function joinForm(changes: Record<string, string | undefined> = {}): Promise<FormData> {
  const form = new FormData();
  const fields = {
    meet_url: 'https://meet.google.com/abc-defg-hij',
    bot_name: 'Ada (AI)',
    platform: 'google_meet',
    voice_id: 'English_radiant_girl',
    ...changes,
  };
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
  form.set('image', new Blob([await gradient()], { type: 'image/png' }), 'avatar.png');
  return form;
}

export const join = async (api: HostedApi, body?: FormData) =>
  call(api, 'POST', '/proxy/realtime/meeting-session', { body: body ?? (await joinForm()) });

export const poll = (api: HostedApi, id = 'ses_0001') => call(api, 'GET', `/proxy/realtime/session/${id}`);
export const leave = (api: HostedApi, id = 'ses_0001') =>
  call(api, 'DELETE', `/proxy/realtime/session/${id}`);
export const balance = (api: HostedApi) => call(api, 'GET', '/developer/balance');
