import { escapeHtml } from '../../base/escape.ts';
import { clamp, roundTo } from '../../base/numbers.ts';
import { personKey } from '../person-name.ts';
import { lineLengths } from '../rules/by-rule.ts';
import type { Notes } from '../schema.ts';
import { formatClockTime, formatLength } from '../time-forms.ts';
import { lineAt, type Speaker, speakersOf } from './speakers.ts';
import { each, when } from './text.ts';

/** Heights in CSS pixels; the style sheet gives the names beside it the same rows. */
const chapterRow = 26;
const lane = 34;
const bar = 16;
const axisRow = 26;
/** More speakers share the last lane. */
const maxLanes = 9;
/** Shorter silences of one speaker are not drawn: at the page's width they would be less than two pixels. */
const mergedShare = 0.0025;
const minBarShare = 0.003;

interface Bar {
  line: number;
  from: number;
  to: number;
}

function percent(share: number): string {
  return `${roundTo(clamp(share, 0, 1) * 100, 2)}%`;
}

/** The whole length that is drawn, in seconds. */
function totalSec(notes: Notes): number {
  const lengths = lineLengths(notes.transcript);
  const spoken = notes.transcript.map(({ start_sec }, index) => (start_sec ?? 0) + (lengths[index] ?? 0));
  return spoken.reduce((most, sec) => Math.max(most, sec), notes.duration_sec ?? 0);
}

function barsBySpeaker(notes: Notes, total: number): Map<string, Bar[]> {
  const lengths = lineLengths(notes.transcript);
  const bars = new Map<string, Bar[]>();
  for (const [line, { start_sec, speaker }] of notes.transcript.entries()) {
    if (start_sec === null || !speaker) continue;
    const key = personKey(speaker);
    const own = bars.get(key) ?? [];
    bars.set(key, own);
    const last = own.at(-1);
    const to = start_sec + (lengths[line] ?? 0);
    if (last && start_sec - last.to <= total * mergedShare) last.to = Math.max(last.to, to);
    else own.push({ line, from: start_sec, to });
  }
  return bars;
}

function drawBars(bars: readonly Bar[], row: number, { colour, name }: Speaker, total: number): string {
  const y = chapterRow + row * lane + (lane - bar) / 2;
  return each(bars, ({ line, from, to }) => {
    const width = Math.max((to - from) / total, minBarShare);
    const label = `${name}, ${formatClockTime(from)}`;
    return `<a href="#t${line}" aria-label="${escapeHtml(label)}"><title>${escapeHtml(label)}</title><rect class="f${colour}" x="${percent(from / total)}" y="${y}" width="${percent(width)}" height="${bar}" rx="2"/></a>`;
  });
}

function drawChapters(notes: Notes, total: number, height: number): string {
  return each(notes.chapters, ({ start_sec, title }, place) => {
    const end = notes.chapters[place + 1]?.start_sec ?? total;
    const [x, width] = [percent(start_sec / total), percent((end - start_sec) / total)];
    const label = escapeHtml(`${place + 1}. ${title}`);
    return `<a href="#chapter${place + 1}" aria-label="${label}"><title>${label}</title><rect class="band${place % 2 ? ' odd' : ''}" x="${x}" y="0" width="${width}" height="${height}"/><svg x="${x}" width="${width}" height="${chapterRow}"><text class="number" x="6" y="17">${place + 1}</text></svg></a>`;
  });
}

const tickSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const maxTicks = 6;

function drawAxis(total: number, top: number): string {
  const step = tickSteps.find((sec) => total / sec <= maxTicks) ?? total;
  const ticks = Array.from({ length: Math.floor(total / step) + 1 }, (_, count) => count * step);
  // The last label would be cut off at the edge.
  const shown = ticks.filter((sec) => sec / total < 0.94);
  return each(shown, (sec) => {
    const x = percent(sec / total);
    return `<line class="tick" x1="${x}" x2="${x}" y1="${top}" y2="${top + 5}"/><text class="time" x="${x}" y="${top + 20}"${sec === 0 ? '' : ' text-anchor="middle"'}>${formatClockTime(sec)}</text>`;
  });
}

interface Lane {
  speaker: Speaker;
  bars: Bar[];
}

/** One lane for each of the speakers who speak most; the others share the last. */
function lanesOf(notes: Notes, total: number): Lane[] {
  const bars = barsBySpeaker(notes, total);
  const lanes = [...speakersOf(notes)].map(([key, speaker]) => ({ speaker, bars: bars.get(key) ?? [] }));
  if (lanes.length <= maxLanes) return lanes;
  const others = lanes.slice(maxLanes - 1);
  const talkSec = others.reduce((sum, { speaker }) => sum + speaker.talkSec, 0);
  const together: Speaker = { name: `${others.length} others`, colour: 7, isBot: false, talkSec };
  return [
    ...lanes.slice(0, maxLanes - 1),
    { speaker: together, bars: others.flatMap((entry) => entry.bars) },
  ];
}

function names(lanes: readonly Lane[]): string {
  const all = lanes.reduce((sum, { speaker }) => sum + speaker.talkSec, 0) || 1;
  return each(lanes, ({ speaker }) => {
    const share = `${Math.round((speaker.talkSec / all) * 100)} %`;
    const title = `${speaker.name}: about ${formatLength(speaker.talkSec)}`;
    return `<li class="speaker" title="${escapeHtml(title)}"><span class="who c${speaker.colour}">${escapeHtml(speaker.name)}</span>${when(speaker.isBot, () => '<span class="tag">avatar</span>')}<span class="share">${share}</span></li>`;
  });
}

/** Who spoke when, with the chapters behind it; every bar and band leads to its place in the transcript. Nothing without times. */
export function timeline(notes: Notes): string {
  const total = totalSec(notes);
  const isTimed = notes.transcript.some(({ start_sec, speaker }) => start_sec !== null && speaker);
  if (!isTimed || total <= 0) return '';
  const lanes = lanesOf(notes, total);
  const bottom = chapterRow + lanes.length * lane;
  const grid = each(lanes, (_, row) => {
    const y = chapterRow + row * lane + lane / 2;
    return `<line class="lane" x1="0" x2="100%" y1="${y}" y2="${y}"/>`;
  });
  const chapterList = each(
    notes.chapters,
    ({ start_sec, title }, place) =>
      `<li><a class="chapter" href="#chapter${place + 1}"><span class="number">${place + 1}</span><span>${escapeHtml(title)}</span><time>${formatClockTime(start_sec)}</time></a></li>`,
  );
  return `<figure class="timeline">
<ol class="names">${names(lanes)}</ol>
<svg width="100%" height="${bottom + axisRow}" role="group" aria-label="Who spoke when">${drawChapters(notes, total, bottom)}${grid}${each(lanes, ({ bars, speaker }, row) => drawBars(bars, row, speaker, total))}${drawAxis(total, bottom)}</svg>
</figure>
${when(chapterList, () => `<ol class="chapters">${chapterList}</ol>`)}`;
}

/** The chapter that starts at a line, counted from 1. */
export function chapterStarts(notes: Notes): Map<number, { number: number; title: string }> {
  const starts = new Map<number, { number: number; title: string }>();
  for (const [place, { start_sec, title }] of notes.chapters.entries()) {
    const after = notes.transcript.findIndex(
      (line) => line.start_sec !== null && line.start_sec >= start_sec - 0.01,
    );
    const line = after >= 0 ? after : (lineAt(notes, start_sec) ?? 0);
    if (!starts.has(line)) starts.set(line, { number: place + 1, title });
  }
  return starts;
}
