// Verifying in bad company: messages out of order, again, of others, made up; and somebody who
// really stands between two people, relays two runs, and can't make the emoji agree.

import '../../support/ready.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commitment } from '../../../src/crypto/verification.ts';
import { MAX_ASKED, MAX_PUT_OFF, MAX_RUNS } from '../../../src/protocol/room/verification.ts';
import { ASK_INTERVAL_MS, MAX_ATTEMPTS } from '../../../src/protocol/room/verification-limits.ts';
import { encodeVerification, runOf } from '../../../src/wire/verification.ts';
import { seededRandom } from '../../ports/seeded-random.ts';
import { NOON, ROOM_ID } from './people.ts';
import { brief, compareEmoji, emojiOf, read, three, Verifier } from './verifying.ts';

/** A commitment of `from` to `to` made outside of any machine, with its number. */
function drawn(from: Verifier, to: Verifier) {
  const a = from.random.bytes(32);
  const committed = commitment({ roomId: ROOM_ID, initiator: from.party, responder: to.party }, a);
  return {
    a,
    run: runOf(committed),
    bytes: encodeVerification({ kind: 'commit', commitment: committed }),
  };
}

describe('bad input', () => {
  test('a reveal that does not fit alarms, and both know', () => {
    const [ana, ben] = three(20);
    const { run, bytes } = drawn(ana, ben);
    ben.receive(ana, bytes);
    ben.begin(ana);
    const wrong = encodeVerification({ kind: 'reveal', run, nonce: new Uint8Array(32) });
    expect(brief(ben.receive(ana, wrong))).toEqual([
      'dropped verification-unfit',
      'send cancel unfit',
      'failed unfit',
    ]);
    expect(brief(ben.receive(ana, wrong))).toEqual(['dropped verification-no-run']);
  });

  test('each message where it does not belong', () => {
    const [ana, ben] = three(21);
    const { a, run, bytes } = drawn(ana, ben);
    const message = (kind: 'nonce' | 'reveal') => encodeVerification({ kind, run, nonce: a });
    const done = encodeVerification({ kind: 'done', run, transcript: new Uint8Array(32) });
    const all = () =>
      [message('nonce'), message('reveal'), done].map((b) => brief(ben.receive(ana, b)));
    const no = (reason: string) => [`dropped verification-${reason}`];
    expect(all()).toEqual([no('no-run'), no('no-run'), no('no-run')]);
    ben.receive(ana, bytes);
    expect(all()).toEqual([no('order'), no('order'), no('order')]);
    ben.begin(ana);
    expect(brief(ben.receive(ana, message('nonce')))).toEqual(no('order'));
    expect(brief(ben.receive(ana, bytes))).toEqual(no('twice'));
    expect(brief(ben.receive(ana, message('reveal')))).toEqual(['shown comparing']);
    expect(all()).toEqual([no('order'), no('order'), no('unfit')]);
  });

  test('what another member sends touches no run but its own', () => {
    const [ana, ben, cem] = three(22);
    ana.begin(ben);
    ana.deliver(ben);
    ben.begin(ana);
    const nonce = ben.take();
    const { run } = read(nonce) as { run: Uint8Array };
    expect(brief(ana.receive(cem, nonce))).toEqual(['dropped verification-no-run']);
    expect(brief(ana.receive(ben, nonce))).toEqual(['send reveal', 'shown comparing']);
    const cancel = encodeVerification({ kind: 'cancel', run, reason: 'mismatch' });
    expect(brief(ana.receive(cem, cancel))).toEqual(['dropped verification-no-run']);
  });

  test('our own messages sent back to us', () => {
    const [ana, ben] = three(23);
    ben.begin(ana);
    const commit = ben.take();
    // Sent by Ana as hers: she has the smaller id, so that her run would stand.
    expect(brief(ben.receive(ana, commit))).toEqual(['send nonce', 'shown exchanging']);
    expect(brief(ben.receive(ben, commit))).toEqual(['dropped verification-own']);
    // Nobody can reveal what fits: the commitment names Ben as the one who began.
    const message = read(ben.take());
    if (message.kind !== 'nonce') throw new Error('a nonce');
    const reveal = encodeVerification({ ...message, kind: 'reveal' });
    expect(brief(ben.receive(ana, reveal)).at(-1)).toBe('failed unfit');
  });

  test('replayed to a later run', () => {
    const [ana, ben] = three(24);
    ana.begin(ben);
    const old = [ana.sent[0]?.bytes ?? new Uint8Array()];
    ana.deliver(ben);
    ben.begin(ana);
    old.push(ben.sent[0]?.bytes ?? new Uint8Array());
    ben.deliver(ana);
    old.push(ana.sent[0]?.bytes ?? new Uint8Array());
    ana.deliver(ben);
    ana.compared(ben, true);
    old.push(ana.sent[0]?.bytes ?? new Uint8Array());
    ana.deliver(ben);
    ben.compared(ana, true);
    ben.now += ASK_INTERVAL_MS;
    const again = old.map((bytes) => brief(ben.receive(ana, bytes)));
    expect(again).toEqual([
      ['shown asked'],
      ['dropped verification-order'],
      ['dropped verification-order'],
      ['dropped verification-order'],
    ]);
    // Even an agreement only brings up emoji that nobody else sees.
    ben.begin(ana);
    expect(brief(ben.receive(ana, old[2] ?? new Uint8Array()))).toEqual(['shown comparing']);
    expect(brief(ben.receive(ana, old[3] ?? new Uint8Array()))).toEqual([
      'dropped verification-unfit',
    ]);
  });

  test('giant, empty and of another version', () => {
    const [ana, ben] = three(25);
    const bodies = [new Uint8Array(), new Uint8Array(15_000), new Uint8Array(15_000).fill(1)];
    expect(bodies.map((body) => brief(ben.receive(ana, body)))).toEqual([
      ['dropped verification-version'],
      ['dropped verification-version'],
      ['dropped verification-malformed'],
    ]);
  });

  test('no input of peers, in any order, verifies anybody', () => {
    const step = fc.record({
      who: fc.nat(2),
      kind: fc.constantFrom('commit', 'nonce', 'reveal', 'done', 'cancel', 'junk', 'tap', 'wait'),
      old: fc.nat(),
    });
    fc.assert(
      fc.property(fc.nat(), fc.array(step, { maxLength: 40 }), (seed, steps) => {
        const [me, one, two] = three(seed);
        const heard: Uint8Array[] = [];
        for (const { who, kind, old } of steps) {
          const peer = who === 0 ? one : two;
          if (kind === 'wait') me.now += 1 + (old % 1_000) * 1_000;
          const message = made(peer, me, { kind, old: heard[old % heard.length] });
          const outputs =
            kind === 'tap'
              ? me.begin(peer)
              : kind === 'wait'
                ? me.wake()
                : me.receive(peer, message);
          heard.push(...me.sent.splice(0).map(({ bytes }) => bytes));
          const marks = outputs.filter(({ kind }) => kind === 'verified' || kind === 'confirmed');
          expect(marks).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** A message that a hostile peer makes of what it has seen. */
function made(
  peer: Verifier,
  me: Verifier,
  { kind, old }: { kind: string; old: Uint8Array | undefined },
): Uint8Array {
  if (kind === 'commit' || old === undefined) return drawn(peer, me).bytes;
  if (kind === 'junk') return peer.random.bytes(peer.random.below(60));
  const seen = read(old);
  const run = seen.kind === 'commit' ? runOf(seen.commitment) : seen.run;
  const filling = peer.random.bytes(32);
  if (kind === 'done') return encodeVerification({ kind, run, transcript: filling });
  if (kind === 'cancel') return encodeVerification({ kind, run, reason: 'mismatch' });
  return encodeVerification({ kind: kind === 'nonce' ? kind : 'reveal', run, nonce: filling });
}

describe('limits', () => {
  const crowd = (size: number) =>
    Array.from({ length: size }, (_, seed) => new Verifier(seededRandom(900 + seed)));

  test(`${MAX_RUNS} at once, and those who ask leave room`, () => {
    const [me] = three(30);
    const askers = crowd(MAX_ASKED + 1);
    const asked = askers.map((peer) => brief(me.receive(peer, drawn(peer, me).bytes)));
    expect(asked).toEqual([
      ...Array(MAX_ASKED).fill(['shown asked']),
      ['send cancel busy', 'dropped verification-full'],
    ]);
    const others = Array.from({ length: MAX_RUNS }, (_, i) => new Verifier(seededRandom(700 + i)));
    const begun = others.map((peer) => brief(me.begin(peer)));
    expect(begun).toEqual([
      ...Array(MAX_RUNS - MAX_ASKED).fill(['send commit', 'shown waiting']),
      ...Array(MAX_ASKED).fill(['failed busy']),
    ]);
  });

  test('those whom we have verified take no room', () => {
    const [me] = three(31);
    for (const peer of crowd(2 * MAX_RUNS)) {
      expect(compareEmoji(me, peer)[0]).toHaveLength(7);
      expect(brief(me.compared(peer, true))).toEqual(['send done', 'verified']);
      me.sent.splice(0);
    }
    expect(brief(me.begin(new Verifier(seededRandom(1))))).toEqual([
      'send commit',
      'shown waiting',
    ]);
  });

  test('a question comes up once in ten seconds, however often it is asked', () => {
    const [ana, ben] = three(32);
    const ask = () => {
      const { run, bytes } = drawn(ana, ben);
      return { run, outputs: brief(ben.receive(ana, bytes)) };
    };
    expect([ask().outputs, ask().outputs]).toEqual([['shown asked'], []]);
    expect(brief(ben.cancel(ana))).toEqual(['send cancel cancelled', 'failed cancelled']);
    ben.now += 1;
    for (let times = 0; times < 100; times++) expect(ask().outputs).toEqual([]);
    const { run } = ask();
    expect(ben.machine.deadline).toBe(NOON + ASK_INTERVAL_MS);
    ben.now = NOON + ASK_INTERVAL_MS - 1;
    expect(ben.wake()).toEqual([]);
    ben.now += 1;
    expect(brief(ben.wake())).toEqual(['shown asked']);
    // The last one asked is the one that is answered.
    ben.begin(ana);
    expect(read(ben.sent.at(-1)?.bytes ?? new Uint8Array())).toMatchObject({ kind: 'nonce', run });
  });

  test(`${MAX_ATTEMPTS} attempts that give our number away, then no more`, () => {
    const [ana, ben] = three(33);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      ben.now += ASK_INTERVAL_MS;
      const { run, bytes } = drawn(ana, ben);
      expect(brief(ben.receive(ana, bytes))).toEqual(['shown asked']);
      expect(brief(ben.begin(ana))).toEqual(['send nonce', 'shown exchanging']);
      const cancel = encodeVerification({ kind: 'cancel', run, reason: 'cancelled' });
      expect(brief(ben.receive(ana, cancel))).toEqual(['failed cancelled-there']);
    }
    expect(brief(ben.begin(ana))).toEqual(['failed too-many']);
    ben.now += ASK_INTERVAL_MS;
    ben.receive(ana, drawn(ana, ben).bytes);
    expect(brief(ben.begin(ana))).toEqual(['send cancel busy', 'failed too-many']);
  });

  test('and who taps on a question that was put off is told so as well', () => {
    const [ana, ben] = three(33);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      ben.now += ASK_INTERVAL_MS;
      const { run, bytes } = drawn(ana, ben);
      ben.receive(ana, bytes);
      ben.begin(ana);
      ben.receive(ana, encodeVerification({ kind: 'cancel', run, reason: 'cancelled' }));
    }
    expect(brief(ben.receive(ana, drawn(ana, ben).bytes))).toEqual([]);
    expect(brief(ben.begin(ana))).toEqual(['send cancel busy', 'failed too-many']);
    expect(ben.machine.deadline).toBe(undefined);
  });

  test('those who ask again at once keep nobody else’s question away', () => {
    const [me, honest] = three(35);
    const hostile = crowd(MAX_PUT_OFF + 1);
    const ask = (peer: Verifier) => brief(me.receive(peer, drawn(peer, me).bytes));
    for (const peer of hostile) {
      expect(ask(peer)).toEqual(['shown asked']);
      me.cancel(peer);
    }
    expect(hostile.map(ask)).toEqual([
      ...Array(MAX_PUT_OFF).fill([]),
      ['send cancel busy', 'dropped verification-full'],
    ]);
    expect(ask(honest)).toEqual(['shown asked']);
  });

  test('the same for one who lures us into asking, and a match starts the count anew', () => {
    const [ana, ben] = three(34);
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      ben.now += ASK_INTERVAL_MS;
      compareEmoji(ana, ben);
      ana.cancel(ben);
      ana.deliver(ben);
    }
    ben.now += ASK_INTERVAL_MS;
    compareEmoji(ana, ben);
    expect(brief(ana.compared(ben, true))).toEqual(['send done', 'verified']);
    expect(brief(ana.begin(ben))).toEqual(['send commit', 'shown waiting']);
  });
});

describe('somebody in between', () => {
  /**
   * Ana takes Mal for Ben, and Ben takes Mal for Ana: Mal holds keys of its own towards both, and
   * may do the steps of the two runs in any order, with what it has learned by then.
   */
  function between(seed: number): { ana: Verifier; ben: Verifier; mal: Verifier; mole: Verifier } {
    const random = seededRandom(seed);
    const [ana, ben, mal, mole] = [0, 1, 2, 3].map(() => new Verifier(random.fork()));
    if (!ana || !ben || !mal || !mole) throw new Error('four');
    return { ana, ben, mal, mole };
  }

  test('passing everything on: the commitment fits no other pair', () => {
    const { ana, ben, mal, mole } = between(40);
    ana.begin(mal);
    ben.receive(mole, ana.take());
    ben.begin(mole);
    const shownToAna = emojiOf(ana.receive(mal, ben.take()));
    expect(shownToAna).toHaveLength(7);
    expect(brief(ben.receive(mole, ana.take()))).toEqual([
      'dropped verification-unfit',
      'send cancel unfit',
      'failed unfit',
    ]);
  });

  test.each(['as initiator to Ben', 'as responder to both', 'as initiator to both'])(
    'two runs of its own, %s: the emoji differ',
    (how) => {
      const same = [];
      for (let seed = 0; seed < 60; seed++) {
        const { ana, ben, mal, mole } = between(1_000 + seed);
        const shown =
          how === 'as initiator to Ben'
            ? [compareEmoji(ana, mal)[0], compareEmoji(mole, ben)[1]]
            : how === 'as responder to both'
              ? [compareEmoji(ana, mal)[0], compareEmoji(ben, mole)[0]]
              : [compareEmoji(mal, ana)[1], compareEmoji(mole, ben)[1]];
        if (String(shown[0]) === String(shown[1])) same.push(seed);
      }
      expect(same).toEqual([]);
    },
  );

  test('with Ben’s number passed on to Ana, and Ana’s revealed to Ben', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { ana, ben, mal, mole } = between(seed);
        ana.begin(mal);
        const commit = read(ana.take());
        if (commit.kind !== 'commit') throw new Error('a commitment');
        // Mal commits to Ben before it knows a, and gets b.
        const { a, run, bytes } = drawn(mole, ben);
        ben.receive(mole, bytes);
        ben.begin(mole);
        const nonce = read(ben.take());
        if (nonce.kind !== 'nonce') throw new Error('a nonce');
        const passed = encodeVerification({ ...nonce, run: runOf(commit.commitment) });
        const toAna = emojiOf(ana.receive(mal, passed));
        const reveal = read(ana.take());
        if (reveal.kind !== 'reveal') throw new Error('a reveal');
        // It now knows a, and all that it can reveal to Ben is what it had drawn before.
        const fitting = encodeVerification({ kind: 'reveal', run, nonce: a });
        const toBen = emojiOf(ben.receive(mole, fitting));
        expect(toBen).not.toEqual(toAna);
        const anas = encodeVerification({ ...reveal, run });
        expect(brief(ben.receive(mole, anas))).toEqual(['dropped verification-order']);
      }),
      { numRuns: 60 },
    );
  });

  test('with fewer bits it would be found out how many tries a match takes: about 2^bits', () => {
    // The first emoji alone has six bits: Mal, who leaves and asks again, matches it in about 64.
    const { ana, mal } = between(50);
    const wanted = compareEmoji(ana, mal)[0]?.[0];
    let tries = 0;
    for (let found = false; !found && tries < 1_000; tries++) {
      const { ben, mole } = between(5_000 + tries);
      found = compareEmoji(mole, ben)[1]?.[0] === wanted;
    }
    expect(tries).toBeGreaterThan(4);
    expect(tries).toBeLessThan(1_000);
  });
});
