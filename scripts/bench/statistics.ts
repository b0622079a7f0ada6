// Figures of one series, as every benchmark prints them: count, median, 90th percentile, worst.

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the share `q` of the samples lies (nearest rank). */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** Of durations, where more is worse. */
export function summary(values: readonly number[], unit: string): string {
  const [p50, p90, worst] = [median(values), quantile(values, 0.9), Math.max(...values)];
  const show = (value: number) => `${value.toFixed(1)} ${unit}`;
  return `n=${values.length}  median ${show(p50)}  p90 ${show(p90)}  worst ${show(worst)}`;
}

/** Of rates, where less is worse. */
export function rateSummary(values: readonly number[], unit: string): string {
  const show = (value: number) => `${value.toFixed(1)} ${unit}`;
  return `n=${values.length}  median ${show(median(values))}  worst ${show(Math.min(...values))}`;
}
