// A link whose direct path comes to nothing: the same attempt goes on through a bridge, where one may
// stand in, and all that each side puts out. Sides that hide are in relay-hidden.test.ts.

import { describe, expect, test } from 'vitest';
import type { LinkOutput } from '../../../src/protocol/link/contract.ts';
import { BEGIN, IDENTITIES, type Name, other, type Pair, transport } from './pair.ts';
import {
  accept,
  answerTo,
  BOTH,
  bridge,
  CLOSE,
  closed,
  down,
  expectUp,
  gathered,
  local,
  negotiated,
  OPEN,
  offerOf,
  pairOf,
  relayed,
  toldIn,
} from './relay-rig.ts';

describe('what was tried directly comes to nothing', () => {
  const FAILURES: readonly (readonly [string, (pair: Pair, name: Name) => LinkOutput[]])[] = [
    ['ICE finds no path', (pair, name) => pair.feed(name, closed('failed'))],
    ['the other side closes', (pair, name) => pair.feed(name, closed('remote'))],
    ['WebRTC turns out not to be there', (pair, name) => pair.feed(name, closed('unsupported'))],
    [
      'six seconds pass',
      (pair, name) => {
        pair.sleep(5_999);
        expect(pair.outputs(name)).toEqual([]);
        pair.sleep(1);
        return pair.outputs(name);
      },
    ],
  ];

  test.each(FAILURES)('while it connects: %s', (_, fail) => {
    for (const name of BOTH) {
      const pair = pairOf();
      const answer = negotiated(pair);
      const begun = pair.now;
      expect(fail(pair, name)).toEqual([CLOSE, relayed(1, answer)]);
      expect(pair.links[name].deadline).toBe(pair.now + 36_000);
      pair.outputs(name);
      if (pair.circuits[other(name)] === undefined) pair.feed(other(name), closed('failed'));
      pair.outputs(other(name));
      expect(pair.now - begun).toBeLessThanOrEqual(6_000);
      expectUp(pair);
    }
  });

  test.each([
    ['the channels close', (pair: Pair, name: Name) => pair.feed(name, closed('failed'))],
    [
      'the handshake stalls',
      (pair: Pair, name: Name) => {
        pair.sleep(5_000);
        return pair.outputs(name);
      },
    ],
  ])('while it authenticates, before anybody has proved anything: %s', (_, fail) => {
    const stops = { offerer: [0, 1], answerer: [0, 1, 2] };
    for (const name of BOTH) {
      for (const messages of stops[name]) {
        const pair = pairOf();
        const answer = negotiated(pair);
        pair.openChannels();
        for (let i = 0; i < messages; i++) pair.step();
        pair.outputs(name);
        expect(fail(pair, name)).toEqual([CLOSE, relayed(1, answer)]);
      }
    }
  });

  test('a handshake that began over the direct path is begun anew over the circuit', () => {
    const pair = pairOf();
    negotiated(pair);
    pair.openChannels();
    pair.step();
    for (const name of BOTH) pair.feed(name, closed('failed'));
    for (const name of BOTH) pair.outputs(name);
    expectUp(pair);
  });

  test('once somebody is identified, nothing stands in any more', () => {
    for (const messages of [2, 3, 6]) {
      const pair = pairOf();
      negotiated(pair);
      pair.openChannels();
      for (let i = 0; i < messages; i++) pair.step();
      expect(pair.feed('offerer', closed('failed'))).toEqual([CLOSE, down('unreachable')]);
    }
  });

  test('nothing stands in for what stood in', () => {
    for (const [fail, reason] of [
      [(pair: Pair) => pair.feed('offerer', closed('failed')), 'unreachable'],
      [(pair: Pair) => pair.feed('offerer', closed('remote')), 'remote'],
    ] as const) {
      const pair = pairOf();
      negotiated(pair);
      pair.feed('offerer', closed('failed'));
      expect(fail(pair)).toEqual([CLOSE, down(reason)]);
    }
    const pair = pairOf();
    negotiated(pair);
    for (const name of BOTH) pair.feed(name, closed('failed'));
    for (const name of BOTH) pair.outputs(name);
    pair.sleep(35_999);
    expect(BOTH.map((name) => pair.outputs(name))).toEqual([[], []]);
    pair.sleep(1);
    expect(BOTH.map((name) => pair.outputs(name))).toEqual([
      [CLOSE, down('timeout')],
      [CLOSE, down('timeout')],
    ]);
  });

  test('a bridge that only says that it joined somebody is left after five seconds', () => {
    const pair = pairOf();
    negotiated(pair);
    pair.feed('offerer', closed('failed'));
    pair.feed('offerer', { kind: 'rtc', event: { kind: 'open' } });
    // Said again and again, it changes nothing.
    expect(pair.feed('offerer', { kind: 'rtc', event: { kind: 'open' } })).toEqual([]);
    pair.outputs('offerer');
    pair.sleep(5_000);
    expect(pair.outputs('offerer')).toEqual([CLOSE, down('timeout')]);
  });

  test('our own close is the end, in any state', () => {
    const pair = pairOf();
    negotiated(pair);
    const close = { kind: 'close', drain: false } as const;
    expect(pair.feed('offerer', close)).toEqual([CLOSE, down('local')]);
    pair.feed('answerer', closed('failed'));
    expect(pair.feed('answerer', close)).toEqual([CLOSE, down('local')]);
  });
});

describe('whether a relay may stand in', () => {
  const FORBIDDEN = { mayFallBack: () => false };

  test('is asked about the other side', () => {
    const asked: (Uint8Array | undefined)[][] = [[], []];
    const asking = (side: number) => ({
      mayFallBack: (id: Uint8Array | undefined) => asked[side]?.push(id) !== undefined,
    });
    const pair = pairOf({ offerer: asking(0), answerer: asking(1) });
    negotiated(pair);
    for (const name of BOTH) pair.feed(name, closed('failed'));
    const { offerer, answerer } = IDENTITIES;
    expect(asked[0]?.every((id) => id === answerer.id)).toBe(true);
    expect(asked[1]?.map((id) => id && [...id])).toEqual(asked[1]?.map(() => [...offerer.id]));
    expect(asked.map(({ length }) => length > 0)).toEqual([true, true]);
  });

  test('if not, the direct path has all of its time, and nothing comes after it', () => {
    for (const name of BOTH) {
      const pair = pairOf({ [name]: FORBIDDEN });
      negotiated(pair);
      expect(pair.links[name].deadline).toBe(BEGIN + 8_000);
      expect(pair.feed(name, closed('failed'))).toEqual([CLOSE, down('unreachable')]);
      const stalled = pairOf({ [name]: FORBIDDEN });
      negotiated(stalled);
      stalled.openChannels();
      stalled.outputs(name);
      stalled.sleep(5_000);
      expect(stalled.outputs(name)).toEqual([CLOSE, down('timeout')]);
    }
    const pair = pairOf({ offerer: FORBIDDEN });
    pair.feed('offerer', { kind: 'start' });
    expect(pair.feed('offerer', closed('unsupported'))).toEqual([CLOSE, down('unsupported')]);
  });

  test('by mailbox, 8 s pass at the offerer and 20 s at the answerer', () => {
    const pair = pairOf({ offerer: { pace: 'slow' }, answerer: { pace: 'slow' } });
    negotiated(pair);
    expect(BOTH.map((name) => pair.links[name].deadline)).toEqual([BEGIN + 8_000, BEGIN + 20_000]);
    pair.sleep(20_000);
    for (const name of BOTH) pair.outputs(name);
    expectUp(pair);
  });
});

describe('nothing gathers here', () => {
  test('an offerer without WebRTC offers a relay in its place', () => {
    const pair = pairOf();
    expect(pair.feed('offerer', { kind: 'start' })).toEqual([OPEN(true)]);
    const outputs = pair.feed('offerer', closed('unsupported'));
    const offer = toldIn(outputs);
    expect(outputs).toEqual([local(offer)]);
    expect(offer.description).toMatchObject({ transport: undefined, bridges: [bridge(1).tag] });
    expect(pair.links.offerer.deadline).toBeUndefined();
    const answered = pair.feed('answerer', { kind: 'offer', offer });
    const answer = toldIn(answered);
    expect(answered).toEqual([local(answer), relayed(1, answer)]);
    expect(pair.feed('offerer', { kind: 'answer', answer })).toEqual([CLOSE, relayed(1, answer)]);
    for (const name of BOTH) pair.outputs(name);
    expectUp(pair);
  });

  test('an answerer without WebRTC answers with a relay, and both go there at once', () => {
    const pair = pairOf();
    const offer = offerOf(pair);
    const offered = transport('offerer', 'actpass');
    expect(pair.feed('answerer', { kind: 'offer', offer })).toEqual([OPEN(false), accept(offered)]);
    const outputs = pair.feed('answerer', closed('unsupported'));
    const answer = toldIn(outputs);
    expect(outputs).toEqual([local(answer), CLOSE, relayed(1, answer)]);
    expect(answer.description.transport).toBeUndefined();
    expect(pair.feed('offerer', { kind: 'answer', answer })).toEqual([CLOSE, relayed(1, answer)]);
    for (const name of BOTH) pair.outputs(name);
    expectUp(pair);
  });

  test('a port that is dead offers a relay after 8 s, and what it says afterwards does nothing', () => {
    const pair = pairOf();
    pair.feed('offerer', { kind: 'start' });
    pair.outputs('offerer');
    pair.sleep(8_000);
    const outputs = pair.outputs('offerer');
    const offer = toldIn(outputs);
    expect(outputs).toEqual([local(offer)]);
    for (const late of [gathered('offerer'), closed('failed'), closed('remote')]) {
      expect(pair.feed('offerer', late)).toEqual([]);
    }
    const answer = answerTo(pair, offer);
    expect(pair.feed('offerer', { kind: 'answer', answer })).toEqual([CLOSE, relayed(1, answer)]);
    for (const name of BOTH) pair.outputs(name);
    expectUp(pair);
  });
});
