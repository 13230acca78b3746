import { routes } from '../../service/wire.ts';
import { Refusal } from '../refusal.ts';
import { readRoomLink } from '../room/room-link.ts';
import { readJoinForm } from '../session/join-form.ts';
import type { Call, Handler, Route } from './route.ts';

/** Enough credits for every check: this engine is free. */
const plentyOfCredits = 1_000_000;

const notOffered =
  (what: string): Handler =>
  () => {
    throw new Refusal(422, `the local engine does not ${what}; use the hosted engine`);
  };

async function createSession({ request, parts }: Call): Promise<unknown> {
  const form = await readJoinForm(request);
  if (form.fields.platform !== 'local') {
    throw new Refusal(400, 'platform: expected local; Google Meet and Zoom need the hosted engine');
  }
  const link = readRoomLink(form.fields.meet_url, parts.isOwnOrigin);
  return parts.sessions.create(form, link);
}

async function deleteSession({ id, parts }: Call): Promise<unknown> {
  const notes = await parts.sessions.close(id);
  return { session_id: id, closed: true, notes };
}

const handlers: Readonly<Record<keyof typeof routes, Handler>> = {
  balance: () => ({ balance: plentyOfCredits }),
  products: () => ({ products: [] }),
  checkout: notOffered('sell credits'),
  createSession,
  session: ({ id, parts }) => parts.sessions.answer(id),
  sessionNotes: ({ id, parts }) => parts.sessions.notes(id),
  deleteSession,
  uploadFile: notOffered('keep voice samples'),
  cloneVoice: notOffered('clone voices'),
  generateImage: notOffered('generate pictures'),
};

/** The routes of the hosted API, with its shapes. */
export const hostedRoutes: readonly Route[] = Object.entries(routes).map(([name, { method, path }]) => ({
  method,
  path,
  handle: handlers[name as keyof typeof routes],
}));
