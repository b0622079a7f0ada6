// Verifying somebody, step by step: what each side is shown and sends, and how a run ends.

import '../../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/base/time.ts';
import { verificationEmoji, verificationTranscript } from '../../../src/crypto/verification.ts';
import { isAlarming } from '../../../src/protocol/room/verification-contract.ts';
import { ASK_INTERVAL_MS } from '../../../src/protocol/room/verification-limits.ts';
import {
  ANSWER_TIMEOUT_MS,
  COMPARE_TIMEOUT_MS,
} from '../../../src/protocol/room/verification-run.ts';
import { encodeVerification, runOf } from '../../../src/wire/verification.ts';
import { NOON, ROOM_ID } from './people.ts';
import { brief, compareEmoji, emojiOf, read, three } from './verifying.ts';

describe('a run', () => {
  test('every output, from the first tap to the mark', () => {
    const [ana, ben] = three(1);
    const commit = ana.begin(ben);
    const { bytes: committed } = ana.sent[0] ?? { bytes: new Uint8Array() };
    const message = read(committed);
    if (message.kind !== 'commit') throw new Error('a commitment comes first');
    const run = runOf(message.commitment);
    expect(commit).toEqual([
      { kind: 'send', to: ben.id, bytes: committed },
      { kind: 'shown', member: ben.id, state: { kind: 'waiting' } },
    ]);
    expect(ana.deliver(ben)).toEqual([{ kind: 'shown', member: ana.id, state: { kind: 'asked' } }]);

    const agreed = ben.begin(ana);
    const nonce = read(ben.sent[0]?.bytes ?? committed);
    if (nonce.kind !== 'nonce') throw new Error('a nonce comes second');
    expect(agreed).toEqual([
      { kind: 'send', to: ana.id, bytes: encodeVerification({ ...nonce, run }) },
      { kind: 'shown', member: ana.id, state: { kind: 'exchanging' } },
    ]);

    const answered = ben.deliver(ana);
    const reveal = read(ana.sent[0]?.bytes ?? committed);
    if (reveal.kind !== 'reveal') throw new Error('a reveal comes third');
    const transcript = verificationTranscript({
      roomId: ROOM_ID,
      initiator: ana.party,
      responder: ben.party,
      a: reveal.nonce,
      b: nonce.nonce,
    });
    const emoji = verificationEmoji(transcript);
    const comparing = { kind: 'comparing', emoji, theySaySame: false } as const;
    expect(answered).toEqual([
      { kind: 'send', to: ben.id, bytes: encodeVerification({ ...reveal, run }) },
      { kind: 'shown', member: ben.id, state: comparing },
    ]);
    expect(ana.deliver(ben)).toEqual([{ kind: 'shown', member: ana.id, state: comparing }]);

    const done = encodeVerification({ kind: 'done', run, transcript });
    expect(ana.compared(ben, true)).toEqual([
      { kind: 'send', to: ben.id, bytes: done },
      { kind: 'verified', member: ben.id, awaited: true },
    ]);
    expect(ana.deliver(ben)).toEqual([
      { kind: 'shown', member: ana.id, state: { ...comparing, theySaySame: true } },
    ]);
    expect(ben.compared(ana, true)).toEqual([
      { kind: 'send', to: ana.id, bytes: done },
      { kind: 'verified', member: ana.id, awaited: false },
      { kind: 'confirmed', member: ana.id },
    ]);
    expect(ben.deliver(ana)).toEqual([{ kind: 'confirmed', member: ben.id }]);
    expect([ana.machine.deadline, ben.machine.deadline]).toEqual([undefined, undefined]);
  });

  test('another one between the same two shows other emoji', () => {
    const [ana, ben] = three(2);
    const [first] = compareEmoji(ana, ben);
    ana.compared(ben, true);
    ben.compared(ana, true);
    ana.deliver(ben);
    ben.deliver(ana);
    const second = compareEmoji(ben, ana);
    expect(second[0]).toEqual(second[1]);
    expect(second[0]).not.toEqual(first);
  });

  test('a second tap while it runs changes nothing', () => {
    const [ana, ben] = three(3);
    ana.begin(ben);
    expect(ana.begin(ben)).toEqual([]);
    ana.deliver(ben);
    ben.begin(ana);
    expect(ben.begin(ana)).toEqual([]);
    ben.deliver(ana);
    expect([ana.begin(ben), ana.compared(ana, true), ben.compared(ana, true)]).toEqual([
      [],
      [],
      [],
    ]);
  });
});

describe('both begin at once', () => {
  test('the run of the smaller id stands, heard first by the larger', () => {
    const [ana, ben] = three(4);
    ana.begin(ben);
    ben.begin(ana);
    expect(brief(ana.deliver(ben))).toEqual(['send nonce', 'shown exchanging']);
    expect(brief(ben.deliver(ana))).toEqual(['send reveal', 'shown comparing']);
    expect(brief(ana.deliver(ben))).toEqual(['shown comparing']);
  });

  test('the same, heard first by the smaller', () => {
    const [ana, ben] = three(4);
    ana.begin(ben);
    ben.begin(ana);
    expect(brief(ben.deliver(ana))).toEqual([]);
    expect(brief(ana.deliver(ben))).toEqual(['send nonce', 'shown exchanging']);
    const shown = [emojiOf(ben.deliver(ana)), emojiOf(ana.deliver(ben))];
    expect(shown[0]).toEqual(shown[1]);
  });
});

describe('by the number of sixty digits', () => {
  test('a person says that it is the same, with no run at all', () => {
    const [ana, ben] = three(12);
    const say = (same: boolean) => ana.handle({ kind: 'number-compared', member: ben.id, same });
    expect(say(true)).toEqual([{ kind: 'verified', member: ben.id, awaited: false }]);
    expect(say(false)).toEqual([{ kind: 'failed', member: ben.id, reason: 'mismatch' }]);
    expect(ana.machine.deadline).toBe(undefined);
  });

  test('a run that is open ends with it', () => {
    const [ana, ben, cem] = three(13);
    const say = (member: Uint8Array, same: boolean) =>
      brief(ana.handle({ kind: 'number-compared', member, same }));
    ana.begin(ben);
    ana.begin(cem);
    expect(say(ben.id, true)).toEqual(['send cancel cancelled', 'verified']);
    expect(say(cem.id, false)).toEqual(['send cancel mismatch', 'failed mismatch']);
    expect(ana.machine.deadline).toBe(undefined);
  });

  test('and one that was settled stays so', () => {
    const [ana, ben] = three(14);
    compareEmoji(ana, ben);
    ana.compared(ben, true);
    const say = (same: boolean) =>
      brief(ana.handle({ kind: 'number-compared', member: ben.id, same }));
    expect([say(true), say(false)]).toEqual([['verified'], ['failed mismatch']]);
  });
});

describe('a run ends', () => {
  test('when a person sees other emoji, and both are told', () => {
    const [ana, ben] = three(5);
    compareEmoji(ana, ben);
    expect(brief(ana.compared(ben, false))).toEqual(['send cancel mismatch', 'failed mismatch']);
    expect(brief(ana.deliver(ben))).toEqual(['failed mismatch-there']);
    expect(brief(ben.compared(ana, true))).toEqual([]);
  });

  test('and the one who had said "same" already is told as well', () => {
    const [ana, ben] = three(6);
    compareEmoji(ana, ben);
    expect(brief(ana.compared(ben, true))).toEqual(['send done', 'verified']);
    ana.deliver(ben);
    expect(brief(ben.compared(ana, false))).toEqual(['send cancel mismatch', 'failed mismatch']);
    expect(brief(ben.deliver(ana))).toEqual(['failed mismatch-there']);
  });

  test('when either does not want to, or not now', () => {
    const [ana, ben] = three(7);
    ana.begin(ben);
    ana.deliver(ben);
    expect(brief(ben.cancel(ana))).toEqual(['send cancel cancelled', 'failed cancelled']);
    expect(brief(ben.deliver(ana))).toEqual(['failed cancelled-there']);
    expect(brief(ben.cancel(ana))).toEqual([]);
    ben.now += ASK_INTERVAL_MS;
    ana.begin(ben);
    ana.deliver(ben);
    expect(brief(ana.cancel(ben))).toEqual(['send cancel cancelled', 'failed cancelled']);
    expect(brief(ana.deliver(ben))).toEqual(['failed cancelled-there']);
  });

  test('and are told even when the next question overtakes it', () => {
    const [ana, ben] = three(6);
    for (const same of [true, undefined]) {
      ben.now += ASK_INTERVAL_MS;
      compareEmoji(ana, ben);
      if (same) ben.compared(ana, same);
      ana.sent.splice(0);
      ana.compared(ben, false);
      ana.begin(ben);
      const [mismatch, question] = ana.sent.splice(0).map(({ bytes }) => bytes);
      if (mismatch === undefined || question === undefined) throw new Error('two were sent');
      ben.now += ASK_INTERVAL_MS;
      const told = [ben.receive(ana, question), ben.receive(ana, mismatch)].map(brief);
      expect(told).toEqual([
        same ? ['shown asked'] : ['failed cancelled-there', 'shown asked'],
        ['failed mismatch-there', 'shown asked'],
      ]);
      expect(brief(ben.receive(ana, mismatch))).toEqual(['dropped verification-no-run']);
      ben.cancel(ana);
      ben.deliver(ana);
    }
  });

  test('and may begin anew at once: the question comes up when its time has come', () => {
    const [ana, ben] = three(5);
    compareEmoji(ana, ben);
    ben.compared(ana, false);
    ben.deliver(ana);
    expect(brief(ana.begin(ben))).toEqual(['send commit', 'shown waiting']);
    expect(brief(ana.deliver(ben))).toEqual([]);
    ben.now += ASK_INTERVAL_MS;
    expect(ben.machine.deadline).toBe(ben.now);
    expect(brief(ben.wake())).toEqual(['shown asked']);
    expect(ben.machine.deadline).toBe(ben.now + ANSWER_TIMEOUT_MS);
    ben.begin(ana);
    expect(emojiOf(ben.deliver(ana))).toEqual(emojiOf(ana.deliver(ben)));
  });

  test('and whoever wants it, too, does not wait for that time', () => {
    const [ana, ben] = three(5);
    compareEmoji(ana, ben);
    ben.compared(ana, false);
    ben.deliver(ana);
    ana.begin(ben);
    ana.deliver(ben);
    expect(brief(ben.begin(ana))).toEqual(['send nonce', 'shown exchanging']);
    expect(emojiOf(ben.deliver(ana))).toEqual(emojiOf(ana.deliver(ben)));
  });

  test('and a question that nobody has seen goes without a word', () => {
    const [ana, ben] = three(5);
    const ask = () => {
      ana.begin(ben);
      return brief(ana.deliver(ben));
    };
    expect(ask()).toEqual(['shown asked']);
    ana.cancel(ben);
    ana.deliver(ben);
    expect(ask()).toEqual([]);
    ana.cancel(ben);
    expect(brief(ana.deliver(ben))).toEqual([]);
    expect(ask()).toEqual([]);
    expect(brief(ben.handle({ kind: 'left', member: ana.id }))).toEqual([]);
    expect(ben.machine.deadline).toBe(undefined);
  });

  test('when the other leaves; who was verified by then stays so', () => {
    const [ana, ben] = three(8);
    compareEmoji(ana, ben);
    ana.compared(ben, true);
    expect(brief(ana.handle({ kind: 'left', member: ben.id }))).toEqual([]);
    expect(brief(ben.handle({ kind: 'left', member: ana.id }))).toEqual(['failed left']);
    expect(brief(ben.handle({ kind: 'left', member: ana.id }))).toEqual([]);
  });

  test('when nobody answers in two minutes', () => {
    const [ana, ben] = three(9);
    ana.begin(ben);
    expect(ana.machine.deadline).toBe(NOON + ANSWER_TIMEOUT_MS);
    ana.deliver(ben);
    ana.now += 2 * MINUTE_MS - 1;
    expect(ana.wake()).toEqual([]);
    ana.now += 1;
    expect(brief(ana.wake())).toEqual(['send cancel timeout', 'failed timeout']);
    expect(ana.wake()).toEqual([]);
    expect(brief(ana.deliver(ben))).toEqual(['failed timeout']);
    expect(ben.machine.deadline).toBe(undefined);
  });

  test('when nobody compares in ten', () => {
    const [ana, ben] = three(10);
    compareEmoji(ana, ben);
    expect(ana.machine.deadline).toBe(NOON + COMPARE_TIMEOUT_MS);
    ana.now += COMPARE_TIMEOUT_MS;
    expect(brief(ana.wake())).toEqual(['send cancel timeout', 'failed timeout']);
    expect(brief(ana.deliver(ben))).toEqual(['failed timeout']);
  });

  test('in silence, when the other says nothing after our "same"', () => {
    const [ana, ben] = three(11);
    compareEmoji(ana, ben);
    ana.now += SECOND_MS;
    ana.compared(ben, true);
    expect(ana.machine.deadline).toBe(NOON + SECOND_MS + COMPARE_TIMEOUT_MS);
    ana.now += COMPARE_TIMEOUT_MS;
    expect(ana.wake()).toEqual([]);
    expect(ana.machine.deadline).toBe(undefined);
  });
});

test('what has to alarm a person', () => {
  const reasons = [
    'cancelled',
    'cancelled-there',
    'timeout',
    'left',
    'busy',
    'busy-there',
    'too-many',
    'mismatch',
    'mismatch-there',
    'unfit',
  ] as const;
  expect(reasons.filter(isAlarming)).toEqual(['mismatch', 'mismatch-there', 'unfit']);
});
