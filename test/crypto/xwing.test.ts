// X-Wing against the vectors of draft-connolly-cfrg-xwing-kem, and against bad input.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { decapsulate, encapsulate, xwingKeyPair } from '../../src/crypto/xwing.ts';
import { published } from './vectors.ts';

interface XWingVector {
  readonly seed: string;
  readonly eseed: string;
  readonly ss: string;
  readonly sk: string;
  readonly pk: string;
  readonly ct: string;
}

for (const [origin, file] of published<{ vectors: XWingVector[] }>('x-wing.json', 'x-wing.json')) {
  test.each(file.vectors)(`draft-connolly-cfrg-xwing-kem, ${origin}: $seed`, (vector) => {
    const pair = xwingKeyPair(fromHex(vector.seed));
    expect([toHex(pair.secretKey), toHex(pair.publicKey)]).toEqual([vector.sk, vector.pk]);
    const made = encapsulate(pair.publicKey, fromHex(vector.eseed));
    expect(made).toEqual({ ciphertext: fromHex(vector.ct), secret: fromHex(vector.ss) });
    expect(decapsulate(pair.secretKey, fromHex(vector.ct))).toEqual(fromHex(vector.ss));
  });
}

describe('bad input', () => {
  const pair = xwingKeyPair(new Uint8Array(32).fill(1));
  const seed = new Uint8Array(64).fill(2);

  test('keys and ciphertexts of another size give nothing', () => {
    for (const size of [0, 1, 1119, 1121, 1215, 1217, 5000]) {
      expect(encapsulate(new Uint8Array(size), seed)).toBeUndefined();
      expect(decapsulate(pair.secretKey, new Uint8Array(size))).toBeUndefined();
    }
  });

  test('a public key that is not reduced, or whose X25519 half is of small order, gives nothing', () => {
    // FIPS 203 §7.2, the modulus check: twelve-bit coefficients of 4,095 are no residues.
    const unreduced = pair.publicKey.slice().fill(0xff, 0, 3);
    const small = pair.publicKey.slice().fill(0, 1184);
    expect([encapsulate(unreduced, seed), encapsulate(small, seed)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('a changed ciphertext gives another secret or nothing, and never throws', () => {
    const made = encapsulate(pair.publicKey, seed);
    const ciphertext = made?.ciphertext ?? new Uint8Array(0);
    for (let at = 0; at < ciphertext.length; at += 7) {
      const changed = ciphertext.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(decapsulate(pair.secretKey, changed)).not.toEqual(made?.secret);
    }
    const small = ciphertext.slice().fill(0, 1088);
    expect(decapsulate(pair.secretKey, small)).not.toEqual(made?.secret);
  });

  test('seeds of another size are our own mistake', () => {
    expect(() => xwingKeyPair(new Uint8Array(31))).toThrow('32 bytes');
    expect(() => encapsulate(pair.publicKey, new Uint8Array(32))).toThrow('64 bytes');
    expect(() => decapsulate(new Uint8Array(31), new Uint8Array(1120))).toThrow('32 bytes');
  });
});
