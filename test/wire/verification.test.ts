// The messages of a verification: frozen bytes, one encoding of each, and nothing else accepted.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import {
  encodeVerification,
  MAX_VERIFICATION_BYTES,
  parseVerification,
  runOf,
  type VerificationMessage,
} from '../../src/wire/verification.ts';
import vectors from '../vectors/verification.json' with { type: 'json' };

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const run = bytes(16);

const anyMessage: fc.Arbitrary<VerificationMessage> = fc.oneof(
  fc.record({ kind: fc.constant('commit' as const), commitment: bytes(32) }),
  fc.record({ kind: fc.constantFrom('nonce' as const, 'reveal' as const), run, nonce: bytes(32) }),
  fc.record({ kind: fc.constant('done' as const), run, transcript: bytes(32) }),
  fc.record({
    kind: fc.constant('cancel' as const),
    run,
    reason: fc.constantFrom('cancelled', 'timeout', 'mismatch', 'unfit', 'busy' as const),
  }),
);

test.each(vectors.runs)('is frozen: $initiator asks $responder', (frozen) => {
  const commitment = fromHex(frozen.commitment);
  const named = runOf(commitment);
  const messages: Record<string, VerificationMessage> = {
    commit: { kind: 'commit', commitment },
    nonce: { kind: 'nonce', run: named, nonce: fromHex(frozen.b) },
    reveal: { kind: 'reveal', run: named, nonce: fromHex(frozen.a) },
    done: { kind: 'done', run: named, transcript: fromHex(frozen.transcript) },
    cancelMismatch: { kind: 'cancel', run: named, reason: 'mismatch' },
  };
  for (const [name, message] of Object.entries(messages)) {
    const hex = frozen.messages[name as keyof typeof frozen.messages];
    expect(toHex(encodeVerification(message))).toBe(hex);
    expect(parseVerification(fromHex(hex))).toEqual({ ok: true, value: message });
  }
});

test('whatever is written is read again, and fits', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const body = encodeVerification(message);
      expect(body.length).toBeLessThanOrEqual(MAX_VERIFICATION_BYTES);
      expect(parseVerification(body)).toEqual({ ok: true, value: message });
    }),
  );
});

test('whatever is read is the one encoding of it', () => {
  const tagged = fc
    .tuple(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 255), fc.uint8Array({ maxLength: 60 }))
    .map(([type, rest]) => Uint8Array.of(1, type, ...rest));
  fc.assert(
    fc.property(fc.oneof(tagged, fc.uint8Array({ maxLength: 60 })), (body) => {
      const parsed = parseVerification(body);
      if (parsed.ok) expect(encodeVerification(parsed.value)).toEqual(body);
    }),
  );
});

describe('refused', () => {
  const cancel = encodeVerification({ kind: 'cancel', run: new Uint8Array(16), reason: 'busy' });

  test.each([
    ['verification-version', new Uint8Array()],
    ['verification-version', Uint8Array.of(2, 1, ...new Uint8Array(32))],
    ['verification-malformed', Uint8Array.of(1)],
    ['verification-malformed', Uint8Array.of(1, 0)],
    ['verification-malformed', Uint8Array.of(1, 6, ...new Uint8Array(48))],
    ['verification-malformed', Uint8Array.of(1, 1, ...new Uint8Array(31))],
    ['verification-malformed', Uint8Array.of(1, 1, ...new Uint8Array(33))],
    ['verification-malformed', Uint8Array.of(1, 2, ...new Uint8Array(49))],
    ['verification-malformed', Uint8Array.of(...cancel.slice(0, -1), 5)],
    ['verification-malformed', Uint8Array.of(1, ...new Uint8Array(15_000))],
  ])('%s', (reason, body) => {
    expect(parseVerification(body)).toEqual({ ok: false, reason });
  });

  test('every cut of every message', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), (message, at) => {
        const body = encodeVerification(message);
        expect(parseVerification(body.slice(0, at % body.length)).ok).toBe(false);
      }),
    );
  });
});

test('a field of another size is our own mistake', () => {
  const short = new Uint8Array(15);
  expect(() => encodeVerification({ kind: 'commit', commitment: short })).toThrow('32 bytes');
  expect(() => encodeVerification({ kind: 'cancel', run: short, reason: 'busy' })).toThrow(
    '16 bytes',
  );
});
