// Items read and written through bittorrent-dht: each newer one is told at once, whatever is not
// signed for its target is not, and a put that was refused for its token gets another.

import '../../../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../../src/base/bytes.ts';
import { utf8 } from '../../../../src/base/utf8.ts';
import { getItems, putItem } from '../../../../src/platform/node/dht/items.ts';
import { ITEM_VALUE_BYTES, type Item, signItem } from '../../../../src/wire/bep44.ts';
import { smallNet } from '../../../support/dht/small-net.ts';
import { encode, type Message, reply, Stranger } from '../../../support/dht/stranger.ts';
import { item as signedItem, target } from '../../../wire/items.ts';
import { dhtPair } from '../../../wire/pairs.ts';
import { GuardRig } from './guard-rig.ts';

const ID = new Uint8Array(20).fill(0xab);
const PAIR = dhtPair(1);
const TARGET = target(1);

const item = (seq: number): Item => signedItem(1, seq);

function put(rig: GuardRig, one: Item, cas?: number): Promise<number | 'conflict'> {
  return new Promise((resolve) => putItem(rig.dht, { item: one, cas }, resolve));
}

function read(rig: GuardRig): Promise<Item[]> {
  const items: Item[] = [];
  return new Promise((resolve) => {
    const onItem = (one: Item) => void items.push(one);
    getItems(rig.dht, TARGET, { onItem, onEnd: () => resolve(items) });
  });
}

describe('reading', () => {
  const idOf = ({ place }: Stranger) => new Uint8Array(20).fill(Number(place.host.split('.')[3]));

  /** Two strangers who are asked for the target, and a lookup that goes on. */
  async function askedTwo(): Promise<{ rig: GuardRig; all: Stranger[]; told: number[] }> {
    const all = [await Stranger.at('127.0.5.1'), await Stranger.at('127.0.5.2')];
    const rig = await GuardRig.open();
    for (const stranger of all) {
      const { t } = await rig.pings(stranger);
      await rig.hears(reply(t, { id: idOf(stranger) }), stranger);
    }
    const told: number[] = [];
    getItems(rig.dht, TARGET, { onItem: ({ seq }) => told.push(seq), onEnd: () => told.push(-1) });
    return { rig, all, told };
  }

  async function answers(rig: GuardRig, stranger: Stranger, body: object): Promise<void> {
    const { t } = await stranger.nth(2);
    const sound = { id: idOf(stranger), token: utf8('token') };
    await rig.hears(reply(t, { ...sound, ...body }), stranger);
  }

  test('tells of each newer item while others have not answered yet', async () => {
    const { rig, all, told } = await askedTwo();
    const [first, second] = all as [Stranger, Stranger];
    await answers(rig, first, item(3));
    expect(told).toEqual([3]);
    await answers(rig, second, item(5));
    expect(told.slice(0, 2)).toEqual([3, 5]);
  });

  test('is silent about an older item, and the same again', async () => {
    const { rig, all, told } = await askedTwo();
    const [first, second] = all as [Stranger, Stranger];
    await answers(rig, first, item(5));
    await answers(rig, second, item(3));
    expect(told.filter((seq) => seq >= 0)).toEqual([5]);
  });

  test.each<[string, object]>([
    ['another key', signItem(dhtPair(2), 5, new Uint8Array(ITEM_VALUE_BYTES))],
    ['another signature', { ...item(5), sig: item(6).sig }],
    ['another seq', { ...item(5), seq: 6 }],
    ['another value', { ...item(5), v: item(6).v }],
    ['no seq', { ...item(5), seq: undefined }],
    ['no key', { ...item(5), k: undefined }],
    ['no signature', { ...item(5), sig: undefined }],
    ['a value of another size', signItem(PAIR, 5, new Uint8Array(10))],
    ['a seq beyond ours', signItem(PAIR, 2 ** 48, new Uint8Array(ITEM_VALUE_BYTES))],
  ])('is silent about an item with %s', async (_, body) => {
    const { rig, all, told } = await askedTwo();
    const [first, second] = all as [Stranger, Stranger];
    await answers(rig, first, body);
    await answers(rig, second, item(4));
    expect(told.filter((seq) => seq >= 0)).toEqual([4]);
    expect(rig.counts).toEqual({});
  });
});

describe('writing', () => {
  test('a net of two takes two copies, and that is no conflict with oneself', async () => {
    const net = await smallNet({ alive: 2 });
    const rig = await GuardRig.open({ bootstrap: net.bootstrap });
    expect(await put(rig, item(5))).toBe(2);
    expect(net.seqs(TARGET)).toEqual([5, 5]);
  });

  test('what is there can be read, and written over by what is newer alone', async () => {
    const net = await smallNet();
    const rig = await GuardRig.open({ bootstrap: net.bootstrap });
    expect(await put(rig, item(5))).toBe(10);
    expect(await put(rig, item(4))).toBe('conflict');
    expect(await put(rig, item(7), 6)).toBe('conflict');
    expect(await read(rig)).toEqual([item(5)]);
    expect(await put(rig, item(7), 5)).toBe(10);
    expect([await read(rig), new Set(net.seqs(TARGET))]).toEqual([[item(7)], new Set([7])]);
  });

  test('what two nodes have not heard of yet, and one has, is a conflict', async () => {
    const net = await smallNet({ alive: 3 });
    await net.hold(item(5), 1);
    const rig = await GuardRig.open({ bootstrap: net.bootstrap });
    expect(await put(rig, item(4))).toBe('conflict');
    expect(await put(rig, item(7), 4)).toBe('conflict');
    expect(net.seqs(TARGET).toSorted()).toEqual([5, 7, 7]);
    expect(await put(rig, item(8), 7)).toBe(2);
  });

  test('with nobody there it ends with no copies', async () => {
    const rig = await GuardRig.open();
    expect(await put(rig, item(5))).toBe(0);
    expect(await read(rig)).toEqual([]);
  });

  /** A node that takes what comes with its newest token alone, as after five minutes or ten. */
  async function forgetful(): Promise<{ rig: GuardRig; stranger: Stranger; put: Message[] }> {
    const stranger = await Stranger.at('127.0.5.1');
    const taken: Message[] = [];
    let [gets, puts] = [0, 0];
    stranger.answer((asked) => {
      const { t, a } = asked;
      const name = Buffer.from(asked.q ?? []).toString();
      if (name === 'get') return reply(t, { id: ID, token: utf8(`token ${++gets}`) });
      if (name !== 'put') return reply(t, { id: ID });
      if (++puts === 1) return encode({ t, y: 'e', e: [203, 'Bad token'] });
      taken.push({ ...asked, a: a ?? {} });
      return reply(t, { id: ID });
    });
    return { rig: await GuardRig.open({ bootstrap: [stranger.name] }), stranger, put: taken };
  }

  test('a token that is none any more costs another look, and not the write', async () => {
    const { rig, put: taken } = await forgetful();
    expect(await put(rig, item(5), 4)).toBe(1);
    const sent = taken.map(({ a }) => ({
      cas: a?.cas,
      seq: a?.seq,
      k: toHex(a?.k as Uint8Array),
      token: Buffer.from(a?.token as Uint8Array).toString(),
    }));
    const k = toHex(PAIR.publicKey);
    expect(sent).toEqual([{ cas: 4, seq: 5, k, token: 'token 2' }]);
  });
});
