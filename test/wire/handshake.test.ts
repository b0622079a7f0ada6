// What the handshake's messages carry and are bound to.

import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/base/utf8.ts';
import {
  encodePrologue,
  encodeResponderPayload,
  MESSAGE_1_BYTES,
  MESSAGE_2_BYTES,
  MESSAGE_3_BYTES,
  parseResponderPayload,
} from '../../src/wire/handshake.ts';

const OFFER = new Uint8Array(32).fill(1);
const ANSWER = new Uint8Array(32).fill(2);

test('the sizes of DESIGN §5', () => {
  expect([MESSAGE_1_BYTES, MESSAGE_2_BYTES, MESSAGE_3_BYTES]).toEqual([1_264, 1_312, 160]);
});

describe('the prologue', () => {
  test('label, mode, offer, answer', () => {
    const prologue = encodePrologue({ mode: 'direct', offerHash: OFFER, answerHash: ANSWER });
    expect(prologue).toEqual(Uint8Array.from([...utf8('sotto/1'), 0, ...OFFER, ...ANSWER]));
    const relayed = encodePrologue({ mode: 'relayed', offerHash: OFFER, answerHash: ANSWER });
    expect(relayed[7]).toBe(1);
  });

  test('a hash of another size is our bug', () => {
    const short = new Uint8Array(31);
    expect(() =>
      encodePrologue({ mode: 'direct', offerHash: short, answerHash: ANSWER }),
    ).toThrow();
    expect(() => encodePrologue({ mode: 'direct', offerHash: OFFER, answerHash: short })).toThrow();
  });
});

describe("the responder's payload", () => {
  const payload = {
    kemCiphertext: new Uint8Array(1_120).fill(3),
    card: new Uint8Array(96).fill(4),
  };

  test('round trip', () => {
    expect(parseResponderPayload(encodeResponderPayload(payload))).toEqual({
      ok: true,
      value: payload,
    });
  });

  test('no other size', () => {
    for (const length of [0, 1_120, 1_215, 1_217]) {
      expect(parseResponderPayload(new Uint8Array(length))).toEqual({
        ok: false,
        reason: 'length',
      });
    }
    const card = new Uint8Array(95);
    expect(() => encodeResponderPayload({ ...payload, card })).toThrow();
    const kemCiphertext = new Uint8Array(0);
    expect(() => encodeResponderPayload({ ...payload, kemCiphertext })).toThrow();
  });
});
