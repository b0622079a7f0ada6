// Offers and answers through members: routed, bound to both ends, used once, within budgets.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import { sealTo } from '../../../src/crypto/seal.ts';
import { sign } from '../../../src/crypto/sign.ts';
import type { OverlayOutput } from '../../../src/protocol/overlay/contract.ts';
import { OFFERS_IN_ALL, OFFERS_PER_MEMBER } from '../../../src/protocol/overlay/envelopes.ts';
import { SIGNAL_RATE } from '../../../src/protocol/overlay/signals.ts';
import {
  encodeBinding,
  encodeEnvelope,
  encodeSignedRecord,
  type SignalRole,
} from '../../../src/wire/member-envelope.ts';
import { parseFrame, type SignalFrame } from '../../../src/wire/overlay.ts';
import { Person, people, ROOM_ID, SeededRandom, START } from './people.ts';
import { Rig, told } from './rig.ts';

const random = new SeededRandom('signals');

interface Letter {
  readonly from: Person;
  readonly to: Person;
  readonly role?: SignalRole;
  readonly attempt?: Uint8Array;
  readonly record?: Uint8Array;
  /** Who signs it, and for whom; the same as above unless somebody lies. */
  readonly signer?: Person;
  readonly sealedFor?: Person;
}

/** A SIGNAL as an honest member makes it, unless told otherwise. */
function letter({ from, to, ...others }: Letter): SignalFrame {
  const { role = 'offer', attempt = random.bytes(16), signer = from, sealedFor = to } = others;
  const record = others.record ?? from.record(attempt);
  const ad = encodeBinding({
    roomId: ROOM_ID,
    role,
    from: from.identity.id,
    to: to.identity.id,
    attempt,
  });
  const sealed = sealTo({
    ephemeralSeed: random.bytes(32),
    nonce: random.bytes(24),
    recipient: sealedFor.card.s,
    plaintext: encodeSignedRecord(record, sign(signer.identity.g.secretKey, ad, record)),
    ad,
  });
  if (sealed === undefined) throw new Error('sealed');
  const envelope = encodeEnvelope({ role, attempt, sealed });
  const nonce = random.bytes(8);
  return { kind: 'signal', to: to.identity.id, from: from.identity.id, ttl: 8, nonce, envelope };
}

/** We are b, linked to a and c; d is behind c. */
function setting() {
  const [a, b, c, d] = people(4) as [Person, Person, Person, Person];
  const rig = new Rig(b);
  rig.meet(1, a);
  rig.meet(2, c);
  rig.state(2, c, { neighbours: [b.key, d.key] });
  const connects = rig.state(2, d, { neighbours: [c.key] });
  rig.pass(200);
  const words = (outputs: readonly OverlayOutput[]) => told(outputs, { a, b, c, d });
  return { a, b, c, d, rig, words, connects };
}

describe('our own', () => {
  test('offer goes towards the member, and its answer comes up once', () => {
    const { b, d, rig, words, connects } = setting();
    const connect = connects.find((output) => output.kind === 'connect');
    if (connect?.kind !== 'connect') throw new Error('no connect');
    const { attempt } = connect;
    const record = b.record(attempt);
    const sent = rig.tell({ kind: 'signal', to: d.identity.id, attempt, role: 'offer', record });
    expect(words(sent)).toEqual(['2: signal b→d ttl 8']);
    const answers = blake2b(16, record);
    const answer = d.record(attempt, { answers });
    const reply = letter({ from: d, to: b, role: 'answer', attempt, record: answer });
    const [output] = rig.receive(2, reply);
    expect(output).toMatchObject({ kind: 'answer', from: d.identity.id, record: answer });
    const again = letter({ from: d, to: b, role: 'answer', attempt, record: answer });
    expect(words(rig.receive(2, again))).toEqual(['dropped envelope-replayed']);
  });

  test('offer to somebody who is not there fails, and is tried again later', () => {
    const { c, d, rig, words, connects } = setting();
    const connect = connects.find((output) => output.kind === 'connect');
    if (connect?.kind !== 'connect') throw new Error('no connect');
    const failure = {
      kind: 'connect-failed',
      member: d.identity.id,
      attempt: connect.attempt,
    } as const;
    expect(words(rig.tell(failure))).toEqual([]);
    expect(words(rig.tell(failure))).toEqual([]);
    const retried: number[] = [];
    const from = rig.now;
    while (rig.now < from + 400_000) {
      rig.now += 250;
      const outputs = [
        ...rig.receive(1, { kind: 'ack', entries: [] }),
        ...rig.receive(2, { kind: 'ack', entries: [] }),
      ];
      if (rig.now % 30_000 < 250) {
        rig.state(2, d, { neighbours: [c.key] });
        rig.state(2, c, { neighbours: [rig.person.key, d.key] });
      }
      for (const output of outputs) {
        if (output.kind !== 'connect') continue;
        retried.push(rig.now - from);
        rig.tell({ kind: 'connect-failed', member: output.member, attempt: output.attempt });
      }
    }
    const pauses = retried.map((at, i) => at - (retried[i - 1] ?? 0));
    expect(retried.length).toBeGreaterThan(8);
    for (const [i, pause] of pauses.entries()) {
      const ceiling = Math.min(60_000, 2_000 * 2 ** i);
      expect(pause).toBeGreaterThanOrEqual(ceiling / 2 - 250);
      expect(pause).toBeLessThanOrEqual(ceiling + 250);
    }
  });
});

describe('a member’s offer', () => {
  test('comes up with its record, whoever brings it', () => {
    const { b, d, rig, words } = setting();
    expect(words(rig.receive(1, letter({ from: d, to: b })))).toEqual(['offer from d']);
    expect(words(rig.receive(2, letter({ from: d, to: b })))).toEqual(['offer from d']);
  });

  test('is used once, under any nonce', () => {
    const { b, d, rig, words } = setting();
    const frame = letter({ from: d, to: b });
    expect(words(rig.receive(2, frame))).toEqual(['offer from d']);
    expect(words(rig.receive(1, frame))).toEqual([]);
    expect(words(rig.receive(1, { ...frame, nonce: new Uint8Array(8) }))).toEqual([
      'dropped envelope-replayed',
    ]);
  });

  test('that was altered, forged, misdirected or misbound is dropped', () => {
    const { a, b, c, d, rig, words } = setting();
    const attempt = random.bytes(16);
    const cases: [SignalFrame, string][] = [
      [letter({ from: d, to: b, signer: c }), 'envelope-forged'],
      [letter({ from: d, to: b, sealedFor: a }), 'envelope-sealed'],
      [{ ...letter({ from: d, to: b }), from: c.identity.id }, 'envelope-sealed'],
      [{ ...letter({ from: d, to: a }), to: b.identity.id }, 'envelope-sealed'],
      [letter({ from: d, to: b, record: c.record(attempt), attempt }), 'envelope-misbound'],
      [letter({ from: d, to: b, record: d.record(attempt) }), 'envelope-misbound'],
      [letter({ from: d, to: b, role: 'answer', attempt }), 'envelope-misbound'],
      [letter({ from: d, to: b, record: new Uint8Array(5) }), 'description-version'],
      [letter({ from: new Person('nobody'), to: b }), 'signal-stranger'],
      [{ ...letter({ from: d, to: b }), envelope: Uint8Array.of(3) }, 'envelope-malformed'],
    ];
    for (const [frame, reason] of cases) {
      expect(words(rig.receive(2, frame))).toEqual([`dropped ${reason}`]);
    }
  });

  test('has every byte of its envelope bound', () => {
    const { b, d, rig, words } = setting();
    const frame = letter({ from: d, to: b });
    for (let i = 0; i < frame.envelope.length; i++) {
      rig.now += 100;
      const envelope = frame.envelope.slice();
      envelope[i] = (envelope[i] as number) ^ 1;
      const outputs = words(rig.receive(2, { ...frame, envelope, nonce: random.bytes(8) }));
      expect(outputs.filter((line) => line.startsWith('offer'))).toEqual([]);
    }
  });

  test('with a clock an hour off is not used, and raises the difference', () => {
    const { b, d, rig, words } = setting();
    const attempt = random.bytes(16);
    const record = d.record(attempt, { sentAt: START - 3_600_000 });
    const outputs = words(rig.receive(2, letter({ from: d, to: b, attempt, record })));
    expect(outputs).toEqual([`clock ${-3_600_000 - 200}`, 'dropped envelope-clock']);
  });

  test('has a budget per member, and one for all members together', () => {
    const { a, b, c, d, rig } = setting();
    const offers = (from: Person) => {
      const outputs = Array.from({ length: 10 }, () => rig.receive(2, letter({ from, to: b })));
      return outputs.flat().filter(({ kind }) => kind === 'offer').length;
    };
    expect(offers(d)).toBe(OFFERS_PER_MEMBER.burst);
    expect(offers(c) + offers(a)).toBe(2 * OFFERS_PER_MEMBER.burst);
    expect(rig.dropped.get('offer-budget')).toBe(18);
    const crowd = Array.from({ length: 4 }, (_, i) => new Person(`crowd ${i}`));
    for (const each of crowd) rig.state(1, each, { neighbours: [a.key] });
    const others = crowd.map(offers).reduce((sum, count) => sum + count, 0);
    expect(others).toBe(OFFERS_IN_ALL.burst - 3 * OFFERS_PER_MEMBER.burst);
  });

  test('answers that nobody asked for are dropped', () => {
    const { b, c, rig, words } = setting();
    const attempt = random.bytes(16);
    const record = c.record(attempt, { answers: random.bytes(16) });
    const frame = letter({ from: c, to: b, role: 'answer', attempt, record });
    expect(words(rig.receive(2, frame))).toEqual(['dropped answer-unasked']);
  });
});

describe('carrying for others', () => {
  test('along the learned way, else to everybody but whom it came from', () => {
    const { a, c, d, rig, words } = setting();
    expect(words(rig.receive(1, letter({ from: a, to: d })))).toEqual(['2: signal a→d ttl 7']);
    expect(words(rig.receive(2, letter({ from: d, to: a })))).toEqual(['1: signal d→a ttl 7']);
    const nobody = new Person('nobody');
    const flood = words(rig.receive(1, letter({ from: a, to: nobody })));
    expect(flood).toEqual([`2: signal a→${nobody.key} ttl 7`]);
    rig.tell({ kind: 'link-down', link: 2 });
    expect(words(rig.receive(1, letter({ from: a, to: c })))).toEqual([]);
  });

  test('the same one once, and none whose TTL is over', () => {
    const { a, d, rig, words } = setting();
    const frame = letter({ from: a, to: d });
    expect(words(rig.receive(1, frame))).toEqual(['2: signal a→d ttl 7']);
    expect(words(rig.receive(1, frame))).toEqual([]);
    const last = { ...letter({ from: a, to: d }), ttl: 1 };
    expect(words(rig.receive(1, last))).toEqual(['dropped signal-ttl']);
    const far = { ...letter({ from: a, to: d }), ttl: 255 };
    expect(words(rig.receive(1, far))).toEqual(['2: signal a→d ttl 7']);
  });

  test('no more than a neighbour may ask for', () => {
    const { a, d, rig } = setting();
    let carried = 0;
    for (let i = 0; i < 300; i++) {
      const nonce = random.bytes(8);
      const envelope = new Uint8Array(300);
      const frame = {
        kind: 'signal',
        to: d.identity.id,
        from: a.identity.id,
        ttl: 8,
        nonce,
        envelope,
      } as const;
      carried += rig.receive(1, frame).filter(({ kind }) => kind === 'send').length;
    }
    expect(carried).toBe(SIGNAL_RATE.burst);
    expect(rig.dropped.get('signal-rate')).toBe(200);
  });
});

test('what we seal for one member only that member opens, bound to our own id', () => {
  const { b, d, rig, connects } = setting();
  const connect = connects.find((output) => output.kind === 'connect');
  if (connect?.kind !== 'connect') throw new Error('no connect');
  const { attempt } = connect;
  const input = {
    kind: 'signal',
    to: d.identity.id,
    attempt,
    role: 'offer',
    record: b.record(attempt),
  } as const;
  const [sent] = rig.tell(input);
  const frame = sent?.kind === 'send' ? parseFrame(sent.payload) : undefined;
  if (frame?.ok !== true || frame.value.kind !== 'signal') throw new Error('no signal');
  const theirs = new Rig(d);
  theirs.tell({ kind: 'link-up', link: 1, member: b.card });
  const [offer] = theirs.receive(1, frame.value).filter(({ kind }) => kind === 'offer');
  expect(offer).toMatchObject({ from: b.identity.id, record: input.record });
  expect(toHex(frame.value.envelope)).not.toContain(toHex(input.record).slice(20, 60));
});
