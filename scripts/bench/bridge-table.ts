// How the bridge benchmark prints two servers beside each other: one row for each, and the ratio.

import type { Kind } from './bridge-server.ts';
import { median } from './statistics.ts';

export type ByKind<T> = Readonly<Record<Kind, T>>;

export interface Comparison {
  readonly name: string;
  /** One value for each round, in order. */
  readonly values: ByKind<readonly number[]>;
  readonly show: (value: number) => string;
  /** Which value is the worst one. */
  readonly worst: 'least' | 'most';
}

const HEAD = ['', 'server', 'n', 'median', 'worst', 'ratio', 'worst of a round'];

export function printComparisons(comparisons: readonly Comparison[]): void {
  const rows = [HEAD, ...comparisons.flatMap(rowsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const [name = '', server = '', ...cells] of rows) {
    const padded = cells.map((cell, i) => cell.padStart(widths[i + 2] ?? 0));
    const line = [name.padEnd(widths[0] ?? 0), server.padEnd(widths[1] ?? 0), ...padded];
    console.log(`  ${line.join('   ').trimEnd()}`);
  }
}

function rowsOf({ name, values, show, worst }: Comparison): string[][] {
  const extreme = worst === 'least' ? Math.min : Math.max;
  const { bridge, 'bittorrent-tracker': bare } = values;
  const figures = (own: readonly number[]) => [
    `${own.length}`,
    show(median(own)),
    show(extreme(...own)),
  ];
  const byRound = bridge.map((value, i) => value / (bare[i] ?? Number.NaN));
  const ratios = [median(bridge) / median(bare), extreme(...byRound)];
  return [
    [name, 'bridge', ...figures(bridge), ...ratios.map((ratio) => ratio.toFixed(2))],
    ['', 'bittorrent-tracker', ...figures(bare)],
  ];
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en');
export const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
