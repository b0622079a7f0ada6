// What a room puts into the DHT, against its frozen vectors and against everybody who can write there.

import '../support/ready.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { dhKeyPair } from '../../src/crypto/dh.ts';
import { MailboxHour } from '../../src/crypto/mailbox.ts';
import { seal } from '../../src/crypto/seal.ts';
import { checkItem, type Item, signItem } from '../../src/wire/bep44.ts';
import {
  type Beacon,
  encodeBox,
  encodeSlot,
  MAX_ANSWERS,
  MAX_BEACONS,
  MAX_MAILBOX_RECORD_BYTES,
  openAnswer,
  parseBox,
  parseSlot,
  sealAnswer,
} from '../../src/wire/mailbox.ts';
import { Writer } from '../../src/wire/writer.ts';
import { frozen } from '../crypto/vectors.ts';

interface Vectors {
  readonly mailboxSign: string;
  readonly mailboxSeal: string;
  readonly hour: number;
  readonly attempt: string;
  readonly nonce: string;
  readonly records: readonly [string, string];
  readonly boxSeed: string;
  readonly boxKeys: readonly [string, string];
  readonly ephemeralSeed: string;
  readonly sealedAnswer: string;
  readonly slotItem: { readonly seq: number; readonly v: string; readonly sig: string };
  readonly boxItem: { readonly seq: number; readonly v: string; readonly sig: string };
}

const VECTORS = frozen<Vectors>('mailbox.json');
const ATTEMPT = fromHex(VECTORS.attempt);
const NONCE = fromHex(VECTORS.nonce);
const HOUR = new MailboxHour(
  { mailboxSign: fromHex(VECTORS.mailboxSign), mailboxSeal: fromHex(VECTORS.mailboxSeal) },
  VECTORS.hour,
);
const SLOT = HOUR.slot(2);
const BOX = HOUR.box(ATTEMPT);
const BOX_PAIR = dhKeyPair(fromHex(VECTORS.boxSeed));
const BINDING = { target: BOX.target, attempt: ATTEMPT };
const RECORDS = VECTORS.records.map(fromHex);
const BEACONS: Beacon[] = RECORDS.map((record, i) => ({
  record,
  boxKey: fromHex(VECTORS.boxKeys[i as 0 | 1]),
}));
const SEALED = fromHex(VECTORS.sealedAnswer);

const shown = ({ seq, v, sig }: Item) => ({ seq, v: toHex(v), sig: toHex(sig) });

describe('the frozen vectors', () => {
  test('a slot with two beacons', () => {
    const { seq } = VECTORS.slotItem;
    const item = encodeSlot(BEACONS, { place: SLOT, seq, nonce: NONCE });
    expect(shown(item)).toEqual(VECTORS.slotItem);
    expect(checkItem(item).ok).toBe(true);
    expect(parseSlot(item, SLOT)).toEqual({ ok: true, value: BEACONS });
  });

  test('a box with an answer', () => {
    const { seq } = VECTORS.boxItem;
    const item = encodeBox([SEALED], { place: BOX, seq, nonce: NONCE });
    expect(shown(item)).toEqual(VECTORS.boxItem);
    expect(parseBox(item, BOX)).toEqual({ ok: true, value: [SEALED] });
  });

  test('the answer in it', () => {
    const to = {
      recipient: BOX_PAIR.publicKey,
      ephemeralSeed: fromHex(VECTORS.ephemeralSeed),
      nonce: NONCE,
    };
    const record = RECORDS[0] as Uint8Array;
    expect(sealAnswer(record, to, BINDING)).toEqual(SEALED);
    expect(openAnswer(SEALED, BOX_PAIR, BINDING)).toEqual(record);
  });
});

describe('sizes', () => {
  const largest = new Uint8Array(MAX_MAILBOX_RECORD_BYTES).fill(1);
  const writing = { place: SLOT, seq: 1, nonce: NONCE };

  test('four of the largest beacons fit, and five do not', () => {
    const beacon = { record: largest, boxKey: new Uint8Array(32) };
    const beacons = Array<Beacon>(MAX_BEACONS).fill(beacon);
    expect(parseSlot(encodeSlot(beacons, writing), SLOT)).toEqual({ ok: true, value: beacons });
    expect(() => encodeSlot([...beacons, beacon], writing)).toThrow('four');
  });

  test('three of the largest answers fit, and four do not', () => {
    const to = { recipient: BOX_PAIR.publicKey, ephemeralSeed: new Uint8Array(32), nonce: NONCE };
    const answer = sealAnswer(largest, to, BINDING) as Uint8Array;
    const answers = Array<Uint8Array>(MAX_ANSWERS).fill(answer);
    expect(parseBox(encodeBox(answers, writing), SLOT)).toEqual({ ok: true, value: answers });
    expect(() => encodeBox([...answers, answer], writing)).toThrow('three');
  });

  test('an empty slot and a full one look alike', () => {
    const items = [[], BEACONS].map((beacons) => encodeSlot(beacons, writing));
    expect(items.map(({ v }) => v.length)).toEqual([996, 996]);
  });
});

describe('who knows the phrase and writes what is none of ours', () => {
  /** An item with this plaintext, properly sealed and signed. */
  function forged(content: Uint8Array): Item {
    const plaintext = new Uint8Array(956);
    plaintext.set(content.subarray(0, 956));
    const ad = new Writer().bytes(SLOT.target).u48(9).finish();
    return signItem(SLOT.pair, 9, seal({ key: SLOT.seal, nonce24: NONCE, plaintext, ad }));
  }

  test.each([
    ['another version', [2, 0], 'item-version'],
    ['five beacons', [1, 5], 'item-malformed'],
    ['a beacon without a record', [1, 1, 0], 'item-malformed'],
    ['a record that is too long', [1, 1, 201], 'item-malformed'],
    ['something behind the last beacon', [1, 0, 0, 1], 'item-malformed'],
  ])('%s', (_, content, reason) => {
    expect(parseSlot(forged(Uint8Array.from(content)), SLOT)).toEqual({ ok: false, reason });
  });

  test('any bytes are a slot that is written the same again, or are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 956 }), (content) => {
        const parsed = parseSlot(forged(content), SLOT);
        if (!parsed.ok) return;
        const again = encodeSlot(parsed.value, { place: SLOT, seq: 9, nonce: NONCE });
        expect(again).toEqual(forged(content));
      }),
    );
  });

  test('any bytes are a box, or are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 956 }), (content) => {
        const parsed = parseBox(forged(Uint8Array.of(1, ...content)), SLOT);
        if (parsed.ok) expect(parsed.value.length).toBeLessThanOrEqual(MAX_ANSWERS);
      }),
    );
  });
});

describe('misbound', () => {
  const item = encodeSlot(BEACONS, { place: SLOT, seq: 5, nonce: NONCE });

  test('an item of another place, or under another seq, does not open', () => {
    const reason = 'item-not-authentic';
    expect(parseSlot(item, HOUR.slot(3))).toEqual({ ok: false, reason });
    expect(parseSlot({ ...item, seq: 6 }, SLOT)).toEqual({ ok: false, reason });
  });

  test('no flipped byte of an item goes unnoticed', () => {
    for (let i = 0; i < item.v.length; i++) {
      const v = item.v.map((byte, at) => (at === i ? byte ^ 1 : byte));
      expect(parseSlot({ ...item, v }, SLOT).ok).toBe(false);
    }
  });

  test('an answer to another offer, in another box, or for somebody else does not open', () => {
    expect(openAnswer(SEALED, BOX_PAIR, { ...BINDING, attempt: new Uint8Array(16) })).toBe(
      undefined,
    );
    expect(openAnswer(SEALED, BOX_PAIR, { ...BINDING, target: SLOT.target })).toBe(undefined);
    expect(openAnswer(SEALED, dhKeyPair(new Uint8Array(32)), BINDING)).toBe(undefined);
  });
});
