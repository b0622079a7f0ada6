// ChaCha20-Poly1305 against RFC 8439 §2.8.2 and against Node's own.

import '../support/ready.ts';
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { counterNonce, decrypt, encrypt, rekey } from '../../src/crypto/aead.ts';

const RFC_8439 = {
  key: fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'),
  nonce: fromHex('070000004041424344454647'),
  ad: fromHex('50515253c0c1c2c3c4c5c6c7'),
  plaintext: utf8(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  ),
};
const RFC_8439_SEALED =
  'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6' +
  '3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36' +
  '92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc' +
  '3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691';

/** A second implementation: the one inside Node. */
function nodeEncrypt({ key, nonce, ad, plaintext }: typeof RFC_8439): string {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  cipher.setAAD(ad, { plaintextLength: plaintext.length });
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([body, cipher.getAuthTag()]).toString('hex');
}

describe('ChaCha20-Poly1305', () => {
  test('RFC 8439 §2.8.2', () => {
    expect(toHex(encrypt(RFC_8439))).toBe(RFC_8439_SEALED);
    const ciphertext = fromHex(RFC_8439_SEALED);
    expect(decrypt({ ...RFC_8439, ciphertext })).toEqual(RFC_8439.plaintext);
  });

  test('agrees with a second implementation', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const input = fc.record({
      key: bytes(32),
      nonce: bytes(12),
      ad: fc.uint8Array({ maxLength: 50 }),
      plaintext: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(fc.property(input, (box) => toHex(encrypt(box)) === nodeEncrypt(box)));
  });

  test('any flipped bit, another AD, nonce or key, and any cut is refused', () => {
    const ciphertext = fromHex(RFC_8439_SEALED);
    for (let at = 0; at < ciphertext.length * 8; at++) {
      const changed = ciphertext.slice();
      changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
      expect(decrypt({ ...RFC_8439, ciphertext: changed })).toBeUndefined();
    }
    for (let size = 0; size < ciphertext.length; size++) {
      const cut = ciphertext.subarray(0, size);
      expect(decrypt({ ...RFC_8439, ciphertext: cut })).toBeUndefined();
    }
    for (const part of ['key', 'nonce', 'ad'] as const) {
      const other = { ...RFC_8439, ciphertext, [part]: RFC_8439[part].map((byte) => byte ^ 1) };
      expect(decrypt(other)).toBeUndefined();
    }
  });

  test('keys and nonces of another size are our own mistake', () => {
    expect(() => encrypt({ ...RFC_8439, key: new Uint8Array(31) })).toThrow('32 bytes');
    expect(() => encrypt({ ...RFC_8439, nonce: new Uint8Array(24) })).toThrow('12 bytes');
  });
});

test('a Noise nonce is 32 bits of zeros and the counter, little-endian (Noise §12.3)', () => {
  expect(toHex(counterNonce(0))).toBe('000000000000000000000000');
  expect(toHex(counterNonce(0x0102030405))).toBe('000000000504030201000000');
  expect(() => counterNonce(2 ** 53)).toThrow('exact');
  expect(() => counterNonce(-1)).toThrow('exact');
});

test('rekey encrypts zeros under the last nonce (Noise §4.2)', () => {
  const key = RFC_8439.key;
  const nonce = fromHex('00000000ffffffffffffffff');
  const all = nodeEncrypt({ key, nonce, ad: new Uint8Array(0), plaintext: new Uint8Array(32) });
  expect(toHex(rekey(key))).toBe(all.slice(0, 64));
});
