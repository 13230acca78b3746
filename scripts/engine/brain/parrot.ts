import type { Brain, BrainContext } from './brain.ts';

/** Repeats what it hears: for tests, and to measure the speed of everything else. */
export function createParrotBrain({ say }: BrainContext): Brain {
  return {
    arrived() {},
    hear({ text, addressed }) {
      if (addressed) say(text);
    },
    interrupted() {},
    close() {},
  };
}
