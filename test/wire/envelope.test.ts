// The room's envelope against its frozen vectors, and against everything a tracker can do to it.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toBase64Url, toHex } from '../../src/base/bytes.ts';
import { bad, ok } from '../../src/base/result.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { seal } from '../../src/crypto/seal.ts';
import {
  BY_HAND,
  ENVELOPE_CAPACITY_BYTES,
  ENVELOPE_CHARS,
  type EnvelopeBinding,
  openEnvelope,
  sealEnvelope,
} from '../../src/wire/envelope.ts';
import '../support/ready.ts';
import { frozen } from '../crypto/vectors.ts';

interface Vectors {
  readonly sig: string;
  readonly infohash: string;
  readonly envelopes: readonly {
    readonly name: string;
    readonly kind: 'offer' | 'answer';
    readonly context: string;
    readonly nonce: string;
    readonly record: string;
    readonly text: string;
  }[];
}

const VECTORS = frozen<Vectors>('envelope.json');
const SIG = fromHex(VECTORS.sig);
const INFOHASH = fromHex(VECTORS.infohash);
const NONCE = new Uint8Array(24).fill(7);
const RECORD = Uint8Array.from({ length: 102 }, (_, i) => i);
const BINDING: EnvelopeBinding = {
  sig: SIG,
  infohash: INFOHASH,
  kind: 'offer',
  context: new Uint8Array(20).fill(9),
};

describe('the frozen vectors', () => {
  test.each(VECTORS.envelopes)('$name', ({ kind, context, nonce, record, text }) => {
    const binding = { sig: SIG, infohash: INFOHASH, kind, context: fromHex(context) };
    expect(sealEnvelope(fromHex(record), fromHex(nonce), binding)).toBe(text);
    expect(openEnvelope(text, binding)).toEqual(ok(fromHex(record)));
  });

  test('by hand, the context is 20 zero bytes', () => {
    expect(toHex(BY_HAND)).toBe('00'.repeat(20));
    expect(VECTORS.envelopes[2]?.context).toBe(toHex(BY_HAND));
  });
});

test('every envelope has 736 characters, whatever it holds', () => {
  expect(ENVELOPE_CHARS).toBe(736);
  for (const length of [1, 102, 161, ENVELOPE_CAPACITY_BYTES]) {
    expect(sealEnvelope(new Uint8Array(length), NONCE, BINDING)).toMatch(/^[A-Za-z0-9_-]{736}$/);
  }
});

test('a record that does not fit is our mistake', () => {
  expect(() => sealEnvelope(new Uint8Array(0), NONCE, BINDING)).toThrow('fits');
  expect(() => sealEnvelope(new Uint8Array(511), NONCE, BINDING)).toThrow('fits');
});

describe('misbound', () => {
  const text = sealEnvelope(RECORD, NONCE, BINDING);
  const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));

  test.each<[string, Partial<EnvelopeBinding>]>([
    ['another key', { sig: flipped(SIG) }],
    ['another infohash', { infohash: flipped(INFOHASH) }],
    ['the other direction', { kind: 'answer' }],
    ['another offer_id', { context: flipped(BINDING.context) }],
    ['by hand', { context: BY_HAND }],
  ])('%s does not open it', (_, other) => {
    expect(openEnvelope(text, { ...BINDING, ...other })).toEqual(bad('envelope-not-authentic'));
  });
});

test('no character can be changed', () => {
  const text = sealEnvelope(RECORD, NONCE, BINDING);
  for (let i = 0; i < text.length; i++) {
    const other = text[i] === 'A' ? 'B' : 'A';
    const changed = text.slice(0, i) + other + text.slice(i + 1);
    expect(openEnvelope(changed, BINDING)).toEqual(bad('envelope-not-authentic'));
  }
});

test('size comes before the alphabet, and the alphabet before the seal', () => {
  const text = sealEnvelope(RECORD, NONCE, BINDING);
  expect(openEnvelope('', BINDING)).toEqual(bad('envelope-size'));
  expect(openEnvelope(text.slice(1), BINDING)).toEqual(bad('envelope-size'));
  expect(openEnvelope(`${text}A`, BINDING)).toEqual(bad('envelope-size'));
  expect(openEnvelope('+'.repeat(736), BINDING)).toEqual(bad('envelope-not-base64url'));
  expect(openEnvelope(`${text.slice(1)}=`, BINDING)).toEqual(bad('envelope-not-base64url'));
  expect(openEnvelope(`${text.slice(1)}\u{fe}`, BINDING)).toEqual(bad('envelope-not-base64url'));
  expect(openEnvelope('A'.repeat(736), BINDING)).toEqual(bad('envelope-not-authentic'));
});

describe('padding by someone who has the key', () => {
  const wrap = (plaintext: Uint8Array): string => {
    const { sig, infohash, context } = BINDING;
    const ad = Uint8Array.of(...utf8('sotto/1/sig'), ...infohash, 1, ...context);
    return toBase64Url(seal({ key: sig, nonce24: NONCE, plaintext, ad }));
  };
  const padded = (length: number, fill: (plaintext: Uint8Array) => void = () => {}) => {
    const plaintext = new Uint8Array(512);
    new DataView(plaintext.buffer).setUint16(0, length);
    fill(plaintext);
    return openEnvelope(wrap(plaintext), BINDING);
  };

  test('is taken in its one form', () => {
    expect(padded(3)).toEqual(ok(new Uint8Array(3)));
    expect(padded(510)).toEqual(ok(new Uint8Array(510)));
  });

  test('hides nothing, and no length leads outside', () => {
    expect(padded(0)).toEqual(bad('envelope-padding'));
    expect(padded(511)).toEqual(bad('envelope-padding'));
    expect(padded(65_535)).toEqual(bad('envelope-padding'));
    expect(padded(3, (bytes) => bytes.set([1], 5))).toEqual(bad('envelope-padding'));
    expect(padded(3, (bytes) => bytes.set([1], 511))).toEqual(bad('envelope-padding'));
  });
});

test('whatever text arrives, the answer is a value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 800 }), (text) => {
      expect(openEnvelope(text, BINDING).ok).toBe(false);
    }),
  );
});
