// What a browser and a bridge say about the DHT: byte for byte, strict, and bounded; and where a
// tracker's bridge has its gateway.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../src/base/bytes.ts';
import { bad, ok } from '../../src/base/result.ts';
import {
  encodeReply,
  encodeRequest,
  type GatewayReply,
  type GatewayRequest,
  gatewayUrl,
  MAX_GATEWAY_FRAME_BYTES,
  parseReply,
  parseRequest,
  serviceUrl,
} from '../../src/wire/gateway.ts';

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const hex = (length: number, byte: string) => byte.repeat(length);

const TARGET = filled(20, 0xaa);
const ITEM = {
  k: filled(32, 0x11),
  seq: 0x0102_0304_0506,
  sig: filled(64, 0x22),
  v: filled(996, 0x33),
};
const K = hex(32, '11');
const SEQ = '010203040506';
const SIGNED = hex(64, '22') + hex(996, '33');

const REQUESTS: readonly (readonly [string, GatewayRequest, string])[] = [
  ['get', { kind: 'get', target: TARGET }, `01${hex(20, 'aa')}`],
  ['put', { kind: 'put', item: ITEM, cas: undefined }, `02${K}${SEQ}00000000000000${SIGNED}`],
  ['put with cas', { kind: 'put', item: ITEM, cas: 7 }, `02${K}${SEQ}01000000000007${SIGNED}`],
  ['put with cas 0', { kind: 'put', item: ITEM, cas: 0 }, `02${K}${SEQ}01000000000000${SIGNED}`],
  ['watch', { kind: 'watch', target: TARGET }, `03${hex(20, 'aa')}`],
  ['unwatch', { kind: 'unwatch', target: TARGET }, `04${hex(20, 'aa')}`],
];

const refused = (request: 'get' | 'put' | 'watch', reason: 'conflict' | 'busy' | 'invalid') =>
  ({ kind: 'refused', target: TARGET, request, reason }) as const;

const REPLIES: readonly (readonly [string, GatewayReply, string])[] = [
  ['item', { kind: 'item', item: ITEM }, `81${K}${SEQ}${SIGNED}`],
  ['got', { kind: 'got', target: TARGET }, `82${hex(20, 'aa')}`],
  ['stored', { kind: 'stored', target: TARGET, copies: 20 }, `83${hex(20, 'aa')}14`],
  ['refused get', refused('get', 'busy'), `84${hex(20, 'aa')}0101`],
  ['refused put', refused('put', 'conflict'), `84${hex(20, 'aa')}0200`],
  ['refused watch', refused('watch', 'invalid'), `84${hex(20, 'aa')}0303`],
  ['health', { kind: 'health', health: 'working' }, '8501'],
];

describe('the bytes of each frame, frozen', () => {
  test.each(REQUESTS)('%s', (_, request, bytes) => {
    expect(toHex(encodeRequest(request))).toBe(bytes);
    expect(parseRequest(encodeRequest(request))).toEqual(ok(request));
  });

  test.each(REPLIES)('%s', (_, reply, bytes) => {
    expect(toHex(encodeReply(reply))).toBe(bytes);
    expect(parseReply(encodeReply(reply))).toEqual(ok(reply));
  });

  test('the numbers of reasons and of states', () => {
    const last = (reply: GatewayReply) => encodeReply(reply).at(-1);
    const reasons = ['conflict', 'busy', 'unreachable', 'invalid'] as const;
    const numbers = reasons.map((reason) =>
      last({ kind: 'refused', target: TARGET, request: 'get', reason }),
    );
    expect(numbers).toEqual([0, 1, 2, 3]);
    const states = ['connecting', 'working', 'unreachable'] as const;
    expect(states.map((health) => last({ kind: 'health', health }))).toEqual([0, 1, 2]);
  });

  test('the largest fits the limit of both ends', () => {
    const lengths = [
      ...REQUESTS.map(([, request]) => encodeRequest(request).length),
      ...REPLIES.map(([, reply]) => encodeReply(reply).length),
    ];
    expect(Math.max(...lengths)).toBe(1_106);
    expect(MAX_GATEWAY_FRAME_BYTES).toBe(1_200);
  });

  test('more copies than a byte can tell are told as 255', () => {
    const reply = { kind: 'stored', target: TARGET, copies: 300 } as const;
    expect(parseReply(encodeReply(reply))).toEqual(ok({ ...reply, copies: 255 }));
  });
});

describe('what is refused', () => {
  /** A frame cut short at every length, and one with a byte too many. */
  const misfits = (frame: Uint8Array) => [
    ...Array.from(frame, (_, length) => frame.subarray(0, length)),
    concat(frame, Uint8Array.of(0)),
  ];
  /** Without its first byte it is of no kind; otherwise it is malformed. */
  const reasons = (frame: Uint8Array) =>
    misfits(frame).map(({ length }) => bad(length === 0 ? 'gateway-kind' : 'gateway-malformed'));

  test.each(REQUESTS)('%s, cut short anywhere or too long', (_, request) => {
    const frame = encodeRequest(request);
    expect(misfits(frame).map(parseRequest)).toEqual(reasons(frame));
  });

  test.each(REPLIES)('%s, cut short anywhere or too long', (_, reply) => {
    const frame = encodeReply(reply);
    expect(misfits(frame).map(parseReply)).toEqual(reasons(frame));
  });

  const everyByteBut = (...known: readonly number[]) =>
    Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !known.includes(byte));

  test('every other kind, whatever follows', () => {
    const frames = (codes: readonly number[]) =>
      [0, 1, 20, 1_105].flatMap((tail) =>
        codes.map((code) => Uint8Array.from([code, ...filled(tail, 1)])),
      );
    const requests = frames(everyByteBut(1, 2, 3, 4));
    expect(requests.map(parseRequest)).toEqual(requests.map(() => bad('gateway-kind')));
    const replies = frames(everyByteBut(129, 130, 131, 132, 133));
    expect(replies.map(parseReply)).toEqual(replies.map(() => bad('gateway-kind')));
  });

  const MALFORMED = bad('gateway-malformed');

  test('flags other than that of cas, and a cas that no flag announces', () => {
    const FLAGS_AT = 1 + 32 + 6;
    const frame = encodeRequest({ kind: 'put', item: ITEM, cas: 7 });
    const flagged = everyByteBut(1).map((flags) => frame.with(FLAGS_AT, flags));
    expect(flagged.map(parseRequest)).toEqual(flagged.map(() => MALFORMED));
  });

  test('refusals of what is never refused, and for other reasons', () => {
    const frame = encodeReply(refused('get', 'busy'));
    const asked = everyByteBut(1, 2, 3).map((kind) => frame.with(21, kind));
    const reasoned = everyByteBut(0, 1, 2, 3).map((reason) => frame.with(22, reason));
    expect([...asked, ...reasoned].map(parseReply)).toEqual(
      [...asked, ...reasoned].map(() => MALFORMED),
    );
  });

  test('health in other states', () => {
    const frames = everyByteBut(0, 1, 2).map((state) => Uint8Array.of(133, state));
    expect(frames.map(parseReply)).toEqual(frames.map(() => MALFORMED));
  });
});

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const u48 = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const target = bytes(20);
const item = fc.record({ k: bytes(32), seq: u48, sig: bytes(64), v: bytes(996) });
const kind = <K extends string>(name: K) => fc.constant(name);

const anyRequest: fc.Arbitrary<GatewayRequest> = fc.oneof(
  fc.record({ kind: fc.constantFrom('get', 'watch', 'unwatch'), target }),
  fc.record({ kind: kind('put'), item, cas: fc.option(u48, { nil: undefined }) }),
);

const anyReply: fc.Arbitrary<GatewayReply> = fc.oneof(
  fc.record({ kind: kind('item'), item }),
  fc.record({ kind: kind('got'), target }),
  fc.record({ kind: kind('stored'), target, copies: fc.integer({ min: 0, max: 255 }) }),
  fc.record({
    kind: kind('refused'),
    target,
    request: fc.constantFrom('get', 'put', 'watch'),
    reason: fc.constantFrom('conflict', 'busy', 'unreachable', 'invalid'),
  }),
  fc.record({
    kind: kind('health'),
    health: fc.constantFrom('connecting', 'working', 'unreachable'),
  }),
);

describe('whatever it says', () => {
  test('a request comes back', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(parseRequest(encodeRequest(request))).toEqual(ok(request));
      }),
    );
  });

  test('a reply comes back', () => {
    fc.assert(
      fc.property(anyReply, (reply) => {
        expect(parseReply(encodeReply(reply))).toEqual(ok(reply));
      }),
    );
  });

  test('what is read was copied: a frame is not kept alive by what was in it', () => {
    const frame = encodeRequest({ kind: 'put', item: ITEM, cas: undefined });
    const parsed = parseRequest(frame);
    frame.fill(0);
    expect(parsed).toEqual(ok({ kind: 'put', item: ITEM, cas: undefined }));
  });
});

describe('hostile bytes have a reason, or encode to themselves', () => {
  const codes = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 5), fc.integer({ min: 127, max: 135 }));
  const junk = fc
    .tuple(codes, fc.oneof(bytes(20), fc.uint8Array({ maxLength: 30 }), bytes(1_105), bytes(1_098)))
    .map(([code, tail]) => Uint8Array.from([code, ...tail]));
  /** A frame of which one byte was written over. */
  const harmed = (frame: fc.Arbitrary<Uint8Array>) =>
    fc
      .tuple(frame, fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([whole, at, byte]) => whole.with(at % whole.length, byte));
  const REASONS = ['gateway-kind', 'gateway-malformed'];

  test('requests', () => {
    fc.assert(
      fc.property(fc.oneof(junk, harmed(anyRequest.map(encodeRequest))), (input) => {
        const parsed = parseRequest(input);
        if (parsed.ok) expect(encodeRequest(parsed.value)).toEqual(input);
        else expect(REASONS).toContain(parsed.reason);
      }),
      { numRuns: 500 },
    );
  });

  test('replies', () => {
    fc.assert(
      fc.property(fc.oneof(junk, harmed(anyReply.map(encodeReply))), (input) => {
        const parsed = parseReply(input);
        if (parsed.ok) expect(encodeReply(parsed.value)).toEqual(input);
        else expect(REASONS).toContain(parsed.reason);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the gateway of a tracker', () => {
  test.each([
    ['wss://h', 'wss://h/dht'],
    ['wss://h/', 'wss://h/dht'],
    ['wss://h/announce', 'wss://h/dht'],
    ['wss://h/announce/', 'wss://h/dht'],
    ['wss://h/a/announce', 'wss://h/a/dht'],
    ['wss://h/a/announce?x', 'wss://h/a/dht'],
    ['wss://h/a/b/announce?x=/y/z#w', 'wss://h/a/b/dht'],
    ['wss://h?x', 'wss://h/dht'],
    ['wss://h:8443/announce', 'wss://h:8443/dht'],
    ['ws://127.0.0.1:8000/announce', 'ws://127.0.0.1:8000/dht'],
    ['wss://[2001:db8::1]/announce', 'wss://[2001:db8::1]/dht'],
    ['wss://[2001:db8::1]:8443', 'wss://[2001:db8::1]:8443/dht'],
    ['WSS://H/Announce', 'WSS://H/dht'],
  ])('%s: %s', (tracker, url) => {
    expect(gatewayUrl(tracker)).toBe(url);
  });

  test.each([
    '',
    'h',
    'h/announce',
    '/announce',
    'http://h/announce',
    'https://h/announce',
    'udp://h:80/announce',
    'wsx://h/announce',
    'wss:h',
    'wss://',
    'wss:///announce',
    'wss://?x',
    ' wss://h',
    'wss://h//announce',
  ])('"%s" has none', (tracker) => {
    expect(gatewayUrl(tracker)).toBeUndefined();
  });

  test('another service of the same bridge', () => {
    expect(serviceUrl('wss://h/a/announce', '/relay')).toBe('wss://h/a/relay');
    expect(serviceUrl('https://h/a/announce', '/relay')).toBeUndefined();
  });

  test('a long URL takes no longer than it is long', () => {
    const long = `wss://h${'/a'.repeat(50_000)}`;
    expect(gatewayUrl(long)).toBe(`wss://h${'/a'.repeat(49_999)}/dht`);
    expect(gatewayUrl(`${long}//`)).toBeUndefined();
  });
});
