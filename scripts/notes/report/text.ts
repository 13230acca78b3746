/** `html` if there is something to show, else an empty string. */
export function when(isShown: unknown, html: () => string): string {
  return isShown ? html() : '';
}

/** The pieces, one after the other. */
export function each<T>(items: readonly T[], html: (item: T, index: number) => string): string {
  return items.map(html).join('');
}
