import type { SourceKind } from '../files/file-rules.ts';
import type { Candidate } from '../files/file-search.ts';
import type { Passage } from '../files/markdown.ts';
import { addressesModel } from '../redaction/addressed-to-model.ts';
import type { SectionName } from '../sections.ts';
import { aboutSomeone, inThirdPerson } from '../third-person.ts';

/** What the wording of a file's passages depends on. */
export interface FileWording {
  file: Candidate;
  /** The file's first heading. */
  title: string;
  bot: string;
  person: string;
}

/** The section for the content of each kind of file. */
export const sectionOf: Readonly<Record<SourceKind, SectionName>> = {
  identity: 'who',
  user: 'who',
  memory: 'known',
  readme: 'known',
  included: 'known',
  daily: 'recent',
  tasks: 'now',
  log: 'now',
  people: 'people',
};

/** Chapters of a README that tell how to use the thing, not what it is. */
const unwantedChapters =
  /^[^\p{L}]*(?:install|set-?up|getting started|usage|using|quick ?start|develop|build|test|contribut|licen[cs]|changelog|badges|(?:table of )?contents$|api\b|options?\b|reference|methods?\b|commands?\b|examples?\b|faq|troubleshoot|benchmarks?|sponsors?|backers|credits|authors?\b|maintainers|acknowledg|thanks|support|community|requirements?|prerequisites?|configur|environment|deploy|run(?:ning)?\b|docker|documentation|docs\b|links|see also|resources|versions?\b|compatib|migrat|upgrad|release notes|how to (?:use|install|run|build))|[(){}=<>]|^[\w$]*\.[\w$.]+$|^--?\w/iu;

const nameless =
  /^(?:read ?me|documentation|docs|overview|home|example|introduction|welcome|about|getting started|installation|usage)$/i;

/** The first thing that a README says, with the project's name. */
export function withTitle(text: string, title: string): string {
  const [name = ''] = title.split(/\s*[:|—–]|\s-\s/);
  const isSaid = text.toLowerCase().includes(name.toLowerCase());
  return isSaid || nameless.test(name) ? text : `${name}: ${text}`;
}

/** The value of `Name: Ana`, unless a template left it to be filled in or it is an order that poses as a name. */
export function nameIn({ text }: Passage): string | undefined {
  const value = /^(?:full )?name\s*:\s*(\S.{0,79})$/i.exec(text)?.[1]?.trim();
  return value && !/^[(_[<]/.test(value) && !addressesModel(value) ? value : undefined;
}

/** What an identity says of its looks in a chat. */
const isLooks = ({ text }: Passage) => /^(?:emoji|avatar)\s*:/i.test(text);

/** A template's directions for filling it in. */
const isDirection = ({ text, form }: Passage) => form === 'aside' || /^\(.*\)$/.test(text);

/** `Pronouns:` and `Pronouns: (optional)`, as templates have them. */
export function isUnfilled(text: string): boolean {
  return /:$/.test(text) || /^[^:]{1,40}:\s*[_*]?[(<][^)>]*[)>][_*]?$/.test(text);
}

/** The nearest heading in front of the text: a list item alone often does not say what it is about. */
function underHeading({ text, headings }: Passage): string {
  const heading = headings.at(-1)?.replace(/^[\d.]+\s+|:$/g, '');
  return heading ? `${heading}: ${text}` : text;
}

const dateOf = (file: string) => /\d{4}-\d{2}-\d{2}/.exec(file)?.[0] ?? '';

/** How each kind of file words a passage; empty for passages that it has no use for. */
export const wordings: Readonly<Record<SourceKind, (passage: Passage, wording: FileWording) => string>> = {
  identity: (passage, { bot }) =>
    nameIn(passage) || isDirection(passage) || isLooks(passage) ? '' : inThirdPerson(passage.text, bot),
  user(passage, { person }) {
    const isName = nameIn(passage) || passage.text.endsWith(`: ${person}`);
    return isName || isDirection(passage) ? '' : aboutSomeone(passage.text, person);
  },
  memory: underHeading,
  readme: ({ text, headings, form }) =>
    form || headings.some((heading) => unwantedChapters.test(heading)) ? '' : text,
  included: underHeading,
  daily: ({ text }, { file }) => `${dateOf(file.path)}: ${text}`,
  tasks: () => '',
  log: () => '',
  people(passage, { file, title }) {
    const isOnePerson = /^(?:people|contacts)\//.test(file.path) && title;
    return isOnePerson ? `${title}: ${passage.text}` : underHeading(passage);
  },
};
