// Commit, reveal, compare: frozen against another BLAKE2b, and different in every part that counts.

import '../support/ready.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { memberId } from '../../src/crypto/identity.ts';
import {
  commitment,
  type Party,
  type VerificationRun,
  verificationEmoji,
  verificationNumber,
  verificationTranscript,
} from '../../src/crypto/verification.ts';
import { frozen } from './vectors.ts';

type Name = 'alice' | 'bob';
type Person = Readonly<Record<'id' | 's' | 'g', string>>;
const people = frozen<Record<Name, Person> & { keys: { roomId: string } }>('sotto.json');
const vectors = frozen<{
  runs: {
    initiator: Name;
    responder: Name;
    a: string;
    b: string;
    commitment: string;
    transcript: string;
    emoji: number[];
  }[];
  number: string[];
}>('verification.json');

const roomId = fromHex(people.keys.roomId);

function party(name: Name): Party {
  const { id, s, g } = people[name];
  return { id: fromHex(id), s: fromHex(s), g: fromHex(g) };
}

function run(index: number): VerificationRun {
  const frozenRun = vectors.runs[index];
  if (frozenRun === undefined) throw new Error('a frozen run');
  const { initiator, responder, a, b } = frozenRun;
  return {
    roomId,
    initiator: party(initiator),
    responder: party(responder),
    a: fromHex(a),
    b: fromHex(b),
  };
}

const other = new Uint8Array(32).fill(77);

function withKey(who: Party, key: 's' | 'g'): Party {
  const changed = { ...who, [key]: other };
  return { ...changed, id: memberId(changed.s, changed.g) };
}

test.each([0, 1])('run %i is frozen', (index) => {
  const frozenRun = vectors.runs[index];
  const transcript = verificationTranscript(run(index));
  expect([toHex(commitment(run(index), run(index).a)), toHex(transcript)]).toEqual([
    frozenRun?.commitment,
    frozenRun?.transcript,
  ]);
  expect(verificationEmoji(transcript)).toEqual(frozenRun?.emoji);
});

test('the number is frozen, the same from both sides, and another in another room', () => {
  const [alice, bob] = [party('alice'), party('bob')];
  expect(verificationNumber(roomId, alice, bob)).toEqual(vectors.number);
  expect(verificationNumber(roomId, bob, alice)).toEqual(vectors.number);
  expect(verificationNumber(other, bob, alice)).not.toEqual(vectors.number);
});

test('each part of a run changes its commitment and its transcript, but b not the commitment', () => {
  const { initiator, responder } = run(0);
  const runs: VerificationRun[] = [
    run(0),
    run(1),
    { ...run(0), a: run(0).b, b: run(0).a },
    { ...run(0), roomId: other },
    { ...run(0), a: other },
    ...(['s', 'g'] as const).flatMap((key) => [
      { ...run(0), initiator: withKey(initiator, key) },
      { ...run(0), responder: withKey(responder, key) },
    ]),
  ];
  const commitments = runs.map((each) => toHex(commitment(each, each.a)));
  const transcripts = runs.map((each) => toHex(verificationTranscript(each)));
  expect(new Set(commitments).size).toBe(runs.length);
  expect(new Set(transcripts).size).toBe(runs.length);
  const late = { ...run(0), b: other };
  expect(commitment(late, late.a)).toEqual(commitment(run(0), run(0).a));
  expect(toHex(verificationTranscript(late))).not.toBe(transcripts[0]);
});

describe('the emoji', () => {
  test('are the first 42 bits, six by six', () => {
    const transcript = new Uint8Array(32);
    // 000001 000010 000011 000100 000101 000110 000111, then bits that do not count.
    transcript.set(fromHex('0420c41461fff'.padEnd(16, 'f')));
    expect(verificationEmoji(transcript)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('are seven of 64 for any transcript', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (transcript) => {
        const emoji = verificationEmoji(transcript);
        expect(emoji.length).toBe(7);
        expect(emoji.every((number) => number >= 0 && number < 64)).toBe(true);
      }),
    );
  });
});

test('the number is twelve groups of five digits for any keys', () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(key, key, (s, g) => {
      const number = verificationNumber(roomId, { id: memberId(s, g), s, g }, party('bob'));
      expect(number.join(' ')).toMatch(/^(\d{5} ){11}\d{5}$/);
    }),
  );
});

test('nonces and transcripts of another size are our own mistake', () => {
  const short = new Uint8Array(16);
  expect(() => commitment(run(0), short)).toThrow('32 bytes');
  expect(() => verificationTranscript({ ...run(0), a: short })).toThrow('32 bytes');
  expect(() => verificationTranscript({ ...run(0), b: short })).toThrow('32 bytes');
  expect(() => verificationEmoji(short)).toThrow('32 bytes');
});
