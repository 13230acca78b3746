import { roundTo } from '../../base/numbers.ts';
import type { EngineName } from '../../service/endpoint.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A clone that does not speak within 168 hours is deleted; one real use keeps it (platform.minimax.io, "Voice clone"). */
const retentionMs = 168 * hourMs;

/** Age from which an unused voice causes a warning (reference client's SKILL.md: six days). */
const warnAfterMs = 6 * dayMs;

/** What to tell a person about the life of a new voice. */
export const retentionWarnings: Readonly<Record<EngineName, string>> = {
  pika: 'A cloned voice is deleted 7 days after cloning unless it has spoken in a meeting by then',
  local: 'A voice of the local engine is a file in this project; nothing deletes it',
};

export interface RetentionFacts {
  engine: EngineName;
  cloned_at: string;
  first_used_at: string | null;
}

type RetentionState = 'kept' | 'fresh' | 'expiring' | 'expired';

export interface Retention {
  state: RetentionState;
  age_days: number;
  used: boolean;
  /** Days until the service deletes it if it stays unused; null if it will not be deleted. */
  days_left: number | null;
}

function unusedState(ageMs: number): RetentionState {
  if (ageMs >= retentionMs) return 'expired';
  return ageMs >= warnAfterMs ? 'expiring' : 'fresh';
}

/** How long a voice is kept. Voices of the local engine are never deleted: they are the user's files. */
export function retentionOf(voice: RetentionFacts, nowMs: number): Retention {
  const ageMs = Math.max(0, nowMs - Date.parse(voice.cloned_at));
  const used = voice.first_used_at !== null;
  const age_days = roundTo(ageMs / dayMs, 1);
  if (used || voice.engine === 'local') return { state: 'kept', age_days, used, days_left: null };
  return {
    state: unusedState(ageMs),
    age_days,
    used,
    days_left: roundTo(Math.max(0, retentionMs - ageMs) / dayMs, 1),
  };
}
