// Identities and messages for the overlay's tests: everything from seeds, nothing from the system.

import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { utf8 } from '../../../src/base/utf8.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import {
  type Card,
  type Identity,
  makeIdentity,
  publicHalf,
} from '../../../src/crypto/identity.ts';
import { sign } from '../../../src/crypto/sign.ts';
import type { Random } from '../../../src/ports/random.ts';
import { encodeDescription, type SessionDescription } from '../../../src/wire/description.ts';
import { encodeState, type MemberState, STATE_DOMAIN } from '../../../src/wire/member-state.ts';
import {
  encodeUnsigned,
  finishMessage,
  MESSAGE_DOMAIN,
  type MessageFields,
  type RoomMessage,
} from '../../../src/wire/message.ts';
import { NEVER_SET } from '../../../src/wire/settings.ts';
import '../../support/ready.ts';

export const ROOM_ID = new Uint8Array(32).fill(7);
/** Any moment: 2025-11-24 12:00 UTC. */
export const START = 1_763_985_600_000;

/** A seeded source (BLAKE2b in counter mode), the same on every machine. */
export class SeededRandom implements Random {
  readonly #seed: Uint8Array;
  #pool: Uint8Array = new Uint8Array();
  #blocks = 0;

  constructor(seed: string) {
    this.#seed = utf8(seed);
  }

  bytes(length: number): Uint8Array {
    while (this.#pool.length < length) {
      const block = blake2b(64, this.#seed, utf8(`#${this.#blocks++}`));
      this.#pool = Uint8Array.from([...this.#pool, ...block]);
    }
    const out = this.#pool.slice(0, length);
    this.#pool = this.#pool.slice(length);
    return out;
  }
}

/** Somebody who signs; the messages chain as an honest author's do. */
export class Person {
  readonly identity: Identity;
  readonly card: Card;
  readonly key: string;
  seq = 0;
  #previous: Uint8Array = new Uint8Array(16);
  #counter = 0;

  constructor(seed: string) {
    this.identity = makeIdentity(new SeededRandom(seed), ROOM_ID);
    this.card = publicHalf(this.identity);
    this.key = toHex(this.identity.id);
  }

  say(text: string, hlc: number = START): RoomMessage {
    this.seq += 1;
    const message = this.sign({ seq: this.seq, body: utf8(text), hlc });
    this.#previous = hashOf(message);
    return message;
  }

  /** A message with any fields, outside the chain. */
  sign(fields: Partial<MessageFields>): RoomMessage {
    const unsigned = encodeUnsigned({
      kind: 1,
      sender: this.identity.id,
      generation: 0,
      seq: 1,
      previous: this.#previous,
      hlc: START,
      lifetime: { kind: 'off' },
      body: utf8('…'),
      ...fields,
    });
    const { secretKey } = this.identity.g;
    return finishMessage(unsigned, sign(secretKey, MESSAGE_DOMAIN, ROOM_ID, unsigned));
  }

  /** A signed STATE, as bytes; the counter grows unless it is given. */
  state(
    fields: Partial<Omit<MemberState, 'neighbours'>> & { neighbours?: readonly string[] },
  ): Uint8Array {
    const { neighbours, ...others } = fields;
    this.#counter = fields.counter ?? this.#counter + 1;
    const unsigned = encodeState({
      s: this.identity.s.publicKey,
      card: this.identity.card,
      counter: this.#counter,
      sentAt: START,
      joinedAt: START,
      heldUpTo: 0,
      leaving: false,
      settings: NEVER_SET,
      isSetter: false,
      nickname: '',
      build: undefined,
      neighbours: (neighbours ?? []).map(fromHex),
      ...others,
    });
    const signature = sign(this.identity.g.secretKey, STATE_DOMAIN, ROOM_ID, unsigned);
    return Uint8Array.from([...unsigned, ...signature]);
  }

  /** An offer or answer record of this person. */
  record(attempt: Uint8Array, fields: Partial<SessionDescription> = {}): Uint8Array {
    const setup = fields.answers === undefined ? 'actpass' : 'active';
    return encodeDescription({
      sentAt: START,
      sender: this.identity.id,
      attempt,
      answers: undefined,
      transport: {
        ufrag: 'abcd',
        pwd: 'abcdefghijklmnopqrstuv',
        fingerprint: new Uint8Array(32).fill(9),
        setup,
        candidates: [{ type: 'host', address: '192.0.2.1', port: 50_000 }],
      },
      bridges: [],
      ...fields,
    });
  }
}

export function hashOf(message: RoomMessage): Uint8Array {
  return blake2b(16, message.bytes);
}

/** Several persons in the order of their ids. */
export function people(count: number, seed = 'people'): Person[] {
  const all = Array.from({ length: count }, (_, i) => new Person(`${seed} ${i}`));
  return all.sort((a, b) => (a.key < b.key ? -1 : 1));
}
