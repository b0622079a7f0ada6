// The room's settings, as every member carries them in its STATE: one register, of which the last
// writer wins.
//
//   HLC u48 ‖ set by 16 ‖ locked u8 ‖ lifetime 5 (lifetime.ts)
//
// The highest wins, compared as bytes, and so by its time first. Canonical: what nobody has set yet
// is all zeros, and nothing else has the time zero.

import { assert } from '../base/assert.ts';
import { isZero } from '../base/bytes.ts';
import {
  LIFETIME_BYTES,
  LIFETIME_OFF,
  type Lifetime,
  readLifetime,
  writeLifetime,
} from './lifetime.ts';
import { MEMBER_ID_BYTES } from './message.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** HLC, set by, locked, lifetime. */
export const SETTINGS_BYTES = 6 + MEMBER_ID_BYTES + 1 + LIFETIME_BYTES;

export interface SettingsRegister {
  /** When it was set, ms since the Unix epoch, pushed past what was there before; 0: never. */
  readonly hlc: number;
  /** Who is said to have set it. Nothing proves it, unless that member's own STATE says so, too. */
  readonly by: Uint8Array;
  readonly locked: boolean;
  /** For messages to come, unless their sender chooses another. */
  readonly lifetime: Lifetime;
}

export const NEVER_SET: SettingsRegister = {
  hlc: 0,
  by: new Uint8Array(MEMBER_ID_BYTES),
  locked: false,
  lifetime: LIFETIME_OFF,
};

export function encodeSettings({ hlc, by, locked, lifetime }: SettingsRegister): Uint8Array {
  assert(by.length === MEMBER_ID_BYTES, 'a member id has 16 bytes');
  const writer = new Writer()
    .u48(hlc)
    .bytes(by)
    .u8(locked ? 1 : 0);
  return writeLifetime(writer, lifetime).finish();
}

/** Undefined for what is not canonical. */
export function parseSettings(bytes: Uint8Array): SettingsRegister | undefined {
  if (bytes.length !== SETTINGS_BYTES) return undefined;
  const reader = new Reader(bytes);
  const hlc = reader.u48();
  const by = reader.bytes(MEMBER_ID_BYTES);
  const locked = reader.u8();
  const lifetime = readLifetime(reader);
  if (lifetime === undefined || locked > 1) return undefined;
  if (hlc === 0 && !isZero(bytes)) return undefined;
  return { hlc, by, locked: locked === 1, lifetime };
}
