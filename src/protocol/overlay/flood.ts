// Room messages, from hand to hand: each is checked, entered, handed up, and passed on to everybody
// but whom it came from.
//
//   MSG hop h ─▶ begun? ─▶ seen? ─▶ rate ─▶ signature ─▶ chain ─▶ deliver, MSG hop h + 1 ▶ others
//                └─ no: waits until it is known where its author begins for us

import { BoundedMap } from '../../base/bounded-map.ts';
import { equal, toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import { blake2b } from '../../crypto/hash.ts';
import { verify } from '../../crypto/verify.ts';
import {
  MESSAGE_DOMAIN,
  parseMessage,
  type RoomMessage,
  signatureOf,
  signedPart,
} from '../../wire/message.ts';
import { AuthorRates } from './author-rates.ts';
import { type Commons, roomSize } from './commons.ts';
import type { Neighbour } from './neighbours.ts';
import { WaitingRoom } from './waiting-room.ts';

/** OVERLAY.md, "Acceptance figures" 2: hops ≤ 14. */
export const MAX_HOPS = 14;
/** DESIGN §6: the previous hash has 16 bytes. */
const MESSAGE_HASH_BYTES = 16;

/** Our choice: as many as the roster holds. */
const MAX_LIARS = 64;

interface Arrival {
  readonly hop: number;
  /** The link it came over; undefined when that has gone while the message waited. */
  readonly from: Neighbour | undefined;
  readonly now: Instant;
}

export class Flood {
  readonly #commons: Commons;
  readonly #accepted: (message: RoomMessage, key: string) => void;
  readonly #rates = new AuthorRates();
  readonly #waiting = new WaitingRoom();
  /** Authors who signed two messages of one number. */
  readonly #liars = new BoundedMap<string, true>(MAX_LIARS);

  /** `accepted` hears of every message that is new here, with its author's id in hex. */
  constructor(commons: Commons, accepted: (message: RoomMessage, key: string) => void) {
    this.#commons = commons;
    this.#accepted = accepted;
  }

  /** Our own new message: over all links at once. */
  publish(message: RoomMessage, now: Instant): void {
    const { frontier, effects, self } = this.#commons;
    const hash = blake2b(MESSAGE_HASH_BYTES, message.bytes);
    const admission = frontier.add(message, hash, { key: self, now });
    if (admission !== 'new') return effects.drop(`own-message-${admission}`);
    this.#keepAndSend(message, { hop: 0, from: undefined, now });
  }

  receive(bytes: Uint8Array, arrival: Arrival & { readonly from: Neighbour }): void {
    const parsed = parseMessage(bytes);
    if (!parsed.ok) {
      this.#commons.effects.drop(parsed.reason);
      // Another version is no offence: somebody here may be newer than we are.
      if (parsed.reason !== 'message-version') arrival.from.meter.junk(arrival.now);
      return;
    }
    this.#take(parsed.value, arrival);
  }

  /** It is known now where this member's messages begin for us. */
  release(key: string, now: Instant): void {
    for (const { message, hop, link } of this.#waiting.take(key)) {
      this.#take(message, { hop, from: this.#commons.neighbours.get(link), now });
    }
  }

  wake(now: Instant): void {
    const expired = this.#waiting.expire(now);
    for (let i = 0; i < expired; i++) this.#commons.effects.drop('author-unknown');
  }

  forget(key: string): void {
    this.#rates.forget(key);
  }

  get deadline(): Instant | undefined {
    return this.#waiting.deadline;
  }

  #take(message: RoomMessage, arrival: Arrival): void {
    const { frontier, effects, roster, self } = this.#commons;
    const key = toHex(message.sender);
    const admission = frontier.admits(key, message.seq);
    if (admission === 'unknown') return this.#wait(message, key, arrival);
    if (admission === 'before') return;
    if (admission === 'seen') return this.#compareToSeen(message, key, arrival);
    if (admission === 'window' && arrival.from?.key === key) arrival.from.meter.exceed(arrival.now);
    if (admission !== 'new') return effects.drop(`message-${admission}`);
    if (key === self) return this.#forged(arrival);
    const card = roster.cardOf(key);
    if (card === undefined) return this.#wait(message, key, arrival);
    const size = { bytes: message.bytes.length, members: roomSize(this.#commons) };
    const spent = this.#rates.isSpent(key, size.members, arrival.now);
    if (spent) return this.#excess(key, arrival);
    if (!this.#isAuthentic(message, card.g)) return this.#forged(arrival);
    if (!this.#rates.take(key, size, arrival.now)) return this.#excess(key, arrival);
    this.#enter(message, key, arrival);
  }

  #enter(message: RoomMessage, key: string, arrival: Arrival): void {
    const { frontier, effects, routes } = this.#commons;
    const { from, now } = arrival;
    const hash = blake2b(MESSAGE_HASH_BYTES, message.bytes);
    const admission = frontier.add(message, hash, { key, now });
    if (admission !== 'new') return effects.drop(`message-${admission}`);
    if (from !== undefined) routes.learn(key, from.link, now);
    effects.push({ kind: 'deliver', message });
    this.#keepAndSend(message, arrival);
    this.#accepted(message, key);
  }

  #keepAndSend(message: RoomMessage, { hop, from, now }: Arrival): void {
    const { store, effects, neighbours } = this.#commons;
    const key = toHex(message.sender);
    store.add(key, message, now);
    if (from !== undefined && hop >= MAX_HOPS) return effects.drop('hop-limit');
    const others = neighbours
      .members()
      .filter((each) => each.key !== from?.key && each.key !== key);
    effects.sendAll(
      others.map(({ link }) => link),
      { kind: 'msg', hop: from === undefined ? hop : hop + 1, message: message.bytes },
    );
  }

  /** "Deduplicated by (sender, seq)": the first one stays; another one, if signed, is a lie told twice. */
  #compareToSeen(message: RoomMessage, key: string, arrival: Arrival): void {
    const { store, roster, effects } = this.#commons;
    const seen = store.get(key, message.seq);
    if (seen === undefined || equal(seen.message.bytes, message.bytes)) return;
    // Once is enough to know: its further versions are not worth a check of their signatures.
    if (this.#liars.has(key)) return effects.drop('equivocation');
    const card = roster.cardOf(key);
    if (card === undefined || !this.#isAuthentic(message, card.g)) return this.#forged(arrival);
    this.#liars.set(key, true);
    effects.drop('equivocation');
  }

  #wait(message: RoomMessage, key: string, { hop, from, now }: Arrival): void {
    if (from === undefined) return;
    const taken = this.#waiting.add({ key, message, hop, link: from.link, since: now });
    if (!taken) this.#commons.effects.drop('waiting-room-full');
  }

  /** "Receivers allow twice that, leave the excess unacknowledged and fetch it later." */
  #excess(key: string, { from, now }: Arrival): void {
    if (from?.key === key) from.meter.exceed(now);
    this.#commons.effects.drop('author-rate');
  }

  #forged({ from, now }: Arrival): void {
    from?.meter.junk(now);
    this.#commons.effects.drop('message-forged');
  }

  #isAuthentic(message: RoomMessage, signingKey: Uint8Array): boolean {
    const { roomId } = this.#commons;
    return verify(signingKey, signatureOf(message), MESSAGE_DOMAIN, roomId, signedPart(message));
  }
}
