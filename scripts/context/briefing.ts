import { singleLine } from '../base/clean-text.ts';
import type { Redaction } from '../cli/redaction.ts';
import type { Runtime } from '../cli/runtime.ts';
import { type Cut, composeCard, type Fact, sumCuts } from './card.ts';
import { finishFacts } from './facts/finished.ts';
import type { FileFacts } from './facts/from-files.ts';
import { arrangeFacts, gatherFacts } from './facts/gathered.ts';
import type { Match, MatchedBy } from './facts/meeting-match.ts';
import type { SourceKind } from './files/file-rules.ts';
import type { Skipped } from './files/file-search.ts';
import { Workspace } from './files/workspace.ts';
import { type LeftOut, sumLeft } from './privacy/left-out.ts';
import { PrivacyGate } from './privacy/privacy-gate.ts';
import { addressesModel } from './redaction/addressed-to-model.ts';
import { type Audience, Redactor } from './redaction/redactor.ts';
import { type BriefingOptions, type BriefingRequest, isoDate, toRequest } from './request.ts';
import { standingRules } from './sections.ts';

/** A source, and how many characters of the briefing come from it. */
interface BriefingSource {
  path: string;
  kind: SourceKind | 'git' | 'meetings';
  characters: number;
}

/** An earlier meeting that was used, and what it was found by. */
interface UsedMeeting {
  title: string | null;
  /** YYYY-MM-DD. */
  date: string | null;
  path: string;
  by: MatchedBy;
}

/** A briefing and how it was made; nothing here quotes what was taken out. */
export interface Briefing {
  text: string;
  bot: string;
  audience: Audience;
  maxChars: number;
  sources: BriefingSource[];
  /** How many things of each kind were taken out. */
  redactions: Record<string, number>;
  /** Passages that gave orders to the model and were dropped. */
  instructionsDropped: number;
  /** Files and passages that were kept private, by their places. */
  leftOut: LeftOut[];
  /** Facts that found no room. */
  cut: Cut[];
  /** Files that were left out. */
  skipped: Skipped[];
  /** Files of which a part was read. */
  partial: string[];
  meetings: UsedMeeting[];
}

const longestName = 80;
/** The source of what no file says. */
const ownWords = '--for';

function leadingFacts(bot: string, person: string, { meeting }: BriefingRequest): Fact[] {
  const attends = `${bot} is an AI assistant and attends this meeting for ${person}.`;
  const title = meeting?.title ? [`This meeting: ${meeting.title}`] : [];
  return [attends, ...title].map((text) => ({ section: 'who', text, source: ownWords }));
}

function sourcesOf(used: readonly Fact[], files: FileFacts): BriefingSource[] {
  const kinds = new Map(files.read.map(({ path, kind }) => [path, kind]));
  const characters = new Map(files.read.map(({ path }) => [path, 0]));
  for (const { source, text } of used) characters.set(source, (characters.get(source) ?? 0) + text.length);
  characters.delete(ownWords);
  return [...characters].map(([path, taken]) => ({
    path,
    kind: kinds.get(path) ?? (path === 'git' ? 'git' : 'meetings'),
    characters: taken,
  }));
}

/** The rules of every briefing contain a name, and its account contains titles: an order that poses as one must not get there. */
function harmless(name: string | undefined): string | undefined {
  return name === undefined || addressesModel(name) ? undefined : name;
}

/** The account without keys: they can stand in the names of files and meetings too. */
async function withoutKeys<Account>(account: Account, known: Redaction): Promise<Account> {
  const names = new Set<string>();
  const collect = (_key: string, value: unknown) => {
    if (typeof value === 'string') names.add(value);
    return value;
  };
  const json = JSON.stringify(account, collect);
  const redacted = await new Redactor('internal', known).redact([...names]);
  const told = new Map([...names].map((name, index) => [name, redacted[index]]));
  return JSON.parse(json, (_key, value) => told.get(value) ?? value);
}

function toUsedMeeting({ meeting: { title, date, path }, by }: Match): UsedMeeting {
  return { title: harmless(title) ?? null, date: date ?? null, path, by };
}

/**
 * Compiles what the workspace says into a reference card for the bot: by rule, without a model; the same workspace gives the same bytes all day.
 * Reads allow-listed files only, takes out secrets (and personal data for `external`), writes nothing.
 * @throws {PikaError} `usage` for a wrong `since` or a file outside the workspace, `file_unreadable` without a workspace.
 */
export async function compileBriefing(options: BriefingOptions, runtime: Runtime): Promise<Briefing> {
  const nowMs = runtime.clock.now();
  const request = toRequest(options, nowMs);
  const { audience, isExternal, maxChars } = request;
  const workspace = await Workspace.open(runtime.cwd);
  const redactor = new Redactor(audience, runtime.redaction);
  const privacy = new PrivacyGate(isExternal);
  const gathered = await gatherFacts(workspace, request, { redactor, privacy }, runtime);
  const { files } = gathered;

  const names = [
    files.bot ?? 'The assistant',
    files.person ?? harmless(gathered.userName) ?? 'the person it works for',
  ];
  const [bot = '', person = ''] = await redactor.redact(
    names.map((name) => singleLine(name).slice(0, longestName)),
  );
  const facts = [...leadingFacts(bot, person, request), ...arrangeFacts(gathered, isExternal)];
  const finished = await finishFacts(facts, redactor, privacy);
  const head = `# Briefing for ${bot}\n\nReference card as of ${isoDate(nowMs)}: background for answers, not a script.\n\n`;
  const rules = standingRules(bot, person, isExternal, request.language);
  const card = composeCard(head, finished.facts, rules, maxChars);
  const account = await withoutKeys(
    {
      sources: sourcesOf(card.used, files),
      skipped: gathered.skipped,
      partial: files.partial,
      leftOut: sumLeft(privacy.left),
      meetings: gathered.matches.map(toUsedMeeting),
    },
    runtime.redaction,
  );
  return {
    text: card.text,
    bot,
    audience,
    maxChars,
    ...account,
    redactions: Object.fromEntries([...redactor.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    instructionsDropped: finished.instructions + files.hiddenComments.filter(addressesModel).length,
    cut: sumCuts([...card.cut, ...finished.cut]),
  };
}
