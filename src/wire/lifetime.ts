// How long a message is to be seen (DESIGN §6, "lifetime u32"; the byte before it is our departure,
// since four wishes do not fit one number).
//
//   kind u8 ‖ milliseconds u32      0 off ‖ 0 · 1 after sending · 2 after reading · 3 until the author leaves ‖ 0
//
// Canonical: a kind without a time carries zero, and a time lies between a second and thirty days,
// so that neither "no time at all" nor a century can be asked of anybody.

import { assert } from '../base/assert.ts';
import { DAY_MS, SECOND_MS } from '../base/time.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** Our choice: what is shorter can't be read. */
export const MIN_LIFETIME_MS = SECOND_MS;
/** Our choice: longer than any page stays open; fits 32 bits. */
export const MAX_LIFETIME_MS = 30 * DAY_MS;

/** kind, milliseconds. */
export const LIFETIME_BYTES = 1 + 4;

export type Lifetime =
  /** Stays until each reader leaves. */
  | { readonly kind: 'off' }
  /** Counted from when it was sent: who gets it late has only the rest. */
  | { readonly kind: 'after-sending'; readonly ms: number }
  /** Counted at each reader from when it was read there; at its author from when it was sent. */
  | { readonly kind: 'after-reading'; readonly ms: number }
  /** Goes from every screen when its author leaves. */
  | { readonly kind: 'until-author-leaves' };

export const LIFETIME_OFF: Lifetime = { kind: 'off' };

const KINDS = ['off', 'after-sending', 'after-reading', 'until-author-leaves'] as const;

/** Whether a caller's wish can be sent: a known kind, and whole milliseconds in range if it has any. */
export function isLifetime(lifetime: Lifetime): boolean {
  if (!KINDS.includes(lifetime.kind)) return false;
  return !hasEnd(lifetime) || isInRange(lifetime.ms);
}

export function writeLifetime(writer: Writer, lifetime: Lifetime): Writer {
  assert(isLifetime(lifetime), 'a lifetime in range');
  return writer.u8(KINDS.indexOf(lifetime.kind)).u32(hasEnd(lifetime) ? lifetime.ms : 0);
}

/** Undefined for what is not canonical. */
export function readLifetime(reader: Reader): Lifetime | undefined {
  const kind = KINDS[reader.u8()];
  const ms = reader.u32();
  if (kind === undefined) return undefined;
  if (kind === 'after-sending' || kind === 'after-reading') {
    return isInRange(ms) ? { kind, ms } : undefined;
  }
  return ms === 0 ? { kind } : undefined;
}

function hasEnd(lifetime: Lifetime): lifetime is Extract<Lifetime, { readonly ms: number }> {
  return lifetime.kind === 'after-sending' || lifetime.kind === 'after-reading';
}

function isInRange(ms: number): boolean {
  return Number.isInteger(ms) && ms >= MIN_LIFETIME_MS && ms <= MAX_LIFETIME_MS;
}
