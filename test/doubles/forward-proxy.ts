import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A CONNECT as the proxy saw it. */
interface SeenTunnel {
  /** Host and port that were asked for. */
  target: string;
  headers: IncomingHttpHeaders;
}

export interface ForwardProxy {
  url: string;
  tunnels: SeenTunnel[];
}

/**
 * A proxy on loopback for the running test. Whatever host is asked for, the tunnel leads to `port` on this machine;
 * without a port it is refused with 502.
 */
export async function startForwardProxy(port?: number): Promise<ForwardProxy> {
  const tunnels: SeenTunnel[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    tunnels.push({ target: request.url ?? '', headers: request.headers });
    client.on('error', () => {});
    if (!port) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const far = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection Established\r\n\r\n'));
    far.on('error', () => client.destroy());
    for (const socket of [client, far]) sockets.add(socket);
    client.pipe(far).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels };
}
