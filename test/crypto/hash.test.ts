// BLAKE2b, HMAC-BLAKE2b and Noise's HKDF against @noble/hashes.

import '../support/ready.ts';
import { blake2b as nobleBlake2b } from '@noble/hashes/blake2.js';
import { hmac } from '@noble/hashes/hmac.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { blake2b, blake2bKeyed } from '../../src/crypto/hash.ts';
import { hkdf, hmacBlake2b } from '../../src/crypto/hmac.ts';

const text = fc.uint8Array({ maxLength: 300 });

describe('BLAKE2b', () => {
  test('RFC 7693 appendix A: "abc"', () => {
    expect(toHex(blake2b(64, utf8('abc')))).toBe(
      'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1' +
        '7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
    );
  });

  test('any length and any parts agree with a second implementation', () => {
    const length = fc.integer({ min: 16, max: 64 });
    fc.assert(
      fc.property(length, fc.array(text, { maxLength: 4 }), (size, parts) => {
        expect(blake2b(size, ...parts)).toEqual(nobleBlake2b(concat(...parts), { dkLen: size }));
      }),
    );
  });

  test('any key agrees with a second implementation', () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 64 });
    fc.assert(
      fc.property(key, text, (secret, message) => {
        const theirs = nobleBlake2b(message, { dkLen: 20, key: secret });
        expect(blake2bKeyed(20, secret, message)).toEqual(theirs);
      }),
    );
  });

  test('lengths outside 16 to 64 are our own mistake', () => {
    expect(() => blake2b(15)).toThrow('16 to 64');
    expect(() => blake2b(65)).toThrow('16 to 64');
    expect(() => blake2bKeyed(32, new Uint8Array(15))).toThrow('16 to 64');
    expect(() => blake2bKeyed(32, new Uint8Array(65))).toThrow('16 to 64');
  });
});

describe('HMAC-BLAKE2b (RFC 2104)', () => {
  test('keys shorter than, as long as and longer than a block agree with @noble/hashes', () => {
    const key = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(key, text, (secret, message) => {
        expect(hmacBlake2b(secret, message)).toEqual(hmac(nobleBlake2b, secret, message));
      }),
    );
    for (const size of [0, 63, 64, 127, 128, 129]) {
      const secret = new Uint8Array(size).fill(0x0b);
      expect(hmacBlake2b(secret, utf8('Hi There'))).toEqual(
        hmac(nobleBlake2b, secret, utf8('Hi There')),
      );
    }
  });

  test('HKDF is the chain of Noise §4.3', () => {
    const [chainingKey, material] = [utf8('chaining key'), utf8('material')];
    const temp = hmac(nobleBlake2b, chainingKey, material);
    const first = hmac(nobleBlake2b, temp, Uint8Array.of(1));
    const second = hmac(nobleBlake2b, temp, concat(first, Uint8Array.of(2)));
    const third = hmac(nobleBlake2b, temp, concat(second, Uint8Array.of(3)));
    expect(hkdf(chainingKey, material)).toEqual([first, second, third]);
  });
});
