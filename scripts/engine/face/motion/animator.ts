import { Blinks } from './blinks.ts';
import { Gaze } from './gaze.ts';
import { clamp, smoothstep } from './interpolation.ts';
import { type FaceMode, type FacePose, restPose } from './pose.ts';
import { poseAt, type Viseme, type VisemeTrack } from './visemes.ts';

/** How lively the head is, and how it is held, per mode. */
interface Manner {
  sway: number;
  yaw: number;
  pitch: number;
  roll: number;
  brow: number;
}

const manners: Readonly<Record<FaceMode, Manner>> = {
  idle: { sway: 0.32, yaw: 0, pitch: 0, roll: 0, brow: 0 },
  listening: { sway: 0.28, yaw: 0.08, pitch: 0.12, roll: 0.42, brow: 0.3 },
  thinking: { sway: 0.2, yaw: 0.4, pitch: -0.22, roll: -0.25, brow: 0.12 },
  speaking: { sway: 0.5, yaw: 0, pitch: 0, roll: 0, brow: 0.06 },
};
/** How far a head goes at 1. */
const degrees = { yaw: 5, pitch: 5, roll: 2 } as const;
const modes = Object.keys(manners) as FaceMode[];

/** Seconds in which a change of mode is two thirds done, and the same for the mouth's own state. */
const modeChange = 0.35;
const speechChange = 0.08;
const mouthCloses = 0.05;
const breathPeriod = 4.4;

/** Waves of the head's sway: cycles a second and share of the whole, for yaw, pitch and roll. */
const waves = {
  yaw: [0.071, 0.55, 0.173, 0.3, 0.37, 0.15],
  pitch: [0.093, 0.5, 0.211, 0.35, 0.41, 0.15],
  roll: [0.059, 0.6, 0.149, 0.4],
} as const;
type Axis = keyof typeof waves;

const closed: Viseme = { open: 0, wide: 0 };

interface Scheduled {
  track: VisemeTrack;
  /** Epoch milliseconds. */
  start: number;
}

/** From time to pose: what keeps a face alive (blinking, gaze, breath, sway), how it attends, and how it speaks. */
export class FaceAnimator {
  private readonly random: () => number;
  private readonly blinks: Blinks;
  private readonly gaze: Gaze;
  private readonly phases: Readonly<Record<Axis, number>>;
  private readonly weights: Record<FaceMode, number> = { idle: 1, listening: 0, thinking: 0, speaking: 0 };
  private mode: FaceMode = 'idle';
  private tracks: Scheduled[] = [];
  private mouth: Viseme = closed;
  private speech = 0;
  private loudness = 0;
  private before: number | undefined;
  private nod = { start: Number.NEGATIVE_INFINITY, next: Number.POSITIVE_INFINITY, strength: 0 };

  constructor(random: () => number) {
    this.random = random;
    this.blinks = new Blinks(random);
    this.gaze = new Gaze(random);
    this.phases = { yaw: random() * 100, pitch: random() * 100, roll: random() * 100 };
  }

  /** Takes effect gradually. While a track plays, the face speaks in any mode. */
  setMode(mode: FaceMode): void {
    this.mode = mode;
  }

  /** Plays a track when its audio plays, from `start` (epoch milliseconds) on; it replaces the one that plays then. */
  setTrack(track: VisemeTrack, start: number): void {
    this.tracks = [...this.tracks, { track, start }].sort((a, b) => a.start - b.start);
  }

  /** Stops speaking: the mouth closes at once. */
  clearTracks(): void {
    this.tracks = [];
  }

  /** The pose at `time`, epoch milliseconds; later calls must not go back in time. */
  pose(time: number): FacePose {
    const seconds = time / 1000;
    const elapsed = clamp(seconds - (this.before ?? seconds), 0, 0.5);
    this.before = seconds;
    const playing = this.trackAt(time);
    this.moveMouth(playing, time, elapsed);
    const mode = playing ? 'speaking' : this.mode;
    this.changeMode(mode, elapsed);
    const head = this.moveHead(seconds, mode, playing && (time - playing.start) / 1000, playing?.track);
    const gaze = this.gaze.at(seconds, mode);
    return {
      ...restPose,
      ...head,
      yaw: degrees.yaw * head.yaw,
      pitch: degrees.pitch * head.pitch,
      roll: degrees.roll * head.roll,
      ...this.mouth,
      speech: this.speech,
      loudness: this.loudness,
      blink: this.blinks.at(seconds, mode, gaze.isShifting),
      // Eyes stay on the person they look at while the head moves.
      gazeX: stepped(clamp(gaze.x - 0.3 * head.yaw, -1, 1)),
      gazeY: stepped(clamp(gaze.y - 0.3 * head.pitch, -1, 1)),
      breath: 0.5 - 0.5 * Math.cos((2 * Math.PI * seconds) / breathPeriod),
    };
  }

  private trackAt(time: number): Scheduled | undefined {
    const due = this.tracks.filter(({ start }) => start - 60 <= time);
    const current = due.at(-1);
    if (due.length > 1) this.tracks = this.tracks.slice(due.length - 1);
    if (!current) return;
    if (time < current.start + current.track.duration * 1000 + 150) return current;
    this.tracks = this.tracks.slice(1);
    return;
  }

  private moveMouth(playing: Scheduled | undefined, time: number, elapsed: number): void {
    const target = playing ? poseAt(playing.track, (time - playing.start) / 1000) : closed;
    // A track is smooth in itself; an interruption is eased.
    const ease = playing ? 1 : 1 - Math.exp(-elapsed / mouthCloses);
    this.mouth = {
      open: settle(this.mouth.open, target.open, ease),
      wide: settle(this.mouth.wide, target.wide, ease),
    };
    this.speech = settle(this.speech, playing ? 1 : 0, 1 - Math.exp(-elapsed / speechChange));
    const rate = this.mouth.open > this.loudness ? 0.04 : 0.16;
    this.loudness = settle(this.loudness, Math.min(1, this.mouth.open * 1.5), 1 - Math.exp(-elapsed / rate));
  }

  private changeMode(mode: FaceMode, elapsed: number): void {
    const ease = 1 - Math.exp(-elapsed / modeChange);
    for (const name of modes) this.weights[name] += ((name === mode ? 1 : 0) - this.weights[name]) * ease;
  }

  private held(part: keyof Manner): number {
    return modes.reduce((sum, mode) => sum + this.weights[mode] * manners[mode][part], 0);
  }

  private moveHead(
    seconds: number,
    mode: FaceMode,
    trackTime: number | undefined,
    track: VisemeTrack | undefined,
  ) {
    const sway = this.held('sway');
    const stress = track && trackTime !== undefined ? stressAt(track, trackTime) : 0;
    return {
      yaw: clamp(this.held('yaw') + sway * this.wave('yaw', seconds), -1, 1),
      pitch: clamp(
        this.held('pitch') +
          sway * this.wave('pitch', seconds) +
          0.42 * stress +
          this.attentiveNod(seconds, mode),
        -1,
        1,
      ),
      roll: clamp(this.held('roll') + sway * this.wave('roll', seconds), -1, 1),
      brow: clamp(this.held('brow') + 0.45 * stress, -1, 1),
    };
  }

  private wave(axis: Axis, seconds: number): number {
    const parts = waves[axis];
    let sum = 0;
    for (let i = 0; i < parts.length; i += 2) {
      sum +=
        (parts[i + 1] as number) *
        Math.sin(2 * Math.PI * (parts[i] as number) * seconds + this.phases[axis] * (i + 1));
    }
    return sum;
  }

  /** Whoever listens nods now and then, twice in a row. */
  private attentiveNod(seconds: number, mode: FaceMode): number {
    const { nod } = this;
    if (mode !== 'listening') nod.next = Number.POSITIVE_INFINITY;
    else if (nod.next === Number.POSITIVE_INFINITY) nod.next = seconds + 1.2 + 2 * this.random();
    if (seconds >= nod.next) {
      this.nod = {
        start: seconds,
        next: seconds + 3 + 4 * this.random(),
        strength: 0.35 + 0.3 * this.random(),
      };
    }
    const since = (seconds - this.nod.start) / 0.9;
    if (since >= 1) return 0;
    return this.nod.strength * Math.sin(2 * Math.PI * since) ** 2 * (since < 0.5 ? 1 : 0.55);
  }
}

/** A small movement on each stressed syllable: soon there, slowly back. */
function stressAt(track: VisemeTrack, time: number): number {
  let strength = 0;
  for (const start of track.stresses) {
    if (start > time + 0.1) break;
    const since = time - start;
    strength = Math.max(strength, smoothstep(-0.08, 0.08, since) * (1 - smoothstep(0.1, 0.5, since)));
  }
  return strength;
}

/** One step of an exponential approach that does arrive. */
function settle(value: number, target: number, ease: number): number {
  const next = value + (target - value) * ease;
  return Math.abs(next - target) < 0.01 ? target : next;
}

/** Steps of a gaze that are too small to be seen, so that eyes need not be drawn anew for less. */
function stepped(value: number): number {
  return Math.round(value * 32) / 32;
}
