import { describe, expect, test } from 'vitest';
import type { Box, DetectedFace } from '../../scripts/avatar/face/detector.ts';
import { headBox, withinPart } from '../../scripts/avatar/face/landmarks.ts';
import { frameAround } from '../../scripts/avatar/picture/frame.ts';
import { judge } from '../../scripts/avatar/verdict.ts';
import { faceOfSize } from './made-faces.ts';

const quality = { measured_on: 'face', sharpness: 0.3, brightness: 0.5, contrast: 0.2 } as const;
const frames = ['16:9', 'square', 'portrait'] as const;

/** The same for every shape of picture: its shorter side. */
const shortSide = 900;
const aspects = [
  ['1:1', 1],
  ['3:4', 3 / 4],
  ['9:16', 9 / 16],
  ['4:3', 4 / 3],
  ['16:9', 16 / 9],
  ['21:9', 21 / 9],
] as const;

function sizeOf(aspect: number) {
  const height = aspect < 1 ? shortSide / aspect : shortSide;
  return { width: Math.round(height * aspect), height: Math.round(height) };
}

/** The head in fractions of the frame that is put around `face`. */
function framedHead(
  face: DetectedFace,
  frame: (typeof frames)[number],
  size: { width: number; height: number },
) {
  const { part } = frameAround([face], frame, size);
  if (!part) throw new Error('no frame');
  const area: Box = {
    x: part.left / size.width,
    y: part.top / size.height,
    width: part.width / size.width,
    height: part.height / size.height,
  };
  const framed = withinPart(face, area);
  return { part, framed, head: headBox(framed) };
}

describe.each(aspects)('a picture of %s', (_name, aspect) => {
  const size = sizeOf(aspect);
  // Of the shorter side: from a person in a room to a close-up.
  const heads = [0.2, 0.45, 0.7, 0.95].map((share) => share * shortSide);

  test.each(frames)('gets a %s frame with the whole head in it', (frame) => {
    for (const pixels of heads) {
      const face = faceOfSize(pixels, size);
      const { head, framed, part } = framedHead(face, frame, size);
      const { box } = framed;
      expect(head.y).toBeGreaterThanOrEqual(-0.001);
      expect(head.y + head.height).toBeLessThanOrEqual(1.001);
      // From ear to ear; wide hair may be cut by an upright frame.
      expect(box.x).toBeGreaterThanOrEqual(0.05);
      expect(box.x + box.width).toBeLessThanOrEqual(0.95);
      expect(Math.min(part.width, part.height)).toBeGreaterThanOrEqual(256);
    }
  });

  test('is not told to crop to 16:9 when that was just done', () => {
    for (const pixels of heads) {
      const face = faceOfSize(pixels, size);
      const { part, framed } = framedHead(face, '16:9', size);
      const { warnings } = judge([framed], quality, part, { frame: '16:9' });
      expect(warnings.filter(({ message }) => message.includes('--frame'))).toEqual([]);
      expect(frameAround([face], '16:9', size).warnings).toEqual([]);
    }
  });
});
