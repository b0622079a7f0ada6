// Answers to our offers: what a tracker may do to them, and what counts in the end.

import { describe, expect, test } from 'vitest';
import { blake2b } from '../../../src/crypto/hash.ts';
import { encodeDescription, type SessionDescription } from '../../../src/wire/description.ts';
import {
  Bench,
  description,
  idOf,
  infohash,
  NOON,
  type SignalFields,
  signalFrame,
  trackerId,
} from './bench.ts';

const TWO = ['ws://a', 'ws://b'];

describe('an answer', () => {
  interface Changed {
    readonly fields?: Partial<SessionDescription>;
    readonly signal?: SignalFields;
    readonly socket?: number;
    /** Which of our offers the description answers. */
    readonly to?: string;
  }

  function hearAnswer(bench: Bench, changed: Changed = {}): string[] {
    const { socket = 1, to = 'A' } = changed;
    const record = encodeDescription(
      description('x', bench.now, {
        attempt: bench.attempt(to),
        answers: blake2b(16, bench.record(to)),
        ...changed.fields,
      }),
    );
    const offerId = bench.offerIds(socket, to)[0] ?? trackerId('none');
    const signal = { kind: 'answer', offerId, ...changed.signal } as const;
    return bench.hear(socket, signalFrame(record, signal, bench.now));
  }

  test('comes out with its record, and takes the offer out of the pool', () => {
    const bench = new Bench().joined();
    expect(hearAnswer(bench)).toEqual(['answer A']);
    expect(hearAnswer(bench)).toEqual(['dropped answer-late']);
    bench.swarm = 2;
    expect(bench.pass(49_000)).toEqual([]);
  });

  test('keeps its place in the pool until its link ends', () => {
    const bench = new Bench().joined();
    hearAnswer(bench);
    expect(bench.respond(1, 2)).toEqual(['tracker ws://a working 2']);
    expect(bench.over('A')).toEqual([]);
    expect(bench.pass(1_000)).toEqual(['+1000 want B']);
  });

  test('under any offer_id of the attempt counts, on any tracker, once', () => {
    const bench = new Bench({ trackers: TWO }).joined();
    expect(hearAnswer(bench, { socket: 2 })).toEqual(['answer A']);
    expect(hearAnswer(bench, { socket: 1 })).toEqual(['dropped answer-late']);
  });

  test('to an offer that was given up is late', () => {
    const bench = new Bench().joined();
    bench.links(1);
    bench.pass(3_000);
    expect(hearAnswer(bench)).toEqual(['dropped answer-late']);
  });

  test('that crosses the first link still counts, for three seconds', () => {
    const bench = new Bench().joined();
    bench.links(1);
    bench.pass(2_999);
    expect(hearAnswer(bench)).toEqual(['answer A']);
    expect(bench.pass(1_000)).toEqual([]);
  });

  test.each<[string, Changed, string]>([
    ['to an offer_id that is not ours', { signal: { offerId: trackerId('x') } }, 'answer-unasked'],
    [
      'swapped from another of our offers',
      { signal: { sealedFor: { offerId: trackerId('x') } } },
      'envelope-not-authentic',
    ],
    ['sealed as an offer', { signal: { sealedAs: 'offer' } }, 'envelope-not-authentic'],
    [
      'from another day',
      { signal: { sealedFor: { infohash: infohash(0) } } },
      'envelope-not-authentic',
    ],
    ['to another attempt', { fields: { attempt: idOf('x') } }, 'answer-to-another-offer'],
    ['to another record', { fields: { answers: idOf('x') } }, 'answer-to-another-offer'],
    ['of ourselves', { fields: { sender: idOf('self') } }, 'self'],
    ['that is an offer', { fields: { answers: undefined } }, 'envelope-kind'],
  ])('%s is dropped, and the offer stays', (_, changed, reason) => {
    const bench = new Bench().joined();
    const setup = 'answers' in (changed.fields ?? {}) && changed.fields?.answers === undefined;
    const transport = description('x', NOON, setup ? {} : { answers: idOf('x') }).transport;
    const fields = { ...changed.fields, transport };
    expect(hearAnswer(bench, { ...changed, fields })).toEqual([`dropped ${reason}`]);
    expect(hearAnswer(bench)).toEqual(['answer A']);
  });

  test('swapped between two of our offers by the tracker is dropped', () => {
    const bench = new Bench().joined(4);
    bench.ready('B', 'C');
    const toB = bench.offerIds(1, 'B')[0] ?? trackerId('none');
    const toC = bench.offerIds(1, 'C')[0] ?? trackerId('none');
    const swapped = { offerId: toC, sealedFor: { offerId: toB } };
    expect(hearAnswer(bench, { to: 'B', signal: swapped })).toEqual([
      'dropped envelope-not-authentic',
    ]);
    expect(hearAnswer(bench, { to: 'B', signal: { offerId: toC } })).toEqual([
      'dropped answer-to-another-offer',
    ]);
    expect(hearAnswer(bench, { to: 'B' })).toEqual(['answer B']);
    expect(hearAnswer(bench, { to: 'C' })).toEqual(['answer C']);
  });

  test('on a socket that replaced the one of the offer is unasked', () => {
    const bench = new Bench().joined();
    const offerId = bench.offerIds(1, 'A')[0] ?? trackerId('none');
    bench.closed(1);
    bench.pass(1_000);
    bench.opened(2);
    bench.respond(2, 2);
    const record = encodeDescription(
      description('x', bench.now, { attempt: bench.attempt('A'), answers: idOf('any') }),
    );
    expect(bench.hear(2, signalFrame(record, { kind: 'answer', offerId }, bench.now))).toEqual([
      'dropped answer-unasked',
    ]);
  });
});
