/** This machine's names in a URL: all that our own programs use. */
export const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a URL points to this machine over http or https, without credentials in it. */
export function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && loopbackHost.test(hostname) && !username && !password;
}

/** Whether a key may be sent there: over https, or plain http on this machine, and without credentials in the URL. */
export function isSafeForKeys({ protocol, hostname, username, password }: URL): boolean {
  const isPrivate = protocol === 'https:' || (protocol === 'http:' && loopbackNames.includes(hostname));
  return isPrivate && !username && !password;
}
