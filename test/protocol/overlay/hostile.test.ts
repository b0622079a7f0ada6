// A member with the right phrase that does not keep to the rules. Each offence gets its answer, costs
// bounded memory, and harms nobody else.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import type { OverlayOutput } from '../../../src/protocol/overlay/contract.ts';
import { WINDOW_MESSAGES } from '../../../src/protocol/overlay/frontier.ts';
import { MAX_MEMBERS } from '../../../src/protocol/overlay/roster.ts';
import { MAX_MESSAGE_SEQ } from '../../../src/wire/message.ts';
import { encodeFrame } from '../../../src/wire/overlay.ts';
import { Person, people, START } from './people.ts';
import { Rig, told } from './rig.ts';

/** We are b; a is honest, c is not. */
function setting() {
  const [a, b, c, d] = people(4) as [Person, Person, Person, Person];
  const rig = new Rig(b);
  rig.meet(1, a);
  rig.meet(2, c);
  rig.pass(200);
  const words = (outputs: readonly OverlayOutput[]) => told(outputs, { a, b, c, d });
  return { a, b, c, d, rig, words };
}

describe('messages', () => {
  test('in the name of somebody else are dropped and go no further', () => {
    const { a, c, rig, words } = setting();
    const forged = c.sign({ sender: a.identity.id });
    expect(words(rig.message(2, forged))).toEqual(['dropped message-forged']);
    expect(words(rig.message(1, a.say('true')))).toContain('deliver a#1');
  });

  test('in our own name are dropped, whatever their number', () => {
    const { b, c, rig, words } = setting();
    rig.tell({ kind: 'publish', message: b.say('1') });
    const forged = c.sign({ sender: b.identity.id, seq: 2 });
    expect(words(rig.message(2, forged))).toEqual(['dropped message-forged']);
    const lie = c.sign({ sender: b.identity.id, seq: 1 });
    expect(words(rig.message(2, lie))).toEqual(['dropped message-forged']);
  });

  test('with a number used before: the first stays, and the second is counted', () => {
    const { c, rig, words } = setting();
    const first = c.say('yes');
    rig.message(2, first);
    expect(words(rig.message(1, first))).toEqual([]);
    expect(words(rig.message(1, c.sign({ seq: 1, previous: first.previous })))).toEqual([
      'dropped equivocation',
    ]);
  });

  test('off the chain are dropped: a fork is not followed', () => {
    const { c, rig, words } = setting();
    rig.message(2, c.say('1'));
    const fork = c.sign({ seq: 2, previous: new Uint8Array(16).fill(1) });
    expect(words(rig.message(2, fork))).toEqual(['dropped message-chain-broken']);
    expect(words(rig.message(2, c.sign({ seq: 1, previous: new Uint8Array(16) })))).toEqual([
      'dropped equivocation',
    ]);
    expect(words(rig.message(2, c.say('2')))).toContain('deliver c#2');
  });

  test('that do not fit what came after them are dropped', () => {
    const { c, rig, words } = setting();
    const [one, two] = [c.say('1'), c.say('2')];
    rig.message(2, two);
    const other = c.sign({ seq: 1, previous: new Uint8Array(16) });
    expect(words(rig.message(2, other))).toEqual(['dropped message-chain-broken']);
    expect(words(rig.message(2, one))).toContain('deliver c#1');
  });

  test('beyond the window are refused', () => {
    const { c, rig } = setting();
    rig.message(2, c.say('1'));
    rig.message(2, c.sign({ seq: WINDOW_MESSAGES + 2 }));
    expect(rig.dropped).toEqual(new Map([['message-window', 1]]));
    expect(rig.message(2, c.sign({ seq: WINDOW_MESSAGES + 1 }))[0]?.kind).toBe('deliver');
  });

  test('faster than twice the limit are left alone; the link goes after ten seconds of it', () => {
    const { a, c, rig } = setting();
    let delivered = 0;
    let closedAt: number | undefined;
    const speak = () => {
      const outputs = rig.message(2, c.say('spam'));
      delivered += outputs.filter(({ kind }) => kind === 'deliver').length;
      if (outputs.some(({ kind }) => kind === 'close-link')) closedAt = rig.now;
    };
    for (let i = 0; i < 4_001; i++) speak();
    expect(delivered).toBe(4_000);
    const from = rig.now;
    while (closedAt === undefined && rig.now < from + 12_000) {
      rig.now += 4;
      speak();
      if (rig.now % 1_000 < 4) expect(rig.message(1, a.say('still here'))[0]?.kind).toBe('deliver');
    }
    expect(delivered).toBeLessThanOrEqual(4_000 + 200 * 11);
    expect((closedAt ?? 0) - from).toBeGreaterThanOrEqual(10_000);
    expect(rig.dropped.get('link-flood')).toBe(1);
    rig.tell({ kind: 'link-down', link: 2 });
    const again = rig.tell({ kind: 'link-up', link: 3, member: c.card });
    expect(again.slice(0, 2)).toEqual([
      { kind: 'dropped', reason: 'member-refused' },
      { kind: 'close-link', link: 3 },
    ]);
  }, 30_000);

  test('of strangers wait in a small room only', () => {
    const { rig } = setting();
    for (let i = 0; i < 20; i++) {
      const stranger = new Person(`stranger ${i}`);
      for (let j = 0; j < 5; j++) rig.message(2, stranger.say('?'));
    }
    expect(rig.dropped).toEqual(new Map([['waiting-room-full', 36]]));
    rig.pass(31_000);
    expect(rig.dropped.get('author-unknown')).toBe(64);
  });

  test('with a lying baseline keep nobody’s messages away', () => {
    const { a, b, c, d } = setting();
    const rig = new Rig(b);
    rig.meet(2, c);
    rig.state(2, c, { neighbours: [a.key, b.key] });
    rig.state(2, a, { neighbours: [c.key] });
    const lie = { since: 0, upTo: MAX_MESSAGE_SEQ, from: MAX_MESSAGE_SEQ + 1 };
    const entries = [{ sender: a.identity.id, ...lie }];
    rig.receive(2, { kind: 'sync', answer: false, entries });
    expect(told(rig.message(2, a.say('1')), { a, b, c, d })).toContain('deliver a#1');
    rig.meet(1, a, [{ sender: a.identity.id, since: 0, upTo: 1, from: 1 }]);
    const next = rig.message(1, a.say('2'));
    expect(told([...next, ...rig.pass(60)], { a, b, c, d })).toEqual(
      expect.arrayContaining(['deliver a#2', '1: ack a≤2']),
    );
  });

  test('acknowledged before they were sent are not acknowledged', () => {
    const { b, rig, words } = setting();
    rig.tell({ kind: 'publish', message: b.say('1') });
    const entries = [{ sender: b.identity.id, since: 0, upTo: 2 }];
    expect(words(rig.receive(2, { kind: 'ack', entries }))).toEqual([
      'dropped acknowledged-unsent',
    ]);
  });
});

describe('states', () => {
  test('forged, replayed and rolled back ones change nothing', () => {
    const { a, b, c, rig, words } = setting();
    const before = a.state({ neighbours: [b.key] });
    const news = a.state({ neighbours: [b.key], nickname: 'Ann' });
    expect(words(rig.receive(1, { kind: 'state', state: news }))).toEqual([
      '2: state',
      'member a direct "Ann"',
    ]);
    expect(words(rig.receive(2, { kind: 'state', state: before }))).toEqual([]);
    expect(words(rig.receive(2, { kind: 'state', state: news }))).toEqual([]);
    const forged = news.slice();
    forged[131] = 99;
    expect(words(rig.receive(2, { kind: 'state', state: forged }))).toEqual([
      'dropped state-forged',
    ]);
    const mixed = c.state({ s: a.identity.s.publicKey, counter: 1_000 });
    expect(words(rig.receive(2, { kind: 'state', state: mixed }))).toEqual([
      'dropped state-forged',
    ]);
    const borrowed = c.state({ card: a.identity.card, counter: 1_000 });
    expect(words(rig.receive(2, { kind: 'state', state: borrowed }))).toEqual([
      'dropped state-forged',
    ]);
  });

  test('every flipped byte is refused', () => {
    const { d, rig, words } = setting();
    const state = d.state({ nickname: 'Dee', neighbours: [toHex(d.identity.id)] });
    for (let i = 0; i < state.length; i++) {
      const flipped = state.slice();
      flipped[i] = (flipped[i] as number) ^ 1;
      rig.now += 200;
      const outputs = rig.receive(2, { kind: 'state', state: flipped });
      expect(words(outputs).filter((line) => /member d|^connect/.test(line))).toEqual([]);
    }
  });

  test('a hundred invented members fill no more than the roster', () => {
    const { a, b, c, d, rig } = setting();
    const chain = [c, ...Array.from({ length: 100 }, (_, i) => new Person(`invented ${i}`))];
    const shown = new Set<string>([a.key, c.key]);
    const watch = (outputs: readonly OverlayOutput[]) => {
      for (const output of outputs) {
        if (output.kind === 'member') shown.add(toHex(output.member.id));
        if (output.kind === 'gone') shown.delete(toHex(output.member));
      }
    };
    rig.state(2, c, { neighbours: [b.key, (chain[1] as Person).key] });
    for (let i = 1; i < chain.length; i++) {
      rig.now += 130;
      const around = [chain[i - 1], chain[i + 1]].flatMap((each) => (each ? [each.key] : []));
      watch(rig.state(2, chain[i] as Person, { neighbours: around }));
      watch(rig.receive(1, { kind: 'ack', entries: [] }));
    }
    expect(shown.size).toBe(MAX_MEMBERS);
    expect(rig.dropped.get('roster-full')).toBe(100 + 2 - MAX_MEMBERS);
    watch(rig.tell({ kind: 'link-up', link: 3, member: d.card }));
    expect(shown.size).toBe(MAX_MEMBERS);
    expect(shown.has(d.key) && shown.has(a.key)).toBe(true);
  });

  test('a member’s STATEs beyond its rate are dropped', () => {
    const { c, rig } = setting();
    for (let i = 0; i < 100; i++) rig.state(2, c, { nickname: `name ${i}` });
    expect(rig.dropped.get('state-rate')).toBe(100 - 60);
  });

  test('a stranger’s STATE of an hour ago brings nobody back', () => {
    const { c, d, rig, words } = setting();
    const old = d.state({ sentAt: START - 3_600_000, neighbours: [c.key] });
    expect(words(rig.receive(2, { kind: 'state', state: old }))).toEqual(['dropped state-stale']);
  });
});

describe('junk', () => {
  test('of any shape never throws, and never gets an answer other than PONG or SYNC', () => {
    const { rig } = setting();
    const typed = fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.uint8Array({ maxLength: 600 }))
      .map(([type, rest]) => Uint8Array.from([type, ...rest]));
    fc.assert(
      fc.property(typed, (payload) => {
        rig.now += 50;
        const outputs = rig.tell({ kind: 'received', link: 2, payload });
        for (const output of outputs) {
          expect(['send', 'dropped', 'close-link', 'member', 'gone']).toContain(output.kind);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(rig.dropped.get('link-flood') ?? 0).toBeLessThanOrEqual(1);
  });

  test('for longer than ten seconds costs the link', () => {
    const { rig } = setting();
    const payload = Uint8Array.of(1, 99);
    const closed: OverlayOutput[] = [];
    for (let i = 0; i < 30_000 && closed.length === 0; i++) {
      rig.now += 1;
      const outputs = rig.tell({ kind: 'received', link: 2, payload });
      closed.push(...outputs.filter(({ kind }) => kind === 'close-link'));
    }
    expect(closed).toEqual([{ kind: 'close-link', link: 2 }]);
    expect(rig.tell({ kind: 'received', link: 2, payload })).toEqual([]);
  });

  test('more frames than any neighbour sends are not even read', () => {
    const { rig } = setting();
    const ping = { kind: 'ping', nonce: new Uint8Array(4), frontier: new Uint8Array(8) } as const;
    const payload = encodeFrame(ping);
    for (let i = 0; i < 21_000; i++) rig.tell({ kind: 'received', link: 2, payload });
    expect(rig.dropped.get('link-rate')).toBe(1_000);
  });
});
