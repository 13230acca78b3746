const forms: readonly [words: string, replacement: string][] = [
  ["you are|you're|i am|i'm", '$NAME is'],
  ['you were|i was', '$NAME was'],
  ["you have|you've|i have|i've", '$NAME has'],
  ["you do not|you don't|i do not|i don't", '$NAME does not'],
  ["you (can|may|will|should|must|cannot|can't|won't|never|always)", '$NAME $1'],
  ["i (can|may|will|should|must|cannot|can't|won't|never|always)", '$NAME $1'],
  ['your|my', "$NAME's"],
];

/** Beginnings of sentences that speak to the bot, or as the bot. */
const beginnings = forms.map(
  ([words, replacement]) => [new RegExp(`(?<=^|[.!?]\\s)(?:${words})\\b`, 'gi'), replacement] as const,
);

/** A passage of an identity file in the third person, where the beginnings of its sentences allow that by rule. */
export function inThirdPerson(text: string, name: string): string {
  let told = text;
  for (const [pattern, replacement] of beginnings) {
    told = told.replace(pattern, (_match, verb?: string | number) =>
      replacement.replace('$NAME', () => name).replace('$1', () => (typeof verb === 'string' ? verb : '')),
    );
  }
  return told === text ? aboutSomeone(text, name) : told;
}

/** `Timezone: Madrid` of Ana as «Ana, timezone: Madrid»; other text with the name in front. */
export function aboutSomeone(text: string, name: string): string {
  const label = /^[\p{L}][\p{L} /'-]{0,30}:\s/u.test(text);
  if (!label) return `${name}: ${text}`;
  const isAcronym = /^\p{Lu}{2}/u.test(text);
  return `${name}, ${isAcronym ? text : text.charAt(0).toLowerCase() + text.slice(1)}`;
}
