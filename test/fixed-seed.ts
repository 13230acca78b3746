import process from 'node:process';
import fc from 'fast-check';
import { cases } from './fuzz.ts';

// The same cases every time, so that a red run is a fault and not luck; PROPERTY_SEED=random looks for new ones.
const seed = process.env.PROPERTY_SEED;
fc.configureGlobal({ numRuns: cases(100), ...(seed !== 'random' && { seed: Number(seed ?? 1) }) });
