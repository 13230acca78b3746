import type { LeftReason } from './left-out.ts';
import { headingMark, markOf } from './privacy-marks.ts';
import type { PrivacyMark } from './privacy-terms.ts';

/** Why a part must be left out; undefined if it may be told. */
export interface PrivacyJudge {
  text(text: string): LeftReason | undefined;
  heading(text: string): LeftReason | undefined;
  mark(mark: PrivacyMark | undefined): LeftReason | undefined;
}

/** Everything that a judge looks for: what is marked, and what else `isTelling` says of a text. */
export function judgeOf(isExternal: boolean, isTelling: (text: string) => boolean): PrivacyJudge {
  const reasonOf = (mark: PrivacyMark | undefined): LeftReason | undefined => {
    if (mark === 'private') return 'marked_private';
    return mark === 'internal' && isExternal ? 'marked_internal' : undefined;
  };
  const orPeople = (text: string): LeftReason | undefined =>
    isExternal && isTelling(text) ? 'about_people' : undefined;
  return {
    mark: reasonOf,
    text: (text) => reasonOf(markOf(text)) ?? orPeople(text),
    heading: (text) => reasonOf(headingMark(text)) ?? orPeople(text),
  };
}
