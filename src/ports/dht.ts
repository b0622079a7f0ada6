// The DHT port: signed items (BEP 44) read, written and watched, whether over a node of our own
// or through a bridge. Every item that comes out was checked: sizes, seq and signature.

import type { Item } from '../wire/bep44.ts';

/** `absent`: there is no way to the DHT from here, such as in a browser without any bridge. */
export type DhtHealth = 'absent' | 'connecting' | 'working' | 'unreachable';

/** `conflict`: a newer item is there, or not the one that was named. `busy`: ask again later. */
export type DhtRefusal = 'conflict' | 'busy' | 'unreachable';

export type DhtEvent =
  /** At first it is `absent`; told whenever it changes. */
  | { readonly kind: 'health'; readonly health: DhtHealth }
  /** Of a target that was asked for or is watched; for each target, seq never falls. */
  | { readonly kind: 'item'; readonly target: Uint8Array; readonly item: Item }
  /** Reading is over, whether or not anything was there. Of a slow node an `item` may still come. */
  | { readonly kind: 'got'; readonly target: Uint8Array }
  /** How many nodes of the DHT took it; 0 when none did, though a bridge may keep it. */
  | { readonly kind: 'stored'; readonly target: Uint8Array; readonly copies: number }
  /** Neither `got` nor `stored` will follow. */
  | { readonly kind: 'refused'; readonly target: Uint8Array; readonly reason: DhtRefusal };

export interface DhtHandle {
  /** Bridges through which the DHT may be reached; a node of our own needs none. */
  reach(bridges: readonly string[]): void;
  /** Reads a target once: any number of `item`, the first as early as possible, and then `got`. */
  get(target: Uint8Array): void;
  /** Writes; with `cas` only over the item with that seq. One write for a target at a time. */
  put(item: Item, cas: number | undefined): void;
  /** Tells of newer items from now on: every few seconds at first, then less often. */
  watch(target: Uint8Array): void;
  unwatch(target: Uint8Array): void;
  /** Forgets everything that was asked and watched. Nothing is told any more. */
  close(): void;
}

export interface DhtPort {
  /**
   * Whether nodes of the DHT learn our address, as they do of a node of our own. Whoever knows the
   * phrase knows the targets, and may stand there and take down who asks.
   */
  readonly showsAddress: boolean;
  /** Events never arrive before this call has returned. */
  open(listen: (event: DhtEvent) => void): DhtHandle;
}
