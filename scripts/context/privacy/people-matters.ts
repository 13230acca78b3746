import { type PeopleTopics, peopleTopics } from './people-topics.ts';
import { foldCase } from './privacy-terms.ts';

const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const letter = /[\p{L}\p{N}]/u;
const keyLength = 2;
const maxEnding = 8;

interface Topic {
  term: string;
  mayEnd: boolean;
  mayBegin: boolean;
}

/** A star within a topic stands for endings of the words before it too, and is written out by the table's readers as a gap. */
function topicsOf({ topics }: PeopleTopics): Topic[] {
  return topics.split(',').map((given) => {
    const trimmed = given.trim();
    return {
      term: foldCase(trimmed.replace(/^\*|\*$/g, '')),
      mayEnd: trimmed.endsWith('*'),
      mayBegin: trimmed.startsWith('*'),
    };
  });
}

function byFirstLetters(): Map<string, Topic[]> {
  const index = new Map<string, Topic[]>();
  for (const topic of peopleTopics.flatMap(topicsOf)) {
    const key = topic.term.slice(0, keyLength);
    index.set(key, [...(index.get(key) ?? []), topic]);
  }
  return index;
}

const index = byFirstLetters();

/** The end of a word, if it is a topic's: `undefined` when it goes on as another word. */
function endOf(text: string, start: number, { term, mayEnd }: Topic): number | undefined {
  let at = start;
  for (const part of term.split('* ')) {
    if (!text.startsWith(part, at)) return undefined;
    at += part.length;
    const isLast = term.endsWith(part);
    for (let more = 0; (mayEnd || !isLast) && more < maxEnding && letter.test(text.charAt(at)); more += 1)
      at += 1;
    if (!isLast && text.charAt(at) === ' ') at += 1;
  }
  return dense.test(term) || !letter.test(text.charAt(at)) ? at : undefined;
}

function topicAt(text: string, start: number): number | undefined {
  const isInWord = start > 0 && letter.test(text.charAt(start - 1));
  for (const topic of index.get(text.slice(start, start + keyLength)) ?? []) {
    if (isInWord && !topic.mayBegin && !dense.test(topic.term)) continue;
    const end = endOf(text, start, topic);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** What a topic's word means besides people: words of code, of insurance, of things that are raised, fired and dismissed. */
const things: readonly RegExp[] = [
  /^(?:bonus|bonuses)\s(?:points?|tips?|features?|tracks?|chapters?|content|levels?|rounds?)(?![\p{L}])/u,
  /^a raise\s(?:statement|in|of|for the|condition)(?![\p{L}])/u,
  /^(?:surgery|therapy|diagnosis|anxiety|depression)\s(?:app|booking|clinic|software|api|tool|service)(?![\p{L}])/u,
  /^(?:notice period)\s(?:of the|for deprecat|before (?:removal|deprecat))/u,
  /^(?:resigned|resigns|resigning)\s(?:cert|cookie|url|token|artifact|the (?:cert|binar|image|package|url))/u,
  /^(?:separated|religious)ly/u,
  /^(?:std)(?:::|\s?(?:lib|in|out|err|dev|\.))/u,
  /^(?:disciplinary|religious)\s(?:approach about types)/u,
  /^(?:arrested)\s(?:development)/u,
  /^(?:operation|diagnos\w+)\s(?:of|id|code|info|messages?|channels?|reports?|tools?|data|output|log|mode)(?![\p{L}])/u,
  /^(?:diagnosed|diagnosis)\s(?:by|with the|via|from)\s(?:the\s)?(?:log|trace|profil|debug|compiler|linter)/u,
  /^(?:religion|union)\s(?:types?|operator|query|find)/u,
];

const isThing = (text: string, at: number) => things.some((pattern) => pattern.test(text.slice(at, at + 80)));

/** Who someone is, when a word such as «fired» follows: a name or a word for a person, never a thing of a program. */
const programWords =
  "promise|worker|process|job|event|request|session|connection|server|thread|program|socket|hook|callback|handler|signal|query|timer|trigger|alert|it|this|that|everything|task|build|test|command|action|rule|webhook|message|container|pod|service|app|instance|script|transaction|user session|proposal|pr|commit|token|change|patch|error|notification|the|when|if|once|after|before|which|they're|code|function|method|listener|observer|animation|dialog|modal|popup|toast|banner|warning|package|version|response|call|stream|child|what|who";
/** With a capital as well: names are told from them by their capitals only. */
const program = programWords
  .split('|')
  .map((word) => `[${word.charAt(0)}${word.charAt(0).toUpperCase()}]${word.slice(1)}`)
  .join('|');
const person = `(?<![\\p{L}\\p{N}])(?!(?:${program})(?![\\p{L}]))(?:he|she|they|we|someone|somebody|nobody|employees?|colleagues?|coworkers?|managers?|engineers?|developers?|designers?|staff|contractors?|people|interns?|candidates?|applicants?|freelancers?|assistant|secretary|teammates?|NAME)`;
const fate =
  '(?:fired|dismissed|terminated|sacked|let go|laid off|axed|demoted|promoted|suspended|warned|hired|ill|sick|in hospital|hospitalized|in therapy|pregnant|in rehab|getting divorced|getting a divorce|on leave for|leaving us|leaving the company|leaving the team|quitting|resigning|burned out|unwell|depressed|separated|expecting)';
const nameLetters = "\\p{Lu}[\\p{Ll}\\p{M}’'-]+(?:\\s\\p{Lu}[\\p{Ll}\\p{M}’'-]+)?";
const isName = new RegExp(nameLetters, 'u').source;
const told = new RegExp(
  `${person.replace('NAME', isName)}(?:'s|’s)?\\s(?:(?:is|was|are|were|be|will be|got|gets|has been|have been|is being|was being|is going to be|will get|to be|may be|might be|should be|must be|is about to be|about to be|is currently|is often|is still|has|isn't|is not)\\s){1,2}(?:(?:seriously|very|again|still|badly|currently|often|not|soon|just|being|getting)\\s)?${fate}(?![\\p{L}])`,
  'u',
);
const doneTo = new RegExp(
  `(?<![\\p{L}])(?:[Ff]ire|[Ff]iring|[Ss]ack|[Ss]acking|[Dd]ismiss|[Dd]ismissing|[Tt]erminate|[Tt]erminating|[Dd]emote|[Dd]emoting|[Ll]et|[Ll]ay off|[Ll]aying off|[Pp]romote|[Pp]romoting|[Rr]eject|[Rr]ejecting|[Hh]ire|[Hh]iring|[Hh]ired|[Rr]ejected|[Ww]arn|[Ff]ired|[Dd]ismissed|[Ss]acked)\\s(?!(?:${program})s?(?![\\p{L}]))(?:him|her|them|people|staff|the candidate|this candidate|a candidate|the applicant|the new candidate|someone|employees|the employee|${isName})(?![\\p{L}(.:])`,
  'u',
);
const letGo =
  /(?<![\p{L}])[Ll]et(?:ting)?\s(?:him|her|them|\p{Lu}\p{Ll}+)\sgo(?!\s(?:first|ahead|on|to|through|home|over|back|next|deep|live|for)|[\p{L}])/u;
/** What has performance too, and is often named with a capital. */
const technology =
  /(?:react|node|vue|angular|svelte|postgres\w*|redis|python|rust|go|java\w*|chrome|firefox|safari|bun|deno|webpack|vite|docker|linux|windows|fetch|express|fastify|kafka|mongo\w*|mysql|sqlite|kubernetes|typescript|undici|git|parser|compiler|it|let|that|there)(?:'s|’s)/iu;
const dueTo = new RegExp(
  `(?<![\\p{L}])(?!${technology.source})(?:\\p{L}+(?:'s|’s)|his|her)\\s(?:performance|pay|raise|compensation|attitude|illness|health|termination|appraisal|absences?|pregnancy|wedding|baby|faith|visa|probation|feedback talk)(?!\\s(?:of|tests?|issue|monitor|check|data|api|app|dashboard|report|tool|provider|gap in|gateway|page|button|form|endpoint|fix|patch|improvement|work|bench|tuning|branch|change|regression|profil))(?![\\p{L}-])`,
  'iu',
);
const possessor = /\p{Lu}\p{Ll}+(?:'s|’s)\s|(?<![\p{L}])(?:his|her)\s/u;
const candidates =
  /(?<![\p{L}])(?<!(?:release|merge|key|beta|rename|cache|match)\s)(?:candidate|applicant)s?\s(?:\S+\s){0,3}?(?:was|were|is|are|got|be|will be|has been)?\s?(?:rejected|declined|turned down|hired|unsuitable|too expensive)|(?:reject|decline|turn down|hire|rejecting|hiring|declining|rejected|declined)\s(?:\S+\s){0,3}?(?:candidate|applicant)s?(?!\s(?:key|set|index|list|match|node|pair|solution|token|word|plan|release|branch|version|build))/iu;

/** Private matters of a person. */
const happens =
  "(?:(?:earns|earned|makes|made)\\s[€$£]?\\d|wants (?:more|to (?:leave|quit|resign))|had a (?:stroke|breakdown|miscarriage|accident)|(?:is|was|lies) in (?:the )?hospital|has (?:the flu|covid|debts?|a drinking)|(?:split|broke) up|performs? (?:badly|poorly)|underdelivers|missed (?:his|her|their) (?:targets?|goals?|quota)|(?:quits|quit|resigns|leaves us) (?:in|on|at the end|next|by)|gave (?:his|her|their|in (?:his|her|their)) notice|(?:harassed|bullied|insulted)|lost (?:his|her|their) (?:mother|father|wife|husband|child|son|daughter|brother|sister|parents?)|is on probation|'s (?:wife|husband|partner|marriage)|(?:'s|’s) contract (?:will not be|is not|won't be|isn't|was not) (?:renewed|extended))";
const doing = new RegExp(`${person.replace('NAME', isName)}(?:\\sand\\s${isName})?\\s?${happens}`, 'u');
const jobs =
  /(?<!\p{L})(?:cut|cutting|eliminate|let|shed)\s(?:\p{L}+|\d+)\s(?:jobs|positions|roles|people go|employees|heads)(?!\p{L})|[Cc]omplaints? about (?:his|her|\p{Lu}\p{Ll}+['’]s) |(?:[Aa]nnual|[Yy]early|quarterly|mid-year) review of \p{Lu}\p{Ll}+(?! (?:and|report|the))|[Rr]aise \p{Lu}\p{Ll}+ to [€$£]?\d/u;

/** Names at the start of a sentence, and verbs that only people are the object of, need capitals: the text as it is written is looked at. */
function tellsByWho(text: string): boolean {
  if ([told, letGo, doing, jobs].some((pattern) => pattern.test(text))) return true;
  const act = doneTo.exec(text)?.[0] ?? '';
  if (act && !/^let\s/i.test(act)) return true;
  const due = dueTo.exec(text)?.[0] ?? '';
  return (due !== '' && possessor.test(due)) || candidates.test(text);
}

/** Whether a text is about someone's pay, health, dismissal, performance or private life, which outsiders must not hear. */
export function tellsOfPeople(given: string): boolean {
  const text = given
    .replace(/\s+/g, ' ')
    .replace(/`[^`]*`/g, '‹›')
    .replace(/[*_]{1,3}/g, '');
  if (tellsByWho(text)) return true;
  const folded = foldCase(text);
  for (let start = 0; start < folded.length; start += 1) {
    const end = topicAt(folded, start);
    if (end === undefined) continue;
    if (!isThing(folded, start)) return true;
    start = end - 1;
  }
  return false;
}
