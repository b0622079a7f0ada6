// The member envelope's layout, and what its seal and signature are bound to.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import {
  encodeBinding,
  encodeEnvelope,
  encodeSignedRecord,
  parseEnvelope,
  parseSignedRecord,
} from '../../src/wire/member-envelope.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const role = fc.constantFrom('offer' as const, 'answer' as const);

test('an envelope comes back', () => {
  const envelope = fc.record({
    role,
    attempt: bytes(16),
    sealed: fc.uint8Array({ maxLength: 100 }),
  });
  fc.assert(
    fc.property(envelope, (value) => {
      expect(parseEnvelope(encodeEnvelope(value))).toEqual({ ok: true, value });
    }),
  );
});

test('hostile bytes are refused, or encode to themselves', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
      const parsed = parseEnvelope(input);
      if (parsed.ok) expect(encodeEnvelope(parsed.value)).toEqual(input);
      else expect(parsed.reason).toBe('envelope-malformed');
    }),
  );
  expect(parseEnvelope(new Uint8Array(16)).ok).toBe(false);
  expect(parseEnvelope(new Uint8Array(17).with(0, 2)).ok).toBe(false);
});

test('a signed record comes back; a signature alone is none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), bytes(64), (record, signature) => {
      const parsed = parseSignedRecord(encodeSignedRecord(record, signature));
      expect(parsed).toEqual({ ok: true, value: { record, signature } });
    }),
  );
  expect(parseSignedRecord(new Uint8Array(64)).ok).toBe(false);
});

test('the binding tells apart every field', () => {
  const plain = {
    roomId: new Uint8Array(32).fill(1),
    role: 'offer' as const,
    from: new Uint8Array(16).fill(2),
    to: new Uint8Array(16).fill(3),
    attempt: new Uint8Array(16).fill(4),
  };
  const others = [
    plain,
    { ...plain, roomId: new Uint8Array(32) },
    { ...plain, role: 'answer' as const },
    { ...plain, from: plain.to, to: plain.from },
    { ...plain, attempt: new Uint8Array(16) },
  ];
  expect(new Set(others.map((each) => toHex(encodeBinding(each)))).size).toBe(others.length);
  const text = Buffer.from(encodeBinding(plain)).toString('latin1');
  expect(text.startsWith('sotto/1/member\u0001')).toBe(true);
});
