import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cloneVoiceRequest } from '../../scripts/service/wire.ts';
import { clonedVoiceId } from '../../scripts/voice/library/records.ts';
import { labelOf, voiceIdFor } from '../../scripts/voice/library/voice-id.ts';
import { anyText } from '../fuzz.ts';

const now = Date.UTC(2026, 10, 20, 9, 8, 7);

describe('a voice_id', () => {
  test.each([
    ['Ada', 'voice_Ada_20261120090807_iiii'],
    ['  Jürgen Müller-Lüdenscheidt ', 'voice_Jurgen_Muller_Ludenscheidt_20261120090807_iiii'],
    ['007', 'voice_007_20261120090807_iiii'],
    ['🎤', 'voice_20261120090807_iiii'],
    ['李明', 'voice_20261120090807_iiii'],
    ['../../etc/passwd', 'voice_etc_passwd_20261120090807_iiii'],
    ['x'.repeat(300), `voice_${'x'.repeat(40)}_20261120090807_iiii`],
  ])('is made from the name %j', (name, id) => {
    expect(voiceIdFor(name, now, () => 0.5)).toBe(id);
  });

  test('is taken by the service and may name a file, whatever the name', () => {
    const anyName = fc.oneof(anyText(), fc.string({ maxLength: 400 }));
    const anyTime = fc.integer({ min: 0, max: Date.UTC(2099, 0) });
    fc.assert(
      fc.property(anyName, anyTime, fc.double({ min: 0, max: 0.9999, noNaN: true }), (name, at, draw) => {
        const id = voiceIdFor(name, at, () => draw);
        expect(cloneVoiceRequest.shape.voice_id.safeParse(id).success).toBe(true);
        expect(clonedVoiceId.safeParse(id).success).toBe(true);
        expect(id).toMatch(/\d/);
        expect(labelOf(name).length).toBeLessThanOrEqual(40);
      }),
    );
  });

  test('differs from second to second and within one', () => {
    let draw = 0;
    const random = () => {
      draw += 1;
      return (draw * 0.137) % 1;
    };
    const ids = [now, now, now + 1000].map((at) => voiceIdFor('Ada', at, random));
    expect(new Set(ids).size).toBe(3);
  });
});
