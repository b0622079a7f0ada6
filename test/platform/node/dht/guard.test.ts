// What strangers send to our node, and where they would like to send it: nothing malformed and
// nothing forged reaches the node, nobody gets an answer, and no house of ours hears from us.

import '../../../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { concat } from '../../../../src/base/bytes.ts';
import { utf8 } from '../../../../src/base/utf8.ts';
import { Addresses } from '../../../../src/platform/node/dht/addresses.ts';
import { MALFORMED } from '../../../support/dht/malformed.ts';
import { compactNode, encode, reply, Stranger } from '../../../support/dht/stranger.ts';
import { GuardRig } from './guard-rig.ts';

const ID = new Uint8Array(20).fill(0xab);
const VICTIMS = new Uint8Array(20).fill(1);

async function rigAndStranger(): Promise<[GuardRig, Stranger]> {
  return [await GuardRig.open(), await Stranger.at('127.0.5.1')];
}

describe('a malformed datagram is dropped and counted, and the sound reply after it is heard', () => {
  test('there are as many as BRIDGE has, at least', () => {
    expect(MALFORMED.length).toBeGreaterThanOrEqual(32);
  });

  test.each(MALFORMED)('$name: $reason', async ({ bytes, reason }) => {
    const [rig, stranger] = await rigAndStranger();
    const { t } = await rig.pings(stranger);
    expect(await rig.hears(bytes(t), stranger)).toBe(reason);
    expect([rig.counts, rig.tableSize]).toEqual([{ [reason]: 1 }, 0]);
    expect(await rig.hears(reply(t, { id: ID }), stranger)).toBe('delivered');
    expect([rig.counts, rig.tableSize]).toEqual([{ [reason]: 1 }, 1]);
  });
});

describe('a query', () => {
  test('goes out with a transaction of our own, and as one of who serves nobody', async () => {
    const [rig, stranger] = await rigAndStranger();
    const [first, second] = [await rig.pings(stranger), await rig.pings(stranger)];
    expect([first.ro, first.t.length, second.t.length]).toEqual([1, 4, 4]);
    // The node's own count up from 1: whoever saw one would know the next.
    expect(first.t).not.toEqual(second.t);
    expect(first.t.subarray(0, 2)).not.toEqual(Uint8Array.of(0, 1));
  });

  test('of others gets no answer: not a byte for any number of them', async () => {
    const [rig, stranger] = await rigAndStranger();
    const sound = { id: ID, target: ID, info_hash: ID, token: utf8('token'), port: 6_881 };
    const names = ['ping', 'find_node', 'get_peers', 'get', 'put', 'announce_peer', 'vote'];
    for (const [i, q] of names.entries()) {
      const query = encode({ t: Uint8Array.of(0, i), y: 'q', q, a: { ...sound, v: 'v' } });
      expect(await rig.hears(query, stranger)).toBe('query-dropped');
    }
    expect([rig.counts, rig.tableSize]).toEqual([{ 'query-dropped': names.length }, 0]);
    // What was sent before it would have arrived before it.
    expect((await rig.pings(stranger)).q).toEqual(utf8('ping'));
    expect(stranger.heard.length).toBe(1);
  });

  test('would not be answered even if the node meant to', async () => {
    const [rig, stranger] = await rigAndStranger();
    rig.sends({ t: Uint8Array.of(0, 1), y: 'r', r: { id: ID } }, stranger.place);
    rig.sends({ t: Uint8Array.of(0, 1), y: 'e', e: [203, 'no'] }, stranger.place);
    expect(rig.counts).toEqual({ 'answer-withheld': 2 });
    await rig.pings(stranger);
    expect(stranger.heard.length).toBe(1);
  });
});

describe('a forged reply is dropped, counted, and changes no table', () => {
  test('from elsewhere, with another transaction, unasked, twice, or late', async () => {
    const [rig, stranger] = await rigAndStranger();
    const sameHost = await Stranger.at('127.0.5.1');
    const elsewhere = await Stranger.at('127.0.5.2', undefined, stranger.place.port);
    const { t } = await rig.pings(stranger);
    const forged = reply(t, { id: new Uint8Array(20).fill(0xcd) });
    const verdicts = [
      await rig.hears(forged, sameHost),
      await rig.hears(forged, elsewhere),
      await rig.hears(reply(utf8('none'), { id: ID }), stranger),
      await rig.hears(reply(t, { id: ID }), stranger),
      await rig.hears(forged, stranger),
    ];
    const unasked = 'reply-unasked';
    expect(verdicts).toEqual([unasked, unasked, unasked, 'delivered', unasked]);
    expect([rig.tableSize, rig.guard.heard]).toEqual([1, 1]);
    const later = await rig.pings(elsewhere);
    rig.now += 4_001;
    expect(await rig.hears(reply(later.t, { id: ID }), elsewhere)).toBe(unasked);
    expect([rig.counts, rig.tableSize]).toEqual([{ [unasked]: 5 }, 1]);
  });

  test('an unasked error as well', async () => {
    const [rig, stranger] = await rigAndStranger();
    const error = encode({ t: utf8('none'), y: 'e', e: [201, 'x'] });
    expect(await rig.hears(error, stranger)).toBe('reply-unasked');
  });
});

describe('limits', () => {
  test('one address is heard 40 times at once and 20 times a second, whatever its port', async () => {
    const [rig, stranger] = await rigAndStranger();
    const [sameHost, elsewhere] = [await Stranger.at('127.0.5.1'), await Stranger.at('127.0.5.2')];
    const noise = utf8('noise');
    for (let i = 0; i < 40; i++) await rig.hears(noise, i % 2 ? stranger : sameHost);
    expect(rig.counts).toEqual({ 'datagram-not-bencoded': 40 });
    expect(await rig.hears(noise, stranger)).toBe('source-rate');
    expect(await rig.hears(noise, elsewhere)).toBe('datagram-not-bencoded');
    rig.now += 50;
    expect(await rig.hears(noise, stranger)).toBe('datagram-not-bencoded');
    expect(await rig.hears(noise, sameHost)).toBe('source-rate');
  });

  test('of 4,096 addresses it is known how often they were heard, and no more', async () => {
    const rig = await GuardRig.open();
    const stranger = await Stranger.at('127.0.5.1');
    const hears = async () => await rig.hears(utf8('noise'), stranger);
    while ((await hears()) !== 'source-rate');
    for (let i = 1; i <= 4_096; i++) {
      expect(await hears()).toBe('source-rate');
      const other = await Stranger.at(`127.8.${i >> 8}.${i & 255}`);
      await rig.hears(utf8('noise'), other);
      other.close();
    }
    expect(await hears()).toBe('datagram-not-bencoded');
  });

  test('a reply to what was asked 1,024 questions ago is not remembered', async () => {
    const [rig, stranger] = await rigAndStranger();
    const silent = await Stranger.at('127.0.5.3');
    rig.asks(stranger);
    rig.asks(stranger);
    const [first, second] = [await stranger.nth(1), await stranger.nth(2)];
    for (let i = 0; i < 1_023; i++) rig.asks(silent);
    expect(await rig.hears(reply(first.t, { id: ID }), stranger)).toBe('reply-unasked');
    expect(await rig.hears(reply(second.t, { id: ID }), stranger)).toBe('delivered');
  });
});

/** Takes one address of loopback for public, as a liar's would be, and no other. */
class OnlyThis extends Addresses {
  readonly #host: string;

  constructor(host: string) {
    super({ bootstrap: [], testNet: false });
    this.#host = host;
  }

  override allows(address: string, port: number): boolean {
    return address === this.#host || super.allows(address, port);
  }
}

describe('a neighbour of ours that a liar names', () => {
  // The second line is what makes the first one worth something.
  test.each([
    { net: 'the real one', addresses: new OnlyThis('127.0.5.1'), hears: 'nothing' },
    { net: 'one of tests', addresses: undefined, hears: 'get' },
  ])('hears $hears from us when the network is $net', async ({ addresses, hears }) => {
    const liar = await Stranger.at('127.0.5.1');
    const victim = await Stranger.at('127.0.7.7');
    victim.answer(({ t }) => reply(t, { id: VICTIMS }));
    const rig = await GuardRig.open({ ...(addresses && { addresses }), bootstrap: [liar.name] });
    const { t: populating } = await liar.nth(1);
    await rig.hears(reply(populating, { id: ID }), liar);

    const asked = liar.nth(2);
    const ended = new Promise<void>((resolve) => {
      rig.dht.get(Buffer.alloc(20), { cache: false, verify: () => false }, () => resolve());
    });
    const metadata = { host: '169.254.169.254', port: 8_080 };
    const named = [victim.place, metadata].map((place) => compactNode(VICTIMS, place));
    const body = { id: ID, nodes: concat(...named), values: [named[0]?.subarray(20)] };
    await rig.hears(reply((await asked).t, body), liar);
    await ended;

    // Whatever was sent to the victim would have come before this.
    liar.send(encode({ t: utf8('last'), q: 'nothing' }), victim.place);
    expect((await victim.nth(1)).q).toEqual(utf8(hears));
    expect(rig.counts['node-refused']).toBe(1);
  });

  test('is not asked where it was named to begin with, or saved', async () => {
    const [victim, stranger] = [await Stranger.at('127.0.7.7'), await Stranger.at('127.0.5.1')];
    const rig = await GuardRig.open({
      addresses: new OnlyThis('127.0.5.1'),
      bootstrap: [victim.name],
    });
    rig.dht.addNode(victim.place);
    await rig.pings(stranger);
    stranger.send(encode({ t: utf8('last'), q: 'nothing' }), victim.place);
    expect((await victim.nth(1)).q).toEqual(utf8('nothing'));
    expect(rig.counts['address-refused']).toBeGreaterThanOrEqual(2);
  });
});
