import { createHmac } from 'node:crypto';

/**
 * What a guest must show to enter a room: 22 characters that only this run of the engine can make, from its token. Without it, any program
 * or user on this machine who guesses a room's name could enter, and with `--host` any stranger.
 */
export function roomKey(token: string, room: string): string {
  return createHmac('sha256', token).update(room).digest('base64url').slice(0, 22);
}

/** The address of a room with its key, the secret that an invitation carries. `baseUrl` ends with a slash. */
export function roomAddress(baseUrl: string, token: string, room: string): string {
  return `${baseUrl}room/${room}?key=${roomKey(token, room)}`;
}
