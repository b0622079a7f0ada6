// The overlay's frames: canonical, strict, bounded.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lifetime } from '../../src/wire/lifetime.ts';
import { encodeBeat, parseBeat } from '../../src/wire/member-beat.ts';
import { encodeState, MAX_NEIGHBOURS, parseState } from '../../src/wire/member-state.ts';
import { MAX_MESSAGE_SEQ } from '../../src/wire/message.ts';
import {
  encodeFrame,
  MAX_ENVELOPE_BYTES,
  MAX_FRONTIER_ENTRIES,
  type OverlayFrame,
  parseFrame,
} from '../../src/wire/overlay.ts';
import { NEVER_SET } from '../../src/wire/settings.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const u8 = fc.integer({ min: 0, max: 255 });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const u48 = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const rest = fc.uint8Array({ maxLength: 200 });
const seq = fc.integer({ min: 0, max: MAX_MESSAGE_SEQ });
const ackEntry = fc
  .tuple(bytes(16), seq, seq)
  .map(([sender, a, b]) => ({ sender, since: Math.min(a, b), upTo: Math.max(a, b) }));
const syncEntry = fc.tuple(ackEntry, seq).map(([entry, from]) => ({ ...entry, from }));
const kind = <K extends string>(name: K) => fc.constant(name);

const frame: fc.Arbitrary<OverlayFrame> = fc.oneof(
  fc.record({ kind: fc.constantFrom('ping', 'pong'), nonce: bytes(4), frontier: bytes(8) }),
  fc.record({ kind: kind('state'), state: rest }),
  fc.record({
    kind: kind('signal'),
    to: bytes(16),
    from: bytes(16),
    ttl: u8,
    nonce: bytes(8),
    envelope: rest,
  }),
  fc.record({ kind: kind('msg'), hop: u8, message: rest }),
  fc.record({
    kind: kind('sync'),
    answer: fc.boolean(),
    entries: fc.array(syncEntry, { maxLength: 20 }),
  }),
  fc.record({ kind: kind('ack'), entries: fc.array(ackEntry, { maxLength: 20 }) }),
  fc.record({ kind: kind('beat'), beat: rest }),
  fc.record({ kind: kind('typing'), on: fc.boolean() }),
);

test('every frame comes back', () => {
  fc.assert(
    fc.property(frame, (value) => {
      expect(parseFrame(encodeFrame(value))).toEqual({ ok: true, value });
    }),
  );
});

test('numbers beyond the last are refused wherever one stands', () => {
  const sender = new Uint8Array(16);
  const beyond = MAX_MESSAGE_SEQ + 1;
  const sync = (upTo: number, from: number): OverlayFrame => ({
    kind: 'sync',
    answer: false,
    entries: [{ sender, since: 0, upTo, from }],
  });
  const ack: OverlayFrame = { kind: 'ack', entries: [{ sender, since: 0, upTo: beyond }] };
  const frames = [sync(MAX_MESSAGE_SEQ, beyond), sync(beyond, 1), sync(1, beyond + 1), ack];
  expect(frames.map((each) => parseFrame(encodeFrame(each)).ok)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('hostile bytes are refused with a reason, or encode to themselves', () => {
  const typed = fc
    .tuple(fc.integer({ min: 0, max: 10 }), fc.uint8Array({ maxLength: 300 }))
    .map(([type, tail]) => Uint8Array.from([type, ...tail]));
  fc.assert(
    fc.property(typed, (input) => {
      const parsed = parseFrame(input);
      if (parsed.ok) expect(encodeFrame(parsed.value)).toEqual(input);
      else expect(['frame-type', 'frame-malformed']).toContain(parsed.reason);
    }),
    { numRuns: 1_000 },
  );
});

describe('bounds', () => {
  const filled = (type: number, length: number) => new Uint8Array(length).fill(0).with(0, type);

  test.each([
    ['no byte at all', new Uint8Array(), 'frame-type'],
    ['type 0', filled(0, 20), 'frame-type'],
    ['type 10', filled(10, 20), 'frame-type'],
    ['a short PING', filled(1, 12), 'frame-malformed'],
    ['a long PONG', filled(2, 14), 'frame-malformed'],
    ['a MSG without a hop', filled(5, 1), 'frame-malformed'],
    ['a SIGNAL too large', filled(4, 42 + MAX_ENVELOPE_BYTES + 1), 'frame-malformed'],
    ['a SYNC with half an entry', filled(6, 2 + 14), 'frame-malformed'],
    ['a SYNC with other flags', filled(6, 2).with(1, 2), 'frame-malformed'],
    ['a SYNC too large', filled(6, 2 + 28 * (MAX_FRONTIER_ENTRIES + 1)), 'frame-malformed'],
    ['an ACK too large', filled(7, 1 + 24 * (MAX_FRONTIER_ENTRIES + 1)), 'frame-malformed'],
    ['a TYPING without a word', filled(9, 1), 'frame-malformed'],
    ['a long TYPING', filled(9, 3), 'frame-malformed'],
    ['a TYPING that is neither on nor off', filled(9, 2).with(1, 2), 'frame-malformed'],
    ['an ACK that ends before it begins', filled(7, 1 + 24).with(20, 1), 'frame-malformed'],
    ['a SYNC that ends before it begins', filled(6, 2 + 28).with(21, 1), 'frame-malformed'],
  ])('%s', (_, input, reason) => {
    expect(parseFrame(input)).toEqual({ ok: false, reason });
  });

  test('the largest SYNC, ACK and SIGNAL are read', () => {
    expect(parseFrame(filled(6, 2 + 28 * MAX_FRONTIER_ENTRIES)).ok).toBe(true);
    expect(parseFrame(filled(7, 1 + 24 * MAX_FRONTIER_ENTRIES)).ok).toBe(true);
    expect(parseFrame(filled(4, 42 + MAX_ENVELOPE_BYTES)).ok).toBe(true);
  });
});

describe('STATE', () => {
  const settings = fc.oneof(
    fc.constant(NEVER_SET),
    fc.record({
      hlc: fc.integer({ min: 1, max: 2 ** 48 - 1 }),
      by: bytes(16),
      locked: fc.boolean(),
      lifetime: fc.constantFrom<Lifetime>(
        { kind: 'off' },
        { kind: 'after-sending', ms: 1_000 },
        { kind: 'after-reading', ms: 30 * 86_400_000 },
        { kind: 'until-author-leaves' },
      ),
    }),
  );
  const state = fc.record({
    s: bytes(32),
    card: bytes(96),
    counter: u32,
    sentAt: u48,
    joinedAt: u48,
    heldUpTo: seq,
    leaving: fc.boolean(),
    settings,
    isSetter: fc.boolean(),
    nickname: fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .filter((text) => Buffer.byteLength(text) <= 64),
    build: fc.option(bytes(32), { nil: undefined }),
    neighbours: fc.array(bytes(16), { maxLength: MAX_NEIGHBOURS }),
  });

  test('comes back with its signature', () => {
    fc.assert(
      fc.property(state, bytes(64), (value, signature) => {
        const unsigned = encodeState(value);
        const whole = Uint8Array.from([...unsigned, ...signature]);
        expect(parseState(whole)).toEqual({
          ok: true,
          value: { state: value, unsigned, signature },
        });
        expect(parseState(whole.subarray(0, -1)).ok).toBe(false);
        expect(parseState(Uint8Array.from([...whole, 0])).ok).toBe(false);
      }),
    );
  });

  const plain = {
    s: new Uint8Array(32),
    card: new Uint8Array(96),
    counter: 1,
    sentAt: 0,
    joinedAt: 0,
    heldUpTo: 0,
    leaving: false,
    settings: NEVER_SET,
    isSetter: false,
    nickname: 'ab',
    build: undefined,
    neighbours: [],
  };
  const whole = Uint8Array.from([...encodeState(plain), ...new Uint8Array(64)]);

  test.each([
    ['a giant list of neighbours', whole.with(180, 255), 'state-malformed'],
    ['one neighbour more than there are bytes', whole.with(180, 13), 'state-malformed'],
    ['a nickname of 65 bytes', whole.with(177, 65), 'state-malformed'],
    ['a nickname that is not UTF-8', whole.with(178, 0xff), 'state-nickname'],
    ['other flags', whole.with(148, 8), 'state-malformed'],
    ['a build of fewer bytes', whole.with(148, 2), 'state-malformed'],
    ['settings that were never set, but locked', whole.with(171, 1), 'state-settings'],
    ['nothing', new Uint8Array(), 'state-malformed'],
  ])('with %s is refused', (_, input, reason) => {
    expect(parseState(input)).toEqual({ ok: false, reason });
  });

  test('junk never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (input) => void parseState(input)));
  });
});

describe('BEAT', () => {
  const beat = fc.record({
    from: bytes(16),
    counter: u32,
    entries: fc.array(ackEntry, { maxLength: 20 }),
  });

  test('comes back with its signature', () => {
    fc.assert(
      fc.property(beat, bytes(64), (value, signature) => {
        const unsigned = encodeBeat(value);
        const whole = Uint8Array.from([...unsigned, ...signature]);
        expect(parseBeat(whole)).toEqual({ ok: true, value: { beat: value, unsigned, signature } });
        expect(parseBeat(Uint8Array.from([...whole, 0])).ok).toBe(false);
      }),
    );
  });

  test('is bounded, and junk never throws', () => {
    const size = (entries: number) => new Uint8Array(16 + 4 + 24 * entries + 64);
    expect(parseBeat(size(MAX_FRONTIER_ENTRIES)).ok).toBe(true);
    expect(parseBeat(size(MAX_FRONTIER_ENTRIES + 1)).ok).toBe(false);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (input) => void parseBeat(input)));
  });
});
