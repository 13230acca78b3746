import type { Mood } from '../../../service/local/wire.ts';
import type { FacePose } from './pose.ts';

/** What a mood makes of a face at rest; see FacePose. */
type Expression = Pick<FacePose, 'smile' | 'lowerLid' | 'brow' | 'furrow'>;

/** A calm person's: seen, but not acted. `liveliness` scales how much head and brows move. */
export interface Bearing extends Expression {
  liveliness: number;
}

const bearings: Readonly<Record<Mood, Bearing>> = {
  neutral: { smile: 0, lowerLid: 0, brow: 0, furrow: 0, liveliness: 1 },
  warm: { smile: 0.4, lowerLid: 0.3, brow: 0.05, furrow: 0, liveliness: 1.05 },
  serious: { smile: -0.35, lowerLid: 0, brow: -0.12, furrow: 0.22, liveliness: 0.75 },
  excited: { smile: 0.35, lowerLid: 0.2, brow: 0.22, furrow: 0, liveliness: 1.35 },
};
const parts = ['smile', 'lowerLid', 'brow', 'furrow', 'liveliness'] as const;

/** Seconds in which two thirds of a change are done: a mood comes within a second and fades for several. */
const comes = 0.45;
const fades = 2.2;

/** The mood of a face: it comes with what is said and fades after it. */
export class MoodState {
  readonly #now: Bearing = { ...bearings.neutral };

  /** `mood` of what is being said, if anything is. */
  step(mood: Mood | undefined, elapsed: number): Readonly<Bearing> {
    const target = bearings[mood ?? 'neutral'];
    const ease = 1 - Math.exp(-elapsed / (mood ? comes : fades));
    for (const part of parts) {
      const next = this.#now[part] + (target[part] - this.#now[part]) * ease;
      this.#now[part] = Math.abs(next - target[part]) < 0.004 ? target[part] : next;
    }
    return this.#now;
  }
}
