// Sealed boxes: frozen, and refused when anything about them was changed.

import '../support/ready.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { dhKeyPair } from '../../src/crypto/dh.ts';
import { open, openFrom, seal, sealTo } from '../../src/crypto/seal.ts';
import { frozen } from './vectors.ts';

type Fields<Name extends string> = Readonly<Record<Name, string>>;
interface SealVectors {
  readonly seal: Fields<'key' | 'nonce' | 'plaintext' | 'ad' | 'sealed'>;
  readonly memberSeal: Fields<
    'ephemeralSeed' | 'nonce' | 'recipientSeed' | 'recipient' | 'plaintext' | 'ad' | 'sealed'
  >;
}
const vectors = frozen<SealVectors>('sotto.json');

/** Every way to change one bit, to cut, and to extend. */
function* changed(sealed: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = sealed.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield flipped;
  }
  for (let size = 0; size < sealed.length; size++) yield sealed.subarray(0, size);
  yield concat(sealed, Uint8Array.of(0));
}

describe('XChaCha20-Poly1305', () => {
  test('draft-irtf-cfrg-xchacha-03 appendix A.3.1', () => {
    const sealed = seal({
      key: fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'),
      nonce24: fromHex('404142434445464748494a4b4c4d4e4f5051525354555657'),
      ad: fromHex('50515253c0c1c2c3c4c5c6c7'),
      plaintext: utf8(
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
      ),
    });
    expect(toHex(sealed.slice(24))).toBe(
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb' +
        '731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452' +
        '2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9' +
        '21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49',
    );
  });
});

describe('a box under a shared key', () => {
  const { key, nonce, plaintext, ad, sealed } = vectors.seal;
  const box = { key: fromHex(key), sealed: fromHex(sealed), ad: utf8(ad) };

  test('is frozen', () => {
    const input = { key: fromHex(key), nonce24: fromHex(nonce), ad: utf8(ad) };
    expect(toHex(seal({ ...input, plaintext: utf8(plaintext) }))).toBe(sealed);
    expect(open(box)).toEqual(utf8(plaintext));
  });

  test('is refused after any change', () => {
    for (const other of changed(box.sealed))
      expect(open({ ...box, sealed: other })).toBeUndefined();
    for (const other of changed(box.ad)) expect(open({ ...box, ad: other })).toBeUndefined();
    expect(open({ ...box, key: new Uint8Array(32) })).toBeUndefined();
  });

  test('holds any plaintext', () => {
    const bytes = fc.uint8Array({ maxLength: 1_000 });
    fc.assert(
      fc.property(bytes, bytes, (text, data) => {
        const input = { key: box.key, nonce24: fromHex(nonce), plaintext: text, ad: data };
        const made = seal(input);
        expect(made.length).toBe(text.length + 40);
        expect(open({ key: box.key, sealed: made, ad: data })).toEqual(text);
      }),
    );
  });

  test('keys and nonces of another size are our own mistake', () => {
    const input = { key: box.key, nonce24: fromHex(nonce), plaintext: box.ad, ad: box.ad };
    expect(() => seal({ ...input, nonce24: new Uint8Array(12) })).toThrow('24 bytes');
    expect(() => seal({ ...input, key: new Uint8Array(31) })).toThrow('32 bytes');
    expect(() => open({ ...box, key: new Uint8Array(31) })).toThrow('32 bytes');
  });
});

describe('a box for one member', () => {
  const vector = vectors.memberSeal;
  const recipient = dhKeyPair(fromHex(vector.recipientSeed));
  const box = { recipient, sealed: fromHex(vector.sealed), ad: utf8(vector.ad) };
  const input = {
    ephemeralSeed: fromHex(vector.ephemeralSeed),
    nonce: fromHex(vector.nonce),
    recipient: recipient.publicKey,
    plaintext: utf8(vector.plaintext),
    ad: utf8(vector.ad),
  };

  test('is frozen', () => {
    expect(toHex(recipient.publicKey)).toBe(vector.recipient);
    expect(toHex(sealTo(input) ?? new Uint8Array(0))).toBe(vector.sealed);
    expect(openFrom(box)).toEqual(utf8(vector.plaintext));
  });

  test('is refused after any change, the bit of the key that X25519 ignores included', () => {
    // RFC 7748 §5 masks the top bit of a u-coordinate; the key derivation hashes it, so that
    // flipping it is refused all the same.
    for (const other of changed(box.sealed)) {
      expect(openFrom({ ...box, sealed: other })).toBeUndefined();
    }
    for (const other of changed(box.ad)) expect(openFrom({ ...box, ad: other })).toBeUndefined();
  });

  test('opens for its recipient alone', () => {
    const other = dhKeyPair(new Uint8Array(32).fill(9));
    expect(openFrom({ ...box, recipient: other })).toBeUndefined();
    const mixed = { publicKey: other.publicKey, secretKey: recipient.secretKey };
    expect(openFrom({ ...box, recipient: mixed })).toBeUndefined();
  });

  test('is neither made for nor taken from a key of small order', () => {
    expect(sealTo({ ...input, recipient: new Uint8Array(32) })).toBeUndefined();
    expect(sealTo({ ...input, recipient: new Uint8Array(31) })).toBeUndefined();
    const zeros = box.sealed.slice().fill(0, 0, 32);
    expect(openFrom({ ...box, sealed: zeros })).toBeUndefined();
  });
});
