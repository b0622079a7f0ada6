// Thousands of replies that were sound before they were tampered with, sent to a node that reads an
// item: it goes on, every one of them is accounted for, and no item comes out but the signed one.

import '../../../support/ready.ts';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../../../src/base/time.ts';
import { utf8 } from '../../../../src/base/utf8.ts';
import { sha1 } from '../../../../src/crypto/verify.ts';
import { getItems } from '../../../../src/platform/node/dht/items.ts';
import { ITEM_VALUE_BYTES, type Item, signItem } from '../../../../src/wire/bep44.ts';
import { edited, edits } from '../../../support/dht/edits.ts';
import { encode, reply, Stranger } from '../../../support/dht/stranger.ts';
import { dhtPair } from '../../../wire/pairs.ts';
import { GuardRig } from './guard-rig.ts';

const PACKETS = 5_000;
/** One address is heard 20 times a second. */
const EVERY_MS = 50;
/** A question is forgotten after four seconds, which are 80 packets. */
const ASKED_EVERY = 40;

const ID = new Uint8Array(20).fill(0xab);
const ITEM = signItem(dhtPair(1), 7, new Uint8Array(ITEM_VALUE_BYTES).fill(3));
const OTHER = signItem(dhtPair(2), 9, new Uint8Array(ITEM_VALUE_BYTES).fill(4));
const TARGET = sha1(ITEM.k);
/** Of an address that answers nothing and is nobody's. */
const NODE = Uint8Array.from([...new Uint8Array(20).fill(1), 127, 0, 9, 9, 0x1a, 0xe1]);

type Sound = (t: Uint8Array) => Uint8Array;

const WHOLE = (t: Uint8Array) => reply(t, { id: ID, token: utf8('token'), ...ITEM });

const sound: fc.Arbitrary<Sound> = fc.constantFrom<Sound[]>(
  WHOLE,
  (t) => reply(t, { id: ID, token: utf8('token'), nodes: NODE, ...ITEM }),
  (t) => reply(t, { id: ID, token: utf8('token'), ...OTHER }),
  (t) => reply(t, { id: ID, token: utf8('token'), nodes: NODE }),
  (t) => encode({ t, y: 'e', e: [203, 'text'] }),
);

/** One stranger whom our node asks again and again, and who answers as it likes. */
class Hostile {
  readonly told: Item[] = [];
  readonly rig: GuardRig;
  readonly #stranger: Stranger;
  #t: Uint8Array = new Uint8Array();
  #sent = 0;

  private constructor(rig: GuardRig, stranger: Stranger) {
    this.rig = rig;
    this.#stranger = stranger;
  }

  static async begin(): Promise<Hostile> {
    const stranger = await Stranger.at('127.0.5.1');
    const hostile = new Hostile(await GuardRig.open({ bootstrap: [stranger.name] }), stranger);
    await hostile.#isAsked();
    return hostile;
  }

  /** Resolves with what became of it. Whatever gets through is the answer to a question. */
  async sends(packet: Sound, changes: Parameters<typeof edited>[1]): Promise<string> {
    this.rig.now += EVERY_MS;
    this.#sent += 1;
    const verdict = await this.rig.hears(edited(packet(this.#t), changes), this.#stranger);
    if (verdict === 'delivered' || this.#sent % ASKED_EVERY === 0) await this.#isAsked();
    return verdict;
  }

  /** From now on it is honest; resolves with what is read of it then. */
  async reforms(): Promise<readonly Item[]> {
    this.#stranger.answer(({ t }) => WHOLE(t));
    const items: Item[] = [];
    // Our node knows it by several ids, and forgets each that turns out to be another.
    while (items.length === 0) {
      this.rig.now += MINUTE_MS;
      await new Promise<void>((resolve) => {
        const onItem = (item: Item) => void items.push(item);
        getItems(this.rig.dht, TARGET, { onItem, onEnd: resolve });
      });
    }
    return items;
  }

  async #isAsked(): Promise<void> {
    const { heard } = this.#stranger;
    const asked = this.#stranger.nth(heard.length + 1);
    getItems(this.rig.dht, TARGET, { onItem: (item) => this.told.push(item), onEnd: () => {} });
    this.#t = (await asked).t;
  }
}

test(`${PACKETS} replies that were tampered with`, async () => {
  const hostile = await Hostile.begin();
  const verdicts = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(sound, edits, async (packet, changes) => {
      const verdict = await hostile.sends(packet, changes);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      expect(hostile.rig.counts['node-threw']).toBeUndefined();
      for (const item of hostile.told.splice(0)) expect(item).toEqual(ITEM);
    }),
    { numRuns: PACKETS, endOnFailure: true },
  );
  const { delivered, ...dropped } = Object.fromEntries(verdicts);
  const { 'node-refused': _, ...counts } = hostile.rig.counts;
  expect(counts).toEqual(dropped);
  // Neither all nor nothing came through: otherwise the edits would be too harmless, or too wild.
  expect(delivered).toBeGreaterThan(PACKETS / 50);
  expect(delivered).toBeLessThan(PACKETS / 2);
  expect(await hostile.reforms()).toEqual([ITEM]);
});
