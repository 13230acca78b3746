/** `html` when there is something to show, else nothing. */
export function when(isShown: unknown, html: () => string): string {
  return isShown ? html() : '';
}

/** The pieces, one after the other. */
export function each<T>(items: readonly T[], html: (item: T, index: number) => string): string {
  return items.map(html).join('');
}
