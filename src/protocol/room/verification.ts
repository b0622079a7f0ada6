// Verifying somebody: runs the exchange of crypto/verification.ts with one member after another, and
// believes nobody but its own person.
//
//   we ask       begin ▶ COMMIT ─ waiting ─ NONCE ▶ REVEAL ─ comparing ─ person ▶ verified, DONE
//   they ask     COMMIT ▶ asked ─ begin ▶ NONCE ─ exchanging ─ REVEAL ▶ comparing ─ person ▶ …
//   too soon     COMMIT ▶ put-off ─ time ▶ asked, or begin ▶ NONCE at once
//   both ask     the run of the smaller id stands; the other person has agreed already
//   by number    person ▶ verified; there is nothing to exchange
//   they, too    DONE ▶ comparing, and seen to have said it; or, after our own, confirmed
//   the end      CANCEL, a time limit, somebody gone, or a person who sees other emoji
//
// A run stays for a while after the person said "same", so that the other one's "different" is heard.
// Nothing that a peer sends yields `verified`: all it can do is ask, answer, and spoil a run.

import { unreachable } from '../../base/assert.ts';
import { BoundedMap } from '../../base/bounded-map.ts';
import { compare, equal, toHex } from '../../base/bytes.ts';
import { earliest, type Instant } from '../../base/time.ts';
import {
  commitment,
  type Party,
  VERIFICATION_NONCE_BYTES,
  type VerificationRun,
  verificationEmoji,
  verificationTranscript,
} from '../../crypto/verification.ts';
import type { Random } from '../../ports/random.ts';
import { type CancelReason, parseVerification, runOf } from '../../wire/verification.ts';
import type { Machine } from '../machine.ts';
import {
  isAlarming,
  type VerificationFailure,
  type VerificationInput,
  type VerificationOutput,
} from './verification-contract.ts';
import { VerificationLimits } from './verification-limits.ts';
import {
  ANSWER_TIMEOUT_MS,
  COMPARE_TIMEOUT_MS,
  cancel,
  drop,
  failed,
  isOf,
  isQuestion,
  type Message,
  NO_RUN,
  type Run,
  type Stage,
  send,
  shownAsked,
  THERE,
  theirs,
  tooMany,
} from './verification-run.ts';

/** Our choice: one person compares with one other at a time, and a few wait. */
export const MAX_RUNS = 8;
/** Our choice: those who ask leave room for those whom the person wants to verify. */
export const MAX_ASKED = 4;
/** Our choice: as many wait for their time to ask again. They take no room from those who may ask now. */
export const MAX_PUT_OFF = MAX_ASKED;

export interface VerificationConfig {
  readonly self: Party;
  /** 32 bytes. */
  readonly roomId: Uint8Array;
  readonly random: Random;
}

export class Verification implements Machine<VerificationInput, VerificationOutput> {
  readonly #self: Party;
  readonly #roomId: Uint8Array;
  readonly #random: Random;
  readonly #runs = new Map<string, Run>();
  /** By member, the run that a new one came in place of: what ended it may still be on its way. */
  readonly #replaced = new BoundedMap<string, Run>(MAX_RUNS);
  readonly #limits = new VerificationLimits();

  constructor({ self, roomId, random }: VerificationConfig) {
    this.#self = self;
    this.#roomId = roomId;
    this.#random = random;
  }

  handle(input: VerificationInput, now: Instant): VerificationOutput[] {
    switch (input.kind) {
      case 'begin':
        return this.#begin(input.member, now);
      case 'received':
        return this.#received(input.from, input.bytes, now);
      case 'compared':
        return this.#compared(toHex(input.member), input.same, now);
      case 'number-compared':
        return this.#numberCompared(input.member, input.same);
      case 'cancel':
        return this.#cancel(toHex(input.member), 'cancelled');
      case 'left':
        return this.#left(toHex(input.member));
      default:
        return unreachable(input);
    }
  }

  wake(now: Instant): VerificationOutput[] {
    const due = [...this.#runs].filter(([, { until }]) => until <= now);
    return due.flatMap(([key, run]) => {
      const { kind } = run.stage;
      if (kind === 'put-off') return this.#bringUp(key, run, now);
      if (kind !== 'said') return this.#cancel(key, 'timeout');
      this.#runs.delete(key);
      return [];
    });
  }

  get deadline(): Instant | undefined {
    return earliest([...this.#runs.values()].map(({ until }) => until));
  }

  #begin(member: Party, now: Instant): VerificationOutput[] {
    const key = toHex(member.id);
    const run = this.#runs.get(key);
    if (run !== undefined && run.stage.kind !== 'said') {
      return isQuestion(run) ? this.#agree(key, run, now) : [];
    }
    if (this.#limits.isSpent(key)) return [failed(member.id, 'too-many')];
    if (run !== undefined) this.#replaced.set(key, run);
    if (run === undefined && this.#open().length >= MAX_RUNS) return [failed(member.id, 'busy')];
    const a = this.#random.bytes(VERIFICATION_NONCE_BYTES);
    const roles = { roomId: this.#roomId, initiator: this.#self, responder: member };
    const committed = commitment(roles, a);
    const stage = { kind: 'waiting', a } as const;
    const until = now + ANSWER_TIMEOUT_MS;
    this.#add(key, { member, commitment: committed, stage, until });
    return [
      send(member.id, { kind: 'commit', commitment: committed }),
      { kind: 'shown', member: member.id, state: { kind: 'waiting' } },
    ];
  }

  /** Only now do we draw our number, and give it away: the other side gets one guess for one tap. */
  #agree(key: string, run: Run, now: Instant): VerificationOutput[] {
    const { member } = run;
    if (this.#limits.isSpent(key)) {
      this.#runs.delete(key);
      return [cancel(run, 'busy'), failed(member.id, 'too-many')];
    }
    const b = this.#random.bytes(VERIFICATION_NONCE_BYTES);
    this.#limits.attempt(key);
    this.#runs.set(key, {
      ...run,
      stage: { kind: 'exchanging', b },
      until: now + ANSWER_TIMEOUT_MS,
    });
    return [
      send(member.id, { kind: 'nonce', run: runOf(run.commitment), nonce: b }),
      { kind: 'shown', member: member.id, state: { kind: 'exchanging' } },
    ];
  }

  #received(from: Party, bytes: Uint8Array, now: Instant): VerificationOutput[] {
    const parsed = parseVerification(bytes);
    if (!parsed.ok) return drop(parsed.reason);
    if (equal(from.id, this.#self.id)) return drop('verification-own');
    const message = parsed.value;
    if (message.kind === 'commit') return this.#asked(from, message, now);
    const run = this.#runs.get(toHex(from.id));
    if (run === undefined || !isOf(run, message)) {
      return message.kind === 'cancel' ? this.#lateCancel(from, message, now) : drop(NO_RUN);
    }
    switch (message.kind) {
      case 'nonce':
        return this.#answered(run, message, now);
      case 'reveal':
        return this.#revealed(run, message, now);
      case 'done':
        return this.#saidThere(run, message);
      case 'cancel':
        return this.#end(run, THERE[message.reason]);
      default:
        return unreachable(message);
    }
  }

  #asked(from: Party, message: Message<'commit'>, now: Instant): VerificationOutput[] {
    const key = toHex(from.id);
    const run = this.#runs.get(key);
    if (run?.stage.kind === 'waiting') return this.#crossed(key, run, { from, message, now });
    if (run !== undefined && equal(run.commitment, message.commitment)) {
      return drop('verification-twice');
    }
    const asking = theirs(from, message, now);
    // They have one run with us as well, so that a new one means that they gave up the last.
    if (run !== undefined && isQuestion(run)) return this.#askedAgain(key, run, asking);
    const ended = run === undefined ? [] : this.#end(run, 'cancelled-there');
    if (run !== undefined) this.#replaced.set(key, run);
    const mayFrom = this.#limits.mayAskAt(key);
    if (mayFrom === undefined || mayFrom <= now)
      return [...ended, ...this.#bringUp(key, asking, now)];
    if (this.#count('put-off') >= MAX_PUT_OFF) return [...ended, ...tooMany(asking)];
    this.#add(key, { ...asking, stage: { kind: 'put-off' }, until: mayFrom });
    return ended;
  }

  /** For the person it is the same question, which is on screen no longer than the first would be. */
  #askedAgain(key: string, { stage, until }: Run, asking: Run): VerificationOutput[] {
    this.#runs.set(key, { ...asking, stage, until });
    return [];
  }

  #bringUp(key: string, run: Run, now: Instant): VerificationOutput[] {
    this.#runs.delete(key);
    if (this.#count('asked') >= MAX_ASKED || this.#open().length >= MAX_RUNS) return tooMany(run);
    this.#limits.asked(key, now);
    this.#add(key, { ...run, stage: { kind: 'asked' }, until: now + ANSWER_TIMEOUT_MS });
    return [shownAsked(run.member.id)];
  }

  /** Both began: one run stands, and both people have agreed to it already. */
  #crossed(
    key: string,
    ours: Run,
    asked: { from: Party; message: Message<'commit'>; now: Instant },
  ): VerificationOutput[] {
    const { from, message, now } = asked;
    if (compare(this.#self.id, ours.member.id) < 0) return [];
    const run = theirs(from, message, now);
    this.#runs.set(key, run);
    return this.#agree(key, run, now);
  }

  #answered(run: Run, { nonce }: Message<'nonce'>, now: Instant): VerificationOutput[] {
    const { member, stage } = run;
    if (stage.kind !== 'waiting') return drop('verification-order');
    this.#limits.attempt(toHex(member.id));
    const roles = { roomId: this.#roomId, initiator: this.#self, responder: member };
    return [
      send(member.id, { kind: 'reveal', run: runOf(run.commitment), nonce: stage.a }),
      ...this.#compare(run, { ...roles, a: stage.a, b: nonce }, now),
    ];
  }

  #revealed(run: Run, { nonce }: Message<'reveal'>, now: Instant): VerificationOutput[] {
    const { member, stage } = run;
    if (stage.kind !== 'exchanging') return drop('verification-order');
    const roles = { roomId: this.#roomId, initiator: member, responder: this.#self };
    if (!equal(commitment(roles, nonce), run.commitment)) {
      return [...drop('verification-unfit'), ...this.#cancel(toHex(member.id), 'unfit')];
    }
    return this.#compare(run, { ...roles, a: nonce, b: stage.b }, now);
  }

  #compare(run: Run, values: VerificationRun, now: Instant): VerificationOutput[] {
    const transcript = verificationTranscript(values);
    const stage = { kind: 'comparing', transcript, theySaySame: false } as const;
    return this.#showComparing(run, stage, now + COMPARE_TIMEOUT_MS);
  }

  /** What the other person said is passed on as such. */
  #saidThere(run: Run, { transcript }: Message<'done'>): VerificationOutput[] {
    const { member, stage } = run;
    if (stage.kind !== 'comparing' && stage.kind !== 'said') return drop('verification-order');
    if (!equal(stage.transcript, transcript)) return drop('verification-unfit');
    if (stage.kind === 'comparing') {
      if (stage.theySaySame) return drop('verification-twice');
      return this.#showComparing(run, { ...stage, theySaySame: true }, run.until);
    }
    this.#runs.delete(toHex(member.id));
    return [{ kind: 'confirmed', member: member.id }];
  }

  #showComparing(
    run: Run,
    stage: Extract<Stage, { readonly kind: 'comparing' }>,
    until: Instant,
  ): VerificationOutput[] {
    const { member } = run;
    const { transcript, theySaySame } = stage;
    this.#runs.set(toHex(member.id), { ...run, stage, until });
    const emoji = verificationEmoji(transcript);
    return [{ kind: 'shown', member: member.id, state: { kind: 'comparing', emoji, theySaySame } }];
  }

  #compared(key: string, same: boolean, now: Instant): VerificationOutput[] {
    const run = this.#runs.get(key);
    if (run?.stage.kind !== 'comparing') return [];
    if (!same) return this.#mismatch(key, run);
    const { member, stage } = run;
    const { transcript, theySaySame } = stage;
    this.#limits.matched(key);
    if (theySaySame) this.#runs.delete(key);
    else {
      const said = { kind: 'said', transcript } as const;
      this.#runs.set(key, { ...run, stage: said, until: now + COMPARE_TIMEOUT_MS });
    }
    return [
      send(member.id, { kind: 'done', run: runOf(run.commitment), transcript }),
      { kind: 'verified', member: member.id, awaited: !theySaySame },
      ...(theySaySame ? [{ kind: 'confirmed', member: member.id } as const] : []),
    ];
  }

  /** A run that is open is settled by it as well. */
  #numberCompared(member: Uint8Array, same: boolean): VerificationOutput[] {
    const key = toHex(member);
    const run = this.#runs.get(key);
    if (!same) return run === undefined ? [failed(member, 'mismatch')] : this.#mismatch(key, run);
    this.#limits.matched(key);
    const open = run !== undefined && run.stage.kind !== 'said';
    const sent = open ? [cancel(run, 'cancelled')] : [];
    this.#runs.delete(key);
    return [...sent, { kind: 'verified', member, awaited: false }];
  }

  #mismatch(key: string, run: Run): VerificationOutput[] {
    this.#runs.delete(key);
    return [cancel(run, 'mismatch'), failed(run.member.id, 'mismatch')];
  }

  /** Ends a run from here and tells the other side why. */
  #cancel(key: string, reason: CancelReason): VerificationOutput[] {
    const run = this.#runs.get(key);
    if (run === undefined || run.stage.kind === 'said') return [];
    return [cancel(run, reason), ...this.#end(run, reason)];
  }

  /**
   * After our person's "same" only what alarms is told: the rest changes nothing. And nobody has seen a
   * question that was put off.
   */
  #end({ member, stage }: Run, reason: VerificationFailure): VerificationOutput[] {
    this.#runs.delete(toHex(member.id));
    const untold =
      stage.kind === 'put-off' || (stage.kind === 'said' && reason !== 'mismatch-there');
    return untold ? [] : [failed(member.id, reason)];
  }

  /**
   * Why a run ended, come after the one that is in its place: the network keeps no order. Only what
   * alarms is worth a word; then the new question is put once more.
   */
  #lateCancel(from: Party, message: Message<'cancel'>, now: Instant): VerificationOutput[] {
    const key = toHex(from.id);
    const replaced = this.#replaced.get(key);
    const alarms = isAlarming(THERE[message.reason]);
    if (replaced === undefined || !isOf(replaced, message) || now >= replaced.until || !alarms) {
      return drop(NO_RUN);
    }
    this.#replaced.delete(key);
    const isUp = this.#runs.get(key)?.stage.kind === 'asked';
    return [failed(from.id, THERE[message.reason]), ...(isUp ? [shownAsked(from.id)] : [])];
  }

  #left(key: string): VerificationOutput[] {
    const run = this.#runs.get(key);
    return run === undefined ? [] : this.#end(run, 'left');
  }

  /** Those that our person knows of, and in which they have not said "same". */
  #open(): Run[] {
    return [...this.#runs.values()].filter(
      ({ stage }) => stage.kind !== 'said' && stage.kind !== 'put-off',
    );
  }

  #count(kind: Stage['kind']): number {
    return [...this.#runs.values()].filter(({ stage }) => stage.kind === kind).length;
  }

  /** Makes room by no longer waiting for what somebody else may have to say against a "same". */
  #add(key: string, run: Run): void {
    this.#runs.delete(key);
    const oldestSaid = [...this.#runs].find(([, { stage }]) => stage.kind === 'said');
    const known = this.#runs.size - this.#count('put-off');
    if (known >= MAX_RUNS && oldestSaid) this.#runs.delete(oldestSaid[0]);
    this.#runs.set(key, run);
  }
}
