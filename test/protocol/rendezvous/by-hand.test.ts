// Codes that people carry by hand: what becomes of every one that is asked for, and of every one that
// is brought, however it was treated.

import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/base/time.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import { roomKeys } from '../../../src/crypto/keys.ts';
import { MAX_HAND_ANSWERS, MAX_HAND_OFFERS } from '../../../src/protocol/rendezvous/by-hand.ts';
import { encodeDescription, type SessionDescription } from '../../../src/wire/description.ts';
import { sealHandCode } from '../../../src/wire/hand-code.ts';
import { Bench, description, idOf, infohash, KEYS, NOON } from './bench.ts';

let bench: Bench;
let asked: number;

beforeEach(() => {
  bench = new Bench({ trackers: [] });
  bench.do({ kind: 'start' });
  asked = 0;
});

const want = () => bench.do({ kind: 'hand-offer', request: ++asked });
const take = (text: string) => bench.do({ kind: 'hand-code', request: ++asked, text });

interface Made {
  readonly from?: string;
  readonly at?: number;
  readonly fields?: Partial<SessionDescription>;
  readonly keys?: typeof KEYS;
  readonly kind?: 'offer' | 'answer';
  readonly record?: Uint8Array;
}

/** A code of somebody else. */
function code({ from = 'x', at = bench.now, fields = {}, keys = KEYS, kind, record }: Made = {}) {
  const made = record ?? encodeDescription(description(from, at, fields));
  const direction = kind ?? (fields.answers === undefined ? 'offer' : 'answer');
  const room = keys === KEYS ? infohash(at) : keys.infohash(1);
  const nonce = idOf(`nonce of ${from}`, 24);
  return sealHandCode(made, nonce, { sig: keys.sig, infohash: room, kind: direction });
}

/** The answer of `from` to our offer of this name. */
function answerTo(name: string, made: Made = {}): string {
  const fields = { attempt: bench.attempt(name), answers: blake2b(16, bench.record(name)) };
  return code({ ...made, fields: { ...fields, ...made.fields } });
}

describe('a code of our own', () => {
  test('is an offer, and the first answer to it is taken', () => {
    expect(want()).toEqual(['want B']);
    expect(bench.ready('B')).toEqual(['code 1 offer']);
    expect(take(answerTo('B'))).toEqual(['answer B', 'taken 2']);
    expect(take(answerTo('B', { from: 'y' }))).toEqual(['refused 3 used']);
  });

  test('waits ten minutes, and then its connection is given up', () => {
    bench.pass(MINUTE_MS);
    want();
    bench.ready('B');
    expect(bench.pass(10 * MINUTE_MS)).toEqual(['+600000 drop B']);
    expect(take(answerTo('B'))).toEqual(['refused 2 unasked']);
    expect(bench.machine.counts.byHand).toBe(0);
  });

  test('is refused where no connection can be made', () => {
    want();
    expect(bench.over('B')).toEqual(['refused 1 unavailable']);
  });

  test('four are open at most', () => {
    for (let i = 0; i < MAX_HAND_OFFERS; i++) want();
    expect(want()).toEqual(['refused 5 too-many']);
    bench.over('B');
    expect(want()).toEqual(['want F']);
  });
});

describe('a code that was brought', () => {
  test('is answered with a code to give back', () => {
    expect(take(`  ${code().toLowerCase()} `)).toEqual(['offer ?']);
    expect(bench.answer('x')).toEqual(['code 1 answer']);
    expect(bench.do({ kind: 'answer-over', attempt: idOf('attempt of x') })).toEqual([]);
    expect(bench.machine.counts.byHand).toBe(0);
  });

  test('from somebody who is here is told so, and makes no code', () => {
    take(code());
    const over = { kind: 'answer-over', attempt: idOf('attempt of x') } as const;
    expect(bench.do({ ...over, met: true })).toEqual(['refused 1 already-here']);
  });

  test('is refused where no connection can be made', () => {
    take(code());
    const attempt = idOf('attempt of x');
    expect(bench.do({ kind: 'answer-over', attempt })).toEqual(['refused 1 unavailable']);
  });

  test('is taken once', () => {
    take(code());
    expect(take(code())).toEqual(['refused 2 used']);
    bench.answer('x');
    bench.do({ kind: 'answer-over', attempt: idOf('attempt of x') });
    bench.pass(9 * MINUTE_MS);
    expect(take(code({ at: NOON }))).toEqual(['dropped offer-replayed', 'refused 3 used']);
  });

  test('four are being answered at most', () => {
    for (let i = 0; i < MAX_HAND_ANSWERS; i++) take(code({ from: `x${i}` }));
    expect(take(code({ from: 'y' }))).toEqual(['refused 5 too-many']);
    bench.pass(10 * MINUTE_MS);
    expect(bench.machine.counts.byHand).toBe(0);
  });
});

describe('hostile or mistaken', () => {
  const yesterday = NOON - 24 * 60 * MINUTE_MS;
  const answers = idOf('what it answers');
  const version2 = encodeDescription(description('x', NOON)).fill(2, 0, 1);
  const broken = encodeDescription(description('x', NOON)).slice(0, 60);

  test.each<[string, () => string, string]>([
    ['nothing', () => '', 'malformed'],
    ['truncated', () => code().slice(0, -1), 'malformed'],
    [
      'one character changed',
      () => code().replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')),
      'malformed',
    ],
    ['a megabyte', () => code().repeat(2_500), 'malformed'],
    ['of a later version', () => code().replace('SOTTO-1', 'SOTTO-7'), 'other-version'],
    [
      'of another room',
      () => code({ keys: roomKeys(new Uint8Array(32).fill(9)) }),
      'not-this-room',
    ],
    ['with a record of a later version', () => code({ record: version2 }), 'other-version'],
    ['with a broken record', () => code({ record: broken }), 'malformed'],
    [
      'an answer sealed as an offer',
      () => code({ fields: { answers }, kind: 'offer' }),
      'malformed',
    ],
    ['an offer sealed as an answer', () => code({ kind: 'answer' }), 'malformed'],
    ['our own', () => code({ from: 'self' }), 'own'],
    ['eleven minutes old', () => code({ at: NOON - 11 * MINUTE_MS }), 'out-of-time'],
    ['of a clock that is ahead', () => code({ at: NOON + 11 * MINUTE_MS }), 'out-of-time'],
    ['of yesterday', () => code({ at: yesterday }), 'out-of-time'],
    ['an answer to nothing', () => code({ fields: { answers } }), 'unasked'],
  ])('%s', (_, made, reason) => {
    expect(take(made())).toEqual([`refused 1 ${reason}`]);
    expect(bench.machine.counts).toMatchObject({ byHand: 0, rememberedOffers: 0 });
  });

  test('an answer to another record of our attempt', () => {
    want();
    bench.ready('B');
    expect(take(answerTo('B', { fields: { answers } }))).toEqual(['refused 2 unasked']);
    expect(take(answerTo('B'))).toEqual(['answer B', 'taken 3']);
  });

  test('two days meet at midnight', () => {
    const midnight = NOON + 12 * 60 * MINUTE_MS;
    bench.pass(midnight + 5 * MINUTE_MS - NOON);
    expect(take(code({ at: midnight - 4 * MINUTE_MS }))).toEqual(['offer ?']);
  });
});

test('whoever leaves forgets every code', () => {
  want();
  take(code());
  bench.do({ kind: 'stop' });
  expect(bench.machine.counts.byHand).toBe(0);
});
