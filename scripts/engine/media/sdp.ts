import type { SessionDescription } from '../protocol.ts';
import { packetMs } from './voice-line.ts';

/**
 * A portrait that moves little at 854x480 and 24 FPS looks clean at 300 kbit/s in VP8 (a photograph arrives with 48.5 dB, at 450 with
 * 49); more only costs CPU time, a twentieth more for the encoder at 450. On a busy machine packets come unevenly, which the sender mistakes
 * for congestion; without a minimum rate it would stop sending pictures.
 */
const videoKilobits = { start: 300, least: 200, most: 300 };
/**
 * Wide-band speech in Opus, one channel (RFC 7587, section 3.1.1: 28 to 40 kbit/s for full-band speech). Silence is sent too: leaving it
 * out (`usedtx`) saves 0.6 % of a core, but on a busy machine guests then heard an interruption 700 ms late.
 */
const voiceBits = 40_000;

const opusParameters = `minptime=10;useinbandfec=1;stereo=0;maxaveragebitrate=${voiceBits}`;

/**
 * The guest's answer, with limits for what is sent to it: a sender reads bandwidth (`b=`, RFC 8866) and Opus parameters from the
 * other side's description.
 */
export function limitBandwidth(description: SessionDescription): SessionDescription {
  const [session = '', ...media] = description.sdp.split(/(?=^m=)/m);
  const limited = media.map((section) => {
    if (section.startsWith('m=video')) return limitVideo(section);
    if (section.startsWith('m=audio')) return limitVoice(section);
    return section;
  });
  return { ...description, sdp: [session, ...limited].join('') };
}

function limitVideo(original: string): string {
  const { start, least, most } = videoKilobits;
  const section = original.replace(/^b=.*\r?\n/gm, '').replace(/^(c=.*\r?\n)/m, `$1b=AS:${most}\r\n`);
  const payload = section.match(/^a=rtpmap:(\d+) VP8\/90000/im)?.[1];
  const rates = `x-google-start-bitrate=${start};x-google-min-bitrate=${least};x-google-max-bitrate=${most}`;
  return payload ? withParameters(section, payload, rates) : section;
}

/** The amount that `voice-line.ts` produces at a time. Half of it would reach the guest 10 ms sooner, but in twice as many packets. */
const packetTime = `a=ptime:${packetMs}`;

function limitVoice(original: string): string {
  const section = original.replace(/^a=ptime:.*\r?\n/gm, '').replace(/^(a=rtcp-mux)/m, `${packetTime}\r\n$1`);
  const payload = section.match(/^a=rtpmap:(\d+) opus\/48000/im)?.[1];
  return payload ? withParameters(section, payload, opusParameters) : section;
}

/** The section with the parameters of a payload type replaced. */
function withParameters(section: string, payload: string, parameters: string): string {
  const format = new RegExp(`^a=fmtp:${payload} .*$`, 'm');
  const line = `a=fmtp:${payload} ${parameters}`;
  if (format.test(section)) return section.replace(format, line);
  return section.replace(new RegExp(`^(a=rtpmap:${payload} .*)$`, 'm'), `$1\r\n${line}`);
}
