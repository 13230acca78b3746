/** What a path through a grid costs. */
export interface PathCosts {
  columns: number;
  /** Places of each column. */
  places: number;
  /** Of a place; infinite where the path must not go. */
  cost(column: number, place: number): number;
  /** Of a step from one column to the next, per squared difference of places. */
  bend: number;
}

/** The place in each column of the cheapest path from the first column to the last, by dynamic programming. */
export function smoothPath({ columns, places, cost, bend }: PathCosts): number[] {
  let totals = Array.from({ length: places }, (_, place) => cost(0, place));
  const origins: number[][] = [];
  for (let column = 1; column < columns; column += 1) {
    const from = Array.from({ length: places }, (_, place) => cheapest(totals, place, bend));
    origins.push(from);
    totals = from.map(
      (origin, place) => (totals[origin] as number) + bend * (place - origin) ** 2 + cost(column, place),
    );
  }
  let place = totals.indexOf(Math.min(...totals));
  const path = [place];
  for (const from of origins.toReversed()) {
    place = from[place] as number;
    path.push(place);
  }
  return path.reverse();
}

/** Steps of more than this many places are never cheaper. */
const longestStep = 4;

function cheapest(totals: readonly number[], place: number, bend: number): number {
  let best = place;
  let least = totals[place] as number;
  const last = Math.min(totals.length - 1, place + longestStep);
  for (let origin = Math.max(0, place - longestStep); origin <= last; origin += 1) {
    const total = (totals[origin] as number) + bend * (place - origin) ** 2;
    if (total < least) [best, least] = [origin, total];
  }
  return best;
}
