import type { DetectedFace } from '../../scripts/avatar/face/detector.ts';
import { headBox } from '../../scripts/avatar/face/landmarks.ts';

/** A plain frontal face, in units of its width from its middle: the 68 points as far as a frame and a verdict look at them. */
function plainLandmarks(): [number, number][] {
  const arc = Array.from({ length: 17 }, (_, i): [number, number] => {
    const angle = Math.PI * (i / 16);
    return [-0.5 * Math.cos(angle), 0.75 * Math.sin(angle) ** 0.8 - 0.05];
  });
  const row = (count: number, from: number, to: number, y: number) =>
    Array.from({ length: count }, (_, i): [number, number] => [from + ((to - from) * i) / (count - 1), y]);
  const eye = (x: number): [number, number][] => [
    [x - 0.1, 0],
    [x - 0.04, -0.035],
    [x + 0.04, -0.035],
    [x + 0.1, 0],
    [x + 0.04, 0.035],
    [x - 0.04, 0.035],
  ];
  return [
    ...arc,
    ...row(10, -0.4, 0.4, -0.15),
    ...row(4, 0, 0, 0.2),
    ...row(5, -0.1, 0.1, 0.3),
    ...eye(-0.22),
    ...eye(0.22),
    ...row(20, -0.18, 0.18, 0.45),
  ];
}

/** A face in the middle of a picture's width whose head, hair included, is `pixels` high and starts near the upper edge. */
export function faceOfSize(pixels: number, size: { width: number; height: number }): DetectedFace {
  const points = plainLandmarks();
  const unit = headBox({ score: 1, box: { x: 0, y: 0, width: 1, height: 1 }, landmarks: points, mesh: [] });
  const scale = pixels / unit.height;
  const top = Math.min(size.height - pixels, 0.03 * size.height) - unit.y * scale;
  const landmarks = points.map(([x, y]): [number, number] => [
    0.5 + (x * scale) / size.width,
    (top + y * scale) / size.height,
  ]);
  const xs = landmarks.map(([x]) => x);
  const ys = landmarks.map(([, y]) => y);
  const box = {
    x: Math.min(...xs),
    y: Math.min(...ys),
    width: Math.max(...xs) - Math.min(...xs),
    height: Math.max(...ys) - Math.min(...ys),
  };
  return { score: 1, box, landmarks, mesh: [] };
}
