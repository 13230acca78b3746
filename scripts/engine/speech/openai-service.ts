export interface OpenaiService {
  url: string;
  key?: string | undefined;
}

/** The full address of an OpenAI-compatible route, of a base (`https://host/v1`) or of the route itself. */
export function routeOf(url: string, route: string): URL {
  const address = new URL(url);
  if (!address.pathname.endsWith(route)) address.pathname = `${address.pathname.replace(/\/$/, '')}${route}`;
  return address;
}

/** The header that carries the key. */
export function authorization({ key }: OpenaiService): Record<string, string> {
  return key ? { authorization: `Bearer ${key}` } : {};
}

/** A service's refusal, for people: the status and the start of its message. */
export async function refusalOf(response: { status: number; text(): Promise<string> }): Promise<string> {
  const text = await response.text().catch(() => '');
  const words = text.match(/"message"\s*:\s*"([^"]{1,200})/)?.[1] ?? text.slice(0, 200);
  return `HTTP ${response.status}${words ? `: ${words.trim()}` : ''}`;
}
