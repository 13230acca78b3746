import { createHmac } from 'node:crypto';

/**
 * What a guest must show to come into a room: 22 characters that only this run of the engine can make, from its token. Without it every
 * program and user of the machine, and with `--host` every stranger, who guesses a room's name would be in.
 */
export function roomKey(token: string, room: string): string {
  return createHmac('sha256', token).update(room).digest('base64url').slice(0, 22);
}

/** The address of a room, with its key: it is the secret that an invitation hands on. `baseUrl` ends in a slash. */
export function roomAddress(baseUrl: string, token: string, room: string): string {
  return `${baseUrl}room/${room}?key=${roomKey(token, room)}`;
}
