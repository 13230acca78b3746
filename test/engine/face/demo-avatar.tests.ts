import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { difference, portraits, rigOf } from './portraits.ts';

test('ships the demo avatar as the picture that its drawing gives, with a rig', async () => {
  const drawing = path.join(path.dirname(portraits.demo.image), 'avatar.svg');
  const [drawn, shipped] = await Promise.all(
    [drawing, portraits.demo.image].map((file) =>
      sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true }),
    ),
  );
  expect(shipped?.info).toMatchObject({ width: 1280, height: 720 });
  expect(difference(drawn?.data as Buffer, shipped?.data as Buffer)).toBeLessThan(1);
  await expect(rigOf('demo')).resolves.toMatchObject({ version: 2, source: 'hand' });
});
