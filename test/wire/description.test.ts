// Session descriptions: one encoding for each, and nothing that would send packets where they harm.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { MAX_CANDIDATES } from '../../src/wire/candidate.ts';
import {
  type Candidate,
  encodeDescription,
  MAX_BRIDGES,
  MAX_RECORD_BYTES,
  parseDescription,
  RECORD_VERSION,
  recordVersion,
  type SessionDescription,
  type Transport,
  usableCandidates,
} from '../../src/wire/description.ts';

const MDNS = '0123abcd-89ab-4def-8123-456789abcdef.local';

const TRANSPORT: Transport = {
  ufrag: 'aB3+',
  pwd: 'abcdefghijklmnopqrstuv',
  fingerprint: new Uint8Array(32).fill(5),
  setup: 'actpass',
  candidates: [{ type: 'host', address: '192.0.2.1', port: 50_000 }],
};

const OFFER: SessionDescription = {
  sentAt: 1_750_000_000_000,
  sender: new Uint8Array(16).fill(1),
  attempt: new Uint8Array(16).fill(2),
  answers: undefined,
  transport: TRANSPORT,
  bridges: [],
};

const ANSWER = {
  ...OFFER,
  answers: new Uint8Array(16).fill(3),
  transport: { ...TRANSPORT, setup: 'active' as const },
} satisfies SessionDescription;

const TAGS = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)] as const;

/** An offer of somebody who is only reached through a bridge. */
const HIDDEN: SessionDescription = { ...OFFER, transport: undefined, bridges: [TAGS[0]] };

function withCandidates(...candidates: Candidate[]): SessionDescription {
  return { ...OFFER, transport: { ...TRANSPORT, candidates } };
}

/** An offer whose one candidate was replaced by these bytes. */
function withCandidateBytes(...bytes: number[]): Uint8Array {
  const record = encodeDescription(withCandidates());
  record[record.length - 1] = 1;
  return Uint8Array.from([...record, ...bytes]);
}

const ICE_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const iceChars = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...ICE_CHARS), minLength, maxLength });
const address = fc.oneof(
  fc.ipV4().filter((text) => !/^(0|22[4-9]|2[3-5]\d)\./.test(text)),
  fc.constantFrom('2001:db8::1', 'fe80::1:0:0:1', '1:2:3:4:5:6:7:8', '::1', '1::', '64:ff9b::1'),
);
const candidate: fc.Arbitrary<Candidate> = fc.oneof(
  fc.record({
    type: fc.constantFrom('host' as const, 'reflexive' as const, 'relay' as const),
    address,
    port: fc.integer({ min: 1_024, max: 65_535 }),
  }),
  fc.record({
    type: fc.constant('host' as const),
    address: fc.constant(MDNS),
    port: fc.integer({ min: 1_024, max: 65_535 }),
  }),
);
const description: fc.Arbitrary<SessionDescription> = fc
  .record({
    sentAt: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    sender: bytes(16),
    attempt: bytes(16),
    answers: fc.option(bytes(16), { nil: undefined }),
    ufrag: iceChars(4, 32),
    pwd: iceChars(22, 64),
    fingerprint: bytes(32),
    active: fc.boolean(),
    hidden: fc.boolean(),
    bridges: fc.array(bytes(4), { maxLength: MAX_BRIDGES }),
    candidates: fc.array(candidate, { maxLength: MAX_CANDIDATES }),
  })
  .map(({ sentAt, sender, attempt, answers, active, hidden, bridges, ...transport }) => {
    const answerSetup = active ? 'active' : 'passive';
    const setup = answers === undefined ? 'actpass' : answerSetup;
    const head = { sentAt, sender, attempt, answers, bridges };
    const isHidden = hidden && bridges.length > 0;
    return { ...head, transport: isHidden ? undefined : { ...transport, setup } };
  });

describe('round trips', () => {
  test('parse(encode(x)) = x', () => {
    fc.assert(
      fc.property(description, (x) => {
        const record = encodeDescription(x);
        expect(record.length).toBeLessThanOrEqual(MAX_RECORD_BYTES);
        expect(parseDescription(record)).toEqual({ ok: true, value: x });
      }),
      { numRuns: 500 },
    );
  });

  test('encode(parse(b)) = b for every b that is accepted', () => {
    const edit = fc.tuple(fc.nat(MAX_RECORD_BYTES), fc.nat(255));
    const edited = fc.tuple(description, fc.array(edit, { maxLength: 3 })).map(([x, edits]) => {
      const record = encodeDescription(x);
      for (const [at, value] of edits) record[at % record.length] = value;
      return record;
    });
    let accepted = 0;
    fc.assert(
      fc.property(edited, (record) => {
        const parsed = parseDescription(record);
        if (!parsed.ok) return;
        accepted++;
        expect(toHex(encodeDescription(parsed.value))).toBe(toHex(record));
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  test('any bytes: an answer, never a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (junk, versioned) => {
        if (versioned) junk[0] = RECORD_VERSION;
        const parsed = parseDescription(junk);
        if (parsed.ok) expect(encodeDescription(parsed.value)).toEqual(junk);
      }),
      { numRuns: 3_000 },
    );
  });

  test('the largest record is exactly MAX_RECORD_BYTES', () => {
    const candidates = Array.from({ length: 8 }, (_, i) => ({
      type: 'host' as const,
      address: MDNS,
      port: 50_000 + i,
    }));
    const transport = {
      ...ANSWER.transport,
      ufrag: 'u'.repeat(32),
      pwd: 'p'.repeat(64),
      candidates,
    };
    const largest = { ...ANSWER, transport, bridges: TAGS };
    expect(encodeDescription(largest).length).toBe(MAX_RECORD_BYTES);
    expect(MAX_RECORD_BYTES).toBe(324);
  });
});

describe('refused', () => {
  const record = encodeDescription(OFFER);

  function changed(at: number, value: number): Uint8Array {
    const copy = record.slice();
    copy[at] = value;
    return copy;
  }

  test.each([
    ['another version', changed(0, 2), 'version'],
    ['version zero', changed(0, 0), 'version'],
    ['nothing', new Uint8Array(0), 'version'],
    ['a relay record without bridges', changed(1, 0b001000), 'reserved'],
    ['a relay record with a setup', changed(1, 0b101010), 'reserved'],
    ['an unknown kind', changed(1, 0b10000), 'reserved'],
    ['bridges that do not follow', changed(1, 0b100000), 'length'],
    ['a reserved flag', changed(1, 0b1000000), 'reserved'],
    ['the highest flag', changed(1, 0x80), 'reserved'],
    ['an offer that is active', changed(1, 0b010), 'setup'],
    ['an answer that is actpass', changed(1, 0b001), 'setup'],
    ['an unknown setup', changed(1, 0b110), 'setup'],
    ['a ufrag that is too short', changed(40, 3), 'credentials'],
    ['a ufrag that is too long', changed(40, 33), 'credentials'],
    ['a password that is too short', changed(44, 21), 'credentials'],
    ['a password that is too long', changed(44, 65), 'credentials'],
    ['padding bits in the password', changed(61, (record[61] ?? 0) | 1), 'credentials'],
    ['nine candidates', changed(94, 9), 'candidate-count'],
    ['fewer candidates than promised', changed(94, 2), 'candidate-truncated'],
    ['more than promised', changed(94, 0), 'length'],
  ])('%s', (_, bad, reason) => {
    expect(parseDescription(bad)).toEqual({ ok: false, reason });
  });

  test.each([0, 3])('%i bridges', (count) => {
    const hidden = encodeDescription(HIDDEN);
    hidden[hidden.length - 5] = count;
    expect(parseDescription(hidden)).toEqual({ ok: false, reason: 'bridge-count' });
  });

  test('cut anywhere, or with anything behind it', () => {
    for (let length = 1; length < record.length; length++) {
      expect(parseDescription(record.subarray(0, length)).ok).toBe(false);
    }
    expect(parseDescription(Uint8Array.from([...record, 0]))).toEqual({
      ok: false,
      reason: 'length',
    });
  });

  test('the version can be told of any record', () => {
    expect(recordVersion(record)).toBe(RECORD_VERSION);
    expect(recordVersion(changed(0, 9))).toBe(9);
    expect(recordVersion(new Uint8Array(0))).toBeUndefined();
  });
});

describe('candidates that are refused', () => {
  const port = [0xc3, 0x50];
  const v4 = (...quad: number[]) => withCandidateBytes(0b0000, ...quad, ...port);
  const v6 = (...groups: number[]) =>
    withCandidateBytes(0b0100, ...groups.flatMap((group) => [group >> 8, group & 255]), ...port);

  test.each([
    ['0.0.0.0', v4(0, 0, 0, 0)],
    ['this network', v4(0, 1, 2, 3)],
    ['IPv4 multicast', v4(224, 0, 0, 251)],
    ['the end of IPv4 multicast', v4(239, 255, 255, 250)],
    ['reserved', v4(240, 0, 0, 1)],
    ['broadcast', v4(255, 255, 255, 255)],
    ['::', v6(0, 0, 0, 0, 0, 0, 0, 0)],
    ['IPv6 multicast', v6(0xff02, 0, 0, 0, 0, 0, 0, 0xfb)],
    ['IPv4-mapped multicast', v6(0, 0, 0, 0, 0, 0xffff, 0xe000, 0x00fb)],
    ['IPv4-mapped broadcast', v6(0, 0, 0, 0, 0, 0xffff, 0xffff, 0xffff)],
    ['IPv4-mapped, which has a form of its own', v6(0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201)],
    ['IPv4-compatible multicast', v6(0, 0, 0, 0, 0, 0, 0xe000, 0x00fb)],
    [
      'an mDNS name that is not a host',
      withCandidateBytes(0b1001, ...new Array(16).fill(7), ...port),
    ],
  ])('%s', (_, record) => {
    expect(parseDescription(record)).toEqual({ ok: false, reason: 'candidate-address' });
  });

  test.each([0, 1, 53, 80, 443, 1_023])('port %i', (low) => {
    const record = withCandidateBytes(0b0000, 192, 0, 2, 1, low >> 8, low & 255);
    expect(parseDescription(record)).toEqual({ ok: false, reason: 'candidate-port' });
  });

  test.each([0b0011, 0b1100, 0b10000, 0x80])('reserved head %i', (head) => {
    const record = withCandidateBytes(head, ...new Array(18).fill(100));
    expect(parseDescription(record)).toEqual({ ok: false, reason: 'candidate-reserved' });
  });

  test('we do not write them either', () => {
    const wrong: Candidate[] = [
      { type: 'host', address: '224.0.0.1', port: 50_000 },
      { type: 'host', address: '192.0.2.1', port: 80 },
      { type: 'host', address: '192.0.2.1', port: 65_536 },
      { type: 'host', address: '192.0.2.01', port: 50_000 },
      { type: 'host', address: '2001:DB8::1', port: 50_000 },
      { type: 'host', address: '2001:db8:0:0:0:0:0:1', port: 50_000 },
      { type: 'reflexive', address: MDNS, port: 50_000 },
      { type: 'host', address: 'example.org', port: 50_000 },
    ];
    for (const candidate of wrong) {
      expect(() => encodeDescription(withCandidates(candidate))).toThrow();
    }
    const nine = Array.from({ length: 9 }, () => TRANSPORT.candidates[0] as Candidate);
    expect(() => encodeDescription(withCandidates(...nine))).toThrow();
    const spaced = { ...TRANSPORT, ufrag: 'a b c' };
    expect(() => encodeDescription({ ...OFFER, transport: spaced })).toThrow();
    expect(() => encodeDescription({ ...OFFER, transport: ANSWER.transport })).toThrow();
    expect(() => encodeDescription({ ...ANSWER, transport: TRANSPORT })).toThrow();
  });
});

describe('addresses', () => {
  test.each([
    // RFC 5952 §4 and its examples.
    ['2001:db8::1', '2001:db8::1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8::AbCd', '2001:db8::abcd'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['127.0.0.1', '127.0.0.1'],
    [MDNS.toUpperCase(), MDNS],
  ])('%s is spelled %s', (given, canonical) => {
    const [usable] = usableCandidates([{ type: 'host', address: given, port: 50_000 }]);
    expect(usable?.address).toBe(canonical);
    const record = encodeDescription(withCandidates(...(usable ? [usable] : [])));
    const parsed = parseDescription(record);
    expect(parsed.ok && parsed.value.transport?.candidates).toEqual([usable]);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.-4',
    '01.2.3.4',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    'g::1',
    '12345::1',
    'fe80::1%eth0',
    '::ffff:192.0.2.1',
    'printer.local',
    '0123abcd-89ab-4def-8123-456789abcdeg.local',
  ])('%s is none that we send', (address) => {
    expect(usableCandidates([{ type: 'host', address, port: 50_000 }])).toEqual([]);
  });
});

describe('what we gathered', () => {
  const of = (type: Candidate['type'], count: number): Candidate[] =>
    Array.from({ length: count }, (_, i) => ({
      type,
      address: `192.0.${type.length}.${i + 1}`,
      port: 50_000,
    }));

  function counts(candidates: readonly Candidate[]): number[] {
    const types = ['host', 'reflexive', 'relay'] as const;
    return types.map((type) => candidates.filter((c) => c.type === type).length);
  }

  test('is a mix of at most eight, hosts first', () => {
    const all = [...of('relay', 9), ...of('reflexive', 9), ...of('host', 9)];
    expect(counts(usableCandidates(all))).toEqual([5, 2, 1]);
    expect(usableCandidates(all)[0]?.type).toBe('host');
    expect(counts(usableCandidates(of('host', 9)))).toEqual([8, 0, 0]);
    expect(counts(usableCandidates(of('relay', 9)))).toEqual([0, 0, 8]);
    expect(counts(usableCandidates([...of('host', 9), ...of('reflexive', 1)]))).toEqual([7, 1, 0]);
    expect(counts(usableCandidates([...of('host', 1), ...of('relay', 9)]))).toEqual([1, 0, 7]);
    expect(usableCandidates([])).toEqual([]);
  });

  test('has no socket twice', () => {
    const [host] = of('host', 1);
    if (host === undefined) throw new Error('no host');
    const seen = { ...host, type: 'reflexive' as const };
    expect(usableCandidates([seen, host, host])).toEqual([host]);
  });

  test('can always be written and read', () => {
    const any = fc.record({
      type: fc.constantFrom('host' as const, 'reflexive' as const, 'relay' as const),
      address: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constant(MDNS)),
      port: fc.integer({ min: -1, max: 70_000 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (candidates) => {
        const usable = usableCandidates(candidates);
        const parsed = parseDescription(encodeDescription(withCandidates(...usable)));
        expect(parsed.ok && parsed.value.transport?.candidates).toEqual(usable);
      }),
      { numRuns: 500 },
    );
  });
});
