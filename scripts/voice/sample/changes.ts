import { targetLufs, targetPeakDbtp } from './level.ts';
import { clockTime } from './report.ts';
import type { LevelledSample } from './sample.ts';

/** Shorter silence at either end is not reported. */
const minTrimSec = 0.1;
/** Durations in headers may be estimates; a recording counts as longer if it exceeds them by this much. */
export const slackSec = 0.5;

function trimWords(headSec: number, tailSec: number): string | undefined {
  const ends = [
    { sec: headSec, where: 'before' },
    { sec: tailSec, where: 'after' },
  ].filter(({ sec }) => sec >= minTrimSec);
  if (ends.length === 0) return undefined;
  return `trimmed ${ends.map(({ sec, where }) => `${sec.toFixed(1)} s ${where}`).join(' and ')} the speech`;
}

function gainWords(gainDb: number): string {
  const amount = Math.abs(gainDb).toFixed(1);
  if (amount === '0.0') return `kept at ${targetLufs} LUFS`;
  return `${gainDb < 0 ? 'lowered' : 'raised'} by ${amount} dB to ${targetLufs} LUFS`;
}

function mixWords({ probed, mix }: LevelledSample): string {
  if (mix === 'difference') return 'inverted one of two channels with opposite phase and mixed them into one';
  return `mixed ${probed.channels} channels into one`;
}

/** What was done to the recording, for the report. */
export function changesOf(sample: LevelledSample): string[] {
  const { probed, options, surveyed, whole, offsetSec, part, levelled } = sample;
  const startSec = options.startSec ?? 0;
  const isCut = whole.durationSec > surveyed.durationSec + slackSec;
  const trimmed = trimWords(part.start, surveyed.durationSec - part.end);
  const rows: [boolean, string][] = [
    [
      startSec > 0 || options.endSec !== undefined,
      `used only ${clockTime(startSec)} to ${clockTime(startSec + whole.durationSec)}`,
    ],
    [isCut, `used the five minutes with the most speech (from ${clockTime(offsetSec)})`],
    [trimmed !== undefined, trimmed ?? ''],
    [probed.tracks.length > 1, `used sound track ${probed.track} of ${probed.tracks.length}`],
    [probed.channels > 1, mixWords(sample)],
    [true, 'removed rumble below 80 Hz'],
    [options.noiseReduction ?? false, 'reduced steady noise'],
    [true, gainWords(levelled.gainDb)],
    [levelled.isLimited, `limited peaks to ${targetPeakDbtp} dBTP`],
  ];
  return rows.flatMap(([applies, text]) => (applies ? [text] : []));
}
