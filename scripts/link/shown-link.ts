/** Parameters of a meeting's link that let their reader in: Zoom's passcode, a registrant's and a host's token, a room's key. */
const secretParameters = ['pwd', 'tk', 'zak', 'passcode', 'password', 'key'];

/** The link of a meeting as it may be written down and printed: it still names the meeting, and lets nobody in. */
export function withoutPasscode(link: string): string {
  if (!/^https?:/i.test(link) || !URL.canParse(link)) return link;
  const url = new URL(link);
  const isPlain = !url.hash && secretParameters.every((name) => !url.searchParams.has(name));
  if (isPlain) return link;
  for (const name of secretParameters) url.searchParams.delete(name);
  url.hash = '';
  return url.href;
}

/** Characters of a text from the journal that are printed: what was given is not to come back whole, however long. */
const longestShown = 500;

/** The beginning of a text. */
export function shortened(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
