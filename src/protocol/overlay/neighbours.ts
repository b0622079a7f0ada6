// Own links: which member each one leads to, and whether it is alive.
//
//   heard ──1 s of silence──▶ PING each second ──3 s──▶ suspect ──30 s──▶ closed
//     ▲                                                   │
//     └───────────────── anything heard ──────────────────┘
//
// A member may have two links for a moment, while one replaces the other; the newest is used.

import { toHex } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import type { Card } from '../../crypto/identity.ts';
import type { LinkId } from './contract.ts';
import { Meter } from './meter.ts';

/** OVERLAY.md, "Parameters", ping: "1 s of silence → ping". */
export const PING_AFTER_MS = SECOND_MS;
/**
 * Our choice: of two, the lower id pings first, and the other one, who hears that, has no need to.
 * Otherwise both would ping at the same moment, again and again.
 */
export const PING_SECOND_MS = 1_250;
/** OVERLAY.md, "Parameters", ping: "suspect 3 s". */
export const SUSPECT_AFTER_MS = 3 * SECOND_MS;
/** Our choice: ICE has told already, so one unanswered ping is enough. */
export const SUSPECT_INTERRUPTED_MS = SECOND_MS;
/** OVERLAY.md, "Layers": "both sides keep SUSPECT up to 30 s". */
export const DEAD_AFTER_MS = 30 * SECOND_MS;

export interface Neighbour {
  readonly link: LinkId;
  readonly card: Card;
  /** The member id in hex. */
  readonly key: string;
  readonly meter: Meter;
  /** After how much silence we ping. */
  readonly patienceMs: number;
  heardAt: Instant;
  interruptedAt: Instant | undefined;
  pingedAt: Instant | undefined;
  suspect: boolean;
  /** Asked to be closed; nothing is sent or read any more. */
  closing: boolean;
}

export interface LivenessReview {
  readonly ping: readonly Neighbour[];
  readonly dead: readonly Neighbour[];
  /** Some link became suspect. */
  readonly changed: boolean;
}

export class Neighbours {
  /** In the order in which they came up. */
  readonly #links = new Map<LinkId, Neighbour>();
  readonly #self: string;

  /** `self` is our own id in hex. */
  constructor(self: string) {
    this.#self = self;
  }

  up(link: LinkId, card: Card, now: Instant): Neighbour {
    const key = toHex(card.id);
    const neighbour: Neighbour = {
      link,
      card,
      key,
      meter: new Meter(),
      patienceMs: this.#self < key ? PING_AFTER_MS : PING_SECOND_MS,
      heardAt: now,
      interruptedAt: undefined,
      pingedAt: undefined,
      suspect: false,
      closing: false,
    };
    this.#links.set(link, neighbour);
    return neighbour;
  }

  down(link: LinkId): Neighbour | undefined {
    const neighbour = this.#links.get(link);
    this.#links.delete(link);
    return neighbour;
  }

  get(link: LinkId): Neighbour | undefined {
    return this.#links.get(link);
  }

  /** The link that leads to this member: the newest that is alive, else the newest. */
  to(key: string): Neighbour | undefined {
    let found: Neighbour | undefined;
    for (const neighbour of this.#links.values()) {
      if (neighbour.key !== key || neighbour.closing) continue;
      if (isBetter(neighbour, found)) found = neighbour;
    }
    return found;
  }

  /** All links to one member, an older one that drains included. */
  linksTo(key: string): Neighbour[] {
    return [...this.#links.values()].filter((each) => each.key === key && !each.closing);
  }

  liveTo(key: string): Neighbour | undefined {
    const found = this.to(key);
    return found?.suspect === false ? found : undefined;
  }

  /** One link for each member that has any, suspect ones included. */
  members(): Neighbour[] {
    const best = new Map<string, Neighbour>();
    for (const neighbour of this.#links.values()) {
      if (neighbour.closing) continue;
      const found = best.get(neighbour.key);
      if (isBetter(neighbour, found)) best.set(neighbour.key, neighbour);
    }
    return [...best.values()];
  }

  live(): Neighbour[] {
    return this.members().filter((neighbour) => !neighbour.suspect);
  }

  /** Something came over this link; true when it was suspect until now. */
  heard(neighbour: Neighbour, now: Instant): boolean {
    neighbour.heardAt = Math.max(neighbour.heardAt, now);
    const recovered = neighbour.suspect;
    neighbour.suspect = false;
    return recovered;
  }

  interrupted(neighbour: Neighbour, interrupted: boolean, now: Instant): void {
    neighbour.interruptedAt = interrupted ? now : undefined;
  }

  /** We were asleep, so the silence was ours: each link gets the time to answer one ping. */
  forgiveSilence(now: Instant): void {
    for (const neighbour of this.#links.values()) {
      neighbour.heardAt = Math.max(neighbour.heardAt, now - neighbour.patienceMs);
      neighbour.pingedAt = undefined;
    }
  }

  review(now: Instant): LivenessReview {
    const open = [...this.#links.values()].filter((neighbour) => !neighbour.closing);
    const dead = open.filter((neighbour) => now - neighbour.heardAt >= DEAD_AFTER_MS);
    const ping = open.filter((neighbour) => now >= pingAt(neighbour) && !dead.includes(neighbour));
    const newlySuspect = open.filter((each) => !each.suspect && now >= suspectAt(each));
    for (const neighbour of newlySuspect) neighbour.suspect = true;
    for (const neighbour of ping) neighbour.pingedAt = now;
    for (const neighbour of dead) neighbour.closing = true;
    return { ping, dead, changed: newlySuspect.length > 0 || dead.length > 0 };
  }

  get deadline(): Instant | undefined {
    let first = Number.POSITIVE_INFINITY;
    for (const neighbour of this.#links.values()) {
      if (neighbour.closing) continue;
      first = Math.min(first, pingAt(neighbour), neighbour.heardAt + DEAD_AFTER_MS);
      if (!neighbour.suspect) first = Math.min(first, suspectAt(neighbour));
    }
    return first === Number.POSITIVE_INFINITY ? undefined : first;
  }
}

/** Newer than `found`, and not worse. */
function isBetter(neighbour: Neighbour, found: Neighbour | undefined): boolean {
  return found === undefined || found.suspect || !neighbour.suspect;
}

function pingAt({ heardAt, pingedAt, patienceMs }: Neighbour): Instant {
  return Math.max(heardAt, pingedAt ?? heardAt) + patienceMs;
}

function suspectAt({ heardAt, interruptedAt }: Neighbour): Instant {
  const silent = heardAt + SUSPECT_AFTER_MS;
  if (interruptedAt === undefined) return silent;
  return Math.min(silent, Math.max(heardAt, interruptedAt) + SUSPECT_INTERRUPTED_MS);
}
