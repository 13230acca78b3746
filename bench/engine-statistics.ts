/** The value below which a `share` (0 to 1) of `values` is; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export interface Spread {
  median: number;
  p90: number;
  samples: number;
}

/** Median and 90th percentile, rounded to a tenth. */
export function spreadOf(values: readonly number[]): Spread {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return {
    median: tenth(quantile(values, 0.5)),
    p90: tenth(quantile(values, 0.9)),
    samples: values.length,
  };
}
