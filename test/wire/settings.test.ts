// The settings that a room shares: canonical, bounded, and ordered as bytes.

import { expect, test } from 'vitest';
import { compare, concat, u32Bytes } from '../../src/base/bytes.ts';
import { MAX_LIFETIME_MS, MIN_LIFETIME_MS } from '../../src/wire/lifetime.ts';
import {
  encodeSettings,
  NEVER_SET,
  parseSettings,
  SETTINGS_BYTES,
  type SettingsRegister,
} from '../../src/wire/settings.ts';

const SET: SettingsRegister = {
  hlc: 5,
  by: new Uint8Array(16).fill(1),
  locked: true,
  lifetime: { kind: 'after-sending', ms: MIN_LIFETIME_MS },
};
const bytes = encodeSettings(SET);
const [LOCKED, KIND] = [6 + 16, 6 + 16 + 1];
const lasting = (kind: number, ms: number) =>
  concat(bytes.slice(0, KIND), Uint8Array.of(kind), u32Bytes(ms));

test('what was set comes back, and what never was', () => {
  expect(bytes.length).toBe(SETTINGS_BYTES);
  expect(parseSettings(bytes)).toEqual(SET);
  expect(encodeSettings(NEVER_SET)).toEqual(new Uint8Array(SETTINGS_BYTES));
  expect(parseSettings(new Uint8Array(SETTINGS_BYTES))).toEqual(NEVER_SET);
});

test.each<[string, Uint8Array]>([
  ['a byte too few', bytes.slice(1)],
  ['a byte too many', concat(bytes, Uint8Array.of(0))],
  ['neither locked nor open', bytes.with(LOCKED, 2)],
  ['an unknown lifetime', lasting(4, 0)],
  ['off, with a time', lasting(0, MIN_LIFETIME_MS)],
  ['until the author leaves, with a time', lasting(3, MIN_LIFETIME_MS)],
  ['after sending, without a time', lasting(1, 0)],
  ['after sending, too short', lasting(1, MIN_LIFETIME_MS - 1)],
  ['after reading, too long', lasting(2, MAX_LIFETIME_MS + 1)],
  ['after reading, a century', lasting(2, 2 ** 32 - 1)],
  ['set at no time', bytes.with(5, 0)],
])('%s is refused', (_, input) => {
  expect(parseSettings(input)).toBeUndefined();
});

test('the longest lifetime is read', () => {
  const lifetime = { kind: 'after-reading', ms: MAX_LIFETIME_MS };
  expect(parseSettings(lasting(2, MAX_LIFETIME_MS))).toEqual({ ...SET, lifetime });
});

test('a later one is higher, whatever else it says', () => {
  const later = { ...NEVER_SET, hlc: 256 };
  const earlier = { ...SET, hlc: 255, by: new Uint8Array(16).fill(255) };
  expect(compare(encodeSettings(later), encodeSettings(earlier))).toBeGreaterThan(0);
});
