// The bridge's own item in the DHT: a sound one, written and read now and then, by which it is known
// whether the DHT can be used from here.

import '../support/ready.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Canary } from '../../relay-node/gateway/canary.ts';
import { toHex } from '../../src/base/bytes.ts';
import { sha1 } from '../../src/crypto/verify.ts';
import { checkItem, type Item, SEQ_STEPS_PER_SECOND } from '../../src/wire/bep44.ts';
import { EPOCH } from '../ports/memory-clock.ts';
import { FakeDht } from './fake-dht.ts';

const EVERY_MS = 600_000;
const RETRY_MS = 30_000;
const EPOCH_SEQ = (EPOCH / 1_000) * SEQ_STEPS_PER_SECOND;

/** A DHT that also tells where it was asked to look. */
class WatchedDht extends FakeDht {
  readonly targets: string[] = [];

  override get(...asked: Parameters<FakeDht['get']>): void {
    this.targets.push(toHex(asked[0]));
    super.get(...asked);
  }

  get last(): Item {
    return this.items.at(-1) as Item;
  }
}

let dht: WatchedDht;
let told: boolean[];
let canary: Canary;

beforeEach(() => {
  vi.useFakeTimers({ now: EPOCH });
  dht = new WatchedDht();
  told = [];
  canary = new Canary({ dht, time: () => Date.now(), onHealth: (alive) => told.push(alive) });
});

afterEach(() => {
  canary.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Written and found again. */
function succeed(): void {
  dht.stored({ copies: 8 });
  dht.found(dht.last);
  dht.got();
}

function fail(): void {
  dht.stored({ copies: 0 });
}

test('its item is one that everybody takes, with the time as its number', () => {
  canary.start();
  vi.advanceTimersByTime(0);
  succeed();
  vi.advanceTimersByTime(EVERY_MS);
  const [first, second] = dht.items as [Item, Item];
  expect(dht.items.map(checkItem)).toEqual(dht.items.map((value) => ({ ok: true, value })));
  expect(dht.items.map(({ seq }) => seq)).toEqual([
    EPOCH_SEQ,
    EPOCH_SEQ + (EVERY_MS / 1_000) * SEQ_STEPS_PER_SECOND,
  ]);
  expect(first.k).toEqual(second.k);
  expect(first.v).not.toEqual(second.v);
  expect(dht.targets).toEqual([toHex(sha1(first.k))]);
});

test('each bridge has a key of its own', () => {
  const other = new WatchedDht();
  const another = new Canary({ dht: other, time: () => Date.now(), onHealth: () => {} });
  for (const one of [canary, another]) one.start();
  vi.advanceTimersByTime(0);
  another.close();
  expect(dht.last.k).not.toEqual(other.last.k);
});

test('it begins once, however often it is told to', () => {
  expect(vi.getTimerCount()).toBe(0);
  for (let i = 0; i < 3; i++) canary.start();
  vi.advanceTimersByTime(0);
  canary.start();
  vi.advanceTimersByTime(EVERY_MS);
  expect(dht.items.length).toBe(1);
});

test('what came back is tried again after ten minutes, what was lost after half of one', () => {
  canary.start();
  vi.advanceTimersByTime(0);
  succeed();
  vi.advanceTimersByTime(EVERY_MS - 1);
  expect(dht.items.length).toBe(1);
  vi.advanceTimersByTime(1);
  expect(dht.items.length).toBe(2);
  fail();
  vi.advanceTimersByTime(RETRY_MS - 1);
  expect(dht.items.length).toBe(2);
  vi.advanceTimersByTime(1);
  expect(dht.items.length).toBe(3);
});

describe('health', () => {
  const ENDS: readonly (readonly [string, boolean, () => void])[] = [
    ['is written and found', true, succeed],
    ['is found newer than it was written', true, () => found(1)],
    ['is taken by nobody', false, fail],
    ['is refused as a conflict', false, () => dht.stored({ refusal: 'conflict' })],
    ['cannot be written', false, () => dht.stored({ refusal: 'unreachable' })],
    ['is not found', false, () => found()],
    ['is found as it was before', false, () => found(-1)],
  ];

  function found(...later: number[]): void {
    dht.stored({ copies: 8 });
    for (const more of later) dht.found({ ...dht.last, seq: dht.last.seq + more });
    dht.got();
  }

  test.each(ENDS)('when the item %s: %s', (_, comes, end) => {
    expect(canary.successRate).toBeUndefined();
    canary.start();
    vi.advanceTimersByTime(0);
    end();
    // One loss alone proves nothing.
    expect([told, canary.successRate]).toEqual([[true], comes ? 1 : 0]);
    vi.advanceTimersByTime(comes ? EVERY_MS : RETRY_MS);
    end();
    expect(told).toEqual([true, comes]);
  });

  test('turns after two losses, and back with the first success', () => {
    canary.start();
    vi.advanceTimersByTime(0);
    for (const end of [succeed, fail, succeed, fail, fail, fail, succeed, fail]) {
      end();
      vi.advanceTimersByTime(EVERY_MS);
    }
    expect(told).toEqual([true, true, true, true, false, false, true, true]);
  });

  test('the success rate is that of the last six', () => {
    canary.start();
    vi.advanceTimersByTime(0);
    const rates: (number | undefined)[] = [];
    for (const end of [succeed, fail, fail, succeed, fail, fail, fail, fail, fail, fail]) {
      end();
      rates.push(canary.successRate);
      vi.advanceTimersByTime(EVERY_MS);
    }
    const [half, third, sixth] = [1 / 2, 1 / 3, 1 / 6];
    expect(rates).toEqual([1, half, third, half, 2 / 5, third, sixth, sixth, sixth, 0]);
  });
});

describe('once it is closed', () => {
  test('it does not begin', () => {
    canary.close();
    canary.start();
    vi.advanceTimersByTime(EVERY_MS);
    expect(dht.items).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['written', () => {}],
    ['read', () => dht.stored({ copies: 8 })],
  ])('while its item is being %s, nothing is told', (_, reachThere) => {
    canary.start();
    vi.advanceTimersByTime(0);
    reachThere();
    canary.close();
    succeed();
    dht.got();
    vi.advanceTimersByTime(EVERY_MS);
    expect([told, dht.items.length]).toEqual([[], 1]);
  });
});
