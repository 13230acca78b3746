import { describe, expect, test } from 'vitest';
import { Pacer } from '../../../scripts/engine/media/pacer.ts';
import { limitBandwidth } from '../../../scripts/engine/media/sdp.ts';
import { frameSamples, VoiceLine } from '../../../scripts/engine/media/voice-line.ts';

const samples = (count: number, value: number) => new Int16Array(count).fill(value);

describe('the line of what is said', () => {
  function recorded(line: VoiceLine) {
    const log: string[] = [];
    const open = (name: string) =>
      line.open({
        started: (at, position) => log.push(`${name} starts at ${at} with ${position}`),
        ended: (at) => log.push(`${name} ends at ${at}`),
      });
    return { log, open };
  }

  test('is silent when nothing is said', () => {
    expect(new VoiceLine().next(0)).toEqual(samples(frameSamples, 0));
  });

  test('plays one stretch after the other without a gap, and tells when', () => {
    const line = new VoiceLine();
    const { log, open } = recorded(line);
    for (const [name, value] of [
      ['one', 1],
      ['two', 2],
    ] as const) {
      const stretch = open(name);
      stretch.append(samples(720, value));
      stretch.finish();
    }
    expect(line.next(100)).toEqual(samples(480, 1));
    expect([...line.next(110)]).toEqual([...samples(240, 1), ...samples(240, 2)]);
    expect(line.next(120)).toEqual(samples(480, 2));
    line.next(130);
    expect(log).toEqual([
      'one starts at 100 with 0',
      'one ends at 115',
      'two starts at 115 with 0',
      'two ends at 130',
    ]);
  });

  test('waits for samples that come late, and tells where it goes on', () => {
    const line = new VoiceLine();
    const { log, open } = recorded(line);
    const stretch = open('one');
    line.next(0);
    stretch.append(samples(480, 5));
    line.next(10);
    expect(line.next(20)).toEqual(samples(480, 0));
    stretch.append(samples(480, 6));
    expect(line.next(30)).toEqual(samples(480, 6));
    expect(log).toEqual(['one starts at 10 with 0', 'one starts at 30 with 480']);
  });

  test('fades within 5 ms when it is cleared, and forgets the rest', () => {
    const line = new VoiceLine();
    const { log, open } = recorded(line);
    const stretch = open('one');
    stretch.append(samples(4800, 1000));
    line.next(0);
    line.clear();
    const fading = [...line.next(10)];
    expect(fading.slice(240)).toEqual([...samples(240, 0)]);
    expect(fading[0]).toBeGreaterThan(900);
    expect(fading[239]).toBe(0);
    expect(line.next(20)).toEqual(samples(480, 0));
    expect(log).toEqual(['one starts at 0 with 0']);
  });

  test('a stretch without samples is passed over', () => {
    const line = new VoiceLine();
    const { log, open } = recorded(line);
    open('empty').finish();
    const next = open('next');
    next.append(samples(480, 3));
    expect(line.next(0)).toEqual(samples(480, 3));
    expect(log).toEqual(['empty ends at 0', 'next starts at 0 with 0']);
  });
});

describe('pacing by the clock', () => {
  test('makes as many ticks as the time holds, each due an interval after the other', async () => {
    const due: number[] = [];
    const pacer = new Pacer({
      intervalMs: 1000 / 24,
      catchUpMs: 1000,
      closestMs: 0,
      tick: (at) => due.push(at),
    });
    const from = performance.now();
    pacer.start();
    await new Promise((resolve) => setTimeout(resolve, 500));
    pacer.stop();
    const elapsed = performance.now() - from;
    expect(Math.abs(due.length - elapsed / (1000 / 24))).toBeLessThanOrEqual(2);
    due.forEach((at, i) => {
      expect(at).toBeCloseTo((due[0] as number) + (i * 1000) / 24, 6);
    });
  });

  test('makes up for what was late, though not in a burst', async () => {
    const times: number[] = [];
    const pacer = new Pacer({
      intervalMs: 40,
      catchUpMs: 400,
      closestMs: 20,
      tick: () => times.push(performance.now()),
    });
    pacer.start();
    const until = performance.now() + 200;
    while (performance.now() < until) Math.sqrt(2);
    await new Promise((resolve) => setTimeout(resolve, 400));
    pacer.stop();
    const gaps = times.slice(1).map((time, i) => time - (times[i] as number));
    expect(Math.min(...gaps)).toBeGreaterThan(15);
    expect(pacer.skipped).toBe(0);
    expect(times.length).toBeGreaterThanOrEqual(13);
  });

  test('leaves out what came too late, and says how much', async () => {
    let count = 0;
    const pacer = new Pacer({
      intervalMs: 10,
      catchUpMs: 50,
      closestMs: 0,
      tick: () => {
        count += 1;
      },
    });
    pacer.start();
    const until = performance.now() + 300;
    while (performance.now() < until) Math.sqrt(2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    pacer.stop();
    expect(pacer.skipped).toBeGreaterThanOrEqual(28);
    expect(count).toBe(pacer.made);
    expect(count).toBeLessThan(15);
  });
});

describe('the answer of a guest', () => {
  const sdp = [
    'v=0',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    'b=AS:5000',
    'a=rtcp-mux',
    'a=rtpmap:96 VP8/90000',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    '',
  ].join('\r\n');

  test('is given limits for video and voice, once', () => {
    const once = limitBandwidth({ type: 'answer', sdp });
    const { sdp: limited } = limitBandwidth(once);
    expect(limited).toBe(once.sdp);
    expect(limited.match(/^b=AS:\d+/gm)).toEqual(['b=AS:300']);
    expect(limited.match(/^a=fmtp:96 x-google-start-bitrate=300;.*$/gm)).toHaveLength(1);
    expect(limited.match(/^a=ptime:20\r$/gm)).toHaveLength(1);
    expect(limited).toContain('a=fmtp:111 minptime=10;useinbandfec=1;stereo=0;maxaveragebitrate=40000\r\n');
  });

  test('without Opus stays as it is, apart from its packet time', () => {
    const plain = sdp.replaceAll('opus', 'PCMU');
    expect(limitBandwidth({ type: 'answer', sdp: plain }).sdp).not.toContain('maxaveragebitrate');
  });
});
