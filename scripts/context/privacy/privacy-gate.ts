import type { LeftOut, LeftReason } from './left-out.ts';
import { tellsOfPeople } from './people-matters.ts';
import { judgeOf, type PrivacyJudge } from './privacy-judge.ts';
import type { PrivacyMark } from './privacy-terms.ts';
import { nameMark, recordMark } from './private-files.ts';
import { type LeftPart, withoutPrivateParts } from './private-parts.ts';

const asWords = (path: string) => path.replace(/\.[a-z]{1,8}$/i, '').replace(/[/._-]+/g, ' ');

/**
 * What a briefing keeps to itself. What is marked private is told to no one; what is for colleagues only, and what tells of someone's pay,
 * health or dismissal, is not told to outsiders.
 */
export class PrivacyGate {
  readonly left: LeftOut[] = [];
  readonly judge: PrivacyJudge;
  readonly #isExternal: boolean;

  constructor(isExternal: boolean) {
    this.#isExternal = isExternal;
    this.judge = judgeOf(isExternal, tellsOfPeople);
  }

  leave(path: string, reason: LeftReason, part?: Pick<LeftPart, 'line' | 'lines'>): void {
    this.left.push({ path, line: part?.line ?? null, count: part?.lines ?? 1, reason });
  }

  /** Whether an entry may be told; if not, its place is kept. @param record what else says how private it is. */
  mayTell(text: string, path: string, record?: object): boolean {
    const reason = this.judge.text(text) ?? this.judge.mark(record && recordMark(record));
    if (reason) this.leave(path, reason);
    return reason === undefined;
  }

  /** The text without the parts that are not told. */
  open(text: string, path: string): string {
    const { text: told, parts } = withoutPrivateParts(text, this.judge);
    for (const part of parts) this.leave(path, part.reason, part);
    return told;
  }

  /** Why a whole file is not told. */
  reasonOfFile(path: string, mark: PrivacyMark | undefined): LeftReason | undefined {
    return this.judge.mark(mark) ?? this.reasonOfName(path);
  }

  /** Why even the name of a file, a folder or a branch is left out. */
  reasonOfName(path: string): LeftReason | undefined {
    const isTelling = this.#isExternal && tellsOfPeople(asWords(path));
    return this.judge.mark(nameMark(path)) ?? (isTelling ? 'about_people' : undefined);
  }
}
