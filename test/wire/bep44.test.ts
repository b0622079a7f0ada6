// Signatures of DHT items against the vectors printed in BEP 44, and against what is none of ours.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { sha1, verify } from '../../src/crypto/verify.ts';
import { checkItem, type Item, MAX_SEQ, signedBytes, signItem } from '../../src/wire/bep44.ts';
import { dhtPair } from './pairs.ts';

describe('BEP 44, "Test Vectors", 1: mutable', () => {
  const K = fromHex('77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548');
  const SIG = fromHex(
    '305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff' +
      '1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01',
  );
  const VALUE = utf8('Hello World!');

  test('what is signed', () => {
    expect(signedBytes(1, VALUE)).toEqual(utf8('3:seqi1e1:v12:Hello World!'));
  });

  test('its signature holds, and no other seq', () => {
    expect(verify(K, SIG, signedBytes(1, VALUE))).toBe(true);
    expect(verify(K, SIG, signedBytes(2, VALUE))).toBe(false);
  });

  test('its target', () => {
    expect(toHex(sha1(K))).toBe('4a533d47ec9c7d95b1ad75f576cffc641853b750');
  });
});

describe('an item of ours', () => {
  const PAIR = dhtPair(1);
  const ITEM = signItem(PAIR, 1_764_000_000, new Uint8Array(996).fill(7));

  test('passes', () => {
    expect(checkItem(ITEM)).toEqual({ ok: true, value: ITEM });
  });

  test.each<[string, Partial<Item>]>([
    ['item-key', { k: new Uint8Array(31) }],
    ['item-seq', { seq: -1 }],
    ['item-seq', { seq: 1.5 }],
    ['item-seq', { seq: Number.NaN }],
    ['item-seq', { seq: MAX_SEQ + 1 }],
    ['item-size', { v: new Uint8Array(995) }],
    ['item-size', { v: new Uint8Array(997) }],
    ['item-forged', { sig: new Uint8Array(63) }],
    ['item-forged', { sig: new Uint8Array(64) }],
    ['item-forged', { seq: 1_764_000_001 }],
    ['item-forged', { k: dhtPair(2).publicKey }],
    ['item-forged', { v: new Uint8Array(996).fill(8) }],
  ])('is refused as %s with %j', (reason, change) => {
    expect(checkItem({ ...ITEM, ...change })).toEqual({ ok: false, reason });
  });
});
