import process from 'node:process';

const factor = Number(process.env.PROPERTY_FACTOR ?? 1);

/** The number of cases of a property: few in `npm test`, many times more in `npm run fuzz` (fuzz.config.ts). */
export const cases = (few: number): number => few * factor;
