// What is sealed between two: it comes back, has few sizes, and nothing hides in its padding.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodePrivate,
  MAX_PRIVATE_BODY_BYTES,
  MAX_PRIVATE_BYTES,
  NOTE_KIND,
  noteTopic,
  parsePrivate,
} from '../../src/wire/private-speech.ts';
import { SPEECH_KIND } from '../../src/wire/speech.ts';

test('it comes back, in one of nine sizes', () => {
  const sizes = new Set<number>();
  const speech = fc.record({
    kind: fc.nat(255),
    body: fc.uint8Array({ maxLength: MAX_PRIVATE_BODY_BYTES, size: 'max' }),
  });
  fc.assert(
    fc.property(speech, (said) => {
      const bytes = encodePrivate(said);
      sizes.add(bytes.length);
      expect(parsePrivate(bytes)).toEqual(said);
    }),
  );
  const allowed = [64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, MAX_PRIVATE_BYTES];
  expect(allowed).toEqual(expect.arrayContaining([...sizes]));
});

test.each([
  ['nothing', new Uint8Array()],
  ['a size of its own', encodePrivate({ kind: 1, body: new Uint8Array(5) }).subarray(0, 63)],
  ['more room than it needs', new Uint8Array(128)],
  ['a length beyond its end', Uint8Array.of(255, 255, ...new Uint8Array(62))],
  ['something in the padding', new Uint8Array(64).fill(1, 63)],
])('%s is not read', (_, bytes) => {
  expect(parsePrivate(bytes)).toBeUndefined();
});

test('notes and words are told apart', () => {
  for (const kind of Object.values(SPEECH_KIND)) expect(noteTopic(kind)).toBeUndefined();
  expect(Object.values(NOTE_KIND).map(noteTopic)).toEqual(['verify', 'admit', 'used', 'move']);
  expect([noteTopic(15), noteTopic(99)]).toEqual([undefined, undefined]);
});
