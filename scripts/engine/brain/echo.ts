import type { Brain, BrainContext } from './brain.ts';

/** Says back what it is told: for tests, and to measure how fast the rest is. */
export function createEchoBrain({ say }: BrainContext): Brain {
  return {
    arrived() {},
    hear({ text, addressed }) {
      if (addressed) say(text);
    },
    interrupted() {},
    close() {},
  };
}
