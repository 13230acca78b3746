import {
  checkoutRequest,
  createSessionFields,
  product,
  type RouteName,
  routes,
} from '../../scripts/service/wire.ts';
import { type Money, minCredits } from './money.ts';
import type { Pictures } from './pictures.ts';
import type { ReceivedFile, RecordedRequest, SeenRoute } from './recorded-request.ts';
import { json, type Reply, refusal } from './reply.ts';
import { HostedSession, type SessionStep } from './session-script.ts';
import type { Voices } from './voices.ts';

/** Where the service gives notes; nowhere by default, as nothing is confirmed of the real one. */
export interface HostedNotes {
  /** Fields of the DELETE's answer. */
  inDelete?: Record<string, unknown>;
  /** Fields of the session's answer. */
  inSession?: Record<string, unknown>;
  /** The answer of the notes route, which is otherwise 404. */
  onRoute?: Record<string, unknown>;
}

/** All that the routes work on. */
export interface HostedState {
  readonly sessions: HostedSession[];
  readonly money: Money;
  readonly voices: Voices;
  readonly pictures: Pictures;
  readonly files: Map<string, { bytes: Uint8Array; type: string }>;
  script: readonly SessionStep[];
  notes: HostedNotes;
  products: readonly unknown[];
  /** What a GET says of a session that was deleted. */
  closedAnswer: 'closed' | 'gone';
}

/** What a handler works on: all of it, for one account. */
interface Call extends HostedState {
  account: string;
}

type Handler = (state: Call, request: RecordedRequest, id: string) => Reply | Promise<Reply>;

const handlers: Readonly<Record<RouteName, Handler>> = {
  balance: ({ money }) => json({ balance: money.poll() }),
  products: ({ products }) => json({ products }),
  checkout,
  createSession,
  session: (state, _, id) => {
    const session = find(state, id);
    if (!session || (session.closes > 0 && state.closedAnswer === 'gone')) return unknownSession();
    const facts = session.poll();
    return facts ? json({ session_id: id, ...facts, ...state.notes.inSession }) : unknownSession();
  },
  sessionNotes: (state, _, id) => {
    const { onRoute } = state.notes;
    return find(state, id) && onRoute ? json(onRoute) : refusal(404, 'no notes');
  },
  deleteSession: (state, _, id) => {
    const wasOpen = find(state, id)?.delete();
    return wasOpen ? json({ session_id: id, closed: true, ...state.notes.inDelete }) : unknownSession();
  },
  uploadFile: ({ voices }, request) => voices.upload(request),
  cloneVoice: ({ voices }, request) => voices.clone(request),
  generateImage: ({ pictures }, request) => pictures.generate(request),
};

const filePath = /^\/files\/([\w.-]+)$/;

const patterns = (Object.keys(routes) as RouteName[]).map((name) => ({
  name,
  method: routes[name].method,
  path: new RegExp(`^${routes[name].path.replace(':id', '([^/?]+)')}$`),
}));

/** The route that a request names, and the id in its path. */
export function routeOf(method: string, path: string): { route: SeenRoute; id: string } {
  const [pathname = ''] = path.split('?');
  const file = filePath.exec(pathname)?.[1];
  if (file && (method === 'GET' || method === 'HEAD')) return { route: 'file', id: file };
  for (const pattern of patterns) {
    const match = method === pattern.method && pattern.path.exec(pathname);
    if (match) return { route: pattern.name, id: decodeURIComponent(match[1] ?? '') };
  }
  return { route: 'unknown', id: '' };
}

/** Does what was asked. */
export async function act(
  state: HostedState,
  request: RecordedRequest,
  id: string,
  account: string,
): Promise<Reply> {
  if (request.route === 'unknown') return refusal(404, `no such route: ${request.method} ${request.path}`);
  if (request.route !== 'file') return handlers[request.route]({ ...state, account }, request, id);
  const file = state.files.get(id);
  return file ? { status: 200, ...file } : refusal(404, 'no such file');
}

/** An account sees its own sessions only. */
function find({ sessions, account }: Call, id: string): HostedSession | undefined {
  return sessions.find((session) => session.id === id && session.account === account);
}

function unknownSession(): Reply {
  return refusal(404, 'session not found');
}

function checkout(state: HostedState, request: RecordedRequest): Reply {
  const body = checkoutRequest.safeParse(request.json);
  if (!body.success) return refusal(400, 'product_id is missing');
  const chosen = state.products
    .flatMap((candidate) => product.safeParse(candidate).data ?? [])
    .find(({ productId }) => productId === body.data.product_id);
  if (!chosen) return refusal(400, 'no such product');
  return json({ checkout_url: state.money.checkout(chosen.numCredits) });
}

/** The hosted service knows no fields but its own, and no room of ours. */
const hostedFields = createSessionFields.strict();

function createSession(state: Call, { fields, files }: RecordedRequest): Reply {
  const parsed = hostedFields.safeParse(fields);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refusal(400, `${issue?.path.join('.') || 'field'}: ${issue?.message}`);
  }
  if (parsed.data.platform === 'local') return refusal(400, 'platform: unknown');
  if (!files.image || !isPicture(files.image)) return refusal(400, 'image: not a PNG or JPEG over 1 KB');
  if (state.money.balance < minCredits) return refusal(402, 'insufficient credits');
  const id = `ses_${String(state.sessions.length + 1).padStart(4, '0')}`;
  const session = new HostedSession(id, state.account, parsed.data, files.image, state.script);
  state.sessions.push(session);
  return json({ session_id: id, platform: parsed.data.platform, status: 'created', ...session.facts });
}

const minPictureBytes = 1024;
const pictureStarts = [Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('ffd8ff', 'hex')];

function isPicture({ bytes }: ReceivedFile): boolean {
  const isKnown = pictureStarts.some((start) => bytes.subarray(0, start.length).equals(start));
  return isKnown && bytes.length > minPictureBytes;
}
