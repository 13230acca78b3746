import { drawSvg } from '../../avatar/picture/decoder.ts';
import { clamp } from '../../base/numbers.ts';
import { shorten, textWidth, wrap } from '../../base/svg-text.ts';
import { targetLufs } from './level.ts';
import type { Frames } from './pcm.ts';
import { clockTime, type SampleVerdict, type SoundMeasures, type VoiceReport } from './report.ts';
import type { JudgedSample } from './sample.ts';
import type { Span } from './speech.ts';
import type { LoudnessPoint } from './survey.ts';
import { box, label } from './svg.ts';

const width = 1200;
const margin = 48;
const panelHeight = 190;
const panelWidth = width - 2 * margin;
/** Space for the loudness scale at the right of a panel. */
const scaleWidth = 64;
const plotWidth = panelWidth - scaleWidth;
const lineHeight = 26;
const noteSize = 15;
const noteWidth = panelWidth / 2 - 70;
/** Bold letters are wider than `textWidth` assumes, by this factor. */
const boldness = 1.15;

const muted = '#6b7785';
const paper = '#f6f4ef';
const card = '#ffffff';
const rule = '#e4e0d6';
const beforeColor = '#5b7c99';
const afterColor = '#2f7d6b';
const curveColor = '#d9822b';
const greyed = '#cfd3d8';

const verdictLooks: Readonly<Record<SampleVerdict, { color: string; words: string }>> = {
  good: { color: '#2f7d6b', words: 'Good: worth cloning' },
  usable: { color: '#b7791f', words: 'Usable: a better recording would help' },
  poor: { color: '#b83232', words: 'Poor: record again' },
};

/** Loudness shown from the bottom to the top of a panel, LUFS. */
const quietest = -50;
const loudest = -5;

function loudnessY(lufs: number, top: number): number {
  const share = (clamp(lufs, quietest, loudest) - quietest) / (loudest - quietest);
  return top + panelHeight * (1 - share);
}

/** Sound over time. */
interface Drawn {
  frames: Frames;
  curve: readonly LoudnessPoint[];
}

/** One bar per pixel column: the highest and the lowest sample in its time. */
function waveform({ frames }: Drawn, left: number, top: number, color: (timeSec: number) => string): string {
  const middle = top + panelHeight / 2;
  const perColumn = frames.high.length / plotWidth;
  const paths = new Map<string, string[]>();
  for (let column = 0; column < plotWidth; column += 2) {
    const from = Math.floor(column * perColumn);
    const to = Math.max(from + 1, Math.floor((column + 2) * perColumn));
    const high = Math.min(
      1,
      frames.high.subarray(from, to).reduce((most, value) => Math.max(most, value), 0),
    );
    const low = Math.max(
      -1,
      frames.low.subarray(from, to).reduce((least, value) => Math.min(least, value), 0),
    );
    const half = panelHeight / 2 - 6;
    const x = left + column + 0.5;
    const bar = `M${x} ${(middle - high * half - 0.6).toFixed(1)}V${(middle - low * half + 0.6).toFixed(1)}`;
    const tone = color(from * frames.frameSec);
    paths.set(tone, [...(paths.get(tone) ?? []), bar]);
  }
  return [...paths]
    .map(([tone, bars]) => `<path d="${bars.join('')}" stroke="${tone}" stroke-width="1.4" fill="none"/>`)
    .join('');
}

/** Short-term loudness covers the last three seconds; before that it is still rising. */
const firstLoudnessSec = 3;

function loudnessLine(curve: readonly LoudnessPoint[], totalSec: number, left: number, top: number): string {
  const ready = curve.filter(({ timeSec }) => timeSec - (curve[0]?.timeSec ?? 0) >= firstLoudnessSec);
  const step = Math.max(1, Math.floor(ready.length / 400));
  const points = ready
    .filter((_, index) => index % step === 0)
    .map(
      ({ timeSec, lufs }) =>
        `${(left + (timeSec / totalSec) * plotWidth).toFixed(1)},${loudnessY(lufs, top).toFixed(1)}`,
    );
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${curveColor}" stroke-width="2.5" stroke-linejoin="round"/>`;
}

function targetLine(left: number, top: number): string {
  const y = loudnessY(targetLufs, top);
  return [
    label(left + plotWidth + 12, top + 6, 'LUFS', { size: 11, color: muted }),
    `<line x1="${left}" x2="${left + plotWidth}" y1="${y}" y2="${y}" stroke="${curveColor}" stroke-width="1.5" stroke-dasharray="2 6" stroke-linecap="round"/>`,
    ...[-40, -30, -20, -10].map((lufs) =>
      label(left + plotWidth + 12, loudnessY(lufs, top) + 4, minus(lufs), {
        size: 12,
        color: lufs === targetLufs ? curveColor : muted,
        weight: lufs === targetLufs ? 700 : 400,
      }),
    ),
  ].join('');
}

const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

function timeTicks(totalSec: number, left: number, bottom: number): string {
  const step = tickSteps.find((seconds) => totalSec / seconds <= 10) ?? 600;
  const count = Math.floor(totalSec / step) + 1;
  return Array.from({ length: count }, (_, index) => index * step)
    .map((seconds) => {
      const x = left + (seconds / totalSec) * plotWidth;
      return label(x, bottom + 18, clockTime(seconds), {
        size: 12,
        color: muted,
        anchor: seconds === 0 ? 'start' : 'middle',
      });
    })
    .join('');
}

/** A narrower shade would look like a line. */
const minShade = 3;

function trimmedShade(kept: Span, totalSec: number, left: number, top: number): string {
  const from = (kept.start / totalSec) * plotWidth;
  const to = (kept.end / totalSec) * plotWidth;
  const shade = (x: number, length: number) =>
    length < minShade ? '' : box(left + x, top, length, panelHeight, '#eef0f2');
  return shade(0, from) + shade(to, plotWidth - to);
}

interface Panel {
  top: number;
  title: string;
  figures: string;
  drawn: Drawn;
  color: string;
  kept?: Span;
}

function panel({ top, title, figures, drawn, color, kept }: Panel): string {
  const left = margin + 20;
  const plotTop = top + 48;
  const totalSec = Math.max(0.01, drawn.frames.high.length * drawn.frames.frameSec);
  const isKept = (time: number) => !kept || (time >= kept.start && time < kept.end);
  return [
    box(margin, top, panelWidth, panelHeight + 86, card, 14),
    label(left, top + 32, title, { size: 18, weight: 700 }),
    label(margin + panelWidth - 20, top + 32, figures, { size: 15, color: muted, anchor: 'end' }),
    kept ? trimmedShade(kept, totalSec, left, plotTop) : '',
    waveform(drawn, left, plotTop, (time) => (isKept(time) ? color : greyed)),
    targetLine(left, plotTop),
    loudnessLine(drawn.curve, totalSec, left, plotTop),
    timeTicks(totalSec, left, plotTop + panelHeight),
  ].join('');
}

/** Figures with a real minus sign. */
const minus = (value: number | string): string => String(value).replace(/(^| )-(?=\d)/g, '$1−');

function figuresOf({ duration_sec, loudness_lufs, true_peak_dbtp }: SoundMeasures): string {
  return `${clockTime(duration_sec)} min · ${minus(loudness_lufs)} LUFS · peak ${minus(true_peak_dbtp)} dBTP`;
}

const clippingWords: Readonly<Record<SoundMeasures['clipping'], string>> = {
  none: 'none',
  some: 'some peaks',
  heavy: 'heavy',
};

function tiles({ before, after }: VoiceReport, top: number): string {
  const rows: [string, string][] = [
    ['Speech', `${Math.round(after.speech_sec)} s`],
    ['Above the noise', `${Math.round(after.snr_db)} dB`],
    ['Longest pause', `${before.longest_pause_sec} s`],
    ['Clipping', clippingWords[before.clipping]],
    ['Recorded at', `${before.sample_rate_hz / 1000} kHz`],
  ];
  const gap = 12;
  const tileWidth = (panelWidth - gap * (rows.length - 1)) / rows.length;
  return rows
    .map(([name, value], index) => {
      const x = margin + index * (tileWidth + gap);
      return [
        box(x, top, tileWidth, 78, card, 12),
        label(x + 18, top + 30, name, { size: 14, color: muted }),
        label(x + 18, top + 60, value, { size: 22, weight: 700 }),
      ].join('');
    })
    .join('');
}

/** Lines of a list; the first of each item has its dot. */
const noteLines = (items: readonly string[]): { line: string; isFirst: boolean }[] =>
  items.flatMap((item) =>
    wrap(minus(item), noteSize, noteWidth).map((line, index) => ({ line, isFirst: index === 0 })),
  );

function notes(title: string, items: readonly string[], x: number, top: number): string {
  const lines = noteLines(items).map(({ line, isFirst }, index) => {
    const y = top + 66 + index * lineHeight;
    const dot = isFirst ? label(x, y, '•', { size: noteSize }) : '';
    return dot + label(x + 18, y, line, { size: noteSize });
  });
  return [label(x, top + 34, title, { size: 18, weight: 700 }), ...lines].join('');
}

function header(name: string, source: string, verdict: SampleVerdict): string {
  const { color, words } = verdictLooks[verdict];
  const pillWidth = 36 + textWidth(words, 17 * boldness);
  const titleWidth = panelWidth - pillWidth - 24;
  return [
    label(margin, 66, shorten(name, 30 * boldness, titleWidth), { size: 30, weight: 700 }),
    label(margin, 96, shorten(`Voice sample from ${source}`, 16, titleWidth), { size: 16, color: muted }),
    box(width - margin - pillWidth, 44, pillWidth, 44, color, 22),
    label(width - margin - pillWidth / 2, 72, words, {
      size: 17,
      color: '#ffffff',
      weight: 700,
      anchor: 'middle',
    }),
  ].join('');
}

function legend(top: number): string {
  return [
    `<line x1="${margin + 2}" x2="${margin + 30}" y1="${top - 5}" y2="${top - 5}" stroke="${curveColor}" stroke-width="2.5"/>`,
    label(margin + 40, top, 'loudness over three seconds', { size: 14, color: muted }),
    `<line x1="${margin + 262}" x2="${margin + 290}" y1="${top - 5}" y2="${top - 5}" stroke="${curveColor}" stroke-width="1.5" stroke-dasharray="2 6"/>`,
    label(margin + 300, top, `target ${minus(targetLufs)} LUFS`, { size: 14, color: muted }),
    box(margin + 440, top - 13, 28, 14, greyed, 3),
    label(margin + 478, top, 'trimmed away', { size: 14, color: muted }),
  ].join('');
}

/** The recording on its own time: the measured part may start within it. */
function recorded({ whole, surveyed, offsetSec, options, part }: JudgedSample): Drawn & { kept: Span } {
  const shift = offsetSec - (options.startSec ?? 0);
  return {
    frames: whole.frames,
    curve: surveyed.curve.map(({ timeSec, lufs }) => ({ timeSec: timeSec + shift, lufs })),
    kept: { start: shift + part.start, end: shift + part.end },
  };
}

/** The report as an SVG page: the recording above, the sample below, figures, changes and tips. */
export function reportSvg(sample: JudgedSample, voiceName: string): string {
  const { report, levelled } = sample;
  const before = recorded(sample);
  const tips = report.tips.length > 0 ? report.tips : ['Nothing to improve'];
  const lines = Math.max(noteLines(report.changes).length, noteLines(tips).length);
  const notesTop = 826;
  const notesHeight = 84 + lines * lineHeight;
  const height = notesTop + notesHeight + margin;
  const panelStep = panelHeight + 86 + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Inter, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">`,
    box(0, 0, width, height, paper),
    header(voiceName, sample.name, report.verdict),
    panel({
      top: 120,
      title: 'As recorded',
      figures: figuresOf(report.before),
      drawn: before,
      color: beforeColor,
      kept: before.kept,
    }),
    panel({
      top: 120 + panelStep,
      title: 'As sent for cloning',
      figures: figuresOf(report.after),
      drawn: levelled.after,
      color: afterColor,
    }),
    legend(120 + 2 * panelStep + 10),
    tiles(report, 732),
    box(margin, notesTop, panelWidth, notesHeight, card, 14),
    `<line x1="${width / 2}" x2="${width / 2}" y1="${notesTop + 20}" y2="${notesTop + notesHeight - 20}" stroke="${rule}"/>`,
    notes('What was done', report.changes, margin + 20, notesTop),
    notes('What would help', tips, width / 2 + 20, notesTop),
    '</svg>',
  ].join('');
}

/** The report as a PNG. */
export async function reportPng(sample: JudgedSample, voiceName: string): Promise<Uint8Array> {
  return drawSvg(reportSvg(sample, voiceName), 9);
}
