// Links of which one side hides, the choice of the bridge, and the binding of the handshake to the way:
// nothing of a hidden side is ever tried or said, whatever a record asks of it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeIdentity } from '../../../src/crypto/identity.ts';
import type { LinkOutput } from '../../../src/protocol/link/contract.ts';
import { commonBridge } from '../../../src/protocol/link/negotiation.ts';
import { parseDescription } from '../../../src/wire/description.ts';
import { ATTEMPT, BEGIN, IDENTITIES, type Name, Pair, ROOM_ID, seeded, transport } from './pair.ts';
import {
  answerTo,
  BOTH,
  bridge,
  CLOSE,
  closed,
  down,
  expectUp,
  forged,
  gathered,
  HIDDEN,
  local,
  negotiated,
  OPEN,
  offerOf,
  pairOf,
  relayed,
  toldIn,
  using,
} from './relay-rig.ts';

/** What a hidden side must never put out. */
function showing(outputs: readonly LinkOutput[]): LinkOutput[] {
  return outputs.filter((output) => {
    if (output.kind === 'local') return output.local.description.transport !== undefined;
    return output.kind === 'rtc' && ['open', 'accept'].includes(output.command.kind);
  });
}

describe('one side hides', () => {
  test('both: no connection is opened, and both are at the bridge when both records are known', () => {
    const pair = pairOf({ offerer: HIDDEN, answerer: HIDDEN });
    const started = pair.feed('offerer', { kind: 'start' });
    const offer = toldIn(started);
    expect(started).toEqual([local(offer)]);
    expect(parseDescription(offer.record)).toEqual({
      ok: true,
      value: {
        sentAt: BEGIN,
        sender: IDENTITIES.offerer.id,
        attempt: ATTEMPT,
        answers: undefined,
        transport: undefined,
        bridges: [bridge(1).tag],
      },
    });
    expect(pair.links.offerer.deadline).toBeUndefined();
    const answered = pair.feed('answerer', { kind: 'offer', offer });
    const answer = toldIn(answered);
    expect(answered).toEqual([local(answer), relayed(1, answer)]);
    expect(answer.description).toMatchObject({ transport: undefined, bridges: [bridge(1).tag] });
    expect(pair.links.answerer.deadline).toBe(BEGIN + 36_000);
    expect(pair.feed('offerer', { kind: 'answer', answer })).toEqual([CLOSE, relayed(1, answer)]);
    expect(pair.links.offerer.deadline).toBe(BEGIN + 36_000);
    for (const name of BOTH) pair.outputs(name);
    expectUp(pair);
  });

  test('the offerer: the answerer, who could be reached, gathers nothing either', () => {
    const pair = pairOf({ offerer: HIDDEN });
    const offer = toldIn(pair.feed('offerer', { kind: 'start' }));
    const answered = pair.feed('answerer', { kind: 'offer', offer });
    const answer = toldIn(answered);
    expect(answered).toEqual([local(answer), relayed(1, answer)]);
    expect(answer.description.transport).toBeUndefined();
    expect(pair.feed('offerer', { kind: 'answer', answer })).toEqual([CLOSE, relayed(1, answer)]);
    for (const name of BOTH) pair.outputs(name);
    expectUp(pair);
  });

  test('the answerer: the offerer closes what it had opened', () => {
    const pair = pairOf({ answerer: HIDDEN });
    expect(pair.feed('offerer', { kind: 'start' })).toEqual([OPEN(true)]);
    const offer = toldIn(pair.feed('offerer', gathered('offerer')));
    const answered = pair.feed('answerer', { kind: 'offer', offer });
    const answer = toldIn(answered);
    expect(answered).toEqual([local(answer), relayed(1, answer)]);
    expect(pair.feed('offerer', { kind: 'answer', answer })).toEqual([CLOSE, relayed(1, answer)]);
    for (const name of BOTH) pair.outputs(name);
    expectUp(pair);
  });
});

describe('an insider that wants to see the address', () => {
  const shown = transport('insider', 'active');

  test('answers a hidden offer with a path: it is not taken', () => {
    const pair = pairOf({ offerer: HIDDEN });
    const offer = offerOf(pair);
    const answer = forged(answerTo(pair, offer), { transport: shown });
    const outputs = pair.feed('offerer', { kind: 'answer', answer });
    expect(outputs).toEqual([CLOSE, relayed(1, answer)]);
  });

  test('offers a path to somebody who hides: it is answered with a relay', () => {
    const pair = pairOf({ answerer: HIDDEN });
    const outputs = pair.feed('answerer', { kind: 'offer', offer: offerOf(pair) });
    expect(showing(outputs)).toEqual([]);
    expect(outputs.map(({ kind }) => kind)).toEqual(['local', 'rtc']);
  });

  test('names no bridge, or none that both use: then nothing is tried at all', () => {
    const plain = forged(offerOf(pairOf({}, 1)), { bridges: [] });
    const foreign = forged(plain, { bridges: [bridge(8).tag, bridge(9).tag] });
    const hidden = () => pairOf({ answerer: HIDDEN });
    expect(hidden().feed('answerer', { kind: 'offer', offer: foreign })).toEqual([
      down('no-bridge'),
    ]);
    // Who named none may have heard of one since: the first of ours is where we wait.
    const outputs = hidden().feed('answerer', { kind: 'offer', offer: plain });
    expect(outputs).toEqual([local(toldIn(outputs)), relayed(1, toldIn(outputs))]);
  });

  test('whatever comes in whatever order, a hidden side opens nothing and shows nothing', () => {
    const anyTags = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 2 });
    const events = fc.constantFrom(
      'answer',
      'failed',
      'unsupported',
      'remote',
      'open',
      'local',
      'late',
    );
    const anyCase = fc.record({
      name: fc.constantFrom(...BOTH),
      direct: fc.boolean(),
      tags: anyTags,
      ours: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
      what: fc.array(events, { maxLength: 8 }),
    });
    const maker = offerOf(pairOf());
    fc.assert(
      fc.property(anyCase, ({ name, direct, tags, ours, what }) => {
        const pair = new Pair({ config: { [name]: { ...HIDDEN, ...using(...ours) } } });
        const path = direct || tags.length === 0 ? shown : undefined;
        const change = { bridges: tags.map((tag) => bridge(tag).tag), transport: path };
        const offer = forged(maker, {
          ...change,
          transport: path && { ...path, setup: 'actpass' },
        });
        const first =
          name === 'offerer' ? ({ kind: 'start' } as const) : { kind: 'offer' as const, offer };
        const all = pair.feed(name, first);
        for (const event of what) {
          if (event === 'late') pair.sleep(7_000);
          else if (event === 'open')
            all.push(...pair.feed(name, { kind: 'rtc', event: { kind: 'open' } }));
          else if (event === 'local') all.push(...pair.feed(name, gathered(name)));
          else if (event !== 'answer') all.push(...pair.feed(name, closed(event)));
          else if (name === 'offerer' && all[0]?.kind === 'local') {
            const answer = answerTo(pairOf({}, 1, 2, 3, 4), all[0].local);
            all.push(...pair.feed(name, { kind: 'answer', answer: forged(answer, change) }));
          }
          all.push(...pair.outputs(name));
        }
        expect(showing(all)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('without a bridge that both can use', () => {
  test('a hidden side opens nothing, offers nothing, and says why', () => {
    const pair = new Pair({ config: { offerer: HIDDEN, answerer: HIDDEN } });
    expect(pair.feed('offerer', { kind: 'start' })).toEqual([down('no-bridge')]);
    const offer = offerOf(pairOf({ offerer: HIDDEN }));
    expect(pair.feed('answerer', { kind: 'offer', offer })).toEqual([down('no-bridge')]);
  });

  test('an offer of a relay that we can not use is not answered', () => {
    const pair = new Pair({ config: { offerer: { ...HIDDEN, ...using(1) }, answerer: using(2) } });
    const offer = offerOf(pair);
    expect(pair.feed('answerer', { kind: 'offer', offer })).toEqual([down('no-bridge')]);
  });

  test('an answer that wants a relay that we can not use ends the link', () => {
    for (const bridges of [[bridge(2).tag], [bridge(9).tag, bridge(2).tag]]) {
      const pair = pairOf();
      const answer = forged(answerTo(pair, offerOf(pair)), { transport: undefined, bridges });
      expect(pair.feed('offerer', { kind: 'answer', answer })).toEqual([CLOSE, down('no-bridge')]);
    }
  });

  test('a direct path has all of its time, and fails as it always did', () => {
    for (const [offerer, answerer] of [
      [using(1), using(2)],
      [using(), using(2)],
      [using(1), using()],
      [using(), using()],
    ] as const) {
      const pair = new Pair({ config: { offerer, answerer } });
      negotiated(pair);
      expect(pair.links.offerer.deadline).toBe(BEGIN + 8_000);
      expect(pair.feed('offerer', closed('failed'))).toEqual([CLOSE, down('unreachable')]);
    }
    const pair = new Pair();
    pair.feed('offerer', { kind: 'start' });
    expect(pair.feed('offerer', closed('unsupported'))).toEqual([CLOSE, down('unsupported')]);
    const other = new Pair();
    other.feed('answerer', { kind: 'offer', offer: offerOf(pairOf()) });
    expect(other.feed('answerer', closed('unsupported'))).toEqual([CLOSE, down('unsupported')]);
  });

  test('a bridge that was lost since the offer is not dialled', () => {
    let mine = [bridge(1)];
    const pair = pairOf({ offerer: { ...HIDDEN, bridges: () => mine } });
    const offer = offerOf(pair);
    const answer = answerTo(pair, offer);
    mine = [bridge(2)];
    expect(pair.feed('offerer', { kind: 'answer', answer })).toEqual([CLOSE, down('no-bridge')]);
  });
});

describe('which bridge', () => {
  const lists = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 6 });
  const choice = (pair: Pair, name: Name) => pair.circuits[name]?.url;

  test('the first of the two offered that the other one has, at both ends, however long the lists', () => {
    const urls = (pair: Pair) => BOTH.map((name) => pair.circuits[name]?.url);
    fc.assert(
      fc.property(lists, lists, fc.boolean(), (one, two, hide) => {
        const expected = one.slice(0, 2).find((number) => two.includes(number));
        // Without one in common, whoever hides is not to be reached: see above.
        fc.pre(one.length > 0 && (!hide || expected !== undefined));
        const answerer = hide ? { ...using(...two), ...HIDDEN } : using(...two);
        const pair = new Pair({ config: { offerer: using(...one), answerer } });
        negotiated(pair);
        for (const name of BOTH) pair.feed(name, closed('failed'));
        const url = expected && bridge(expected).url;
        expect(urls(pair)).toEqual([url, url]);
      }),
      { numRuns: 300 },
    );
  });

  test("the answerer's first, when the offer was made before any was known", () => {
    let known = [] as ReturnType<typeof bridge>[];
    const pair = pairOf({ offerer: { bridges: () => known } }, 3, 2, 1);
    const answer = answerTo(pair, offerOf(pair));
    known = [bridge(1), bridge(3)];
    pair.feed('offerer', { kind: 'answer', answer });
    for (const name of BOTH) pair.feed(name, closed('failed'));
    expect([choice(pair, 'offerer'), choice(pair, 'answerer')]).toEqual([
      bridge(3).url,
      bridge(3).url,
    ]);
  });

  test('never one that is not on our own list, whatever the records name', () => {
    const tags = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 2 });
    const maker = offerOf(pairOf());
    fc.assert(
      fc.property(tags, tags, lists, (offered, answered, ours) => {
        const offer = forged(maker, { bridges: offered.map((n) => bridge(n).tag) });
        const answer = { bridges: answered.map((n) => bridge(n).tag) };
        const chosen = commonBridge(offer, answer, ours.map(bridge));
        if (chosen === undefined) return;
        expect(ours.map(bridge)).toContainEqual(chosen);
        expect(answered.map((n) => bridge(n).url)).toContain(chosen.url);
        if (offered.length > 0) expect(offered.map((n) => bridge(n).url)).toContain(chosen.url);
      }),
    );
  });

  test('whoever answers one offer has a circuit of its own', () => {
    const offer = offerOf(pairOf({ offerer: HIDDEN }));
    const identities = ['a', 'b'].map((name) => makeIdentity(seeded(name), ROOM_ID));
    const tokens = identities.map((identity) => {
      const pair = pairOf({ answerer: { identity } });
      pair.feed('answerer', { kind: 'offer', offer });
      return pair.circuits.answerer?.token.length === 16 && pair.circuits.answerer.token;
    });
    expect(tokens).not.toContain(false);
    expect(tokens[0]).not.toEqual(tokens[1]);
  });
});

describe('the handshake is bound to the way', () => {
  /** The channels of the two sides are joined by somebody in the middle, one of them relayed. */
  test.each(BOTH)('the %s alone went through a bridge: the two do not authenticate', (name) => {
    const pair = pairOf();
    negotiated(pair);
    pair.feed(name, closed('failed'));
    for (const side of BOTH) pair.outputs(side);
    expect(pair.joinCircuits()).toBe(false);
    pair.openChannels();
    pair.flush();
    expect(pair.outputs('answerer')).toEqual([
      { kind: 'dropped', reason: 'handshake-failed' },
      CLOSE,
      down('hostile'),
    ]);
    expect(pair.outputs('offerer')).toEqual([]);
  });

  test('both directly, or both through the bridge: they do', () => {
    const direct = pairOf();
    negotiated(direct);
    direct.openChannels();
    direct.flush();
    expect(BOTH.map((name) => direct.outputs(name).at(-1)?.kind)).toEqual(['up', 'up']);
    const relay = pairOf();
    negotiated(relay);
    for (const name of BOTH) relay.feed(name, closed('failed'));
    for (const name of BOTH) relay.outputs(name);
    expectUp(relay);
  });

  test('a bridge that joins one with itself, or two attempts with each other, joins nobody', () => {
    const [one, two] = [
      pairOf(),
      pairOf({
        offerer: { attempt: new Uint8Array(16).fill(1) },
        answerer: { attempt: new Uint8Array(16).fill(1) },
      }),
    ];
    for (const pair of [one, two]) {
      negotiated(pair);
      for (const name of BOTH) pair.feed(name, closed('failed'));
      for (const name of BOTH) pair.outputs(name);
      pair.openChannels();
    }
    const [first] = one.inFlight;
    if (first === undefined) throw new Error('no first message');
    const hostile = [{ kind: 'dropped', reason: 'handshake-failed' }, CLOSE, down('hostile')];
    expect(two.deliver(first)).toEqual(hostile);
    expect(one.deliver({ ...first, to: 'offerer' })).toEqual(hostile);
  });
});
