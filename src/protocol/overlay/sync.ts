// SYNC: finding and filling gaps.
//
//   link-up          A ─ SYNC (what A holds) ▶ B      B sends what A lacks, and the same the other way
//   hashes differ    A ─ SYNC, answer ▶ B ─ SYNC ▶ A  when PING and PONG have told so for 1.5 s
//   a known gap      A ─ SYNC, answer ▶ somebody      every 5 s
//
// "Newcomers get nothing from before they came" (DESIGN §6): each entry says from which number on its
// receiver can have messages. Of the author itself, that is where a newcomer begins; of others it is
// where a newcomer need not wait for what came before.

import { toHex } from '../../base/bytes.ts';
import { earliest, type Instant, SECOND_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import { uniform } from '../../ports/random.ts';
import { MAX_FRONTIER_ENTRIES, type SyncEntry } from '../../wire/overlay.ts';
import type { Commons } from './commons.ts';
import type { Neighbour } from './neighbours.ts';
import type { Receipts } from './receipts.ts';
import type { Member } from './roster.ts';
import type { Stored } from './store.ts';

/** OVERLAY.md, "Parameters", SYNC: "on frontier mismatch > 1.5 s". */
export const MISMATCH_MS = 1.5 * SECOND_MS;
/** OVERLAY.md, "Parameters", SYNC: "every 5 s with one random neighbour". */
export const GAP_SYNC_MS = 5 * SECOND_MS;
/** Our choice: two neighbours that agreed to differ do not ask again for this long. */
export const SETTLED_MS = 30 * SECOND_MS;
/** Our choice: somebody is new while its first links come up. */
export const NEWCOMER_MS = 10 * SECOND_MS;
/** Our choice: 3,200 messages or 3.2 MB a second to one neighbour, below any channel's buffer. */
export const PACE_MS = 20;
export const PACE_MESSAGES = 64;
export const PACE_BYTES = 64 * 1024;

/** Our choice: an honest neighbour asks every 1.5 s at most, apart from link-up and its answers. */
export const SYNC_RATE = { perSecond: 1, burst: 10 } as const;
/** Our choice, in bytes: a full store (8 MB) twice, then what a gap may take. */
export const REPAIR_RATE = { perSecond: 256 * 1024, burst: 16 * 1024 * 1024 } as const;

/** The word of an author that has no entry in its own SYNC. */
const NOTHING_SAID = { before: 0, upTo: 0 };

interface Exchange {
  readonly questions: TokenBucket;
  readonly volume: TokenBucket;
  mismatchAt: Instant | undefined;
  /** Both hashes when we last asked, and when that was. */
  asked: { readonly pair: string; readonly at: Instant } | undefined;
  plan: readonly Stored[];
  sent: number;
  nextAt: Instant;
}

export class Sync {
  readonly #commons: Commons;
  readonly #receipts: Receipts;
  readonly #begun: (key: string, now: Instant) => void;
  readonly #exchanges = new Map<Neighbour, Exchange>();
  #newcomerUntil: Instant | undefined;
  #gapAt: Instant | undefined;

  /** `begun` hears of authors whose messages can be judged from now on. */
  constructor(commons: Commons, receipts: Receipts, begun: (key: string, now: Instant) => void) {
    this.#commons = commons;
    this.#receipts = receipts;
    this.#begun = begun;
  }

  linkUp(neighbour: Neighbour, now: Instant): void {
    this.#newcomerUntil ??= now + NEWCOMER_MS;
    this.#exchanges.set(neighbour, {
      questions: new TokenBucket(SYNC_RATE),
      volume: new TokenBucket(REPAIR_RATE),
      mismatchAt: undefined,
      asked: undefined,
      plan: [],
      sent: 0,
      nextAt: now,
    });
    this.#send(neighbour, false);
  }

  linkDown(neighbour: Neighbour): void {
    this.#exchanges.delete(neighbour);
  }

  receive(
    frame: { answer: boolean; entries: readonly SyncEntry[] },
    from: Neighbour,
    now: Instant,
  ): void {
    if (this.#exchanges.get(from)?.questions.take(now) !== true) {
      return this.#commons.effects.drop('sync-rate');
    }
    this.#receipts.receive(frame.entries, from.key);
    for (const entry of frame.entries) this.#learn(entry, from, now);
    const isTold = frame.entries.some(({ sender }) => toHex(sender) === from.key);
    if (!isTold) this.#hearAuthor(from.key, NOTHING_SAID, now);
    if (frame.answer) this.#send(from, false);
    this.#plan(frame.entries, from, now);
  }

  /** The 8 bytes that PING and PONG carry: what we hold of everybody present. */
  frontierHash(): Uint8Array {
    const { frontier, roster, self } = this.#commons;
    return frontier.hash([self, ...roster.present().map(({ key }) => key)]);
  }

  /** A neighbour's frontier hash came in. */
  compare(theirs: Uint8Array, from: Neighbour, now: Instant): void {
    const exchange = this.#exchanges.get(from);
    if (exchange === undefined) return;
    const pair = toHex(this.frontierHash()) + toHex(theirs);
    if (pair.slice(0, pair.length / 2) === toHex(theirs)) {
      exchange.mismatchAt = undefined;
      return;
    }
    exchange.mismatchAt ??= now;
    const { asked } = exchange;
    const settled = asked?.pair === pair && now - asked.at < SETTLED_MS;
    if (settled || now - exchange.mismatchAt <= MISMATCH_MS) return;
    exchange.asked = { pair, at: now };
    exchange.mismatchAt = now;
    this.#send(from, true);
  }

  review(now: Instant): void {
    for (const key of this.#commons.frontier.skipOld(now)) {
      this.#commons.effects.drop('gap-skipped');
      this.#receipts.owe(key);
    }
    this.#askForGaps(now);
    for (const [neighbour, exchange] of this.#exchanges) this.#serve(neighbour, exchange, now);
  }

  get deadline(): Instant | undefined {
    const busy = [...this.#exchanges.values()].filter(({ plan, sent }) => sent < plan.length);
    return earliest([
      this.#gapAt,
      this.#commons.frontier.deadline,
      ...busy.map(({ nextAt }) => nextAt),
    ]);
  }

  #learn({ sender, upTo, from: first }: SyncEntry, from: Neighbour, now: Instant): void {
    const { frontier, roster, self } = this.#commons;
    const key = toHex(sender);
    if (key === self || roster.cardOf(key) === undefined) return;
    const word = { before: Math.min(first - 1, upTo), upTo };
    if (key === from.key) return this.#hearAuthor(key, word, now);
    const isNewcomer = this.#newcomerUntil !== undefined && now < this.#newcomerUntil;
    if (isNewcomer) frontier.skipTo(key, word.before, now);
  }

  /** What the author tells of itself also begins it, when it had not begun for us. */
  #hearAuthor(key: string, word: { before: number; upTo: number }, now: Instant): void {
    this.#commons.frontier.hear(key, word, now);
    this.#begun(key, now);
  }

  #send(neighbour: Neighbour, answer: boolean): void {
    const { effects, frontier, roster, self } = this.#commons;
    const member = roster.get(neighbour.key);
    if (member === undefined) return;
    // Our own comes last, so that it is never the one to be left out.
    const keys = [...[...frontier.keys()].filter((key) => key !== self), self];
    const entries = keys
      .map((key) => this.#entry(key, member))
      .filter(({ upTo }) => upTo > 0)
      .slice(-MAX_FRONTIER_ENTRIES);
    effects.send(neighbour.link, { kind: 'sync', answer, entries });
  }

  #entry(key: string, member: Member): SyncEntry {
    const { frontier, store } = this.#commons;
    const entry = frontier.entry(key);
    let from = entry.upTo + 1;
    for (const stored of store.of(key)) {
      if (stored.message.seq < from && this.#mayHave(member, stored)) from = stored.message.seq;
    }
    return { ...entry, from };
  }

  /** What came after we heard of the member, or is ours and held by nobody else yet. */
  #mayHave(member: Member, { key, message, order }: Stored): boolean {
    if (order >= member.messagesBefore) return true;
    return key === this.#commons.self && !this.#receipts.isHeld(message.seq);
  }

  /** Lists what the neighbour lacks. What is on its way already is not listed again. */
  #plan(entries: readonly SyncEntry[], from: Neighbour, now: Instant): void {
    const exchange = this.#exchanges.get(from);
    const member = this.#commons.roster.get(from.key);
    if (exchange === undefined || member === undefined) return;
    if (exchange.sent < exchange.plan.length) return;
    const held = new Map(entries.map((entry) => [toHex(entry.sender), entry]));
    const plan: Stored[] = [];
    for (const key of this.#commons.frontier.keys()) {
      if (key === from.key) continue;
      const { since = 0, upTo = 0 } = held.get(key) ?? {};
      for (const stored of this.#commons.store.of(key)) {
        // Up to `since` there may be a gap that the neighbour gave up when nobody could fill it.
        const { seq } = stored.message;
        if ((seq > upTo || seq <= since) && this.#mayHave(member, stored)) plan.push(stored);
      }
    }
    exchange.plan = plan.sort(bySaying);
    exchange.sent = 0;
    exchange.nextAt = now;
  }

  #serve(neighbour: Neighbour, exchange: Exchange, now: Instant): void {
    const { plan } = exchange;
    if (exchange.sent >= plan.length || now < exchange.nextAt) return;
    let bytes = 0;
    const last = exchange.sent + PACE_MESSAGES;
    exchange.nextAt = now + PACE_MS;
    while (exchange.sent < Math.min(last, plan.length) && bytes < PACE_BYTES) {
      const { message, key } = plan[exchange.sent] as Stored;
      if (this.#commons.store.get(key, message.seq)?.message !== message) {
        // It has vanished since it was planned.
        exchange.sent += 1;
        continue;
      }
      if (!exchange.volume.take(now, message.bytes.length)) {
        exchange.nextAt = Math.max(
          exchange.nextAt,
          exchange.volume.nextAt(now, message.bytes.length),
        );
        break;
      }
      this.#commons.effects.send(neighbour.link, { kind: 'msg', hop: 0, message: message.bytes });
      exchange.sent += 1;
      bytes += message.bytes.length;
    }
    if (exchange.sent >= plan.length) Object.assign(exchange, { plan: [], sent: 0 });
  }

  #askForGaps(now: Instant): void {
    if (!this.#commons.frontier.hasGaps) {
      this.#gapAt = undefined;
      return;
    }
    this.#gapAt ??= now + MISMATCH_MS;
    if (now < this.#gapAt) return;
    this.#gapAt = now + GAP_SYNC_MS;
    const live = this.#commons.neighbours.live();
    const chosen = live[Math.floor(uniform(this.#commons.random) * live.length)];
    if (chosen !== undefined) this.#send(chosen, true);
  }
}

/** As it was said; an author's clock grows with its numbers. */
function bySaying({ message: a, order: x }: Stored, { message: b, order: y }: Stored): number {
  return a.hlc - b.hlc || a.seq - b.seq || x - y;
}
