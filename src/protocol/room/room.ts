// The conversation: signs what the person writes, puts everything in one order, counts who has it.
//
//   write ▶ outbox ─ somebody here, pace allows ─▶ publish ─▶ acknowledged … ▶ "reached m of n"
//   deliver ▶ line of somebody else, in its place
//
// A message gets its sequence number, the hash of the one before, its stamp and its signature only
// when it is sent, so that what is withdrawn leaves no gap and what waited is not dated back.

import { assert, unreachable } from '../../base/assert.ts';
import { toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import { blake2b } from '../../crypto/hash.ts';
import type { Identity } from '../../crypto/identity.ts';
import { sign } from '../../crypto/sign.ts';
import {
  encodeUnsigned,
  finishMessage,
  MESSAGE_DOMAIN,
  type RoomMessage,
} from '../../wire/message.ts';
import { encodeText, parseText, TEXT_KIND } from '../../wire/text-body.ts';
import type { Machine } from '../machine.ts';
import { HybridClock } from './clock.ts';
import type {
  Entry,
  EntryId,
  RefusalReason,
  RoomConfig,
  RoomInput,
  RoomOutput,
} from './contract.ts';
import { Ledger, type Receipt } from './ledger.ts';
import { messageOrder, receivedId } from './order.ts';
import { type Draft, Outbox } from './outbox.ts';
import { Pace } from './pace.ts';
import { Transcript } from './transcript.ts';

/** DESIGN §6: BLAKE2b-16 of the message before. */
const PREVIOUS_BYTES = 16;
/** DESIGN §6: an unsigned 32-bit number. */
const MAX_LIFETIME_MS = 2 ** 32 - 1;

type Writing = Extract<RoomInput, { readonly kind: 'write' }>;
type Acknowledgement = Extract<RoomInput, { readonly kind: 'acknowledged' }>;

export class Room implements Machine<RoomInput, RoomOutput> {
  readonly #identity: Identity;
  readonly #self: string;
  readonly #roomId: Uint8Array;
  readonly #clock = new HybridClock();
  readonly #outbox = new Outbox();
  readonly #pace = new Pace();
  readonly #ledger = new Ledger();
  readonly #transcript = new Transcript();
  /** When the pace allows the next message, as of the last attempt. */
  #resumeAt: Instant | undefined;
  #lastSeq = 0;
  #previous: Uint8Array = new Uint8Array(PREVIOUS_BYTES);

  constructor(config: RoomConfig) {
    this.#identity = config.identity;
    this.#self = toHex(config.identity.id);
    this.#roomId = config.roomId;
  }

  handle(input: RoomInput, now: Instant): RoomOutput[] {
    switch (input.kind) {
      case 'write':
        return this.#write(input, now);
      case 'deliver':
        return this.#deliver(input.message, now);
      case 'members':
        return this.#members(input.members, now);
      case 'acknowledged':
        return this.#acknowledged(toHex(input.member), input);
      case 'left':
        return this.#left(toHex(input.member));
      case 'withdraw':
        return this.#withdraw(input.entry);
      default:
        return unreachable(input);
    }
  }

  wake(now: Instant): RoomOutput[] {
    return this.#sendWaiting(now);
  }

  /** When the pace lets the next waiting text go; with nobody here, `members` is waited for. */
  get deadline(): Instant | undefined {
    return this.#outbox.isEmpty || this.#ledger.isAlone ? undefined : this.#resumeAt;
  }

  #write({ entry: id, text, lifetimeMs }: Writing, now: Instant): RoomOutput[] {
    assert(!this.#outbox.has(id) && this.#transcript.get(id) === undefined, 'a fresh entry id');
    const whole = Number.isInteger(lifetimeMs);
    assert(whole && lifetimeMs >= 0 && lifetimeMs <= MAX_LIFETIME_MS, 'a lifetime in range');
    const body = encodeText(text);
    if (!body.ok) return refuse(id, body.reason);
    const draft = this.#outbox.add({ id, body: body.value, lifetimeMs }, now);
    if (draft === undefined) return refuse(id, 'outbox-full');
    const outputs = this.#sendWaiting(now);
    if (this.#outbox.has(id)) outputs.push({ kind: 'entry', entry: this.#waiting(draft) });
    return outputs;
  }

  #members(members: ReadonlySet<string>, now: Instant): RoomOutput[] {
    const outputs = this.#receipts(this.#ledger.setPresent(members));
    this.#pace.setMembers(members.size + 1);
    return [...outputs, ...this.#sendWaiting(now)];
  }

  #acknowledged(member: string, { since, upTo }: Acknowledgement): RoomOutput[] {
    const receipts = this.#ledger.acknowledge(member, since, upTo);
    return receipts === undefined ? drop('acknowledged-unsent') : this.#receipts(receipts);
  }

  #left(member: string): RoomOutput[] {
    return this.#receipts(this.#ledger.leave(member));
  }

  #withdraw(id: EntryId): RoomOutput[] {
    return this.#outbox.remove(id) ? [{ kind: 'removed', entry: id }] : [];
  }

  #deliver(message: RoomMessage, now: Instant): RoomOutput[] {
    // Unknown kinds move the clock, too: an answer in words to something newer still follows it.
    this.#clock.see(message.hlc, now);
    if (message.kind !== TEXT_KIND) return [];
    const text = parseText(message.body);
    if (!text.ok) return drop(text.reason);
    if (toHex(message.sender) === this.#self) return drop('message-own');
    const id = receivedId(message);
    if (this.#transcript.get(id) !== undefined) return drop('message-twice');
    return this.#show({
      id,
      author: message.sender,
      own: false,
      text: text.value,
      order: messageOrder(message),
      writtenAt: Math.min(message.hlc, now),
      state: { kind: 'received' },
    });
  }

  #sendWaiting(now: Instant): RoomOutput[] {
    const outputs: RoomOutput[] = [];
    while (!this.#outbox.isEmpty && !this.#ledger.isAlone && this.#pace.take(now)) {
      const draft = this.#outbox.shift();
      assert(draft !== undefined, 'an outbox that is not empty has a first draft');
      outputs.push(...this.#send(draft, now));
    }
    this.#resumeAt = this.#pace.nextAt(now);
    return outputs;
  }

  #send(draft: Draft, now: Instant): RoomOutput[] {
    const message = this.#sign(draft, now);
    const { reached, of } = this.#ledger.publish(message.seq, draft.id);
    const entry: Entry = {
      ...this.#waiting(draft),
      order: messageOrder(message),
      writtenAt: Math.min(message.hlc, now),
      state: { kind: 'sent', reached, of },
    };
    return [{ kind: 'publish', message }, ...this.#show(entry)];
  }

  #sign(draft: Draft, now: Instant): RoomMessage {
    this.#lastSeq += 1;
    const unsigned = encodeUnsigned({
      kind: TEXT_KIND,
      sender: this.#identity.id,
      generation: 0,
      seq: this.#lastSeq,
      previous: this.#previous,
      hlc: this.#clock.next(now),
      lifetimeMs: draft.lifetimeMs,
      body: draft.body,
    });
    const signature = sign(this.#identity.g.secretKey, MESSAGE_DOMAIN, this.#roomId, unsigned);
    const message = finishMessage(unsigned, signature);
    this.#previous = blake2b(PREVIOUS_BYTES, message.bytes);
    return message;
  }

  /** The text as others will read it: decoded from the body, not as it was typed. */
  #waiting(draft: Draft): Entry {
    const text = parseText(draft.body);
    assert(text.ok, 'our own body parses');
    return {
      id: draft.id,
      author: this.#identity.id,
      own: true,
      text: text.value,
      order: draft.order,
      writtenAt: draft.writtenAt,
      state: { kind: 'waiting' },
    };
  }

  #show(entry: Entry): RoomOutput[] {
    const removed = this.#transcript.add(entry);
    return [
      { kind: 'entry', entry },
      ...removed.map((id): RoomOutput => ({ kind: 'removed', entry: id })),
    ];
  }

  #receipts(receipts: readonly Receipt[]): RoomOutput[] {
    return receipts.flatMap(({ entry: id, reached, of }): RoomOutput[] => {
      const entry = this.#transcript.update(id, { kind: 'sent', reached, of });
      return entry === undefined ? [] : [{ kind: 'entry', entry }];
    });
  }
}

function drop(reason: string): RoomOutput[] {
  return [{ kind: 'dropped', reason }];
}

function refuse(entry: EntryId, reason: RefusalReason): RoomOutput[] {
  return [
    { kind: 'dropped', reason },
    { kind: 'refused', entry, reason },
  ];
}
