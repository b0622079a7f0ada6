// BEAT, both ways: what we hold, signed and flooded, for those whom no ACK of ours reaches.

import { concat, fromHex, toHex } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import { sign } from '../../crypto/sign.ts';
import { verify } from '../../crypto/verify.ts';
import { uniform } from '../../ports/random.ts';
import { BEAT_DOMAIN, encodeBeat, parseBeat, type SignedBeat } from '../../wire/member-beat.ts';
import { type Commons, roomSize, SMALL_ROOM_MEMBERS } from './commons.ts';
import type { Neighbour } from './neighbours.ts';
import type { Receipts } from './receipts.ts';
import type { Member } from './roster.ts';

/** DESIGN §6: "an aggregated signed BEAT every max(2 s, n/20 s) with jitter". */
export const BEAT_MIN_MS = 2 * SECOND_MS;
const BEAT_PER_MEMBER_MS = SECOND_MS / 20;
/** Our choice: intervals vary by this part of themselves, so that beats do not come in waves. */
const JITTER = 0.25;
/** Our choice: without news, as often as STATE is renewed. */
const RENEW_MS = 30 * SECOND_MS;
/** Our choice: four times what an honest member sends. */
export const BEAT_RATE = { perSecond: 2, burst: 8 } as const;

interface Heard {
  counter: number;
  readonly rate: TokenBucket;
}

export class Beats {
  readonly #commons: Commons;
  readonly #receipts: Receipts;
  readonly #heard = new WeakMap<Member, Heard>();
  #counter = 0;
  /** The frontier's version at the last beat. */
  #told = 0;
  #sentAt: Instant = 0;
  #intervalMs = BEAT_MIN_MS;
  #deadline: Instant | undefined;

  constructor(commons: Commons, receipts: Receipts) {
    this.#commons = commons;
    this.#receipts = receipts;
  }

  /** Sends one when somebody needs it and it is due. */
  review(now: Instant): void {
    this.#deadline = this.#dueAt();
    if (this.#deadline === undefined || now < this.#deadline) return;
    this.#send(now);
    this.#deadline = this.#dueAt();
  }

  get deadline(): Instant | undefined {
    return this.#deadline;
  }

  receive(bytes: Uint8Array, from: Neighbour, now: Instant): void {
    const { roster, effects, neighbours, routes, self } = this.#commons;
    const parsed = parseBeat(bytes);
    if (!parsed.ok) return this.#junk(parsed.reason, from, now);
    const { beat } = parsed.value;
    const author = toHex(beat.from);
    const member = roster.get(author);
    if (author === self || member === undefined) return;
    const heard = this.#heardOf(member);
    if (beat.counter <= heard.counter) return;
    // Asked before the signature is checked, which costs a hundred times as much.
    if (heard.rate.nextAt(now) > now) return effects.drop('beat-rate');
    if (!this.#isAuthentic(member, parsed.value)) return this.#junk('beat-forged', from, now);
    heard.rate.take(now);
    heard.counter = beat.counter;
    routes.learn(author, from.link, now);
    const others = neighbours.members().filter(({ key }) => key !== from.key && key !== author);
    effects.sendAll(
      others.map(({ link }) => link),
      { kind: 'beat', beat: bytes },
    );
    this.#receipts.receive(beat.entries, author);
  }

  #dueAt(): Instant | undefined {
    const { roster, frontier } = this.#commons;
    const present = roster.present();
    const needed =
      present.length + 1 > SMALL_ROOM_MEMBERS ||
      present.some((member) => member.view?.reach !== 'direct');
    if (!needed || frontier.version === 0) return undefined;
    return this.#sentAt + (frontier.version === this.#told ? RENEW_MS : this.#intervalMs);
  }

  #send(now: Instant): void {
    const { identity, roomId, effects, frontier, neighbours, random, roster, self } = this.#commons;
    this.#counter += 1;
    this.#told = frontier.version;
    this.#sentAt = now;
    const longest = Math.max(BEAT_MIN_MS, roomSize(this.#commons) * BEAT_PER_MEMBER_MS);
    this.#intervalMs = Math.round(longest * (1 + JITTER * uniform(random)));
    const entries = roster
      .present()
      .map(({ key }) => frontier.entry(key))
      .filter(({ since, upTo }) => upTo > since);
    const unsigned = encodeBeat({ from: fromHex(self), counter: this.#counter, entries });
    const signature = sign(identity.g.secretKey, BEAT_DOMAIN, roomId, unsigned);
    const links = neighbours.members().map(({ link }) => link);
    effects.sendAll(links, { kind: 'beat', beat: concat(unsigned, signature) });
  }

  #isAuthentic(member: Member, { unsigned, signature }: SignedBeat): boolean {
    return verify(member.card.g, signature, BEAT_DOMAIN, this.#commons.roomId, unsigned);
  }

  #heardOf(member: Member): Heard {
    const known = this.#heard.get(member);
    const heard = known ?? { counter: 0, rate: new TokenBucket(BEAT_RATE) };
    if (known === undefined) this.#heard.set(member, heard);
    return heard;
  }

  #junk(reason: string, from: Neighbour, now: Instant): void {
    from.meter.junk(now);
    this.#commons.effects.drop(reason);
  }
}
