// Offers of strangers: what is taken, what is refused and why, and the way back for the answer.

import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/base/time.ts';
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

/** An offer of `from` whose description is changed in some fields. */
function hearChanged(
  bench: Bench,
  from: string,
  changed: { fields?: Partial<SessionDescription>; signal?: SignalFields },
): string[] {
  const record = encodeDescription(description(from, bench.now, changed.fields));
  return bench.hear(1, signalFrame(record, changed.signal ?? {}, bench.now));
}

describe('an offer', () => {
  test('comes out once, with its record, and its answer goes back in a message of its own', () => {
    const bench = new Bench().joined();
    expect(bench.hearOffer(1, 'x')).toEqual(['offer x']);
    const said = description('x', bench.now);
    expect(bench.outputs.at(-1)).toEqual({
      kind: 'offer',
      by: 'tracker',
      record: encodeDescription(said),
      description: said,
    });
    expect(bench.answer('x')).toEqual(['1 answer x']);
    expect(bench.frames(1).at(-1)).toEqual({
      action: 'announce',
      info_hash: expect.any(String),
      peer_id: bench.peerId(1),
      to_peer_id: trackerId('them'),
      offer_id: trackerId('offer 1'),
      answer: { type: 'answer', sdp: expect.stringMatching(/^[A-Za-z0-9_-]{736}$/) },
    });
    expect(bench.answer('x')).toEqual([]);
  });

  test('that comes on two trackers is answered on both', () => {
    const bench = new Bench({ trackers: TWO }).joined();
    expect(bench.hearOffer(2, 'x')).toEqual(['offer x']);
    expect(bench.hearOffer(1, 'x', { offerId: trackerId('offer 2') })).toEqual([]);
    expect(bench.answer('x')).toEqual(['2 answer x', '1 answer x']);
    expect(bench.frames(2).at(-1)?.offer_id).toBe(trackerId('offer 1'));
    expect(bench.frames(1).at(-1)?.offer_id).toBe(trackerId('offer 2'));
  });

  test('that is announced again is answered again, for five seconds', () => {
    const bench = new Bench().joined();
    bench.swarm = 2;
    bench.hearOffer(1, 'x');
    const record = encodeDescription(description('x', NOON));
    const again = (offer: string) =>
      bench.hear(1, signalFrame(record, { offerId: trackerId(offer) }, NOON));
    bench.answer('x');
    bench.pass(5_000);
    expect(again('offer 2')).toEqual(['1 answer x']);
    bench.pass(1);
    expect(again('offer 3')).toEqual(['dropped offer-replayed']);
  });

  test('whose socket is gone is answered on those that still stand', () => {
    const bench = new Bench({ trackers: TWO }).joined();
    bench.hearOffer(1, 'x');
    bench.hearOffer(2, 'x', { offerId: trackerId('offer 2') });
    bench.closed(1);
    expect(bench.answer('x')).toEqual(['2 answer x']);
    bench.hearOffer(2, 'y', { offerId: trackerId('offer 3') });
    bench.closed(2);
    expect(bench.answer('y')).toEqual([]);
  });

  test('is taken while linked, too', () => {
    const bench = new Bench().joined();
    bench.linked();
    expect(bench.hearOffer(1, 'x')).toEqual(['offer x']);
    expect(bench.answer('x')).toEqual(['1 answer x']);
  });

  test('before we have announced ourselves is not taken: an answer would come out of nowhere', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.opened(1);
    expect(bench.hearOffer(1, 'x')).toEqual(['dropped frame-unexpected']);
  });

  test.each<[string, SignalFields, string]>([
    ['of another room', { infohash: idOf('elsewhere', 20) }, 'other-infohash'],
    [
      'moved to another offer_id',
      { sealedFor: { offerId: trackerId('x') } },
      'envelope-not-authentic',
    ],
    ['moved from another day', { sealedFor: { infohash: infohash(0) } }, 'envelope-not-authentic'],
    ['that was sealed as an answer', { sealedAs: 'answer' }, 'envelope-not-authentic'],
  ])('%s is dropped', (_, signal, reason) => {
    const bench = new Bench().joined();
    expect(bench.hearOffer(1, 'x', signal)).toEqual([`dropped ${reason}`]);
  });

  test.each<[string, number, string]>([
    ['of another size', 735, 'envelope-size'],
    ['of nothing', 0, 'envelope-size'],
    ['of noise', 736, 'envelope-not-authentic'],
  ])('%s is dropped', (_, length, reason) => {
    const bench = new Bench().joined();
    const frame = JSON.parse(signalFrame(encodeDescription(description('x', NOON)), {}, NOON));
    frame.offer.sdp = 'A'.repeat(length);
    expect(bench.hear(1, JSON.stringify(frame))).toEqual([`dropped ${reason}`]);
  });

  test('of our own that comes back is ours: by peer_id, by offer_id, by sender', () => {
    const bench = new Bench({ trackers: TWO }).joined();
    expect(bench.hearOffer(1, 'x', { peerId: bench.peerId(1) })).toEqual(['dropped self']);
    const offerId = bench.offerIds(1, 'A')[0] ?? trackerId('none');
    expect(bench.hearOffer(1, 'x', { offerId })).toEqual(['dropped self']);
    expect(bench.hearOffer(2, 'self')).toEqual(['dropped self']);
  });

  test('that holds an answer is dropped', () => {
    const bench = new Bench().joined();
    expect(hearChanged(bench, 'x', { fields: { answers: idOf('any') } })).toEqual([
      'dropped envelope-kind',
    ]);
  });

  test('whose record is malformed is dropped', () => {
    const bench = new Bench().joined();
    const record = encodeDescription(description('x', NOON));
    const frame = signalFrame(Uint8Array.of(...record, 0), {}, NOON);
    expect(bench.hear(1, frame)).toEqual(['dropped record-length']);
  });
});

describe('replays', () => {
  test('an offer comes out once in twenty minutes, whatever the tracker sends again', () => {
    const bench = new Bench({ trackers: TWO }).joined();
    bench.hearOffer(1, 'x');
    const record = encodeDescription(description('x', NOON));
    const again = (socket: number, offer: string) =>
      bench.hear(socket, signalFrame(record, { offerId: trackerId(offer) }, NOON));
    expect(again(1, 'offer 1')).toEqual(['dropped offer-replayed']);
    bench.answer('x');
    expect(again(1, 'offer 1')).toEqual(['dropped offer-replayed']);
    bench.now += 6_000;
    bench.wake();
    expect(again(2, 'offer 9')).toEqual(['dropped offer-replayed']);
    bench.now = NOON + 9 * MINUTE_MS;
    expect(again(2, 'offer 9')).toContain('dropped offer-replayed');
  });

  test('once it is forgotten, its clock is out', () => {
    const bench = new Bench().joined();
    bench.hearOffer(1, 'x');
    const record = encodeDescription(description('x', NOON));
    bench.linked();
    bench.swarm = 2;
    bench.respond(1, 2);
    bench.pass(21 * MINUTE_MS);
    bench.hearOffer(1, 'y', { offerId: trackerId('offer 8') });
    expect(bench.machine.counts.rememberedOffers).toBe(1);
    expect(bench.hear(1, signalFrame(record, { offerId: trackerId('offer 9') }, NOON))).toEqual([
      `clock-skew ${-21 * MINUTE_MS}`,
    ]);
  });

  test('a changed record under a known attempt gets no answer', () => {
    const bench = new Bench().joined();
    bench.hearOffer(1, 'x');
    const fields = { sentAt: NOON + 1 };
    const signal = { offerId: trackerId('offer 2') };
    expect(hearChanged(bench, 'x', { fields, signal })).toEqual(['dropped offer-replayed']);
    expect(bench.answer('x')).toEqual(['1 answer x']);
  });

  test('an attempt that is taken is not another sender’s', () => {
    const bench = new Bench().joined();
    bench.hearOffer(1, 'x');
    const fields = { attempt: idOf('attempt of x') };
    const signal = { offerId: trackerId('offer 2') };
    expect(hearChanged(bench, 'y', { fields, signal })).toEqual(['dropped offer-attempt-taken']);
  });

  test('no offer collects routes without end', () => {
    const bench = new Bench().joined();
    bench.hearOffer(1, 'x');
    const heard = Array.from({ length: 20 }, (_, i) =>
      bench.hearOffer(1, 'x', { offerId: trackerId(`again ${i}`) }),
    );
    expect(heard.flat()).toEqual(Array(5).fill('dropped offer-replayed'));
    expect(bench.answer('x')).toHaveLength(16);
  });
});

describe('budgets', () => {
  test('eight offers at once, one more each second', () => {
    const bench = new Bench().joined();
    const hear = (name: string) => {
      const heard = bench.hearOffer(1, name, { offerId: trackerId(name) });
      bench.answer(name);
      return heard;
    };
    const burst = Array.from({ length: 10 }, (_, i) => hear(`b${i}`)).flat();
    expect(burst.filter((line) => line.startsWith('offer'))).toHaveLength(8);
    expect(burst.slice(8)).toEqual(Array(2).fill('dropped offer-budget'));
    bench.now += 1_000;
    expect(bench.hearOffer(1, 'b9', { offerId: trackerId('later') })).toContain('offer b9');
    expect(bench.hearOffer(1, 'b8', { offerId: trackerId('later') })).toContain(
      'dropped offer-budget',
    );
  });

  test('sixteen answers may be outstanding, for ten seconds', () => {
    const bench = new Bench().joined();
    bench.linked();
    bench.swarm = 2;
    bench.respond(1, 2);
    const heard: string[] = [];
    for (let i = 0; i < 24; i++) {
      heard.push(...bench.hearOffer(1, `p${i}`, { offerId: trackerId(`p${i}`) }));
      if (i >= 7) bench.pass(500);
      if (i >= 15) bench.answer(`p${i}`);
    }
    expect(bench.machine.counts.pendingAnswers).toBeLessThanOrEqual(16);
    expect(heard.filter((line) => line === 'dropped offer-budget').length).toBeGreaterThan(0);
    bench.pass(11_000);
    expect(bench.hearOffer(1, 'late', { offerId: trackerId('late') })).toEqual(['offer late']);
    expect(bench.machine.counts.pendingAnswers).toBe(1);
    expect(bench.answer('p0')).toEqual([]);
  });

  test('a tracker gets 400 envelopes opened, then 200 a second', () => {
    const bench = new Bench().joined();
    const frame = JSON.parse(signalFrame(encodeDescription(description('x', NOON)), {}, NOON));
    frame.offer.sdp = 'A'.repeat(736);
    const noise = JSON.stringify(frame);
    const flood = (count: number) => {
      const reasons = Array.from({ length: count }, () => bench.hear(1, noise)).flat();
      return reasons.filter((line) => line === 'dropped envelope-not-authentic').length;
    };
    expect(flood(500)).toBe(400);
    bench.now += 500;
    expect(flood(200)).toBe(100);
  });

  test('frames of any kind are read 800 times, then 400 a second', () => {
    const bench = new Bench().joined();
    const lines = Array.from({ length: 1_000 }, () => bench.hear(1, '!')).flat();
    expect(lines.filter((line) => line === 'dropped frame-not-json')).toHaveLength(799);
    expect(lines.filter((line) => line === 'dropped frame-flood')).toHaveLength(201);
  });
});

describe('somebody else’s clock', () => {
  test.each([
    [10 * MINUTE_MS, 'offer x'],
    [-10 * MINUTE_MS, 'offer x'],
    [10 * MINUTE_MS + 1, `clock-skew ${10 * MINUTE_MS + 1}`],
    [-10 * MINUTE_MS - 1, `clock-skew ${-10 * MINUTE_MS - 1}`],
    [60 * MINUTE_MS, `clock-skew ${60 * MINUTE_MS}`],
  ])('off by %d ms gives %s', (by, line) => {
    const bench = new Bench().joined();
    bench.hearOffer(1, 'nobody');
    const signal = { offerId: trackerId('offer 2') };
    const heard = hearChanged(bench, 'x', { fields: { sentAt: NOON + by }, signal });
    expect(heard).toEqual([line.replace('offer x', 'offer ?')]);
  });

  test('is told once a minute for each sender, and six times at once in all', () => {
    const bench = new Bench().joined();
    const late = (name: string) =>
      hearChanged(bench, name, { fields: { sentAt: bench.now - 60 * MINUTE_MS } });
    expect(late('x')).toEqual([`clock-skew ${-60 * MINUTE_MS}`]);
    expect(late('x')).toEqual(['dropped clock-skew']);
    const more = [...'abcdefgh'].flatMap((name) => late(name));
    expect(more.filter((line) => line.startsWith('clock-skew'))).toHaveLength(5);
    bench.now += MINUTE_MS;
    expect(late('x')).toContain(`clock-skew ${-60 * MINUTE_MS}`);
  });

  test('no number of skewed senders takes more memory', () => {
    const bench = new Bench().joined();
    bench.linked();
    bench.swarm = 2;
    for (let i = 0; i < 100; i++) {
      bench.respond(1, 2);
      bench.pass(10_000);
      hearChanged(bench, `s${i}`, { fields: { sentAt: 0 } });
    }
    expect(bench.machine.counts.skewedSenders).toBe(64);
  });
});

test('another version is told once a minute', () => {
  const bench = new Bench().joined();
  const record = encodeDescription(description('x', NOON));
  record[0] = 9;
  const hear = () => bench.hear(1, signalFrame(record, {}, NOON));
  expect(hear()).toEqual(['other-version 9']);
  expect(hear()).toEqual(['dropped record-version']);
  bench.now += MINUTE_MS;
  expect(hear()).toContain('other-version 9');
});
