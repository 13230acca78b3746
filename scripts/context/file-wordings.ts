import type { SourceKind } from './file-rules.ts';
import type { Candidate } from './file-search.ts';
import type { Passage } from './markdown.ts';
import type { SectionName } from './sections.ts';
import { aboutSomeone, inThirdPerson } from './third-person.ts';

/** What the wording of a file's passages depends on. */
export interface FileWording {
  file: Candidate;
  /** The file's first heading. */
  title: string;
  bot: string;
  person: string;
}

/** Where what a kind of file says belongs. */
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

const unwantedChapters =
  /^(?:install|set-?up|getting started|usage|quick ?start|develop|build|test|contribut|licen[cs]e|changelog|badges|table of contents)/i;

/** The value of `Name: Ana`, unless a template left it to be filled in. */
export function nameIn({ text }: Passage): string | undefined {
  const value = /^(?:full )?name\s*:\s*(\S.{0,79})$/i.exec(text)?.[1]?.trim();
  return value && !/^[(_[<]/.test(value) ? value : undefined;
}

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
  identity: (passage, { bot }) => (nameIn(passage) ? '' : inThirdPerson(passage.text, bot)),
  user: (passage, { person }) => (nameIn(passage) ? '' : aboutSomeone(passage.text, person)),
  memory: underHeading,
  readme: ({ text, headings }) => (headings.some((heading) => unwantedChapters.test(heading)) ? '' : text),
  included: underHeading,
  daily: ({ text }, { file }) => `${dateOf(file.path)}: ${text}`,
  tasks: () => '',
  log: () => '',
  people(passage, { file, title }) {
    const isOnePerson = /^(?:people|contacts)\//.test(file.path) && title;
    return isOnePerson ? `${title}: ${passage.text}` : underHeading(passage);
  },
};
