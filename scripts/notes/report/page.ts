import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { escapeHtml } from '../../base/escape.ts';
import { type ActionItem, type Evidence, type Notes, titleOf } from '../schema.ts';
import { formatClockTime, formatLength } from '../time-forms.ts';
import { formatStart, ownership, paragraphs, reasonForPeople, shownTopics } from './notes-markdown.ts';
import { lineAt } from './speakers.ts';
import { each, when } from './text.ts';
import { timeline } from './timeline.ts';
import { transcript } from './transcript.ts';

function asset(name: string): string {
  return readFileSync(path.join(import.meta.dirname, name), 'utf8');
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const platformNames: Readonly<Record<string, string>> = {
  google_meet: 'Google Meet',
  zoom: 'Zoom',
  local: 'Rehearsal on this machine',
};

function fact(name: string, value: string | null): string {
  return value ? `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>` : '';
}

/** A fact that may need the whole width of a phone. */
function wideFact(name: string, html: string): string {
  return html ? `<div class="wide"><dt>${name}</dt><dd>${html}</dd></div>` : '';
}

function listed(items: readonly string[]): string {
  return escapeHtml(items.join(' · '));
}

/** In this machine's time zone, which is named; the page's script writes it in that of its reader. */
function start({ started_at }: Notes): string {
  if (!started_at) return '';
  const shown = escapeHtml(formatStart(started_at));
  return `<time class="start" datetime="${escapeHtml(started_at)}">${shown}</time>`;
}

function cost({ cost_usd }: Notes): string | null {
  if (cost_usd === null) return null;
  return cost_usd > 0 ? `about $${cost_usd.toFixed(2)}` : 'none';
}

/** More letters are set smaller: two lines of the large ones. */
const longTitle = 50;

function masthead(notes: Notes): string {
  const title = titleOf(notes);
  const place = platformNames[notes.platform ?? ''];
  const people = notes.participants.map(({ name, role }) => (role === 'bot' ? `${name}, avatar` : name));
  return `<header class="masthead">
<p class="kicker">Meeting notes${place ? ` <span>${place}</span>` : ''}</p>
<h1${when(title.length > longTitle, () => ' class="long"')}>${escapeHtml(title)}</h1>
<dl class="facts">${wideFact('When', start(notes))}${fact('Length', notes.duration_sec === null ? null : formatLength(notes.duration_sec))}${fact('Cost', cost(notes))}${wideFact('People', listed(people))}${wideFact('Topics', listed(shownTopics(notes)))}</dl>
</header>`;
}

function section(id: string, title: string, body: string): string {
  return body ? `<section id="${id}"><h2>${title}</h2><div class="body">${body}</div></section>\n` : '';
}

function cite(notes: Notes, evidence: Evidence | null): string {
  if (!evidence) return '';
  const line = lineAt(notes, evidence.start_sec);
  const parts = [evidence.speaker, evidence.start_sec === null ? null : formatClockTime(evidence.start_sec)];
  const source = escapeHtml(parts.filter((part) => part !== null).join(', '));
  const quote = `<q>${escapeHtml(evidence.quote)}</q>`;
  if (line === undefined) return `<p class="cite">${quote} ${source}</p>`;
  return `<p class="cite"><a href="#t${line}">${quote} <span>${source}</span></a></p>`;
}

function actionItem(notes: Notes, item: ActionItem, place: number): string {
  const who = ownership(item);
  return `<li class="task"><input class="tick-box" type="checkbox" id="a${place}"${item.done ? ' checked' : ''}><div><label for="a${place}">${escapeHtml(item.text)}</label>${when(who, () => `<span class="owner">${escapeHtml(who)}</span>`)}${cite(notes, item.evidence)}</div></li>`;
}

function actions(notes: Notes): string {
  if (notes.action_items.length === 0) return '';
  const items = each(notes.action_items, (item, place) => actionItem(notes, item, place));
  return `<ul class="checklist" data-session="${escapeHtml(notes.session_id)}">${items}</ul>`;
}

function decisions(notes: Notes): string {
  if (notes.decisions.length === 0) return '';
  return `<ul class="decisions">${each(notes.decisions, ({ text, evidence }) => `<li class="agreed">${escapeHtml(text)}${cite(notes, evidence)}</li>`)}</ul>`;
}

/** The line that a sentence found by rule comes from. */
function found(
  notes: Notes,
  { start_sec, speaker }: { start_sec: number | null; speaker: string | null },
  text: string,
): string {
  const line = lineAt(notes, start_sec);
  const time = start_sec === null ? '' : `<time>${formatClockTime(start_sec)}</time>`;
  const words = `${time}<span>${speaker ? `<b>${escapeHtml(speaker)}</b> ` : ''}${escapeHtml(text)}</span>`;
  return line === undefined
    ? `<li class="sentence">${words}</li>`
    : `<li><a class="sentence" href="#t${line}">${words}</a></li>`;
}

const foundByRule = '<p class="aside">Found by rule in the transcript and not checked by anyone.</p>';

function promises(notes: Notes): string {
  const items = each(notes.candidates, ({ text, evidence }) =>
    found(notes, { start_sec: evidence?.start_sec ?? null, speaker: evidence?.speaker ?? null }, text),
  );
  return when(items, () => `<ul class="found">${items}</ul>`);
}

function folded(title: string, list: string): string {
  return when(list, () => `<details><summary>${title}</summary>${list}</details>`);
}

/** Questions, and promises once someone has made action items of them. */
function sideFinds(notes: Notes): string {
  const asked = each(notes.questions, (question) => found(notes, question, question.text));
  const questions = when(asked, () => `<ul class="found">${asked}</ul>`);
  const isSettled = notes.action_items.length > 0;
  const parts = `${folded(`Questions (${notes.questions.length})`, questions)}${when(isSettled, () => folded(`Promises (${notes.candidates.length})`, promises(notes)))}`;
  return when(parts, () => `<p class="aside">Nobody has checked these.</p>${parts}`);
}

function openPromises(notes: Notes): string {
  const list = notes.action_items.length > 0 ? '' : promises(notes);
  return when(list, () => `${foundByRule}${list}`);
}

const searchBar = `<form class="search" role="search"><input type="search" placeholder="Search what was said" aria-label="Search the transcript" autocomplete="off"><output></output><button type="button" value="-1" aria-label="Previous">↑</button><button type="button" value="1" aria-label="Next">↓</button></form>`;

function conversation(notes: Notes): string {
  return notes.transcript.length > 0 ? `${searchBar}<div class="transcript">${transcript(notes)}</div>` : '';
}

const fieldNames: Readonly<Record<string, string>> = {
  action_items: 'action items',
  candidates: 'possible promises',
  started_at: 'start',
  ended_at: 'end',
  duration_sec: 'length',
};

/** Several fields that are missing for one reason are named together. */
function missing(notes: Notes): string {
  const byReason = new Map<string, string[]>();
  for (const [field, given] of Object.entries(notes.missing)) {
    const reason = reasonForPeople(given);
    byReason.set(reason, [...(byReason.get(reason) ?? []), fieldNames[field] ?? field]);
  }
  if (byReason.size === 0) return '';
  return `<dl class="missing">${each([...byReason], ([reason, fields]) => `<div><dt>${escapeHtml(fields.join(', '))}</dt><dd>${escapeHtml(reason)}</dd></div>`)}</dl>`;
}

function provenance(notes: Notes): string {
  const made =
    notes.added.length > 0
      ? `Written by the agent: ${notes.added.map((field) => fieldNames[field] ?? field).join(', ')}.`
      : '';
  const times = notes.transcript.length > 0 ? 'Talk times are estimated from the words.' : '';
  return `<footer><p>${[made, times, `Session ${notes.session_id}.`].filter(Boolean).map(escapeHtml).join(' ')}</p></footer>`;
}

/**
 * The meeting as one self-contained page. It loads nothing, and its policy allows only its own script. Everything from the meeting is
 * escaped text.
 */
export function reportPage(notes: Notes): string {
  const [style, script] = [asset('report-style.css'), asset('report-script.js')];
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
  const lead = each(paragraphs(notes.summary ?? ''), (text) => `<p>${escapeHtml(text)}</p>`);
  const summary = when(lead, () => `<div class="lead">${lead}</div>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(titleOf(notes))}</title>
<style>${style}</style>
</head>
<body>
${masthead(notes)}
<main>
${section('summary', 'Summary', summary)}${section('decisions', 'Decisions', decisions(notes))}${section('actions', 'Action items', actions(notes))}${section('promises', 'Promises', openPromises(notes))}${section('timeline', 'Timeline', timeline(notes))}${section('finds', 'Found by rule', sideFinds(notes))}${section('conversation', 'Transcript', conversation(notes))}${section('missing', 'Not known', missing(notes))}</main>
${provenance(notes)}
<script>${script}</script>
</body>
</html>
`;
}
