// What is said over a circuit of the frame relay: byte for byte, strict, and bounded; how circuits
// and bridges are named; and where a tracker's bridge has its relay.

import '../support/ready.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { bad, ok } from '../../src/base/result.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { blake2b } from '../../src/crypto/hash.ts';
import { roomKeys } from '../../src/crypto/keys.ts';
import {
  bridgeTag,
  type CircuitFrame,
  type CircuitRefusal,
  circuitToken,
  encodeCircuitFrame,
  MAX_CIRCUIT_FRAME_BYTES,
  parseCircuitFrame,
  relayUrl,
} from '../../src/wire/circuit.ts';
import { BRIDGE_TAG_BYTES, encodeDescription } from '../../src/wire/description.ts';
import { frozen } from '../crypto/vectors.ts';

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const hex = (length: number, byte: string) => byte.repeat(length);

const OPEN = {
  kind: 'open',
  token: filled(16, 0x11),
  infohash: filled(20, 0x22),
  peerId: filled(20, 0x33),
} as const;
const message = (channel: 0 | 1 | 2, bytes: Uint8Array) =>
  ({ kind: 'message', channel, bytes }) as const;
const LARGEST = message(2, filled(16_384, 0x55));
const REASONS: readonly CircuitRefusal[] = ['stranger', 'busy', 'nobody', 'spent'];

const FRAMES: readonly (readonly [string, CircuitFrame, string])[] = [
  ['open', OPEN, `01${hex(16, '11')}${hex(20, '22')}${hex(20, '33')}`],
  ['a message of channel 0', message(0, filled(1, 0x44)), '020044'],
  ['a message of channel 1', message(1, filled(2, 0x44)), '02014444'],
  ['the largest message, of channel 2', LARGEST, `0202${hex(16_384, '55')}`],
  ['taken, nothing', { kind: 'taken', count: 0 }, '0300000000'],
  ['taken', { kind: 'taken', count: 0x0102_0304 }, '0301020304'],
  ['taken, the most', { kind: 'taken', count: 2 ** 32 - 1 }, '03ffffffff'],
  ['joined', { kind: 'joined' }, '81'],
  ['refused, a stranger', { kind: 'refused', reason: 'stranger' }, '8200'],
  ['refused, busy', { kind: 'refused', reason: 'busy' }, '8201'],
  ['refused, nobody', { kind: 'refused', reason: 'nobody' }, '8202'],
  ['refused, spent', { kind: 'refused', reason: 'spent' }, '8203'],
];

describe('the bytes of each frame, frozen', () => {
  test.each(FRAMES)('%s', (_, frame, bytes) => {
    expect(toHex(encodeCircuitFrame(frame))).toBe(bytes);
    expect(parseCircuitFrame(fromHex(bytes))).toEqual(ok(frame));
  });

  test('none is longer than the limit, and the largest is as long', () => {
    const lengths = FRAMES.map(([, frame]) => encodeCircuitFrame(frame).length);
    expect([Math.max(...lengths), MAX_CIRCUIT_FRAME_BYTES]).toEqual([16_386, 16_386]);
  });

  test('what is read was copied: a frame is not kept alive by what was in it', () => {
    const frames = [OPEN, LARGEST].map(encodeCircuitFrame);
    const parsed = frames.map(parseCircuitFrame);
    for (const frame of frames) frame.fill(0);
    expect(parsed).toEqual([ok(OPEN), ok(LARGEST)]);
  });
});

describe('what is refused', () => {
  const KIND = bad('circuit-kind');
  const MALFORMED = bad('circuit-malformed');
  const everyByteBut = (...known: readonly number[]) =>
    Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !known.includes(byte));

  test('a frame of fixed size that is cut short anywhere, or too long by a byte', () => {
    for (const [, frame] of FRAMES.filter(([, { kind }]) => kind !== 'message')) {
      const whole = encodeCircuitFrame(frame);
      const short = Array.from(whole, (_, length) => whole.subarray(0, length));
      const misfits = [...short, concat(whole, Uint8Array.of(0))];
      const reasons = misfits.map(({ length }) => (length === 0 ? KIND : MALFORMED));
      expect(misfits.map(parseCircuitFrame)).toEqual(reasons);
    }
  });

  test('a message without a channel, without bytes, or with one byte too many', () => {
    const tooLong = concat(encodeCircuitFrame(LARGEST), Uint8Array.of(0));
    for (const channel of [[], [0], [1], [2]]) {
      expect(parseCircuitFrame(Uint8Array.of(2, ...channel))).toEqual(MALFORMED);
    }
    expect(parseCircuitFrame(tooLong)).toEqual(MALFORMED);
  });

  test('every other channel', () => {
    const frames = everyByteBut(0, 1, 2).map((channel) => Uint8Array.of(2, channel, 1));
    expect(frames.map(parseCircuitFrame)).toEqual(frames.map(() => MALFORMED));
  });

  test('every other reason', () => {
    const frames = everyByteBut(0, 1, 2, 3).map((reason) => Uint8Array.of(130, reason));
    expect(frames.map(parseCircuitFrame)).toEqual(frames.map(() => MALFORMED));
  });

  test('every other kind, whatever follows', () => {
    const frames = everyByteBut(1, 2, 3, 129, 130).flatMap((kind) =>
      [0, 1, 4, 56].map((tail) => concat(Uint8Array.of(kind), filled(tail, 1))),
    );
    expect(frames.map(parseCircuitFrame)).toEqual(frames.map(() => KIND));
  });
});

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyFrame: fc.Arbitrary<CircuitFrame> = fc.oneof(
  fc.record({
    kind: fc.constant('open' as const),
    token: bytes(16),
    infohash: bytes(20),
    peerId: bytes(20),
  }),
  fc.record({
    kind: fc.constant('message' as const),
    channel: fc.constantFrom(0, 1, 2),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  }),
  fc.record({
    kind: fc.constant('taken' as const),
    count: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  }),
  fc.constant({ kind: 'joined' } as const),
  fc.record({ kind: fc.constant('refused' as const), reason: fc.constantFrom(...REASONS) }),
);

describe('whatever it is', () => {
  test('a frame comes back', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(parseCircuitFrame(encodeCircuitFrame(frame))).toEqual(ok(frame));
      }),
    );
  });

  test('hostile bytes have a reason, or encode to themselves', () => {
    const code = fc.constantFrom(0, 1, 2, 3, 4, 128, 129, 130, 131, 255);
    const tail = fc.oneof(bytes(56), bytes(4), fc.uint8Array({ maxLength: 80 }));
    const junk = fc.tuple(code, tail).map(([kind, rest]) => concat(Uint8Array.of(kind), rest));
    const harmed = fc
      .tuple(anyFrame.map(encodeCircuitFrame), fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([whole, at, byte]) => whole.with(at % whole.length, byte));
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(junk, harmed), (input) => {
        const parsed = parseCircuitFrame(input);
        seen.add(parsed.ok ? parsed.value.kind : parsed.reason);
        if (parsed.ok) expect(encodeCircuitFrame(parsed.value)).toEqual(input);
      }),
      { numRuns: 3_000, seed: 7 },
    );
    const REFUSALS = ['circuit-kind', 'circuit-malformed'];
    expect([...seen].sort()).toEqual([
      ...REFUSALS,
      'joined',
      'message',
      'open',
      'refused',
      'taken',
    ]);
  });
});

interface Vectors {
  readonly circuitKey: string;
  readonly answerRecord: string;
  readonly token: string;
  readonly relayUrl: string;
  readonly bridgeTag: string;
}

describe('names', () => {
  const VECTORS = frozen<Vectors>('circuit.json');
  const KEY = fromHex(VECTORS.circuitKey);
  const rooms = [1, 2].map((byte) => roomKeys(filled(32, byte)).circuit);

  test('a token and a tag are frozen', () => {
    expect(toHex(circuitToken(KEY, fromHex(VECTORS.answerRecord)))).toBe(VECTORS.token);
    expect(toHex(bridgeTag(KEY, VECTORS.relayUrl))).toBe(VECTORS.bridgeTag);
  });

  /** An answer that differs from the others in one thing only. */
  const answer = (change: { attempt?: number; sender?: number; answers?: number }) => {
    const { attempt = 1, sender = 2, answers = 3 } = change;
    return encodeDescription({
      sentAt: 1_750_000_000_000,
      sender: filled(16, sender),
      attempt: filled(16, attempt),
      answers: filled(16, answers),
      transport: undefined,
      bridges: [filled(4, 9)],
    });
  };

  test('a token is another for each attempt, each offer, each answerer and each room', () => {
    const answers = [{}, { attempt: 4 }, { sender: 4 }, { answers: 4 }].map(answer);
    const tokens = rooms.flatMap((key) =>
      answers.map((record) => toHex(circuitToken(key, record))),
    );
    expect(new Set(tokens).size).toBe(8);
    expect(tokens.map(({ length }) => length)).toEqual(tokens.map(() => 32));
  });

  test('a tag is another for each URL and each room, and the URL can not be told from it', () => {
    const urls = ['wss://a/relay', 'wss://b/relay', 'ws://a/relay', 'wss://a/x/relay'];
    const tags = rooms.flatMap((key) => urls.map((url) => bridgeTag(key, url)));
    expect(new Set(tags.map(toHex)).size).toBe(8);
    expect(tags.map(({ length }) => length)).toEqual(tags.map(() => BRIDGE_TAG_BYTES));
    const plain = urls.map((url) => toHex(blake2b(16, utf8(url)).slice(0, BRIDGE_TAG_BYTES)));
    expect(plain.filter((tag) => tags.map(toHex).includes(tag))).toEqual([]);
  });

  test('a token is never a tag: what is hashed begins differently', () => {
    const url = 'wss://a/relay';
    expect(circuitToken(KEY, utf8(url)).slice(0, 4)).not.toEqual(bridgeTag(KEY, url));
    expect(circuitToken(KEY, utf8(`bridge${url}`)).slice(0, 4)).not.toEqual(bridgeTag(KEY, url));
  });
});

describe('the frame relay of a tracker', () => {
  test.each([
    ['wss://h', 'wss://h/relay'],
    ['wss://h/', 'wss://h/relay'],
    ['wss://h/announce', 'wss://h/relay'],
    ['wss://h/announce/', 'wss://h/relay'],
    ['wss://h/a/announce?x=/y#z', 'wss://h/a/relay'],
    ['ws://127.0.0.1:8000/announce', 'ws://127.0.0.1:8000/relay'],
    ['wss://[2001:DB8::1]:8443/announce', 'wss://[2001:db8::1]:8443/relay'],
    // One bridge has one name, however its host is written; of a path, the case counts.
    ['WSS://Bridge.Example/announce', 'wss://bridge.example/relay'],
    ['wss://Bridge.Example:8443/Rooms/Announce', 'wss://bridge.example:8443/Rooms/relay'],
    ['wss://Ann:Secret@Bridge.Example/announce', 'wss://Ann:Secret@bridge.example/relay'],
  ])('%s: %s', (tracker, url) => {
    expect(relayUrl(tracker)).toBe(url);
  });

  test.each([
    '',
    'h',
    '/announce',
    'https://h/announce',
    'udp://h:80',
    'wss:h',
    'wss://',
    'wss:///a',
  ])('"%s" has none', (tracker) => {
    expect(relayUrl(tracker)).toBeUndefined();
  });

  test('a long URL takes no longer than it is long', () => {
    const long = `wss://${'@a'.repeat(30_000)}/A/announce`;
    expect(relayUrl(long)).toBe(`wss://${'@a'.repeat(30_000)}/A/relay`);
    expect(relayUrl(`wss://H${'/A'.repeat(50_000)}`)).toBe(`wss://h${'/A'.repeat(49_999)}/relay`);
  });
});
