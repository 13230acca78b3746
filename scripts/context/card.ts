import { wholeSentences } from '../base/clean-text.ts';
import { type SectionName, sectionNames, sections } from './sections.ts';

/** One statement of the briefing. */
export interface Fact {
  section: SectionName;
  text: string;
  /** Path of the file it comes from, or `git`. */
  source: string;
}

/** Facts that found no room. */
export interface Cut {
  section: SectionName;
  facts: number;
  characters: number;
}

export interface Card {
  text: string;
  /** The facts that are in the text, some of them shortened. */
  used: Fact[];
  cut: Cut[];
}

/** A fact worth keeping when only its first sentences fit has at least so many characters. */
const shortestPart = 40;

/** What was cut in each section, in the order of the sections. */
export function sumCuts(cuts: readonly Cut[]): Cut[] {
  return sectionNames.flatMap((section) => {
    const own = cuts.filter((cut) => cut.section === section);
    const sum = (value: (cut: Cut) => number) => own.reduce((total, cut) => total + value(cut), 0);
    return own.length === 0
      ? []
      : [{ section, facts: sum(({ facts }) => facts), characters: sum(({ characters }) => characters) }];
  });
}

const headingOf = (section: SectionName) => `## ${sections[section].title}\n`;
const lineOf = (text: string) => `- ${text}\n`;

/** The facts of one section, the first ones first, and the characters that they take. */
class Drawer {
  readonly kept: Fact[] = [];
  readonly left: Fact[];
  readonly #section: SectionName;
  readonly #shortened = new Set<Fact>();
  size = 0;

  constructor(section: SectionName, facts: readonly Fact[]) {
    this.#section = section;
    this.left = [...facts];
  }

  /** Takes whole facts as far as `room` reaches and, when asked, the first sentences of the one after them. */
  fill(room: number, mayShorten: boolean): void {
    for (let fact = this.left[0]; fact; fact = this.left[0]) {
      // There is an empty line between two sections.
      const overhead = lineOf('').length + (this.kept.length === 0 ? headingOf(this.#section).length + 1 : 0);
      const text = wholeSentences(fact.text, room - this.size - overhead);
      const isWhole = text === fact.text;
      if (!isWhole && (!mayShorten || text.length < shortestPart)) return;
      this.size += overhead + text.length;
      this.left.shift();
      this.kept.push({ ...fact, text });
      if (isWhole) continue;
      this.#shortened.add({ ...fact, text: fact.text.slice(text.length) });
      return;
    }
  }

  get text(): string {
    if (this.kept.length === 0) return '';
    return `${headingOf(this.#section)}${this.kept.map(({ text }) => lineOf(text)).join('')}\n`;
  }

  get cut(): Cut | undefined {
    const lost = [...this.#shortened, ...this.left];
    const characters = lost.reduce((sum, { text }) => sum + text.length, 0);
    return lost.length === 0 ? undefined : { section: this.#section, facts: lost.length, characters };
  }
}

/**
 * Lays the facts out between `head` and `rules` so that the whole has at most `maxChars` characters. Each section gets its share first;
 * what is left over goes to the sections by rank. Cuts are made between facts and between sentences only.
 */
export function composeCard(head: string, facts: readonly Fact[], rules: string, maxChars: number): Card {
  const room = maxChars - head.length - rules.length;
  const drawers = new Map(
    sectionNames.map((name) => [
      name,
      new Drawer(
        name,
        facts.filter(({ section }) => section === name),
      ),
    ]),
  );
  for (const [name, drawer] of drawers) drawer.fill(Math.floor(room * sections[name].share), false);
  const byRank = [...drawers].sort(([a], [b]) => sections[a].rank - sections[b].rank);
  for (const [, drawer] of byRank) {
    const taken = [...drawers.values()].reduce((sum, { size }) => sum + size, 0);
    drawer.fill(drawer.size + room - taken, true);
  }
  const body = [...drawers.values()];
  return {
    text: head + body.map(({ text }) => text).join('') + rules,
    used: body.flatMap(({ kept }) => kept),
    cut: body.flatMap(({ cut }) => cut ?? []),
  };
}
