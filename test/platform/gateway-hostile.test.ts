// Bridges that lie, flood, babble or are silent: each costs nothing but a count, while another one
// does as it should. And the limits of the port, the pace at which it comes back, and its end.

import '../support/ready.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Item, signItem } from '../../src/wire/bep44.ts';
import { encodeReply, type GatewayReply } from '../../src/wire/gateway.ts';
import { item, target } from '../wire/items.ts';
import { dhtPair } from '../wire/pairs.ts';
import {
  HANDSHAKE_MS,
  keeper,
  ONE_WAY_MS,
  Rig,
  type Said,
  type ScriptedBridge,
  silent,
} from './gateway-rig.ts';

const ROUND_TRIP_MS = 2 * ONE_WAY_MS;
const ANSWER_MS = 20_000;
const OTHERS_MS = 2_000;

const told = (one: Item): GatewayReply => ({ kind: 'item', item: one });
const got = (number: number): GatewayReply => ({ kind: 'got', target: target(number) });
const times = <T>(count: number, said: T) => Array.from({ length: count }, () => said);

let rig: Rig;
let liar: ScriptedBridge;
let honest: ScriptedBridge;

beforeEach(async () => {
  rig = new Rig();
  liar = rig.bridge('liar', silent);
  honest = rig.bridge('honest', keeper(item(1, 7)));
  await rig.reach(liar, honest);
  // Whatever the greeting took from the budget of the line is there again.
  await rig.after(1_000);
});

describe('a bridge that lies', () => {
  const { k, seq, sig, v } = item(1, 9);
  const FORGERIES: readonly (readonly [string, Said, string])[] = [
    ['an item with another signature', told({ k, seq, sig: item(1, 8).sig, v }), 'item-forged'],
    ['an item with another seq', told({ k, seq: 10, sig, v }), 'item-forged'],
    ['an item with other contents', told({ k, seq, sig, v: item(1, 8).v }), 'item-forged'],
    ['an item of another place', told(item(2, 9)), 'item-unasked'],
    ['an older item', told(item(1, 6)), 'item-old'],
    ['an end of what was not asked', got(2), 'gateway-reply-unasked'],
    [
      'that it stored what was not put',
      { kind: 'stored', target: target(1), copies: 9 },
      'gateway-reply-unasked',
    ],
    [
      'that it refused what was not put',
      { kind: 'refused', target: target(1), request: 'put', reason: 'conflict' },
      'gateway-reply-unasked',
    ],
    ['text', 'hello', 'gateway-text'],
    ['a frame of no kind', Uint8Array.of(7), 'gateway-kind'],
    ['a frame cut short', encodeReply(got(1)).subarray(1, 20).with(0, 130), 'gateway-malformed'],
    ['a frame too long', new Uint8Array(1_201).fill(129), 'gateway-frame-too-long'],
  ];

  test.each(FORGERIES)('says %s: counted, and nothing else', async (_, said, reason) => {
    rig.dht.watch(target(1));
    rig.dht.get(target(1));
    await rig.after(ROUND_TRIP_MS);
    const before = rig.counts;
    liar.say(said);
    expect(await rig.after(ONE_WAY_MS)).toEqual([]);
    const { [reason]: count, ...others } = rig.counts;
    const isRefusal = typeof said === 'object' && 'kind' in said && said.kind === 'refused';
    expect(count).toBe(1);
    expect(others).toEqual(isRefusal ? { 'gateway-refused-conflict': 1 } : before);
    expect(liar.clients).toBe(1);
    // The truth is told still, and the get ends.
    honest.say(told(item(1, 8)));
    expect(await rig.after(ONE_WAY_MS)).toEqual(['item 1 @8']);
    expect(await rig.after(OTHERS_MS)).toEqual(['got 1']);
  });

  test('an item of its own making is of its own place, which nobody asked for', async () => {
    rig.dht.get(target(1));
    const own = signItem(dhtPair(3), 99, new Uint8Array(996));
    liar.say(told(own));
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['item 1 @7']);
    expect(rig.counts).toEqual({ 'item-unasked': 1 });
  });

  test('says at once that nothing is there: whoever needs seconds to read is heard still', async () => {
    liar.script = () => [got(1)];
    honest.script = silent;
    rig.dht.get(target(1));
    expect(await rig.after(ROUND_TRIP_MS + OTHERS_MS)).toEqual(['got 1']);
    await rig.after(1_000);
    honest.say(told(item(1, 7)), got(1));
    expect(await rig.after(ONE_WAY_MS)).toEqual(['item 1 @7']);
  });

  test('says that there is a conflict: what another stored is stored', async () => {
    liar.script = () => [
      { kind: 'refused', target: target(1), request: 'put', reason: 'conflict' },
    ];
    rig.dht.put(item(1, 8), 7);
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['stored 1 x8']);
  });

  test('is silent: a get and a put take two seconds longer', async () => {
    rig.dht.get(target(1));
    rig.dht.put(item(2, 8), undefined);
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['item 1 @7']);
    expect(await rig.after(OTHERS_MS)).toEqual(['got 1', 'stored 2 x8']);
  });
});

describe('a bridge that floods', () => {
  const BURST = 400;

  test.each<[string, Said, string]>([
    ['replies', got(2), 'gateway-reply-unasked'],
    ['text', 'x', 'gateway-text'],
    ['long frames', new Uint8Array(1_201), 'gateway-frame-too-long'],
    ['junk', new Uint8Array(9), 'gateway-kind'],
  ])('us with %s is left', async (_, said, reason) => {
    liar.say(...times(BURST, said));
    await rig.after(ONE_WAY_MS);
    expect([rig.counts, rig.sockets]).toEqual([{ [reason]: BURST }, 2]);
    liar.say(...times(BURST, said));
    await rig.after(ROUND_TRIP_MS);
    // While they were under way, one or two more fitted in.
    const { [reason]: read = 0, ...others } = rig.counts;
    expect(others).toEqual({ 'gateway-flood': 1 });
    expect(read - BURST).toBeLessThanOrEqual(2);
    expect([rig.sockets, liar.clients, honest.clients]).toEqual([1, 0, 1]);
    rig.dht.get(target(1));
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['item 1 @7', 'got 1']);
  });

  test('ends what it was asked, and is tried again ever later', async () => {
    liar.script = () => times(2 * BURST, told(item(1, 6)));
    for (let i = 0; i < 6; i++) {
      rig.dht.get(target(1));
      const items = i === 0 ? ['item 1 @6', 'item 1 @7'] : ['item 1 @7'];
      expect(await rig.after(ROUND_TRIP_MS)).toEqual([...items, 'got 1']);
      expect(rig.sockets).toBe(1);
      const before = rig.attempts.length;
      await rig.after(500 * 2 ** i - 1 - ROUND_TRIP_MS);
      expect(rig.attempts.length).toBe(before);
      await rig.after(500 * 2 ** i + 1 + HANDSHAKE_MS + ROUND_TRIP_MS);
      expect(liar.clients).toBe(1);
    }
    // The first time, it was the first to tell; of all that it repeats nothing is checked or told.
    expect(rig.counts).toEqual({ 'gateway-flood': 6, 'item-old': 5 * BURST });
  });
});

describe('the way back to a bridge', () => {
  /** Between the end of each attempt and the next one. */
  const pauses = (since: number) => {
    const attempts = rig.attempts.slice(since);
    return attempts.slice(1).map((at, i) => at - (attempts[i] as number) - HANDSHAKE_MS);
  };

  test('takes up to 1, 2, 4 … 60 s, and at least half of that', async () => {
    rig.dht.reach([liar.url]);
    liar.stop();
    await rig.after(600_000);
    const ceilings = [1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000);
    const taken = pauses(2).slice(0, 8);
    expect(taken.length).toBe(8);
    for (const [i, pauseMs] of taken.entries()) {
      expect(pauseMs).toBeGreaterThanOrEqual((ceilings[i + 1] as number) / 2);
      expect(pauseMs).toBeLessThanOrEqual(ceilings[i + 1] as number);
    }
  });

  test('is short again after a sound life, and only then', async () => {
    rig.dht.reach([liar.url]);
    liar.hello = [{ kind: 'health', health: 'working' }];
    liar.stop();
    await rig.after(60_000);
    liar.start();
    await rig.after(60_000);
    expect(liar.clients).toBe(1);
    const returnsWithin = async (ms: number) => {
      liar.hangUp();
      await rig.after(ONE_WAY_MS + ms + HANDSHAKE_MS);
      return liar.clients === 1;
    };
    expect(await returnsWithin(1_000)).toBe(true);
    // It greets us and hangs up: that is no life at all.
    expect(await returnsWithin(999)).toBe(false);
    await rig.after(1_001);
    expect(await returnsWithin(1_999)).toBe(false);
    await rig.after(2_001);
    await rig.after(10_000);
    expect(await returnsWithin(1_000)).toBe(true);
  });

  test('is given up when the bridge is in reach no more', async () => {
    liar.stop();
    honest.stop();
    await rig.after(ONE_WAY_MS);
    rig.dht.reach([]);
    const before = rig.attempts.length;
    await rig.after(600_000);
    expect([rig.attempts.length, rig.sockets]).toEqual([before, 0]);
  });
});

describe('limits', () => {
  test('MAX_PENDING: the 65th get, and the 65th put, are told to be busy', async () => {
    honest.script = silent;
    for (let number = 0; number < 65; number++) {
      rig.dht.get(target(number));
      rig.dht.put(item(number, 1), undefined);
    }
    expect(await rig.after(ONE_WAY_MS)).toEqual(['refused 64 busy', 'refused 64 busy']);
    expect([rig.counts, honest.asked.length]).toEqual([{ 'gateway-full': 2 }, 128]);
    const ends = await rig.after(ANSWER_MS);
    expect(ends.length).toBe(128);
    expect(new Set(ends).size).toBe(64);
    rig.dht.get(target(64));
    expect(await rig.after(ONE_WAY_MS)).toEqual([]);
    expect(honest.asked.at(-1)).toBe('get 64');
  });

  test('MAX_WATCHED: the 33rd watch is counted, until another ends', async () => {
    for (let number = 0; number < 33; number++) rig.dht.watch(target(number));
    rig.dht.watch(target(0));
    await rig.after(ONE_WAY_MS);
    expect([rig.counts, honest.asked.length]).toEqual([{ 'watches-full': 1 }, 32]);
    rig.dht.unwatch(target(0));
    rig.dht.watch(target(32));
    await rig.after(ONE_WAY_MS);
    expect(honest.asked.slice(-2)).toEqual(['unwatch 0', 'watch 32']);
  });

  test('MAX_LINES: six bridges, however often each is named', async () => {
    const bridges = Array.from({ length: 8 }, (_, i) => rig.bridge(`b${i}`, silent));
    const urls = bridges.flatMap(({ url }) => [url, url.replace('/announce', '/'), url]);
    rig.dht.reach(urls);
    await rig.after(HANDSHAKE_MS + ONE_WAY_MS);
    expect(rig.sockets).toBe(6);
    expect(bridges.map(({ clients }) => clients)).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
  });
});

describe('once it is closed', () => {
  test('nothing is told, sent or opened', async () => {
    rig.dht.watch(target(1));
    rig.dht.get(target(1));
    rig.dht.get(target(2));
    rig.dht.put(item(1, 8), undefined);
    await rig.after(ONE_WAY_MS);
    const asked = [...honest.asked];
    rig.dht.get(target(2));
    rig.dht.close();
    rig.dht.close();
    honest.say(told(item(1, 9)), got(1));
    rig.dht.get(target(1));
    rig.dht.put(item(1, 9), undefined);
    rig.dht.watch(target(1));
    rig.dht.unwatch(target(1));
    rig.dht.reach([liar.url, honest.url]);
    expect(await rig.after(ROUND_TRIP_MS)).toEqual([]);
    expect([honest.asked, rig.sockets, honest.clients]).toEqual([asked, 0, 0]);
    // Nor is there anything that would ring later.
    expect(rig.clock.next).toBeUndefined();
  });
});
