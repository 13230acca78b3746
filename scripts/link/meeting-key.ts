import { parseMeetingLink } from './link.ts';

/** The key of the meeting that a link leads to, the same for every spelling of the link; undefined for other text. */
export function meetingKeyOf(text: string): string | undefined {
  try {
    return parseMeetingLink(text).key;
  } catch {
    return undefined;
  }
}
