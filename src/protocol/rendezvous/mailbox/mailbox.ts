// Meeting in the DHT (BRIDGE): beside the trackers, through items that everybody with the phrase
// can find, read and write. No operator is needed, and none is asked.
//
//   alone   read the slots ─ somebody's beacon ▶ answer into its box
//                          └ nobody's ▶ own beacon into our slot, watch its box; look again …
//   linked  the two members with the lowest ids keep beacons up, so that newcomers find the room
//
// Two who both wait see each other's beacon: the one with the lower id answers, and after a while
// the other does, too. Who has no way to the DHT does nothing here.

import { Backoff } from '../../../base/backoff.ts';
import { BoundedMap } from '../../../base/bounded-map.ts';
import { compare, toHex } from '../../../base/bytes.ts';
import { earliest, type Instant, MINUTE_MS, SECOND_MS } from '../../../base/time.ts';
import type { MailboxHour } from '../../../crypto/mailbox.ts';
import type { DhtEvent, DhtHealth } from '../../../ports/dht.ts';
import type { Beacon } from '../../../wire/mailbox.ts';
import type { RendezvousConfig } from '../contract.ts';
import type { Effects } from '../effects.ts';
import type { Opener } from '../opener.ts';
import type { Strangers } from '../strangers.ts';
import { Answers, type Found } from './answers.ts';
import { OwnOffer } from './own-offer.ts';
import type { SharedPlace } from './shared-place.ts';
import { isFresh, Slots } from './slots.ts';

/** BRIDGE: "only the lowest 2 peer ids keep beacons fresh". */
const KEEPERS = 2;
/** Our choice: a resident's beacon is mostly found by then, and a connection is spared. */
const OFFER_AFTER_MS = 0.8 * SECOND_MS;
/** Our choice: reading ends after three seconds; what a slow node would add comes with the next look. */
const READING_MS = 4 * SECOND_MS;
/** BRIDGE: "re-read after 2, 4, 8 s with jitter", then "slots 5 s until connected". */
const LONELY_LOOKS = { firstMs: 2 * SECOND_MS, limitMs: 8 * SECOND_MS };
/** BRIDGE: "60 s after". Our choice: sooner at first, since a room may have come up in two halves. */
const KEEPER_LOOKS = { firstMs: 15 * SECOND_MS, limitMs: MINUTE_MS };
/** Our choice: an offer that came to nothing is replaced, and not in a busy loop. */
const REPLACEMENTS = { firstMs: SECOND_MS, limitMs: 8 * SECOND_MS };
/** Our choice: who waits is answered by one of us alone for that long, and then by anybody. */
const DEFER_MS = 8 * SECOND_MS;
/** Our choice: two hours of four full slots, twice. */
const MAX_FOUND = 64;

interface Candidate extends Found {
  readonly seenAt: Instant;
}

type Phase =
  /** There is no way to the DHT, or nobody to be found there by us. */
  | { readonly kind: 'idle' }
  /** The first look. */
  | { readonly kind: 'reading'; readonly since: Instant }
  | { readonly kind: 'looking'; readonly lookAt: Instant };

export interface MailboxParts {
  readonly config: RendezvousConfig;
  readonly effects: Effects;
  readonly opener: Opener;
  readonly strangers: Strangers;
}

export class Mailbox {
  readonly #self: Uint8Array;
  readonly #admits: (member: Uint8Array) => boolean;
  readonly #effects: Effects;
  readonly #opener: Opener;
  readonly #slots: Slots;
  readonly #offer: OwnOffer;
  readonly #answers: Answers;
  readonly #lonelyLooks: Backoff;
  readonly #keeperLooks: Backoff;
  readonly #replacements: Backoff;
  readonly #found = new BoundedMap<string, Candidate>(MAX_FOUND);
  #health: DhtHealth = 'absent';
  #alone = true;
  #rank = 0;
  /** Whether an offer of ours may be found; while not, whom we know is looked for all the same. */
  #permitted = true;
  #phase: Phase = { kind: 'idle' };
  /** Before then no offer of ours is made; undefined once that was. */
  #offerFrom: Instant | undefined;
  /** When one was last asked for. */
  #offerWantedAt: Instant = 0;

  constructor({ config, effects, opener, strangers }: MailboxParts) {
    const { keys, self, random } = config;
    this.#self = self;
    this.#admits = config.admits ?? (() => true);
    this.#effects = effects;
    this.#opener = opener;
    this.#slots = new Slots({ keys, self, random, effects });
    this.#offer = new OwnOffer({ random, effects, opener });
    this.#answers = new Answers({ random, effects, strangers });
    this.#lonelyLooks = new Backoff(LONELY_LOOKS, random);
    this.#keeperLooks = new Backoff(KEEPER_LOOKS, random);
    this.#replacements = new Backoff(REPLACEMENTS, random);
  }

  start(now: Instant): void {
    this.#slots.start(now);
  }

  stop(now: Instant): void {
    this.#slots.erase(now);
    this.#rest();
    this.#slots.stop();
  }

  /** How many links are up, and how many members here have a lower id. */
  links({ count, rank }: { readonly count: number; readonly rank: number }): void {
    const alone = count === 0;
    if (alone !== this.#alone) this.#lookSoon();
    this.#alone = alone;
    this.#rank = rank;
  }

  permit(permitted: boolean, now: Instant): void {
    if (permitted === this.#permitted) return;
    this.#permitted = permitted;
    if (permitted) return;
    this.#slots.erase(now);
    this.#slots.withdraw();
    this.#offer.drop();
  }

  /** Strangers are let in again: who has waited meanwhile was seen before, and looked past. */
  opened(now: Instant): void {
    this.#lookSoon();
    for (const { beacon, hour } of this.#slots.beacons()) this.#find(beacon, hour, now);
  }

  /** Something changed for the better: whoever is alone looks now. */
  nudge(now: Instant): void {
    if (this.#alone && this.#phase.kind === 'looking') {
      this.#phase = { kind: 'looking', lookAt: now };
    }
  }

  event(event: DhtEvent, now: Instant): void {
    if (event.kind === 'health') return this.#changed(event.health);
    const { target } = event;
    if (event.kind === 'item') return this.#heard(event, now);
    const box = this.#answers.at(target);
    const slot = this.#slots.at(target)?.slot;
    const place = box ?? slot;
    if (event.kind === 'got') place?.got();
    else if (event.kind === 'refused') place?.refused(event.reason, now);
    else if (box !== undefined) this.#answers.stored(box, event.copies, now);
    else this.#stored(slot, event.copies, now);
  }

  /** Whoever is alone looks at once whether somebody wrote there at the same time. */
  #stored(slot: SharedPlace<Beacon> | undefined, copies: number, now: Instant): void {
    slot?.stored(copies, now);
    if (this.#alone) slot?.read(now);
  }

  offerReady(attempt: Uint8Array, record: Uint8Array, now: Instant): void {
    const beacon = this.#offer.ready(attempt, record, now);
    if (beacon === undefined) return;
    this.#replacements.reset();
    this.#slots.publish(beacon);
  }

  /** Whoever makes the connections may refuse every one, and does so at once. */
  offerOver(attempt: Uint8Array): void {
    if (!this.#offer.over(attempt)) return;
    this.#slots.withdraw();
    this.#offerFrom = this.#offerWantedAt + this.#replacements.next();
  }

  answerOver(attempt: Uint8Array): void {
    this.#answers.over(attempt);
  }

  /** Does what is due. */
  sync(now: Instant): void {
    this.#slots.sync(now);
    this.#answers.sync(now);
    if (!this.#isWanted) return this.#rest();
    if (this.#phase.kind === 'idle') this.#beginReading(now);
    this.#look(now);
    this.#tryFound(now);
    this.#keepOffer(now);
    this.#slots.sync(now);
  }

  get deadline(): Instant | undefined {
    const phase = this.#phase;
    if (!this.#isWanted) return undefined;
    return earliest([
      this.#slots.deadline,
      this.#answers.deadline,
      this.#offer.deadline,
      this.#offerFrom,
      phase.kind === 'reading' ? phase.since + READING_MS : undefined,
      phase.kind === 'looking' ? phase.lookAt : undefined,
      this.#deferredUntil,
    ]);
  }

  get #isWanted(): boolean {
    return this.#health === 'working' && (this.#alone || this.#rank < KEEPERS);
  }

  get #looks(): Backoff {
    return this.#alone ? this.#lonelyLooks : this.#keeperLooks;
  }

  #changed(health: DhtHealth): void {
    if (health === this.#health) return;
    this.#health = health;
    this.#effects.push({ kind: 'dht-health', health });
  }

  /** Nothing of ours is to be found there. */
  #rest(): void {
    if (this.#phase.kind === 'idle') return;
    this.#phase = { kind: 'idle' };
    this.#offerFrom = undefined;
    this.#offer.drop();
    this.#slots.withdraw();
    this.#answers.clear();
    this.#found.clear();
  }

  #lookSoon(): void {
    this.#lonelyLooks.reset();
    this.#keeperLooks.reset();
    if (this.#phase.kind === 'looking') this.#phase = { kind: 'looking', lookAt: 0 };
  }

  #beginReading(now: Instant): void {
    this.#lonelyLooks.reset();
    this.#keeperLooks.reset();
    this.#slots.read(now);
    this.#phase = { kind: 'reading', since: now };
    this.#offerFrom = now + OFFER_AFTER_MS;
  }

  #look(now: Instant): void {
    const phase = this.#phase;
    if (phase.kind === 'reading') {
      const over = !this.#slots.isReading || now >= phase.since + READING_MS;
      if (over) this.#phase = { kind: 'looking', lookAt: now + this.#looks.next() };
    } else if (phase.kind === 'looking' && now >= phase.lookAt) {
      this.#slots.read(now);
      this.#phase = { kind: 'looking', lookAt: now + this.#looks.next() };
    }
  }

  #keepOffer(now: Instant): void {
    if ((this.#offer.deadline ?? now + 1) <= now) this.#offer.drop();
    this.#offer.watch(this.#slots.hours);
    if (this.#offerFrom !== undefined && now < this.#offerFrom) return;
    this.#offerFrom = undefined;
    if (!this.#permitted) return;
    // In the first look, whoever is being answered comes before anybody who may answer us.
    const busy = this.#phase.kind === 'reading' && !this.#answers.isIdle;
    if (busy || !this.#offer.isMissing) return;
    this.#offerWantedAt = now;
    this.#offer.want();
  }

  #heard({ target, item }: Extract<DhtEvent, { readonly kind: 'item' }>, now: Instant): void {
    if (this.#offer.heard(target, item, now)) return;
    const answered = this.#answers.at(target);
    if (answered !== undefined) {
      answered.heard(item, now);
      return;
    }
    const found = this.#slots.at(target);
    if (found === undefined) return this.#effects.drop('item-unasked');
    for (const beacon of found.slot.heard(item, now)) this.#find(beacon, found.hour, now);
  }

  #find(beacon: Beacon, hour: MailboxHour, now: Instant): void {
    if (!isFresh(beacon, now)) return;
    const opened = this.#opener.read(beacon.record, 'offer', now);
    if (opened === undefined || this.#answers.wasTried(opened.description)) return;
    const key = toHex(opened.description.attempt);
    if (!this.#found.has(key)) this.#found.set(key, { beacon, opened, hour, seenAt: now });
  }

  /** The newest first: its maker is the likeliest to be there still. */
  #tryFound(now: Instant): void {
    const candidates = [...this.#found.values()];
    candidates.sort((a, b) => b.opened.description.sentAt - a.opened.description.sentAt);
    for (const candidate of candidates) {
      const fresh = isFresh(candidate.beacon, now);
      const due = now >= candidate.seenAt + this.#delayMs(candidate);
      if (fresh && (!due || !this.#answers.hasRoom)) continue;
      this.#found.delete(toHex(candidate.opened.description.attempt));
      // The room may have been locked since it was found.
      const { sender } = candidate.opened.description;
      if (fresh && this.#admits(sender)) this.#answers.answer(candidate, now);
    }
  }

  /**
   * Two who both wait, or both keep beacons, would cross each other: one of them goes first. Not so
   * when only one of the two can see the other.
   */
  #delayMs({ opened }: Found): number {
    const unseen = !this.#offer.isWaiting || this.#slots.isLost;
    const first = this.#alone
      ? unseen || compare(this.#self, opened.description.sender) < 0
      : this.#rank === 0;
    return first ? 0 : DEFER_MS;
  }

  get #deferredUntil(): Instant | undefined {
    if (!this.#answers.hasRoom) return undefined;
    return earliest([...this.#found.values()].map((one) => one.seenAt + this.#delayMs(one)));
  }
}
