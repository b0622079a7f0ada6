// Two or three people in one room whose messages reach the others at once: what the overlay does,
// with nothing lost and nothing late.

import { toHex } from '../../../src/base/bytes.ts';
import type { Instant } from '../../../src/base/time.ts';
import { type Identity, makeIdentity } from '../../../src/crypto/identity.ts';
import type { Entry, RoomInput, RoomOutput } from '../../../src/protocol/room/contract.ts';
import type { Room } from '../../../src/protocol/room/room.ts';
import type { RoomMessage } from '../../../src/wire/message.ts';
import { company, makeRoom, NOON, ROOM_ID } from './people.ts';

/** A fixed identity for each seed. */
export function identityOf(seed: number): Identity {
  let drawn = seed * 16;
  const bytes = (length: number) => new Uint8Array(length).fill(++drawn);
  return makeIdentity({ bytes }, ROOM_ID);
}

export class Guest {
  readonly identity: Identity;
  readonly room: Room;
  /** What is on the screen now, by id. */
  readonly screen = new Map<string, Entry>();
  /** Everything told but entries and messages. */
  readonly told: RoomOutput[] = [];
  readonly sent: RoomMessage[] = [];

  constructor(seed: number) {
    this.identity = identityOf(seed);
    this.room = makeRoom(this.identity);
  }

  do(input: RoomInput, now: Instant = NOON): RoomMessage[] {
    return this.#note(this.room.handle(input, now));
  }

  wake(now: Instant): RoomMessage[] {
    return this.#note(this.room.wake(now));
  }

  get texts(): string[] {
    return [...this.screen.values()].map(({ text }) => text);
  }

  takeTold(): RoomOutput[] {
    return this.told.splice(0);
  }

  #note(outputs: readonly RoomOutput[]): RoomMessage[] {
    const messages: RoomMessage[] = [];
    for (const output of outputs) {
      if (output.kind === 'publish') messages.push(output.message);
      else if (output.kind === 'entry') this.screen.set(output.entry.id, output.entry);
      else this.told.push(output);
      if (output.kind === 'removed') this.screen.delete(output.entry);
    }
    this.sent.push(...messages);
    return messages;
  }
}

export class Gathering {
  readonly guests: readonly Guest[];

  constructor(size: number) {
    this.guests = Array.from({ length: size }, (_, index) => new Guest(index + 1));
    for (const guest of this.guests) {
      guest.do(company(...this.others(guest).map(({ identity }) => identity)));
    }
  }

  others(guest: Guest): Guest[] {
    return this.guests.filter((other) => other !== guest);
  }

  /** One does something; the others hear of it. */
  does(guest: Guest, input: RoomInput, now: Instant = NOON): void {
    this.spread(guest, guest.do(input, now), now);
  }

  wake(now: Instant): void {
    for (const guest of this.guests) this.spread(guest, guest.wake(now), now);
  }

  spread(from: Guest, messages: readonly RoomMessage[], now: Instant): void {
    for (const message of messages) {
      for (const other of this.others(from)) other.do({ kind: 'deliver', message }, now);
      for (const other of this.others(from)) {
        const { seq } = message;
        const member = other.identity.id;
        from.do({ kind: 'acknowledged', member, since: seq - 1, upTo: seq }, now);
      }
    }
  }
}

/** How somebody else's message is called on a screen. */
export function idOn(author: Guest, seq: number): string {
  return `${toHex(author.identity.id)}-${seq.toString(16).padStart(8, '0')}`;
}
