// A locked room, as seen from trackers: strangers are looked past, and offers go out only where
// somebody was lost.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { MINUTE_MS } from '../../../src/base/time.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import { encodeDescription } from '../../../src/wire/description.ts';
import { Bench, description, idOf, signalFrame } from './bench.ts';

const FRIEND = toHex(idOf('friend'));
const locked = () => new Bench({ admits: (member) => toHex(member) === FRIEND });
const door = (bench: Bench, open: boolean, offers: boolean) =>
  bench.do({ kind: 'door', open, offers });

describe('strangers', () => {
  test('their offers are not answered; those of whom we know are', () => {
    const bench = locked().joined();
    expect(bench.hearOffer(1, 'stranger')).toEqual(['dropped room-locked']);
    expect(bench.hearOffer(1, 'friend')).toEqual(['offer friend']);
  });

  test('their answers do not take up our offer, which somebody we know may still answer', () => {
    const bench = locked().joined(2);
    const hear = (from: string) => {
      const answers = blake2b(16, bench.record('A'));
      const fields = { attempt: bench.attempt('A'), answers };
      const record = encodeDescription(description(from, bench.now, fields));
      const [offerId] = bench.offerIds(1, 'A').slice(-1);
      if (offerId === undefined) throw new Error('nothing was offered');
      return bench.hear(1, signalFrame(record, { kind: 'answer', offerId }, bench.now));
    };
    expect(hear('stranger')).toEqual(['dropped room-locked']);
    expect(hear('friend')).toEqual(['answer A']);
  });

  test('their clocks are no concern of ours', () => {
    const bench = locked().joined();
    const sentAt = bench.now - 60 * MINUTE_MS;
    const record = encodeDescription(description('stranger', bench.now, { sentAt }));
    expect(bench.hear(1, signalFrame(record, {}, bench.now))).toEqual(['dropped room-locked']);
  });
});

describe('our offers', () => {
  test('are taken back when it is locked, and none goes out for an hour, alone or not', () => {
    for (const links of [0, 1]) {
      const bench = new Bench().joined(3);
      bench.ready('B');
      expect(door(bench, false, false).sort()).toEqual(['drop A', 'drop B']);
      bench.swarm = 9;
      bench.links(links, 2);
      bench.do({ kind: 'nudge' });
      bench.respond(1, 9);
      const lines = bench.pass(60 * MINUTE_MS);
      expect(lines.filter((line) => /want|\[/.test(line))).toEqual([]);
      expect(lines.filter((line) => / announce$/.test(line)).length).toBeGreaterThan(60);
    }
  });

  test('go out of a locked room when the last link is lost', () => {
    const bench = new Bench().joined();
    bench.linked();
    expect(door(bench, false, false)).toEqual([]);
    expect(bench.links(0)).toEqual([]);
    expect(door(bench, false, true)).toEqual(['want B']);
  });

  test('go out at once when it is open again and trackers count somebody unmet', () => {
    for (const [swarm, expected] of [
      [2, []],
      [3, ['want C', 'want D']],
    ] as const) {
      const bench = new Bench().joined(swarm);
      bench.over('A');
      bench.links(1, 2);
      door(bench, false, false);
      bench.swarm = swarm;
      bench.pass(MINUTE_MS);
      expect(door(bench, true, true)).toEqual(expected);
      expect(door(bench, true, true)).toEqual([]);
    }
  });
});
