// The slots of a room: where members say that they can be met, four in each hour. One reads all of
// them, and writes into one's own alone.

import { equal, u32Bytes } from '../../../base/bytes.ts';
import { earliest, type Instant, MINUTE_MS } from '../../../base/time.ts';
import { blake2b } from '../../../crypto/hash.ts';
import type { RoomKeys } from '../../../crypto/keys.ts';
import {
  activeHours,
  HOUR_OVERLAP_MS,
  MAILBOX_SLOTS,
  MailboxHour,
  nextHourChange,
} from '../../../crypto/mailbox.ts';
import { type Random, uniform } from '../../../ports/random.ts';
import { recordHead } from '../../../wire/description.ts';
import { type Beacon, encodeSlot, MAX_BEACONS, parseSlot } from '../../../wire/mailbox.ts';
import type { Effects } from '../effects.ts';
import { type Contents, SharedPlace } from './shared-place.ts';

/** BRIDGE: "Offer older than 10 min … → next one". */
export const BEACON_LIFE_MS = 10 * MINUTE_MS;
/** What BLAKE2b gives at the least; one byte of it is used. */
const HASH_BYTES = 16;

interface Hour {
  readonly keys: MailboxHour;
  readonly slots: readonly SharedPlace<Beacon>[];
  /** BRIDGE: "A member writes to slot H(peerId, e) mod 4". */
  readonly own: SharedPlace<Beacon>;
  /** BRIDGE: "Publish ahead at a random moment within the overlap". */
  readonly writeFrom: Instant;
}

export interface SlotsConfig {
  readonly keys: RoomKeys;
  /** Our member id, 16 bytes. */
  readonly self: Uint8Array;
  readonly random: Random;
  readonly effects: Effects;
}

export class Slots {
  readonly #config: SlotsConfig;
  readonly #contents: Contents<Beacon>;
  readonly #hours = new Map<number, Hour>();
  #changeAt: Instant | undefined;
  #beacon: Beacon | undefined;
  /** The hours in which the present beacon was put up. */
  readonly #written = new Set<number>();

  constructor(config: SlotsConfig) {
    this.#config = config;
    this.#contents = {
      // BRIDGE: "only if fewer than 3 other fresh entries are there".
      maxOthers: MAX_BEACONS - 2,
      encode: encodeSlot,
      parse: parseSlot,
      same: ({ record }, other) => equal(record, other.record),
      isCurrent: (beacon, now) => !isOf(beacon, config.self) && isFresh(beacon, now),
    };
  }

  /** The hours that we live in, those that have begun last at the end. */
  get hours(): readonly MailboxHour[] {
    return [...this.#hours.values()].map(({ keys }) => keys);
  }

  get isReading(): boolean {
    return this.#all().some((slot) => slot.isReading);
  }

  /** Others wrote over our beacon wherever it was put up: nobody sees it at present. */
  get isLost(): boolean {
    const own = [...this.#hours.values()].map((hour) => hour.own);
    return own.length > 0 && own.every((slot) => slot.isLost);
  }

  /** From now on in the hours of `now`. */
  start(now: Instant): void {
    for (const hour of activeHours(now)) this.#begin(hour, now);
    this.#changeAt = nextHourChange(now);
  }

  stop(): void {
    this.#hours.clear();
    this.#written.clear();
    this.#beacon = undefined;
    this.#changeAt = undefined;
  }

  /** Looks into all of them. */
  read(now: Instant): void {
    for (const slot of this.#all()) slot.read(now);
  }

  /** Puts up this beacon, in place of an older one. */
  publish(beacon: Beacon): void {
    this.#beacon = beacon;
    this.#written.clear();
  }

  withdraw(): void {
    this.#beacon = undefined;
    this.#written.clear();
    for (const { own } of this.#hours.values()) own.forgo();
  }

  /** Takes our beacon down, as the last thing done here: nobody is to wait for us. */
  erase(now: Instant): void {
    for (const { own } of this.#hours.values()) own.erase(now);
  }

  /** What others had there when it was last heard of. */
  beacons(): { readonly beacon: Beacon; readonly hour: MailboxHour }[] {
    return [...this.#hours.values()].flatMap(({ slots, keys: hour }) =>
      slots.flatMap(({ there }) => there.map((beacon) => ({ beacon, hour }))),
    );
  }

  /** The slot with this target, if it is one. */
  at(
    target: Uint8Array,
  ): { readonly slot: SharedPlace<Beacon>; readonly hour: MailboxHour } | undefined {
    for (const { slots, keys } of this.#hours.values()) {
      const slot = slots.find(({ place }) => equal(place.target, target));
      if (slot !== undefined) return { slot, hour: keys };
    }
    return undefined;
  }

  /** Does what is due; true when an hour has begun or ended. */
  sync(now: Instant): boolean {
    const changed = this.#changeAt !== undefined && now >= this.#changeAt;
    if (changed) this.#change(now);
    for (const [hour, { own, writeFrom }] of this.#hours) {
      if (this.#beacon === undefined || this.#written.has(hour) || now < writeFrom) continue;
      this.#written.add(hour);
      own.want(this.#beacon, { look: true }, now);
    }
    for (const slot of this.#all()) slot.sync(now);
    return changed;
  }

  get deadline(): Instant | undefined {
    const writes = [...this.#hours]
      .filter(([hour]) => this.#beacon !== undefined && !this.#written.has(hour))
      .map(([, { writeFrom }]) => writeFrom);
    return earliest([this.#changeAt, ...writes, ...this.#all().map(({ deadline }) => deadline)]);
  }

  #change(now: Instant): void {
    const hours = activeHours(now);
    for (const hour of this.#hours.keys()) if (!hours.includes(hour)) this.#end(hour);
    for (const hour of hours) {
      const delayMs = uniform(this.#config.random) * HOUR_OVERLAP_MS;
      if (!this.#hours.has(hour)) this.#begin(hour, now + Math.floor(delayMs));
    }
    this.#changeAt = nextHourChange(now);
  }

  #begin(hour: number, writeFrom: Instant): void {
    const { keys: room, self, random, effects } = this.#config;
    const keys = new MailboxHour(room, hour);
    const parts = { contents: this.#contents, random, effects };
    const slots = Array.from(
      { length: MAILBOX_SLOTS },
      (_, index) => new SharedPlace({ ...parts, place: keys.slot(index) }),
    );
    const [byte = 0] = blake2b(HASH_BYTES, self, u32Bytes(hour));
    const own = slots[byte % MAILBOX_SLOTS] as SharedPlace<Beacon>;
    this.#hours.set(hour, { keys, slots, own, writeFrom });
  }

  #end(hour: number): void {
    this.#hours.delete(hour);
    this.#written.delete(hour);
  }

  #all(): SharedPlace<Beacon>[] {
    return [...this.#hours.values()].flatMap(({ slots }) => slots);
  }
}

/** Whether somebody may still be waiting behind a beacon, by the clocks of both. */
export function isFresh({ record }: Beacon, now: Instant): boolean {
  const head = recordHead(record);
  return head !== undefined && Math.abs(now - head.sentAt) <= BEACON_LIFE_MS;
}

function isOf({ record }: Beacon, member: Uint8Array): boolean {
  const head = recordHead(record);
  return head !== undefined && equal(head.sender, member);
}
