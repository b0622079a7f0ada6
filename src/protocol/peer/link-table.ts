// Every link of one peer, from its first offer to its end: who asked for it, and what became of it.

import { equal, isZero, toHex } from '../../base/bytes.ts';
import { earliest, type Instant, MINUTE_MS, SECOND_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import type { Card } from '../../crypto/identity.ts';
import type { Pace } from '../../ports/rtc.ts';
import { bridgeTag, type CircuitPass } from '../../wire/circuit.ts';
import type { LinkBridge, LinkConfig, LinkUp } from '../link/contract.ts';
import { Link } from '../link/link.ts';
import type { Relay, Way } from '../rendezvous/contract.ts';
import type { LinkId, PeerConfig } from './contract.ts';

/** DESIGN §5: Chromium counts 500 constructions per renderer. OVERLAY: ≤ 30 a minute. */
const CONSTRUCTIONS_PER_MINUTE = 30;
/** OVERLAY: ≤ 150 per five minutes; the rest is the burst of a room of many joining at once. */
const CONSTRUCTION_BURST = 30;
/** Links in any state. Our choice: eleven neighbours, their replacements and a few offers. */
export const MAX_LINKS = 32;
/** DESIGN §5: an older link is named alive when it was heard from within 3 s. */
const ALIVE_MS = 3 * SECOND_MS;

/** Our choice: as long as the overlay waits for a link that it asked for. */
const INTRODUCTION_MS = 30 * SECOND_MS;
/** Our choice: of links and of constructions, what others' offers can't use up: our own need some. */
const KEPT_FOR_OUR_OFFERS = 8;

/** How soon an answer is taken up, by the way it goes. */
const PACE: Readonly<Record<Way, Pace>> = { tracker: 'prompt', mailbox: 'slow', hand: 'by-hand' };

const NO_HANDSHAKE = new Uint8Array(32);

/** Who asked for a link: strangers met on trackers, or a member met through members. */
export type Origin =
  | { readonly kind: 'rendezvous'; readonly by: Way }
  | { readonly kind: 'overlay'; readonly member: Uint8Array };

export interface LinkEntry {
  readonly id: LinkId;
  readonly link: Link;
  readonly role: LinkConfig['role'];
  readonly attempt: Uint8Array;
  readonly origin: Origin;
  /** Set once an answer was given to an offerer, or the offer to an answerer. */
  answered: boolean;
  /** When it is closed unless it is up by then: a member need not answer, or may answer wrongly. */
  giveUpAt: Instant | undefined;
  /** Set while the link is up and counts as the link to its member. */
  up: LinkUp | undefined;
  path: 'direct' | 'relay' | undefined;
}

export type LinkRequest = Pick<LinkEntry, 'role' | 'attempt' | 'origin'>;

export class LinkTable {
  readonly #config: PeerConfig;
  /** Who is here, by hex id. */
  readonly #roster: ReadonlyMap<string, unknown>;
  readonly #entries = new Map<LinkId, LinkEntry>();
  readonly #constructions = new TokenBucket({
    perSecond: (CONSTRUCTIONS_PER_MINUTE * SECOND_MS) / MINUTE_MS,
    burst: CONSTRUCTION_BURST,
  });
  #nextId: LinkId = 1;
  #relays: readonly Relay[] = [];
  #bridges: readonly LinkBridge[] = [];

  constructor(config: PeerConfig, roster: ReadonlyMap<string, unknown>) {
    this.#config = config;
    this.#roster = roster;
  }

  /** A new link, not started yet; undefined when the budget of connections is used up. */
  create(request: LinkRequest, now: Instant): LinkEntry | undefined {
    const kept = request.role === 'answerer' ? KEPT_FOR_OUR_OFFERS : 0;
    if (this.#entries.size >= MAX_LINKS - kept) return undefined;
    if (this.#constructions.nextAt(now, 1 + kept) > now) return undefined;
    this.#constructions.take(now);
    const { keys, identity, random, iceServers, relayOnly } = this.#config;
    const { origin } = request;
    const entry: LinkEntry = {
      ...request,
      id: this.#nextId++,
      link: new Link({
        role: request.role,
        attempt: request.attempt,
        identity,
        psk: keys.psk,
        roomId: keys.roomId,
        iceServers,
        relayOnly,
        pace: origin.kind === 'rendezvous' ? PACE[origin.by] : 'prompt',
        direct: this.direct,
        mayFallBack: (member) => origin.kind === 'rendezvous' && !this.#isReached(member),
        bridges: () => this.#bridges,
        circuitKey: keys.circuit,
        random,
      }),
      answered: request.role === 'answerer',
      giveUpAt: origin.kind === 'overlay' ? now + INTRODUCTION_MS : undefined,
      up: undefined,
      path: undefined,
    };
    this.#entries.set(entry.id, entry);
    return entry;
  }

  /** Whether other ways than a bridge's relay may be tried: with the address hidden, TURN alone. */
  get direct(): boolean {
    const { iceServers, relayOnly } = this.#config;
    return !relayOnly || iceServers.some(({ urls }) => urls.some((url) => /^turns?:/i.test(url)));
  }

  /** Whether a link can come of anything at present. */
  get reachable(): boolean {
    return this.direct || this.#relays.length > 0;
  }

  useRelays(relays: readonly Relay[]): void {
    const { keys } = this.#config;
    this.#relays = relays;
    this.#bridges = relays.map(({ url }) => ({ url, tag: bridgeTag(keys.circuit, url) }));
  }

  /** Undefined when we are no longer known at that bridge. */
  passFor(url: string): CircuitPass | undefined {
    return this.#relays.find((relay) => relay.url === url)?.pass;
  }

  get(id: LinkId): LinkEntry | undefined {
    return this.#entries.get(id);
  }

  delete(id: LinkId): void {
    this.#entries.delete(id);
  }

  get size(): number {
    return this.#entries.size;
  }

  [Symbol.iterator](): IterableIterator<LinkEntry> {
    return this.#entries.values();
  }

  /** Our own unanswered or answered offer of this attempt; a stranger's attempt never matches. */
  offerer(attempt: Uint8Array): LinkEntry | undefined {
    return this.#find((entry) => entry.role === 'offerer' && equal(entry.attempt, attempt));
  }

  /** The one link that counts as the link to this member. */
  linkTo(member: Uint8Array): LinkEntry | undefined {
    return this.#find((entry) => entry.up !== undefined && equal(entry.up.member.id, member));
  }

  /** What our FIN names: the live link already held to this identity, or 32 zeros. */
  heldHandshake(member: Card, now: Instant): Uint8Array {
    const held = this.linkTo(member.id);
    return held?.up !== undefined && isAlive(held, now) ? held.up.handshake : NO_HANDSHAKE;
  }

  get deadline(): Instant | undefined {
    const entries = [...this.#entries.values()];
    return earliest(entries.flatMap(({ link, giveUpAt }) => [link.deadline, giveUpAt]));
  }

  /** Whoever is here without a path to us is reached through others, and needs no relay. */
  #isReached(member: Uint8Array | undefined): boolean {
    return member !== undefined && this.#roster.has(toHex(member));
  }

  #find(matches: (entry: LinkEntry) => boolean): LinkEntry | undefined {
    for (const entry of this.#entries.values()) if (matches(entry)) return entry;
    return undefined;
  }
}

export function isAlive(entry: LinkEntry, now: Instant): boolean {
  return now - entry.link.lastHeard < ALIVE_MS;
}

/**
 * Of two links to one identity, whether the newer one stays (DESIGN §5 "Two links to one
 * identity"). Both ends come to the same answer, since it rests on what both FINs said:
 * unless both sides name the same older link, the new one replaces it. Two that both finished
 * while neither end held the other (both FINs are zero) are as alive as each other. Which of two
 * that cross came up first may differ between the ends; whichever a FIN names is the older for both.
 */
export function newerStays(older: LinkUp, newer: LinkUp, self: Uint8Array): boolean {
  const isOtherwise = names(older, newer) && !names(newer, older);
  return isOtherwise ? !replaces(older, newer, self) : replaces(newer, older, self);
}

function replaces(newer: LinkUp, older: LinkUp, self: Uint8Array): boolean {
  const bothNameOlder =
    equal(newer.heldHere, older.handshake) && equal(newer.heldThere, older.handshake);
  const bothCrossed = isZero(newer.heldHere) && isZero(newer.heldThere);
  if (!bothNameOlder && !bothCrossed) return true;
  const [a, b] = [seniority(older, self), seniority(newer, self)];
  return b < a;
}

/** Whether either end held the other link when this one finished. */
function names(link: LinkUp, other: LinkUp): boolean {
  return equal(link.heldHere, other.handshake) || equal(link.heldThere, other.handshake);
}

/** "The one of the smaller initiator id stays; same initiator: the smaller handshake hash." */
function seniority(up: LinkUp, self: Uint8Array): string {
  const initiator = up.role === 'offerer' ? self : up.member.id;
  return toHex(initiator) + toHex(up.handshake);
}
