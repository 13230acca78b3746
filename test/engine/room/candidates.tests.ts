import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { CandidateFilter } from '../../../scripts/engine/room/candidates.ts';

const candidate = (address: string, port = 50_000, transport = 'udp') =>
  `candidate:1 1 ${transport} 2122260223 ${address} ${port} typ host generation 0`;

const own = Object.values(os.networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal }) => !internal)?.address;

/** The remote address of a guest's socket, a candidate, and whether the avatar sends to it. Add a row for each trick. */
const rows: [socket: string, candidate: string, allowed: boolean][] = [
  ['127.0.0.1', candidate('127.0.0.1'), true],
  ['::ffff:127.0.0.1', candidate('127.0.0.1'), true],
  ['::1', candidate('127.0.0.1'), true],
  ['127.0.0.1', `a=${candidate('127.0.0.1', 50_000, 'UDP')}`, true],
  ['203.0.113.9', candidate('203.0.113.9'), true],
  ['::ffff:203.0.113.9', candidate('203.0.113.9'), true],
  ['192.168.7.20', candidate('192.168.7.20'), true],
  ['2001:db8::9', candidate('2001:0db8:0:0::9'), true],
  // TCP would connect at once to any port.
  ['127.0.0.1', candidate('127.0.0.1', 50_000, 'tcp'), false],
  ['127.0.0.1', candidate('127.0.0.1', 50_000, 'ssltcp'), false],
  ['127.0.0.1', candidate('127.0.0.1', 50_000, 'tls'), false],
  ['203.0.113.9', candidate('203.0.113.9', 22, 'TCP'), false],
  // A stranger who lists addresses in the engine's network.
  ['203.0.113.9', candidate('127.0.0.1'), false],
  ['203.0.113.9', candidate('::1'), false],
  ['203.0.113.9', candidate('::ffff:127.0.0.1'), false],
  ['203.0.113.9', candidate('0.0.0.0'), false],
  ['203.0.113.9', candidate('10.0.0.5'), false],
  ['203.0.113.9', candidate('172.17.0.1'), false],
  ['203.0.113.9', candidate('192.168.1.1'), false],
  ['203.0.113.9', candidate('169.254.169.254'), false],
  ['203.0.113.9', candidate('fd00::1'), false],
  ['203.0.113.9', candidate('fe80::1%eth0'), false],
  ['203.0.113.9', candidate('224.0.0.251'), false],
  ['203.0.113.9', candidate('255.255.255.255'), false],
  ['192.168.7.20', candidate('192.168.7.1'), false],
  ['127.0.0.1', candidate('10.255.255.1'), false],
  // Someone else's machine.
  ['203.0.113.9', candidate('198.51.100.7'), false],
  ['127.0.0.1', candidate('198.51.100.7'), false],
  // Names, which would be looked up; ports of services; lines that are not candidates.
  ['127.0.0.1', candidate('0b1c2d3e-4f5a.local'), false],
  ['127.0.0.1', candidate('localhost'), false],
  ['203.0.113.9', candidate('evil.example'), false],
  ['203.0.113.9', candidate('203.0.113.9', 53), false],
  ['203.0.113.9', candidate('203.0.113.9', 0), false],
  ['203.0.113.9', candidate('203.0.113.9', 70_000), false],
  ['203.0.113.9', candidate('3405803785'), false],
  ['203.0.113.9', 'candidate:1', false],
  ['203.0.113.9', 'x', false],
  ['', candidate('127.0.0.1'), false],
];

describe('the candidates to which an avatar sends packets', () => {
  test.each(rows)('from %j: %s', (socket, text, allowed) => {
    expect(new CandidateFilter(socket).allows(text)).toBe(allowed);
    const signal = { candidate: { candidate: text } };
    expect(new CandidateFilter(socket).filter(signal)).toEqual(allowed ? signal : undefined);
  });

  test.skipIf(!own)('a browser on this machine may use any of its addresses, a stranger none', () => {
    expect(new CandidateFilter('127.0.0.1').allows(candidate(own ?? ''))).toBe(true);
    expect(new CandidateFilter('203.0.113.9').allows(candidate(own ?? ''))).toBe(false);
  });

  test.each(['\r\n', '\n', '\r'])('a description keeps everything else, with line ends of %j', (end) => {
    const kept = ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0', 'a=ice-ufrag:x'];
    const [one, two] = [`a=${candidate('127.0.0.1')}`, ` A=${candidate('10.0.0.1', 22, 'tcp')}`];
    const sdp = [...kept, one, two, ''].join(end);
    const filtered = new CandidateFilter('127.0.0.1').filter({ description: { type: 'answer', sdp } });
    expect(filtered?.description?.sdp.split('\r\n')).toEqual([...kept, one, '']);
  });

  test('their number is limited', () => {
    const filter = new CandidateFilter('127.0.0.1');
    const ports = Array.from({ length: 200 }, (_, index) => 50_000 + index);
    expect(ports.filter((port) => filter.allows(candidate('127.0.0.1', port)))).toHaveLength(40);
  });

  test('the end of candidates is passed on', () => {
    const signal = { candidate: { candidate: '' } };
    expect(new CandidateFilter('203.0.113.9').filter(signal)).toEqual(signal);
  });
});
