import { cleanText, divide } from '../../base/clean-text.ts';
import type { Fact } from '../card.ts';
import type { SourceKind } from '../files/file-rules.ts';
import type { Candidate, Skipped } from '../files/file-search.ts';
import {
  announcesSecrets,
  type MarkdownText,
  type Passage,
  readMarkdown,
  readMarkdownHead,
} from '../files/markdown.ts';
import type { ReadLimits, SkipReason, Workspace } from '../files/workspace.ts';
import type { PrivacyGate } from '../privacy/privacy-gate.ts';
import { fileMark } from '../privacy/private-files.ts';
import { type Redactor, saysSomething } from '../redaction/redactor.ts';
import { type FileWording, isUnfilled, nameIn, sectionOf, withTitle, wordings } from './file-wordings.ts';
import { groupErrors } from './log-errors.ts';

const kibibyte = 1024;
const proseLimits: ReadLimits = { from: 'head', bytes: 24 * kibibyte, largestFile: 1024 * kibibyte };
const logLimits: ReadLimits = { from: 'tail', bytes: 256 * kibibyte };

/** Failing patterns that one log may contribute. */
const patternsOfLog = 3;
/** The start of a log line is what matters. */
const longestError = 240;
/** A README describes its project in its first passages. */
const passagesOfReadme = 8;

export interface FileFactOptions {
  redactor: Redactor;
  privacy: PrivacyGate;
  /** The bot's name, when the user gave one. */
  bot: string | undefined;
  /** Daily notes from before are left out; milliseconds since 1970. */
  sinceMs: number;
  /** Once a kind has so many characters its older files are not read. */
  enough: number;
}

export interface FileFacts {
  facts: Record<SourceKind, Fact[]>;
  /** Unticked boxes of any file. */
  tasks: Fact[];
  /** The name that the identity files give the bot. */
  bot: string | undefined;
  /** The name of the person it works for. */
  person: string | undefined;
  read: Candidate[];
  skipped: Skipped[];
  /** Files of which only a part was read. */
  partial: string[];
  /** Text of comments, which does not become facts. */
  hiddenComments: string[];
}

interface ReadFile {
  candidate: Candidate;
  text: string;
}

interface Prose {
  candidate: Candidate;
  text: MarkdownText;
}

const emptyFacts = (): FileFacts['facts'] => ({
  identity: [],
  user: [],
  memory: [],
  daily: [],
  readme: [],
  tasks: [],
  people: [],
  included: [],
  log: [],
});

/** Reads the files one after the other, until there is enough of each kind. */
class FileReader {
  readonly files: ReadFile[] = [];
  readonly skipped: Skipped[] = [];
  readonly partial: string[] = [];
  readonly #taken = new Map<SourceKind, number>();
  readonly #workspace: Workspace;
  readonly #options: FileFactOptions;

  constructor(workspace: Workspace, options: FileFactOptions) {
    this.#workspace = workspace;
    this.#options = options;
  }

  async add(candidate: Candidate): Promise<void> {
    const reason = await this.#read(candidate);
    if (reason) this.skipped.push({ path: candidate.path, reason });
  }

  async #read(candidate: Candidate): Promise<SkipReason | undefined> {
    const { path, kind, modifiedMs } = candidate;
    const taken = this.#taken.get(kind) ?? 0;
    if (kind === 'daily' && modifiedMs < this.#options.sinceMs) return 'older_than_since';
    if (taken > this.#options.enough) return 'enough_already';
    const outcome = await this.#workspace.read(path, kind === 'log' ? logLimits : proseLimits);
    if ('missing' in outcome) return 'unreadable';
    if ('skipped' in outcome) return outcome.skipped;
    const text = cleanText(outcome.file.text);
    if (this.#isPrivate(candidate, text)) return 'private';
    if (outcome.file.partial) this.partial.push(path);
    // Before the secrets are taken out: the places that are named are lines of the file.
    this.files.push({ candidate, text: kind === 'log' ? text : this.#options.privacy.open(text, path) });
    this.#taken.set(kind, taken + text.length);
    return undefined;
  }

  #isPrivate({ path, kind }: Candidate, text: string): boolean {
    const { privacy } = this.#options;
    const mark = kind === 'log' ? undefined : fileMark(path, text, readMarkdownHead(text));
    const reason = privacy.reasonOfFile(path, mark);
    if (reason) privacy.leave(path, reason);
    return reason !== undefined;
  }
}

function nameOf(kind: SourceKind, texts: readonly Prose[]): string | undefined {
  const passages = texts
    .filter(({ candidate }) => candidate.kind === kind)
    .flatMap(({ text }) => text.passages);
  return passages.map(nameIn).find((name) => name !== undefined);
}

/** Redacted as whole files, since a key may go over many lines, and read into passages only then: once, and without its secrets. */
async function readProse(files: readonly ReadFile[], redactor: Redactor): Promise<Prose[]> {
  const prose = files.filter(({ candidate }) => candidate.kind !== 'log');
  const redacted = await redactor.redact(prose.map(({ text }) => text));
  return prose.map(({ candidate }, index) => ({ candidate, text: readMarkdown(redacted[index] ?? '') }));
}

/** Redacted whole, then cut: half of a key is not known as one. */
async function logFacts(logs: readonly ReadFile[], redactor: Redactor): Promise<Fact[]> {
  const groups = logs.flatMap(({ candidate: { path }, text }) =>
    groupErrors(text)
      .slice(0, patternsOfLog)
      .map((group) => ({ path, ...group })),
  );
  const texts = await redactor.redact(groups.map(({ text }) => text));
  return groups.map(({ path, count }, index) => {
    const times = count === 1 ? 'once' : `${count} times`;
    const [told = ''] = divide(texts[index] ?? '', longestError, 1).pieces;
    return { section: sectionOf.log, text: `${path} shows ${times}: “${told}”`, source: path };
  });
}

function isUsable(passage: Passage): boolean {
  return passage.checkbox !== 'done' && !isUnfilled(passage.text) && saysSomething(passage.text);
}

function proseFacts(wording: FileWording, passages: readonly Passage[]): { facts: Fact[]; tasks: Fact[] } {
  const { path: source, kind } = wording.file;
  const usable = passages.filter(isUsable);
  const tasks = usable.filter(({ checkbox }) => checkbox === 'open');
  const worded = usable
    .filter(({ checkbox }) => checkbox === undefined)
    .map((passage) => wordings[kind](passage, wording))
    .filter(Boolean)
    .map((text, place) => (kind === 'readme' && place === 0 ? withTitle(text, wording.title) : text));
  return {
    tasks: tasks.map(({ text }) => ({ section: 'now', text: `To do: ${text}`, source })),
    facts: worded
      .slice(0, kind === 'readme' ? passagesOfReadme : undefined)
      .map((text) => ({ section: sectionOf[kind], text, source })),
  };
}

/** Reads the files and words what they say as facts. */
export async function factsFromFiles(
  workspace: Workspace,
  candidates: readonly Candidate[],
  options: FileFactOptions,
): Promise<FileFacts> {
  const reader = new FileReader(workspace, options);
  for (const candidate of candidates) await reader.add(candidate);
  const { files, skipped, partial } = reader;
  const prose = await readProse(files, options.redactor);
  const bot = options.bot ?? nameOf('identity', prose);
  const person = nameOf('user', prose);
  const result: FileFacts = {
    facts: emptyFacts(),
    tasks: [],
    bot,
    person,
    read: files.map(({ candidate }) => candidate),
    skipped,
    partial,
    hiddenComments: [],
  };
  const logs = files.filter(({ candidate }) => candidate.kind === 'log');
  result.facts.log.push(...(await logFacts(logs, options.redactor)));
  const names = { bot: bot ?? 'The assistant', person: person ?? 'The user' };
  for (const { candidate, text } of prose) {
    const harmless = text.passages.filter(({ headings }) => !headings.some(announcesSecrets));
    const worded = proseFacts({ file: candidate, title: text.title, ...names }, harmless);
    result.facts[candidate.kind].push(...worded.facts);
    result.tasks.push(...worded.tasks);
    result.hiddenComments.push(...text.comments);
    options.redactor.count('under_secret_heading', text.passages.length - harmless.length);
  }
  return result;
}
