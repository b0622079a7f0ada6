// The conversation: signs what the person says, puts everything in one order, counts who has it, and
// lets it end in time.
//
//   write, edit, delete, react ▶ outbox ─ somebody here, pace allows ─▶ publish ─▶ acknowledged …
//   deliver ▶ a line of somebody else in its place, or a change to a line
//   time    ▶ removed here, and forgotten by the overlay

import { unreachable } from '../../base/assert.ts';
import { toHex } from '../../base/bytes.ts';
import { earliest, type Instant } from '../../base/time.ts';
import type { RoomMessage } from '../../wire/message.ts';
import type { Machine } from '../machine.ts';
import { Company } from './company.ts';
import type { EntryId, MemberKeys, RoomConfig, RoomInput, RoomOutput } from './contract.ts';
import { Hearing } from './hearing.ts';
import type { Receipt } from './ledger.ts';
import { drop, Lines } from './lines.ts';
import { MAX_TELLING_MEMBERS, Reading } from './reading.ts';
import { Speaking } from './speaking.ts';
import { Verifying } from './verifying.ts';
import { Voice } from './voice.ts';

type Of<Kind extends RoomInput['kind']> = Extract<RoomInput, { readonly kind: Kind }>;

export class Room implements Machine<RoomInput, RoomOutput> {
  readonly #company = new Company();
  readonly #reading = new Reading();
  readonly #lines: Lines;
  readonly #voice: Voice;
  readonly #speaking: Speaking;
  readonly #hearing: Hearing;
  readonly #verifying: Verifying;

  constructor(config: RoomConfig) {
    const self = config.identity.id;
    const company = this.#company;
    const lines = new Lines(toHex(self));
    const voice = new Voice(config, company);
    this.#lines = lines;
    this.#voice = voice;
    this.#speaking = new Speaking({ self, company, lines, voice });
    this.#verifying = new Verifying({ config, company, speaking: this.#speaking });
    this.#hearing = new Hearing({ self, company, lines, voice });
  }

  handle(input: RoomInput, now: Instant): RoomOutput[] {
    switch (input.kind) {
      case 'write':
        return this.#speaking.write(input, now);
      case 'edit':
        return this.#speaking.edit(input, now);
      case 'delete':
        return this.#speaking.delete(input.entry, now);
      case 'react':
        return this.#speaking.react(input, now);
      case 'verify':
        return this.#verifying.act(input.member, input.act, now);
      case 'note':
        return this.#speaking.note(input, now);
      case 'withdraw':
        return this.#speaking.withdraw(input.entry);
      case 'read':
        return this.#read(input, now);
      case 'deliver':
        return this.#deliver(input.message, now);
      case 'members':
        return this.#members(input.members, now);
      case 'acknowledged':
        return this.#acknowledged(input);
      case 'left':
        return this.#left(input.member, now);
      default:
        return unreachable(input);
    }
  }

  wake(now: Instant): RoomOutput[] {
    const read = this.#reading.take(now);
    return [
      ...this.#lines.wake(now),
      ...this.#company.takeGivenUp(now).flatMap((member) => this.#forget(member)),
      ...this.#verifying.wake(now),
      ...this.#speaking.tellRead(read, now),
    ];
  }

  get deadline(): Instant | undefined {
    return earliest([
      this.#lines.deadline,
      this.#company.deadline,
      this.#reading.deadline,
      this.#verifying.deadline,
      this.#speaking.deadline,
    ]);
  }

  #read({ entries, tell }: Of<'read'>, now: Instant): RoomOutput[] {
    const isFew = this.#company.size < MAX_TELLING_MEMBERS;
    return entries.flatMap((id) => {
      if (tell && isFew) this.#noteRead(id, now);
      return this.#lines.seen(id, now);
    });
  }

  #noteRead(id: EntryId, now: Instant): void {
    const { entry, messages } = this.#lines.get(id) ?? {};
    const message = messages?.[0];
    if (entry === undefined || message === undefined || entry.own) return;
    // Whoever is gone does not ask; and who comes and goes would be remembered for ever.
    if (this.#company.isGone(toHex(message.author))) return;
    this.#reading.note({ message, isPrivate: entry.privateWith !== undefined }, now);
  }

  #members(members: ReadonlyMap<string, MemberKeys>, now: Instant): RoomOutput[] {
    const { ledger, pace } = this.#voice;
    this.#company.update(members, now);
    pace.setMembers(members.size + 1);
    const receipts = this.#receipts(ledger.setPresent(new Set(members.keys())));
    return [...receipts, ...this.#speaking.sendWaiting(now)];
  }

  #acknowledged({ member, since, upTo }: Of<'acknowledged'>): RoomOutput[] {
    const receipts = this.#voice.ledger.acknowledge(toHex(member), since, upTo);
    return receipts === undefined ? drop('acknowledged-unsent') : this.#receipts(receipts);
  }

  /** Steps of a verification are for the room itself; other notes are for whoever listens. */
  #deliver(message: RoomMessage, now: Instant): RoomOutput[] {
    const { outputs, receipts } = this.#hearing.hear(message, now);
    const taken = outputs.flatMap((output) =>
      output.kind === 'note' && output.topic === 'verify'
        ? this.#verifying.hear(output.from, output.body, now)
        : [output],
    );
    return [...taken, ...this.#receipts(receipts)];
  }

  #left(id: Uint8Array, now: Instant): RoomOutput[] {
    const member = toHex(id);
    const receipts = this.#receipts(this.#voice.ledger.leave(member));
    this.#company.leave(member);
    return [...receipts, ...this.#verifying.left(id, now), ...this.#forget(member)];
  }

  /** This member is gone for good, and with it what was for it alone, and what it wanted gone. */
  #forget(member: string): RoomOutput[] {
    this.#reading.forget(member);
    return [...this.#speaking.gone(member), ...this.#lines.authorLeft(member)];
  }

  #receipts(receipts: readonly Receipt[]): RoomOutput[] {
    return receipts.flatMap((receipt) => {
      const { entry, ...counts } = receipt;
      const noted = this.#speaking.noted(receipt);
      return [...noted, ...this.#lines.setState(entry, { kind: 'sent', ...counts })];
    });
  }
}
