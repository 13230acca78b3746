/** Secret parameters of a meeting link: Zoom's passcode, a registrant's and a host's token, a room's key. */
const secretParameters = ['pwd', 'tk', 'zak', 'passcode', 'password', 'key'];

/** A meeting link that is safe to print and store: it still identifies the meeting, but does not grant entry. */
export function withoutPasscode(link: string): string {
  if (!/^https?:/i.test(link) || !URL.canParse(link)) return link;
  const url = new URL(link);
  const isPlain = !url.hash && secretParameters.every((name) => !url.searchParams.has(name));
  if (isPlain) return link;
  for (const name of secretParameters) url.searchParams.delete(name);
  url.hash = '';
  return url.href;
}

/** Longest text from the journal that is printed. */
const longestShown = 500;

/** The start of a text. */
export function shortened(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
