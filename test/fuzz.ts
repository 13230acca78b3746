import process from 'node:process';
import fc, { type StringConstraints } from 'fast-check';

const factor = Number(process.env.PROPERTY_FACTOR ?? 1);

/** The number of cases of a property: few in `npm test`, many times more in `npm run fuzz` (fuzz.config.ts). */
export const cases = (few: number): number => few * factor;

const anyCodePoint = fc
  .nat({ max: 0x10ffff })
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point));

/** Text of any characters. fast-check's own unit `binary` takes a second to make a table of them all. */
export const anyText = (constraints: StringConstraints = {}) =>
  fc.oneof(
    fc.string({ ...constraints, unit: anyCodePoint }),
    fc.string({ ...constraints, unit: 'grapheme' }),
  );
