import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ipaddr from 'ipaddr.js';
import { PikaError } from '../../cli/errors.ts';
import { bracketed, type OwnAddresses, ownAddresses } from './http-guard.ts';
import { createServer, type ServerSetup } from './server.ts';
import { acceptGuests, type UpgradeOptions } from './upgrade.ts';

/** Time limit for pending answers once the engine stops. */
const closeWithinMs = 1000;

interface DoorOptions {
  host: string;
  /** 0: the system chooses. */
  port: number;
  server: Omit<ServerSetup, 'own'>;
  guests: Omit<UpgradeOptions, 'own'>;
}

/** An address at which the engine answers. */
export interface Door {
  /** Ends with a slash. */
  baseUrl: string;
  own: OwnAddresses;
  close(): void;
}

/** Starts to listen. @throws {PikaError} `engine_unavailable` if the address is not available. */
export async function openDoor({ host, port, server: setup, guests }: DoorOptions): Promise<Door> {
  let own: OwnAddresses = { hosts: new Set(), origins: new Set() };
  const server = createServer({ ...setup, own: () => own });
  const dismissGuests = acceptGuests(server, { ...guests, own: () => own });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PikaError('engine_unavailable', `the engine cannot listen: ${reason}`, {
      hint: 'Choose another --host or --port',
      cause,
    });
  }
  // For example, no file descriptor left for a connection: without a listener it would end the process.
  server.on('error', (error) => setup.log('door_failed', { reason: error.message }));
  const scheme = setup.tls ? 'https' : 'http';
  const { port: bound, address } = server.address() as AddressInfo;
  // A name may also resolve to it; only its lookup tells.
  if (ipaddr.process(address).range() === 'unspecified') {
    server.close();
    throw new PikaError('engine_unavailable', `${host} means every address on this machine`, {
      hint: 'Pass with --host the one name or address that guests use',
    });
  }
  own = ownAddresses(scheme, bound, host);
  return {
    baseUrl: `${scheme}://${bracketed(host)}:${bound}/`,
    own,
    close() {
      dismissGuests();
      server.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), closeWithinMs).unref();
    },
  };
}
