import { z } from 'zod';
import {
  type LocalRouteName,
  lobbyRequest,
  localRoutes as paths,
  roomName,
  sayRequest,
  takenRequest,
} from '../../service/local/wire.ts';
import { parseOrRefuse, readJson } from '../request-body.ts';
import { streamEvents } from './event-stream.ts';
import type { Call, Handler, Route } from './route.ts';

async function say({ request, id, parts, signal }: Call): Promise<unknown> {
  const { text, interrupt, mood, wait_sec } = await readJson(request, sayRequest);
  const saying = parts.sessions.own(id).say(text, { interrupt, mood });
  if (wait_sec > 0) await settled(saying.ended, wait_sec * 1000, signal);
  return saying.answer();
}

/** Resolves when `ended` does, after `limitMs`, or when `signal` is aborted, whichever comes first. */
function settled(ended: Promise<void>, limitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, limitMs);
    signal.addEventListener('abort', done);
    ended.then(done);
  });
}

const utterancesQuery = z.object({
  wait: z.coerce.number().min(0).max(600).default(0),
  all: z.enum(['0', '1']).default('0'),
});

async function listen({ id, query, parts, signal }: Call): Promise<unknown> {
  const { wait, all } = parseOrRefuse(utterancesQuery, Object.fromEntries(query));
  const session = parts.sessions.own(id);
  const { utterances } = session.conversation;
  const fresh = await utterances.waiting(wait * 1000, signal);
  const told = all === '1' ? utterances.all() : fresh;
  return { ...told, in_room: session.record.guests(), status: session.status };
}

async function take({ request, id, parts }: Call): Promise<unknown> {
  const { up_to } = await readJson(request, takenRequest);
  parts.sessions.own(id).conversation.utterances.take(up_to);
  return { up_to };
}

async function snapshot({ id, parts, response }: Call): Promise<void> {
  const png = await parts.sessions.own(id).snapshot();
  response.writeHead(200, { 'content-type': 'image/png', 'content-length': png.length }).end(png);
}

async function setLobby({ request, id, parts }: Call): Promise<unknown> {
  const { enabled: lobby } = await readJson(request, lobbyRequest);
  const room = parseOrRefuse(roomName, id);
  parts.rooms.setLobby(room, lobby);
  return { room, room_url: parts.roomUrl(room), lobby };
}

const handlers: Readonly<Record<LocalRouteName, Handler>> = {
  capabilities: ({ parts }) => parts.capabilities(),
  sessions: ({ parts }) => ({ sessions: parts.sessions.answers() }),
  stop({ parts }) {
    parts.stop();
    return { stopping: true };
  },
  lobby: setLobby,
  say,
  events: streamEvents,
  participants: ({ id, parts }) => ({ participants: parts.sessions.own(id).record.facts.participants }),
  snapshot,
  utterances: listen,
  taken: take,
};

/** The routes that this engine adds to the hosted API. */
export const localRoutes: readonly Route[] = Object.entries(paths).map(([name, { method, path }]) => ({
  method,
  path,
  handle: handlers[name as LocalRouteName],
}));
