import type { Call } from './route.ts';

/** Proxies and clients close a silent connection. */
const heartbeatMs = 15_000;

/**
 * Streams a session's events as server-sent events (WHATWG HTML, 9.2), until the session or the caller ends. `Last-Event-ID` or `?after=`
 * continues an earlier stream.
 */
export function streamEvents({ request, response, query, id, parts, signal }: Call): Promise<void> {
  const { events } = parts.sessions.own(id);
  const after = Number(request.headers['last-event-id'] ?? query.get('after') ?? 0) || 0;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  return new Promise((resolve) => {
    const heartbeat = setInterval(() => response.write(': \n\n'), heartbeatMs);
    let unsubscribe = () => {};
    const end = () => {
      clearInterval(heartbeat);
      unsubscribe();
      response.end();
      resolve();
    };
    signal.addEventListener('abort', end);
    unsubscribe = events.subscribe(after, (event) => {
      response.write(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      const isLast = event.type === 'status' && (event.status === 'closed' || event.status === 'error');
      if (isLast) queueMicrotask(end);
    });
  });
}
