import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { outliveFaults } from '../../scripts/engine/faults.ts';
import { ownAddresses } from '../../scripts/engine/http/http-guard.ts';
import { acceptGuests } from '../../scripts/engine/http/upgrade.ts';
import { roomAddress, roomKey } from '../../scripts/engine/room/room-key.ts';
import { Rooms } from '../../scripts/engine/room/rooms.ts';
import { Guest, socketUrl, until } from './engine-scene.ts';

const token = 'the token of a test';

test('a fault caused by one guest closes only that connection, and is logged', async () => {
  const events: string[] = [];
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const rooms = new Rooms([], { changed() {} });
  const dismiss = acceptGuests(server, {
    own: () => ownAddresses('http', port, '127.0.0.1'),
    rooms,
    roomKey: (room) => roomKey(token, room),
    log: (event) => events.push(event),
    listener: {
      chat(room, { id: from, name }, text) {
        if (text === 'fail') throw new Error('a fault of the engine');
        room.announce({ type: 'chat', from, name, text, at: '' });
      },
      heard() {
        throw new Error('a fault of the engine');
      },
    },
  });
  onTestFinished(() => {
    dismiss();
    server.closeAllConnections();
    server.close();
  });
  const enter = async (name: string) => {
    const guest = new Guest(socketUrl(roomAddress(`http://127.0.0.1:${port}/`, token, 'demo')), name);
    await guest.hears('welcome');
    return guest;
  };
  const [ben, eve, sam] = [await enter('Ben'), await enter('Eve'), await enter('Sam')];
  eve.chat('fail');
  sam.say({ type: 'heard', text: 'fail', final: true });
  await Promise.all([once(eve.socket, 'close'), once(sam.socket, 'close')]);
  await until('both to be gone', () => rooms.guestCount === 1 || undefined);
  ben.chat('still here');
  await ben.hears('chat', ({ text }) => text === 'still here');
  expect(events).toEqual(['guest_failed', 'guest_failed']);
});

test('the listeners for uncaught errors are restored', () => {
  const names = ['uncaughtException', 'unhandledRejection'] as const;
  const listeners = () => names.map((name) => process.listeners(name as 'uncaughtException'));
  const before = listeners();
  const restore = outliveFaults(() => {});
  expect(listeners()).not.toEqual(before);
  restore();
  expect(listeners()).toEqual(before);
});
