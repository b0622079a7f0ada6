// What the parts of one overlay share.

import { MINUTE_MS } from '../../base/time.ts';
import type { Identity } from '../../crypto/identity.ts';
import type { Random } from '../../ports/random.ts';
import type { Effects } from './effects.ts';
import type { Frontier } from './frontier.ts';
import type { Neighbours } from './neighbours.ts';
import type { Roster } from './roster.ts';
import type { Routes } from './routes.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store.ts';

export interface Commons {
  readonly identity: Identity;
  /** Our own id in hex. */
  readonly self: string;
  readonly roomId: Uint8Array;
  readonly random: Random;
  /** What we say that we run, 32 bytes. */
  readonly build: Uint8Array | undefined;
  readonly effects: Effects;
  readonly neighbours: Neighbours;
  readonly roster: Roster;
  readonly frontier: Frontier;
  readonly store: Store;
  readonly routes: Routes;
  readonly settings: Settings;
}

/** DESIGN §4: "outside ±10 min". */
export const CLOCK_WINDOW_MS = 10 * MINUTE_MS;

/** DESIGN §6, "Receipts": up to 8 members there is an acknowledgement per link. */
export const SMALL_ROOM_MEMBERS = 8;

/** Everyone present, ourselves included. */
export function roomSize({ roster }: Commons): number {
  return roster.present().length + 1;
}
