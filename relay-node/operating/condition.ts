// What anybody may know of a bridge: whether it is well, and about how much it has to do. Small
// numbers are not told, for whoever watches a small bridge could read from them when two people meet.

import { HOUR_MS } from '../../src/base/time.ts';
import type { GatewayHealth } from '../../src/wire/gateway.ts';
import type { BridgeStats } from '../bridge.ts';
import type { RelayMode } from '../relay/relay.ts';

export interface Condition {
  /** False once it was told to stop. */
  readonly ready: boolean;
  readonly dht: GatewayHealth | 'off';
  readonly relay: RelayMode;
}

/** Rounded down: see {@link atLeast}. */
export interface Totals {
  readonly hoursUp: number;
  readonly socketsAtLeast: number;
  readonly roomsAtLeast: number;
  readonly circuitsAtLeast: number;
  /** Nodes of the DHT that it knows; those are nobody's who came here. */
  readonly dhtNodes: number;
  /** The share of its own test items that came back from the DHT, if any was tried. */
  readonly dhtReturned: number | undefined;
}

/** Our choice: for whoever reloads; and a number that stays for a while tells less. */
export const TOTALS_AGE_MS = 10_000;

/** The smallest number that is told. */
const LEAST_TOLD = 10;

/** Zero for anything below ten; of the rest the first digit, as in 10, 20 … 90, 100, 200. */
export function atLeast(count: number): number {
  if (count < LEAST_TOLD) return 0;
  const unit = 10 ** Math.floor(Math.log10(count));
  return Math.floor(count / unit) * unit;
}

/** Counts at most once in {@link TOTALS_AGE_MS}, however many ask. */
export function totalsOf(stats: () => BridgeStats, now: () => number): () => Totals {
  const startedAt = now();
  const counted = { at: Number.NEGATIVE_INFINITY, totals: undefined as Totals | undefined };
  return () => {
    if (counted.totals === undefined || now() - counted.at >= TOTALS_AGE_MS) {
      counted.at = now();
      counted.totals = totals(stats(), now() - startedAt);
    }
    return counted.totals;
  };
}

function totals({ sockets, swarms, relay, dht }: BridgeStats, upMs: number): Totals {
  return {
    hoursUp: Math.floor(upMs / HOUR_MS),
    socketsAtLeast: atLeast(sockets),
    roomsAtLeast: atLeast(swarms),
    circuitsAtLeast: atLeast(relay?.circuits ?? 0),
    dhtNodes: dht?.nodes ?? 0,
    dhtReturned: dht?.canary,
  };
}
