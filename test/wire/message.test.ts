// RoomMessage on the wire: canonical, strict, bounded.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Lifetime, MAX_LIFETIME_MS, MIN_LIFETIME_MS } from '../../src/wire/lifetime.ts';
import {
  encodeUnsigned,
  finishMessage,
  MAX_BODY_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_MESSAGE_SEQ,
  type MessageFields,
  parseMessage,
  signatureOf,
  signedPart,
} from '../../src/wire/message.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const fields: fc.Arbitrary<MessageFields> = fc.record({
  kind: fc.integer({ min: 0, max: 255 }),
  sender: bytes(16),
  generation: fc.integer({ min: 0, max: 0xffff }),
  seq: fc.integer({ min: 1, max: MAX_MESSAGE_SEQ }),
  previous: bytes(16),
  hlc: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  lifetime: fc.oneof(
    fc.constantFrom<Lifetime>({ kind: 'off' }, { kind: 'until-author-leaves' }),
    fc.record({
      kind: fc.constantFrom('after-sending' as const, 'after-reading' as const),
      ms: fc.integer({ min: MIN_LIFETIME_MS, max: MAX_LIFETIME_MS }),
    }),
  ),
  body: fc.uint8Array({ maxLength: 300 }),
});

const SAMPLE: MessageFields = {
  kind: 1,
  sender: new Uint8Array(16).fill(1),
  generation: 0,
  seq: 1,
  previous: new Uint8Array(16),
  hlc: 1,
  lifetime: { kind: 'off' },
  body: new Uint8Array(),
};
const SIGNATURE = new Uint8Array(64).fill(5);

test('what was encoded comes back, with its signed part and signature', () => {
  fc.assert(
    fc.property(fields, bytes(64), (message, signature) => {
      const unsigned = encodeUnsigned(message);
      const finished = finishMessage(unsigned, signature);
      expect(parseMessage(finished.bytes)).toEqual({ ok: true, value: finished });
      expect(finished).toEqual({ ...message, bytes: Uint8Array.from([...unsigned, ...signature]) });
      expect(signedPart(finished)).toEqual(unsigned);
      expect(signatureOf(finished)).toEqual(signature);
    }),
  );
});

test('hostile bytes are refused with a reason, or encode to themselves', () => {
  const versioned = fc.uint8Array({ maxLength: 400 }).map((rest) => Uint8Array.from([1, ...rest]));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), versioned), (input) => {
      const parsed = parseMessage(input);
      if (!parsed.ok) return;
      const { bytes: whole, ...message } = parsed.value;
      expect(finishMessage(encodeUnsigned(message), signatureOf(parsed.value)).bytes).toEqual(
        input,
      );
      expect(whole).not.toBe(input);
    }),
  );
});

describe('refusals', () => {
  const whole = finishMessage(encodeUnsigned(SAMPLE), SIGNATURE).bytes;
  const with_ = (at: number, value: number) =>
    Uint8Array.from(whole, (byte, i) => (i === at ? value : byte));

  test.each([
    ['nothing', new Uint8Array(), 'message-version'],
    ['another version, whatever follows', Uint8Array.of(2), 'message-version'],
    ['one byte too few', whole.subarray(0, -1), 'message-size'],
    ['one byte too many', new Uint8Array(MAX_MESSAGE_BYTES + 1).fill(1), 'message-size'],
    ['number zero', with_(23, 0), 'message-seq'],
  ])('%s', (_, input, reason) => {
    expect(parseMessage(input)).toEqual({ ok: false, reason });
  });

  test('an unknown kind is none of our business here', () => {
    expect(parseMessage(with_(1, 250))).toMatchObject({ ok: true, value: { kind: 250 } });
  });
});

test('a body of the full size fits, a larger one is our bug', () => {
  const full = { ...SAMPLE, body: new Uint8Array(MAX_BODY_BYTES) };
  expect(finishMessage(encodeUnsigned(full), SIGNATURE).bytes.length).toBe(MAX_MESSAGE_BYTES);
  const larger = { ...SAMPLE, body: new Uint8Array(MAX_BODY_BYTES + 1) };
  expect(() => encodeUnsigned(larger)).toThrow('assertion failed');
});
