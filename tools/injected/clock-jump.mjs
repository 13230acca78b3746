// Loaded before a verb: the wall clock jumps by CHAOS_CLOCK_JUMP_MS a moment after the start, as when it is set or a laptop wakes up.
const jumpMs = Number(process.env.CHAOS_CLOCK_JUMP_MS ?? 0);
const jumpAfterMs = 300;
const now = Date.now;
Date.now = () => now() + (performance.now() > jumpAfterMs ? jumpMs : 0);
