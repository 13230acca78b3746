const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, also within an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

/** `html` when there is something to show, else nothing. */
export function when(isShown: unknown, html: () => string): string {
  return isShown ? html() : '';
}

/** The pieces, one after the other. */
export function each<T>(items: readonly T[], html: (item: T, index: number) => string): string {
  return items.map(html).join('');
}
