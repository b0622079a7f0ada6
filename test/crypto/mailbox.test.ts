// The mailbox's keys: frozen, one of a kind for each place and hour, and changing with the hour.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/base/time.ts';
import { roomKeys } from '../../src/crypto/keys.ts';
import {
  activeHours,
  MailboxHour,
  type MailboxPlace,
  mailboxHour,
  nextHourChange,
} from '../../src/crypto/mailbox.ts';
import { frozen } from './vectors.ts';

interface Place {
  readonly publicKey: string;
  readonly target: string;
  readonly seal: string;
}

interface Vectors {
  readonly mailboxSign: string;
  readonly mailboxSeal: string;
  readonly hour: number;
  readonly attempt: string;
  readonly slots: readonly Place[];
  readonly box: Place;
}

const VECTORS = frozen<Vectors>('mailbox.json');
const ATTEMPT = fromHex(VECTORS.attempt);
const KEYS = {
  mailboxSign: fromHex(VECTORS.mailboxSign),
  mailboxSeal: fromHex(VECTORS.mailboxSeal),
};

const shown = ({ pair, target, seal }: MailboxPlace): Place => ({
  publicKey: toHex(pair.publicKey),
  target: toHex(target),
  seal: toHex(seal),
});

test('the places of an hour are frozen', () => {
  const hour = new MailboxHour(KEYS, VECTORS.hour);
  expect([0, 1, 2, 3].map((index) => shown(hour.slot(index)))).toEqual(VECTORS.slots);
  expect(shown(hour.box(ATTEMPT))).toEqual(VECTORS.box);
});

test('no two places share anything, of one hour or two, of one room or two', () => {
  const rooms = [roomKeys(new Uint8Array(32)), roomKeys(new Uint8Array(32).fill(1))];
  const places = rooms.flatMap((keys) =>
    [0, 490_000, 490_001].flatMap((number) => {
      const hour = new MailboxHour(keys, number);
      const slots = [0, 1, 2, 3].map((index) => hour.slot(index));
      return [...slots, hour.box(ATTEMPT), hour.box(new Uint8Array(16))];
    }),
  );
  const seen = new Set(places.flatMap((place) => Object.values(shown(place))));
  expect(seen.size).toBe(3 * places.length);
});

test('there are four slots, and an attempt has sixteen bytes', () => {
  const hour = new MailboxHour(KEYS, 1);
  expect(() => hour.slot(4)).toThrow('four slots');
  expect(() => hour.box(new Uint8Array(15))).toThrow('16 bytes');
});

describe('hours', () => {
  const NOON = 490_000 * HOUR_MS;

  test.each([
    ['half past', 30 * MINUTE_MS, [490_000]],
    ['five minutes to', 55 * MINUTE_MS, [490_000, 490_001]],
    ['a moment before that', 55 * MINUTE_MS - 1, [490_000]],
    ['four minutes past', 4 * MINUTE_MS, [489_999, 490_000]],
    ['five minutes past', 5 * MINUTE_MS, [490_000]],
  ])('at %s, one lives in', (_, after, hours) => {
    expect(activeHours(NOON + after)).toEqual(hours);
  });

  test('change ten times in five hours, each at the instant foretold', () => {
    const changes: number[] = [];
    for (let at = NOON + 1; at < NOON + 5 * HOUR_MS; ) {
      const next = nextHourChange(at);
      expect(activeHours(next - 1)).toEqual(activeHours(at));
      expect(activeHours(next)).not.toEqual(activeHours(at));
      changes.push((next - NOON) / MINUTE_MS);
      at = next;
    }
    expect(changes).toEqual([5, 55, 65, 115, 125, 175, 185, 235, 245, 295, 305]);
  });

  test('two clocks nine minutes apart share one at every moment', () => {
    for (let minute = 0; minute < 120; minute++) {
      const at = NOON + minute * MINUTE_MS;
      const other = activeHours(at + 9 * MINUTE_MS);
      expect(activeHours(at).some((hour) => other.includes(hour))).toBe(true);
    }
  });

  test('before 1970 it is the first hour', () => {
    expect([mailboxHour(-1), mailboxHour(0)]).toEqual([0, 0]);
  });
});
