import { Blinks } from './blinks.ts';
import { afterglow, type Emphasis, emphasisAt, noEmphasis } from './emphasis.ts';
import { Gaze } from './gaze.ts';
import { clamp } from './interpolation.ts';
import { MoodState } from './moods.ts';
import { MouthMotion } from './mouth-motion.ts';
import { type FaceMode, type FacePose, restPose } from './pose.ts';
import { Posture, type Turn } from './posture.ts';
import { Spring } from './spring.ts';
import { poseAt, type VisemeTrack } from './visemes.ts';

/** Seconds of one breath, and the share of it that is breathing in. */
const breathPeriod = 4.4;
const breathingIn = 0.42;

/** How brows are held; nothing of a face at rest moves but head, chest and eyes. */
const brows: Readonly<Record<FaceMode, Pick<FacePose, 'brow' | 'furrow'>>> = {
  idle: { brow: 0, furrow: 0 },
  listening: { brow: 0.14, furrow: 0 },
  thinking: { brow: 0.05, furrow: 0.3 },
  speaking: { brow: 0, furrow: 0 },
};
const browRate = 6;
/** What goes with a stress is smoothed at this rate, which delays it by so many seconds. */
const emphasisRate = 20;
const emphasisDelay = 2 / emphasisRate;

/** Milliseconds: the mouth gets ready before the first sound, and stays so in a pause between two sentences. */
const readyBefore = 120;
const readyAfter = 350;

/** Where 1 is, in degrees of the eyes. */
const gazeDegrees = { x: 25, y: 20 };
/** What is drawn; see FacePose. */
const maxTurn: Readonly<Turn> = { yaw: 10, pitch: 8, roll: 8 };

interface Scheduled {
  track: VisemeTrack;
  /** Epoch milliseconds. */
  start: number;
}

const endOf = ({ track, start }: Scheduled) => start + track.duration * 1000;

/** From time to pose: what keeps a face alive (blinking, gaze, breath, posture), how it attends, and how it speaks. */
export class FaceAnimator {
  readonly #blinks: Blinks;
  readonly #gaze: Gaze;
  readonly #posture: Posture;
  readonly #mood = new MoodState();
  readonly #mouth = new MouthMotion();
  readonly #brows = { brow: new Spring(browRate), furrow: new Spring(browRate) };
  readonly #emphasis = {
    yaw: new Spring(emphasisRate),
    pitch: new Spring(emphasisRate),
    roll: new Spring(emphasisRate),
    brow: new Spring(emphasisRate),
  };
  #mode: FaceMode = 'idle';
  #tracks: Scheduled[] = [];
  #before: number | undefined;

  constructor(random: () => number) {
    this.#blinks = new Blinks(random);
    this.#gaze = new Gaze(random);
    this.#posture = new Posture(random);
  }

  /** Takes effect gradually. While a track plays, the face speaks in any mode. */
  setMode(mode: FaceMode): void {
    this.#mode = mode;
  }

  /** Plays a track when its audio plays, from `start` (epoch milliseconds) on; it replaces the one that plays then. */
  setTrack(track: VisemeTrack, start: number): void {
    this.#tracks = [...this.#tracks, { track, start }].sort((a, b) => a.start - b.start);
  }

  /** Stops speaking: the mouth closes at once. */
  clearTracks(): void {
    this.#tracks = [];
  }

  /** The pose at `time`, epoch milliseconds; later calls must not go back in time. */
  pose(time: number): FacePose {
    const seconds = time / 1000;
    const elapsed = clamp(seconds - (this.#before ?? seconds), 0, 0.5);
    this.#before = seconds;
    const current = this.#current(time);
    const isTalking = current !== undefined && time < endOf(current) + readyAfter;
    const trackTime = (time - (current?.start ?? time)) / 1000;
    const shape = isTalking ? poseAt(current.track, trackTime) : undefined;
    const mode = isTalking ? 'speaking' : this.#mode;
    const mood = this.#mood.step(current?.track.mood, elapsed);
    const posture = this.#posture.at(seconds, mode, mood.liveliness, elapsed);
    const meant = current && emphasisAt(current.track, trackTime + emphasisDelay, mood.liveliness);
    const emphasis = this.#emphasize(meant ?? noEmphasis, elapsed);
    const turn = (axis: keyof Turn) => clamp(posture[axis] + emphasis[axis], -maxTurn[axis], maxTurn[axis]);
    const [yaw, pitch, roll] = [turn('yaw'), turn('pitch'), turn('roll')];
    const gaze = this.#gaze.at(seconds, mode, this.#blinks.isUnderWay(seconds));
    const held = brows[mode];
    return {
      ...restPose,
      yaw,
      pitch,
      roll,
      ...this.#mouth.step(shape, isTalking, elapsed),
      smile: mood.smile,
      lowerLid: mood.lowerLid,
      brow: clamp(this.#brows.brow.step(held.brow, elapsed) + mood.brow + emphasis.brow, -1, 1),
      furrow: clamp(this.#brows.furrow.step(held.furrow, elapsed) + mood.furrow, 0, 1),
      blink: this.#blinks.at(seconds, mode, gaze.isShifting || posture.isTurning),
      // Eyes stay on what they look at while the head moves.
      gazeX: stepped(clamp(gaze.x - yaw / gazeDegrees.x, -1, 1)),
      gazeY: stepped(clamp(gaze.y - pitch / gazeDegrees.y, -1, 1)),
      breath: breathAt(seconds),
    };
  }

  /** The track that plays, is about to, or has just ended. */
  #current(time: number): Scheduled | undefined {
    const due = this.#tracks.filter(({ start }) => start - readyBefore <= time);
    const current = due.at(-1);
    if (due.length > 1) this.#tracks = this.#tracks.slice(due.length - 1);
    if (!current) return;
    if (time < endOf(current) + afterglow * 1000) return current;
    this.#tracks = this.#tracks.slice(1);
    return;
  }

  /** Smoothed, since a track may begin or be cut off in the middle of a movement. */
  #emphasize(target: Emphasis, elapsed: number): Emphasis {
    const { yaw, pitch, roll, brow } = this.#emphasis;
    return {
      yaw: yaw.step(target.yaw, elapsed),
      pitch: pitch.step(target.pitch, elapsed),
      roll: roll.step(target.roll, elapsed),
      brow: brow.step(target.brow, elapsed),
    };
  }
}

/** In for two fifths of a breath, out for the rest, and slowly at both ends. */
function breathAt(seconds: number): number {
  const share = (seconds / breathPeriod) % 1;
  const phase = share < breathingIn ? share / breathingIn : 1 + (share - breathingIn) / (1 - breathingIn);
  return 0.5 - 0.5 * Math.cos(Math.PI * phase);
}

/** Steps of a gaze that are too small to be seen, so that eyes need not be drawn anew for less. */
function stepped(value: number): number {
  return Math.round(value * 64) / 64;
}
