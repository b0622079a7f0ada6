// Identities, cards and signatures: frozen, and checked by Node's Ed25519 and X25519.

import '../support/ready.ts';
import { createHash, createPublicKey, verify as nodeVerify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { dh, dhKeyPair } from '../../src/crypto/dh.ts';
import { makeIdentity, publicHalf, readCard, signingKeyPair } from '../../src/crypto/identity.ts';
import { sign } from '../../src/crypto/sign.ts';
import { sha1, verify } from '../../src/crypto/verify.ts';
import { frozen } from './vectors.ts';

type Person = Readonly<Record<'sSeed' | 'gSeed' | 'id' | 's' | 'g' | 'card', string>>;
const vectors = frozen<{ keys: { roomId: string }; alice: Person; bob: Person }>('sotto.json');
const roomId = fromHex(vectors.keys.roomId);

const filled = (byteHex: string): Uint8Array =>
  new Uint8Array(32).fill(Number.parseInt(byteHex, 16));

function identity(person: Person) {
  const seeds = [filled(person.sSeed), filled(person.gSeed)];
  return makeIdentity(
    { bytes: (length) => (seeds.shift() as Uint8Array).slice(0, length) },
    roomId,
  );
}

/** Checks with OpenSSL's Ed25519; the prefix is RFC 8410's SubjectPublicKeyInfo. */
function opensslVerifies(g: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const der = concat(fromHex('302a300506032b6570032100'), g);
  const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  return nodeVerify(null, message, key, signature);
}

describe('an identity', () => {
  test.each([vectors.alice, vectors.bob])('is frozen: $id', (person) => {
    const { id, s, g, card } = identity(person);
    const { sSeed, gSeed } = person;
    const publicHex = { id: toHex(id), s: toHex(s.publicKey), g: toHex(g.publicKey) };
    expect({ sSeed, gSeed, ...publicHex, card: toHex(card) }).toEqual(person);
  });

  test('has a card that a second implementation verifies', () => {
    const { s, g, card } = identity(vectors.alice);
    const message = concat(utf8('sotto/1/card'), roomId, s.publicKey);
    expect(opensslVerifies(g.publicKey, card.slice(32), message)).toBe(true);
  });

  test('shows its public half only', () => {
    const alice = identity(vectors.alice);
    expect(publicHalf(alice)).toEqual({
      id: fromHex(vectors.alice.id),
      s: fromHex(vectors.alice.s),
      g: fromHex(vectors.alice.g),
      card: fromHex(vectors.alice.card),
    });
  });
});

describe('a card', () => {
  const alice = publicHalf(identity(vectors.alice));
  const bob = publicHalf(identity(vectors.bob));

  test('reads as the public half that made it', () => {
    expect(readCard(roomId, alice.s, alice.card)).toEqual(alice);
  });

  test('is refused for another room, another key, or another size', () => {
    expect(readCard(new Uint8Array(32), alice.s, alice.card)).toBeUndefined();
    expect(readCard(roomId, bob.s, alice.card)).toBeUndefined();
    expect(readCard(roomId, alice.s.subarray(1), alice.card)).toBeUndefined();
    for (const size of [0, 1, 32, 95]) {
      expect(readCard(roomId, alice.s, alice.card.subarray(0, size))).toBeUndefined();
    }
    expect(readCard(roomId, alice.s, concat(alice.card, Uint8Array.of(0)))).toBeUndefined();
  });

  test('is refused when any byte is flipped', () => {
    for (let at = 0; at < alice.card.length; at++) {
      const changed = alice.card.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(readCard(roomId, alice.s, changed)).toBeUndefined();
    }
  });

  test('is copied, so that later changes of the message do not reach it', () => {
    const message = alice.card.slice();
    const read = readCard(roomId, alice.s, message);
    message.fill(0);
    expect(read).toEqual(alice);
  });
});

describe('signatures', () => {
  test('RFC 8032 §7.1, test 2', () => {
    const seed = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    const pair = signingKeyPair(seed);
    const signature = sign(pair.secretKey, Uint8Array.of(0x72));
    expect(toHex(pair.publicKey)).toBe(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    );
    expect(toHex(signature)).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    expect(verify(pair.publicKey, signature, Uint8Array.of(0x72))).toBe(true);
  });

  test('cover the concatenation of their parts', () => {
    const pair = signingKeyPair(new Uint8Array(32).fill(9));
    const signature = sign(pair.secretKey, utf8('label'), utf8('body'));
    expect(verify(pair.publicKey, signature, utf8('labelbody'))).toBe(true);
    expect(verify(pair.publicKey, signature, utf8('label'), utf8('bodY'))).toBe(false);
  });

  test('of any size and content never throw', () => {
    const odd = fc.uint8Array({ maxLength: 100 });
    const sized = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(fc.oneof(odd, sized(32)), fc.oneof(odd, sized(64)), odd, (key, mark, text) => {
        expect(verify(key, mark, text)).toBe(false);
      }),
    );
  });

  test('by the point of order one, which would verify anything, are refused', () => {
    const neutral = fromHex(`01${'00'.repeat(31)}`);
    const signature = concat(neutral, new Uint8Array(32));
    expect(verify(neutral, signature, utf8('anything'))).toBe(false);
  });

  test('with a key of another size are our own mistake', () => {
    expect(() => sign(new Uint8Array(32), utf8('x'))).toThrow('64 bytes');
    expect(() => signingKeyPair(new Uint8Array(31))).toThrow('32 bytes');
  });
});

describe('X25519', () => {
  test('RFC 7748 §6.1', () => {
    const alice = fromHex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a');
    const bob = fromHex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
    expect(toHex(dh(alice, bob) ?? alice)).toBe(
      '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
    );
    expect(dh(alice, bob.subarray(1))).toBeUndefined();
  });

  test('both sides agree, and small order gives nothing', () => {
    const [a, b] = [dhKeyPair(filled('01')), dhKeyPair(filled('02'))];
    expect(dh(a.secretKey, b.publicKey)).toEqual(dh(b.secretKey, a.publicKey));
    expect(dh(a.secretKey, new Uint8Array(32))).toBeUndefined();
    expect(() => dhKeyPair(new Uint8Array(31))).toThrow('32 bytes');
    expect(() => dh(new Uint8Array(31), b.publicKey)).toThrow('32 bytes');
  });
});

test('SHA-1 agrees with a second implementation', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(toHex(sha1(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'));
    }),
  );
});
