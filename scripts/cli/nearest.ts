/** Number of typos between two words: letters changed, missing, added, or two neighbors swapped (optimal string alignment). */
export function mistakes(typed: string, meant: string): number {
  const rows = [Array.from({ length: meant.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= typed.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= meant.length; column += 1) {
      const isSame = typed[row - 1] === meant[column - 1];
      const isSwapped = typed[row - 1] === meant[column - 2] && typed[row - 2] === meant[column - 1];
      current[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(typed.length, meant.length);
}

/** Fewest letters that count as part of a longer name. */
const shortestPart = 4;

/** The name most likely meant: one with at most a third of its letters mistyped, or one that contains `typed`. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const word = typed.toLowerCase();
  const longest = Math.max(...names.map((name) => name.length));
  if (word.length > longest * 2) return undefined;
  const [best] = names
    .map((name) => ({ name, count: mistakes(word, name) }))
    .filter(({ name, count }) => count <= name.length / 3 || (count === 2 && name.length >= 5))
    .sort((a, b) => a.count - b.count);
  if (best) return best.name;
  return word.length >= shortestPart ? names.find((name) => name.includes(word)) : undefined;
}
