// Whatever happens in whatever order: nothing throws, nothing grows, and time never stands still.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { DAY_MS } from '../../../src/base/time.ts';
import { dhKeyPair } from '../../../src/crypto/dh.ts';
import { activeHours, MAILBOX_SLOTS, MailboxHour } from '../../../src/crypto/mailbox.ts';
import type { DhtEvent, DhtHealth, DhtRefusal } from '../../../src/ports/dht.ts';
import type { RendezvousInput } from '../../../src/protocol/rendezvous/contract.ts';
import { freshSeq, MAX_SEQ } from '../../../src/wire/bep44.ts';
import { encodeDescription } from '../../../src/wire/description.ts';
import { encodeSlot } from '../../../src/wire/mailbox.ts';
import { binaryId } from '../../../src/wire/tracker.ts';
import { JUNK } from '../../support/trackers/junk.ts';
import {
  Bench,
  description,
  idOf,
  infohash,
  KEYS,
  NOON,
  signalFrame,
  trackerId,
  UnlikeRandom,
} from './bench.ts';

type Step = (bench: Bench) => void;

const BOX_KEY = dhKeyPair(new Uint8Array(32).fill(4)).publicKey;

const small = fc.nat({ max: 12 });
const names = fc.constantFrom(...'ABCDEFxyz');

/** Latest sockets are the likeliest to be alive. */
const socketOf = (bench: Bench, back: number) => {
  const opened = bench.outputs.flatMap((o) => (o.kind === 'socket' ? [o.socket] : []));
  return Math.max(0, ...opened) - back;
};

const inputs: fc.Arbitrary<Step> = fc
  .oneof(
    fc.record({ kind: fc.constantFrom('start', 'nudge') }),
    fc.record({ kind: fc.constant('links'), count: fc.nat({ max: 2 }) }),
    fc.record({
      kind: fc.constant('trackers'),
      trackers: fc.array(fc.constantFrom(...'abcdefgh'), { maxLength: 9 }),
    }),
  )
  .map((input) => (bench) => {
    bench.do(input as RendezvousInput);
  });

const own: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('ready', 'over', 'answer'), names)
  .map(([what, name]) => (bench) => {
    if (what === 'ready') bench.ready(name);
    else if (what === 'over') bench.over(name);
    else bench.answer(name);
  });

const sockets: fc.Arbitrary<Step> = fc
  .tuple(small, fc.constantFrom('open', 'closed', 'bytes', 'respond'), fc.nat({ max: 9 }))
  .map(([back, what, n]) => (bench) => {
    const socket = socketOf(bench, back);
    if (what === 'open') bench.opened(socket);
    else if (what === 'closed') bench.closed(socket);
    else if (what === 'respond') bench.respond(socket, n);
    else bench.socket(socket, { kind: 'bytes', bytes: new Uint8Array(n) });
  });

const texts: fc.Arbitrary<Step> = fc
  .tuple(small, fc.oneof(fc.string(), fc.json(), fc.constantFrom(...Object.values(JUNK))))
  .map(([back, text]) => (bench) => {
    const junk = typeof text === 'string' ? text : text(binaryId(infohash(bench.now)), 1);
    bench.hear(socketOf(bench, back), junk);
  });

const signals: fc.Arbitrary<Step> = fc
  .record({
    back: fc.nat({ max: 3 }),
    kind: fc.constantFrom('offer' as const, 'answer' as const),
    name: names,
    offer: small,
    clockMs: fc.constantFrom(0, 0, 0, -DAY_MS, 3_600_000),
    version: fc.constantFrom(1, 1, 1, 2),
    cut: fc.constantFrom(0, 0, 0, 1, 50),
  })
  .map(({ back, kind, name, offer, clockMs, version, cut }) => (bench) => {
    const socket = socketOf(bench, back);
    const answers = kind === 'answer' ? idOf('any') : undefined;
    const fields = { attempt: bench.attempt(name), answers };
    const record = encodeDescription(description(name, bench.now + clockMs, fields));
    record[0] = version;
    const ours = kind === 'answer' ? bench.offerIds(socket, name)[0] : undefined;
    const offerId = ours ?? trackerId(`offer ${offer}`);
    const sound = record.subarray(0, record.length - cut);
    bench.hear(socket, signalFrame(sound, { kind, offerId }, bench.now));
  });

/** What the DHT, and whoever writes there with the phrase, may do at any moment. */
const dht: fc.Arbitrary<Step> = fc
  .record({
    kind: fc.constantFrom('item', 'item', 'got', 'stored', 'refused', 'health'),
    health: fc.constantFrom<DhtHealth>('working', 'working', 'unreachable', 'absent'),
    slot: fc.nat({ max: MAILBOX_SLOTS - 1 }),
    name: names,
    seq: fc.constantFrom('first', 'fresh', 'fresh', 'last'),
    reason: fc.constantFrom<DhtRefusal>('busy', 'conflict', 'unreachable'),
  })
  .map(({ kind, health, slot, name, seq, reason }) => (bench) => {
    const [hour = 0] = activeHours(bench.now);
    const place = new MailboxHour(KEYS, hour).slot(slot);
    const { target } = place;
    const beacon = { record: encodeDescription(description(name, bench.now)), boxKey: BOX_KEY };
    const numbers = {
      first: 0,
      fresh: freshSeq(0, new UnlikeRandom(slot), bench.now),
      last: MAX_SEQ,
    };
    const item = encodeSlot([beacon], { place, seq: numbers[seq], nonce: idOf(name, 24) });
    const told: Readonly<Record<string, DhtEvent>> = {
      item: { kind: 'item', target, item },
      got: { kind: 'got', target },
      stored: { kind: 'stored', target, copies: slot },
      refused: { kind: 'refused', target, reason },
      health: { kind: 'health', health },
    };
    const event = told[kind];
    if (event) bench.do({ kind: 'dht', event });
  });

const time: fc.Arbitrary<Step> = fc
  .oneof(
    fc.constantFrom(0, 1, 999, 1_000, 8_000, 30_000),
    fc.nat({ max: 90_000 }),
    fc.constantFrom(DAY_MS / 2, DAY_MS),
  )
  .map((ms) => (bench) => {
    // Half of the alarms ring late, as in a background tab.
    if (ms % 2 === 0) bench.pass(Math.min(ms, 300_000));
    bench.now += ms;
    bench.wake();
    expect(bench.wake()).toEqual([]);
  });

function checkBounds(bench: Bench): void {
  const { machine } = bench;
  const { sessions, pool, pendingAnswers, rememberedOffers, skewedSenders } = machine.counts;
  expect(sessions).toBeLessThanOrEqual(12);
  expect(pool).toBeLessThanOrEqual(3);
  expect(pendingAnswers).toBeLessThanOrEqual(40);
  expect(rememberedOffers).toBeLessThanOrEqual(2_048);
  expect(skewedSenders).toBeLessThanOrEqual(64);
  if (machine.deadline !== undefined) expect(machine.deadline).toBeGreaterThan(bench.now);
}

test('any history of inputs keeps the machine whole', () => {
  const step = fc.oneof(
    { weight: 1, arbitrary: inputs },
    { weight: 2, arbitrary: own },
    { weight: 4, arbitrary: sockets },
    { weight: 2, arbitrary: texts },
    { weight: 4, arbitrary: signals },
    { weight: 3, arbitrary: dht },
    { weight: 3, arbitrary: time },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat({ max: 255 }), (steps, seed) => {
      const bench = new Bench({ trackers: ['ws://a', 'ws://b'], seed, now: NOON });
      bench.do({ kind: 'start' });
      for (const take of steps) {
        take(bench);
        checkBounds(bench);
      }
      expectPairs(bench);
      bench.do({ kind: 'stop' });
      expect(bench.machine.deadline).toBeUndefined();
      expect(unclosed(bench)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('nor does any history of the DHT alone, where every offer is made or refused at once', () => {
  const step = fc.oneof({ weight: 3, arbitrary: dht }, { weight: 2, arbitrary: time });
  const history = fc.array(step, { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(history, fc.nat({ max: 255 }), fc.boolean(), (steps, seed, made) => {
      const bench = new Bench({ trackers: [], seed, now: NOON });
      bench.do({ kind: 'start' });
      bench.do({ kind: 'dht', event: { kind: 'health', health: 'working' } });
      let answered = 0;
      for (const take of steps) {
        take(bench);
        const wanted = bench.outputs.filter(({ kind }) => kind === 'want-offer').length;
        for (; answered < wanted; answered++) {
          const name = String.fromCharCode(65 + answered);
          if (made) bench.ready(name);
          else bench.over(name);
        }
        checkBounds(bench);
      }
      bench.do({ kind: 'stop' });
      expect(bench.machine.deadline).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});

/** An attempt of ours is wanted once, and dropped at most once. */
function expectPairs(bench: Bench): void {
  for (const kind of ['want-offer', 'drop-offer'] as const) {
    const attempts = bench.outputs.flatMap((o) => (o.kind === kind ? [toHex(o.attempt)] : []));
    expect(new Set(attempts).size).toBe(attempts.length);
  }
}

/** Sockets that were opened and neither closed by us nor reported closed. */
function unclosed(bench: Bench): number[] {
  const open = new Set<number>();
  for (const output of bench.outputs) {
    if (output.kind !== 'socket') continue;
    if (output.command.kind === 'open') open.add(output.socket);
    if (output.command.kind === 'close') open.delete(output.socket);
  }
  return [...open].filter((socket) => !bench.reportedClosed.has(socket));
}

test('the same history gives the same outputs', () => {
  const run = () => {
    const bench = new Bench({ trackers: ['ws://a', 'ws://b'] }).joined(4);
    bench.swarm = 4;
    return [...bench.pass(3_600_000), ...bench.sent.map(({ message }) => JSON.stringify(message))];
  };
  expect(run()).toEqual(run());
});
