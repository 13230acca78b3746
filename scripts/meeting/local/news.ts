import { isPikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { noteEvent } from '../close.ts';
import type { Journal } from '../journal/journal.ts';
import { isLive } from '../journal/session.ts';

/**
 * Writes into the journal what became of local sessions that ended by themselves, for instance because the avatar's process died. The engine
 * is asked once and only when the journal has such a session as live; one that does not answer changes nothing.
 */
export async function heedLocalNews(journal: Journal, runtime: Runtime): Promise<void> {
  const records = (await journal.list()).filter(
    (record) => record.engine === 'local' && isLive(record) && record.state !== 'closing',
  );
  if (records.length === 0) return;
  const statuses = await statusesHere(runtime);
  for (const { key, session_id } of records) {
    const found = statuses.get(session_id ?? '');
    if (found?.status !== 'error') continue;
    const message = found.error_message ?? 'no reason was given';
    await noteEvent(journal, key, { event: 'failed', message }, runtime);
  }
}

interface Found {
  status: string;
  error_message: string | null;
}

/** What the engine says of each of its sessions, by their ids; nothing where it does not answer. */
export async function statusesHere(runtime: Runtime): Promise<ReadonlyMap<string, Found>> {
  const [{ findEngine }, { LocalClient }] = await Promise.all([
    import('../../service/local/engine.ts'),
    import('../../service/local/client.ts'),
  ]);
  try {
    const engine = await findEngine(runtime);
    const sessions = engine ? await new LocalClient(engine.endpoint, runtime).sessions() : [];
    return new Map(sessions.map((session) => [session.session_id, session]));
  } catch (error) {
    if (isPikaError(error)) return new Map();
    throw error;
  }
}
