// The key schedule: frozen, and beside it a second implementation of libsodium's kdf.

import '../support/ready.ts';
import { blake2b as nobleBlake2b } from '@noble/hashes/blake2.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { DAY_MS, MINUTE_MS } from '../../src/base/time.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { activeDays, nextDayChange, roomKeys, secretEqual, utcDay } from '../../src/crypto/keys.ts';
import { frozen } from './vectors.ts';

interface KeyVectors {
  readonly keys: Readonly<Record<'root' | 'sig' | 'psk' | 'roomId' | 'circuit', string>> & {
    readonly mailboxSign: string;
    readonly mailboxSeal: string;
    readonly emblem: readonly number[];
    readonly infohash: readonly { readonly day: number; readonly infohash: string }[];
  };
}

const { keys } = frozen<KeyVectors>('sotto.json');
const room = roomKeys(fromHex(keys.root));

/**
 * libsodium's crypto_kdf_blake2b: "BLAKE2B-subkeylen(key=key, message={}, salt=subkey_id || {0},
 * personal=ctx || {0})", the id as 64 bits, little-endian.
 */
function nobleKdf(key: Uint8Array, index: number): Uint8Array {
  const salt = concat(Uint8Array.of(index), new Uint8Array(15));
  const personalization = concat(utf8('sotto/1 '), new Uint8Array(8));
  return nobleBlake2b(new Uint8Array(0), { dkLen: 32, key, salt, personalization });
}

describe('the schedule of a root', () => {
  test('is frozen', () => {
    const seen = {
      root: toHex(room.root),
      sig: toHex(room.sig),
      psk: toHex(room.psk),
      roomId: toHex(room.roomId),
      mailboxSign: toHex(room.mailboxSign),
      mailboxSeal: toHex(room.mailboxSeal),
      emblem: room.emblem,
      circuit: toHex(room.circuit),
      infohash: keys.infohash.map(({ day }) => ({ day, infohash: toHex(room.infohash(day)) })),
    };
    expect(seen).toEqual(keys);
  });

  test('follows DESIGN §3 by a second implementation', () => {
    const root = fromHex(keys.root);
    const derived = [room.sig, room.psk, room.roomId, room.mailboxSign, room.mailboxSeal];
    expect(derived).toEqual([2, 3, 4, 5, 6].map((index) => nobleKdf(root, index)));
    expect(room.circuit).toEqual(nobleKdf(root, 8));
    expect(room.emblem).toEqual([...nobleKdf(root, 7).slice(0, 3)].map((byte) => byte % 64));
    const day = Uint8Array.of(0, 0, 0x4e, 0x20);
    const infohash = nobleBlake2b(day, { dkLen: 20, key: nobleKdf(root, 1) });
    expect(room.infohash(20_000)).toEqual(infohash);
  });

  test('a root of another size or a day that is none is our own mistake', () => {
    expect(() => roomKeys(new Uint8Array(31))).toThrow('32 bytes');
    for (const day of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => room.infohash(day)).toThrow('u32');
    }
  });

  test('the emblem reaches all 64 symbols', () => {
    const seen = new Set<number>();
    for (let i = 0; i < 256; i++)
      for (const s of roomKeys(new Uint8Array(32).fill(i)).emblem) seen.add(s);
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => i));
  });
});

describe('days', () => {
  const midnight = 20_000 * DAY_MS;
  const quarter = 15 * MINUTE_MS;

  test('overlap by fifteen minutes on either side of midnight', () => {
    expect(activeDays(midnight - quarter - 1)).toEqual([19_999]);
    expect(activeDays(midnight - quarter)).toEqual([19_999, 20_000]);
    expect(activeDays(midnight)).toEqual([19_999, 20_000]);
    expect(activeDays(midnight + quarter - 1)).toEqual([19_999, 20_000]);
    expect(activeDays(midnight + quarter)).toEqual([20_000]);
  });

  test('change next at the end or the beginning of the overlap', () => {
    expect(nextDayChange(midnight - quarter - 1)).toBe(midnight - quarter);
    expect(nextDayChange(midnight - quarter)).toBe(midnight + quarter);
    expect(nextDayChange(midnight + quarter - 1)).toBe(midnight + quarter);
    expect(nextDayChange(midnight + quarter)).toBe(midnight + DAY_MS - quarter);
  });

  test('stay the same until just before the next change, and differ at it', () => {
    const instant = fc.integer({ min: 0, max: 40_000 * DAY_MS });
    fc.assert(
      fc.property(instant, fc.double({ min: 0, max: 1, noNaN: true }), (at, part) => {
        const change = nextDayChange(at);
        const between = at + Math.floor((change - 1 - at) * part);
        expect(change).toBeGreaterThan(at);
        expect(activeDays(between)).toEqual(activeDays(at));
        expect(activeDays(change)).not.toEqual(activeDays(at));
      }),
    );
  });

  test('two peers whose clocks differ by less than thirty minutes share a day', () => {
    const instant = fc.integer({ min: 0, max: 40_000 * DAY_MS });
    fc.assert(
      fc.property(instant, fc.nat({ max: 30 * MINUTE_MS }), (at, apart) => {
        const theirs = activeDays(at + apart);
        expect(activeDays(at).some((day) => theirs.includes(day))).toBe(true);
      }),
    );
  });

  test('begin with 1970, whatever the clock says', () => {
    expect([utcDay(-1), utcDay(0), utcDay(DAY_MS - 1), utcDay(DAY_MS)]).toEqual([0, 0, 0, 1]);
    expect(activeDays(0)).toEqual([0]);
    expect(nextDayChange(0)).toBe(DAY_MS - quarter);
    expect(utcDay(Date.UTC(2026, 0, 1))).toBe(20_454);
  });
});

test('secrets compare equal only when they are', () => {
  const secret = Uint8Array.of(1, 2, 3);
  expect(secretEqual(secret, Uint8Array.of(1, 2, 3))).toBe(true);
  expect(secretEqual(secret, Uint8Array.of(1, 2, 4))).toBe(false);
  expect(secretEqual(secret, Uint8Array.of(1, 2))).toBe(false);
  expect(secretEqual(new Uint8Array(0), new Uint8Array(0))).toBe(true);
});
