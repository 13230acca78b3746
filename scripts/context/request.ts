import { languageTagOf } from '../base/language.ts';
import { PikaError } from '../cli/errors.ts';
import { meetingKeyOf } from '../link/meeting-key.ts';
import type { Audience } from './redaction/redactor.ts';

/**
 * The meeting that a briefing is for: the key of its link, or else its title. Only a title tells the bot something; a link may hold the
 * passcode.
 */
export interface WantedMeeting {
  key?: string;
  title?: string;
}

/** The meeting that a person named by its link or its title. */
export function wantedMeeting(named: string): WantedMeeting {
  const key = meetingKeyOf(named);
  return key ? { key } : { title: named };
}

/** What a briefing is compiled for. */
export interface BriefingOptions {
  /** The bot's name; without it the one in the identity files. */
  name?: string;
  meeting?: WantedMeeting;
  /** Default `internal`. */
  audience?: Audience;
  /** What the bot speaks: BCP 47, or the English name of a language. */
  language?: string;
  /** Characters as `String.length` counts them; default 4000, at least 1500. */
  maxChars?: number;
  /** Files, or globs of files, besides the allow-list. */
  include?: readonly string[];
  exclude?: readonly string[];
  /** How far back recent activity goes: `36h`, `7d`, `2w`; default 7d. */
  since?: string;
}

export const briefingDefaults = {
  audience: 'internal',
  maxChars: 4000,
  since: '7d',
} as const satisfies BriefingOptions;

/** The rules that are never cut and a few facts need so much. */
export const minChars = 1500;

export const sincePattern = /^([1-9]\d{0,3})([hdw])$/;

/** The options with everything said. */
export interface BriefingRequest {
  name: string | undefined;
  meeting: WantedMeeting | undefined;
  audience: Audience;
  isExternal: boolean;
  /** BCP 47. */
  language: string | undefined;
  maxChars: number;
  include: readonly string[];
  exclude: readonly string[];
  /** Milliseconds since 1970; activity before is not recent. */
  sinceMs: number;
}

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const unitMs: Readonly<Record<string, number>> = { h: hourMs, d: dayMs, w: 7 * dayMs };

/** The start of the day in which the recent time starts: a whole day gives the same bytes. */
function startOfRecent(since: string, nowMs: number): number {
  const [, count, unit = ''] = sincePattern.exec(since) ?? [];
  const backMs = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (Number.isNaN(backMs)) {
    throw new PikaError('usage', `--since: ${since} is not a span of time`, { hint: 'Write 36h, 7d or 2w' });
  }
  return Math.floor((nowMs - backMs) / dayMs) * dayMs;
}

/** @throws {PikaError} `usage` when `since` is not a span of time. */
export function toRequest(options: BriefingOptions, nowMs: number): BriefingRequest {
  const audience = options.audience ?? briefingDefaults.audience;
  return {
    name: options.name,
    meeting: options.meeting,
    audience,
    isExternal: audience === 'external',
    language: options.language === undefined ? undefined : languageTagOf(options.language),
    maxChars: Math.max(minChars, options.maxChars ?? briefingDefaults.maxChars),
    include: options.include ?? [],
    exclude: options.exclude ?? [],
    sinceMs: startOfRecent(options.since ?? briefingDefaults.since, nowMs),
  };
}

/** YYYY-MM-DD in UTC. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
