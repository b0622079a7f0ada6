// Two honest people over a network that delays, reorders, doubles and loses what they say, and who
// tap at random: what both see in one run is the same, and nothing stays open for ever.

import '../../support/ready.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import type { VerificationOutput } from '../../../src/protocol/room/verification-contract.ts';
import {
  ANSWER_TIMEOUT_MS,
  COMPARE_TIMEOUT_MS,
} from '../../../src/protocol/room/verification-run.ts';
import { read, three, type Verifier } from './verifying.ts';

const RARE = ['lose', 'double', 'different', 'cancel', 'wait'] as const;
const step = fc.record({
  kind: fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom('deliver' as const) },
    { weight: 4, arbitrary: fc.constantFrom('begin' as const, 'same' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...RARE) },
  ),
  by: fc.boolean(),
  which: fc.nat(20),
});
type Step = Readonly<{ kind: string; by: boolean; which: number }>;

/** Takes one step for `one`; returns what it made. */
function take(one: Verifier, other: Verifier, { kind, which }: Step): VerificationOutput[] {
  const flying = other.sent;
  const at = flying.length === 0 ? 0 : which % flying.length;
  if (kind === 'begin') return one.begin(other);
  if (kind === 'cancel') return one.cancel(other);
  if (kind === 'same' || kind === 'different') return one.compared(other, kind === 'same');
  if (kind === 'wait') {
    one.now += which * 10_000;
    return one.wake();
  }
  const [message] = kind === 'double' ? flying.slice(at, at + 1) : flying.splice(at, 1);
  return message === undefined || kind === 'lose' ? [] : one.receive(other, message.bytes);
}

/** What a person agreed to is in the DONE that follows: the run, and its transcript. */
function agreed(outputs: readonly VerificationOutput[]): [string, string][] {
  return outputs.flatMap((output): [string, string][] => {
    if (output.kind !== 'send') return [];
    const message = read(output.bytes);
    return message.kind === 'done' ? [[toHex(message.run), toHex(message.transcript)]] : [];
  });
}

test('in any order of taps and deliveries', () => {
  let byBoth = 0;
  fc.assert(
    fc.property(fc.nat(), fc.array(step, { minLength: 40, maxLength: 80 }), (seed, steps) => {
      const [ana, ben] = three(seed);
      const transcripts = new Map<string, string>();
      for (const each of steps) {
        const [one, other] = each.by ? [ana, ben] : [ben, ana];
        const outputs = take(one, other, each);
        const verified = outputs.filter(({ kind }) => kind === 'verified');
        expect(verified).toHaveLength(agreed(outputs).length);
        if (verified.length > 0) expect(each.kind).toBe('same');
        for (const [run, transcript] of agreed(outputs)) {
          if (transcripts.has(run)) byBoth += 1;
          expect(transcripts.get(run) ?? transcript).toBe(transcript);
          transcripts.set(run, transcript);
        }
      }
      for (const one of [ana, ben]) {
        one.now += COMPARE_TIMEOUT_MS;
        one.wake();
        // A question that was put off has come up only now.
        one.now += ANSWER_TIMEOUT_MS;
        one.wake();
        expect(one.machine.deadline).toBe(undefined);
        expect(one.wake()).toEqual([]);
      }
    }),
    { numRuns: 500, seed: 6 },
  );
  // The schedules reach the end often enough to mean something.
  expect(byBoth).toBeGreaterThan(50);
});

test('delivered in order and whoever begins, both see the same', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.boolean(), { minLength: 12 }), (seed, turns) => {
      const [ana, ben] = three(seed);
      const shown = new Map<Verifier, string>();
      const note = (who: Verifier, outputs: readonly VerificationOutput[]) => {
        for (const output of outputs) {
          if (output.kind !== 'shown') continue;
          if (output.state.kind === 'asked') note(who, who.begin(who === ana ? ben : ana));
          if (output.state.kind === 'comparing') shown.set(who, String(output.state.emoji));
        }
      };
      const [first] = turns;
      note(first ? ana : ben, (first ? ana : ben).begin(first ? ben : ana));
      for (const turn of [...turns, true, false, true, false, true, false]) {
        const [one, other] = turn ? [ana, ben] : [ben, ana];
        const next = other.sent.shift();
        if (next !== undefined) note(one, one.receive(other, next.bytes));
        else if (shown.size === 0) note(one, one.begin(other));
      }
      expect([shown.size, shown.get(ana)]).toEqual([2, shown.get(ben)]);
    }),
  );
});
