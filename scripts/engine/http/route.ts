import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Capabilities } from '../../service/local/wire.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Sessions } from '../session/sessions.ts';

/**
 * By hand: some twenty fixed paths, each with at most one id. A web framework would bring its own parsing of targets and bodies, its own
 * errors and its own ways around the checks of http-guard.ts, which must come before everything else.
 */

/** The parts of the engine that routes use. */
export interface EngineParts {
  sessions: Sessions;
  rooms: Rooms;
  roomUrl(room: string): string;
  /** Whether a page of this origin (`scheme://host:port`) is the engine's own. */
  isOwnOrigin(origin: string): boolean;
  capabilities(): Capabilities;
  /** Stops the engine after the answer is sent. */
  stop(): void;
}

export interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  /** The session's id or the room's name, if the path has one. */
  id: string;
  query: URLSearchParams;
  parts: EngineParts;
  /** Aborted when the caller disconnects or the engine stops. */
  signal: AbortSignal;
}

/** A handler returns the JSON body of a 200, or nothing if it has sent the answer itself. */
export type Handler = (call: Call) => unknown;

export interface Route {
  method: string;
  path: string;
  handle: Handler;
}

interface Matched {
  handle: Handler;
  id: string;
}

const idPattern = '([A-Za-z0-9][A-Za-z0-9_:.-]{0,127})';

/** Finds the route of a request; `id` is empty if the path has none. */
export function matcher(routes: readonly Route[]): (method: string, path: string) => Matched | undefined {
  const compiled = routes.map((route) => ({
    ...route,
    pattern: new RegExp(`^${route.path.replace(':id', idPattern)}$`),
  }));
  return (method, path) => {
    for (const { pattern, handle, method: wanted } of compiled) {
      const match = wanted === method && pattern.exec(path);
      if (match) return { handle, id: match[1] ?? '' };
    }
    return undefined;
  };
}
