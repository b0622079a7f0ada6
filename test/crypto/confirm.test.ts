// Commit, reveal, compare: frozen, symmetrical, and different for whoever stands between.

import '../support/ready.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import {
  commitment,
  confirmTranscript,
  safetyNumber,
  shortCode,
} from '../../src/crypto/confirm.ts';
import { frozen } from './vectors.ts';

type Person = Readonly<Record<'s' | 'g', string>>;
interface ConfirmVectors {
  readonly alice: Person;
  readonly bob: Person;
  readonly confirm: Readonly<
    Record<'aliceNonce' | 'bobNonce' | 'aliceCommitment' | 'transcript' | 'safetyNumber', string>
  > & { readonly shortCode: readonly number[] };
}
const { alice, bob, confirm } = frozen<ConfirmVectors>('sotto.json');

const side = (person: Person, nonce: string) => ({
  card: { s: fromHex(person.s), g: fromHex(person.g) },
  nonce: fromHex(nonce),
});
const a = side(alice, confirm.aliceNonce);
const b = side(bob, confirm.bobNonce);

test('is frozen', () => {
  const transcript = confirmTranscript(a, b);
  expect({
    aliceNonce: toHex(a.nonce),
    bobNonce: toHex(b.nonce),
    aliceCommitment: toHex(commitment(a)),
    transcript: toHex(transcript),
    shortCode: shortCode(transcript),
    safetyNumber: safetyNumber(a.card, b.card),
  }).toEqual(confirm);
});

test('is the same on both screens', () => {
  expect(confirmTranscript(b, a)).toEqual(confirmTranscript(a, b));
  expect(safetyNumber(b.card, a.card)).toBe(safetyNumber(a.card, b.card));
});

test('differs with any key and any nonce', () => {
  const other = new Uint8Array(32).fill(77);
  const transcripts = [
    confirmTranscript(a, b),
    confirmTranscript({ ...a, nonce: other }, b),
    confirmTranscript(a, { ...b, nonce: other }),
    confirmTranscript({ ...a, nonce: b.nonce }, { ...b, nonce: a.nonce }),
    confirmTranscript({ ...a, card: { ...a.card, s: other } }, b),
    confirmTranscript({ ...a, card: { ...a.card, g: other } }, b),
    confirmTranscript(a, { ...b, card: { ...b.card, s: other } }),
    confirmTranscript(a, { ...b, card: { ...b.card, g: other } }),
  ];
  expect(new Set(transcripts.map(toHex)).size).toBe(transcripts.length);
  expect(safetyNumber({ ...a.card, s: other }, b.card)).not.toBe(confirm.safetyNumber);
  expect(commitment({ ...a, card: b.card })).not.toEqual(commitment(a));
});

describe('the short code', () => {
  test('is the first 42 bits, six by six', () => {
    const transcript = new Uint8Array(32);
    // 000001 000010 000011 000100 000101 000110 000111, then bits that do not count.
    transcript.set(fromHex('0420c41461fff'.padEnd(16, 'f')));
    expect(shortCode(transcript)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('has seven symbols of 64 for any transcript', () => {
    const transcript = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(transcript, (bytes) => {
        const code = shortCode(bytes);
        expect(code.length).toBe(7);
        expect(code.every((symbol) => symbol >= 0 && symbol < 64)).toBe(true);
      }),
    );
  });
});

test('the safety number has sixty digits', () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(key, key, (s, g) => {
      expect(safetyNumber({ s, g }, a.card)).toMatch(/^[0-9]{60}$/);
    }),
  );
});

test('nonces and transcripts of another size are our own mistake', () => {
  expect(() => commitment({ ...a, nonce: new Uint8Array(16) })).toThrow('32 bytes');
  expect(() => confirmTranscript({ ...a, nonce: new Uint8Array(16) }, b)).toThrow('32 bytes');
  expect(() => shortCode(new Uint8Array(8))).toThrow('32 bytes');
});
