import process from 'node:process';
import fc from 'fast-check';

// The same cases every time, so that a red run is a fault and not luck; PROPERTY_SEED=random looks for new ones.
const seed = process.env.PROPERTY_SEED;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed ?? 1) });
