// One place of the mailbox that several may write: read it, put ours beside what others have there,
// and look whether it stayed. The DHT has no locks: who writes at the same moment may overwrite us.
//
//   want(ours) ▶ get … got ▶ put(ours + others, cas) ▶ stored
//                    ▲          │ conflict, or somebody wrote without ours
//                    └──────────┘ after a while, a few times

import { Backoff } from '../../../base/backoff.ts';
import type { Parsed } from '../../../base/result.ts';
import { earliest, type Instant, SECOND_MS } from '../../../base/time.ts';
import type { MailboxPlace } from '../../../crypto/mailbox.ts';
import { SEAL_NONCE_BYTES } from '../../../crypto/seal.ts';
import type { DhtRefusal } from '../../../ports/dht.ts';
import type { Random } from '../../../ports/random.ts';
import { freshSeq, type Item, isAhead } from '../../../wire/bep44.ts';
import type { MailboxFault } from '../../../wire/mailbox.ts';
import type { Effects } from '../effects.ts';

/** Our choice: longer than a port takes to answer; whatever it lost is asked again. */
const ANSWER_MS = 20 * SECOND_MS;
/** Our choice: a second writer is done by then; a busy bridge may be. */
const RETRIES = { firstMs: SECOND_MS, limitMs: 16 * SECOND_MS };
/** Our choice: somebody who always overwrites us is not outwritten. */
const MAX_WRITES = 8;

/** How the contents of a kind of place are written, read and told apart. */
export interface Contents<T> {
  /** Beside so many of others' that are worth keeping, ours still goes there. */
  readonly maxOthers: number;
  encode(
    contents: readonly T[],
    writing: { readonly place: MailboxPlace; readonly seq: number; readonly nonce: Uint8Array },
  ): Item;
  parse(item: Item, place: MailboxPlace): Parsed<readonly T[], MailboxFault>;
  same(a: T, b: T): boolean;
  /** Whether somebody else's is worth keeping when we write. */
  isCurrent(content: T, now: Instant): boolean;
}

export interface PlaceParts<T> {
  readonly place: MailboxPlace;
  readonly contents: Contents<T>;
  readonly random: Random;
  readonly effects: Effects;
}

type Doing =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reading'; readonly since: Instant }
  | { readonly kind: 'writing'; readonly since: Instant; readonly seq: number };

export class SharedPlace<T> {
  readonly place: MailboxPlace;
  readonly #parts: PlaceParts<T>;
  readonly #retries: Backoff;
  /** Of the newest item that was seen here; zero for none. */
  #seq = 0;
  /** The same of items whose number is of a time to come: nobody writes on from there. */
  #ahead = 0;
  #there: readonly T[] = [];
  #ours: T | undefined;
  #doing: Doing = { kind: 'nothing' };
  /** Somebody wrote over ours, and we have not written again. */
  #lost = false;
  #writes = 0;
  #writeAt: Instant | undefined;

  constructor(parts: PlaceParts<T>) {
    this.place = parts.place;
    this.#parts = parts;
    this.#retries = new Backoff(RETRIES, parts.random);
  }

  get isReading(): boolean {
    return this.#doing.kind === 'reading';
  }

  /** Ours is to be there, and whoever looks does not see it. */
  get isLost(): boolean {
    return this.#ours !== undefined && this.#lost;
  }

  /** What was there when it was last heard of. */
  get there(): readonly T[] {
    return this.#there;
  }

  /** Looks what is there now. */
  read(now: Instant): void {
    if (this.#doing.kind !== 'nothing') return;
    this.#doing = { kind: 'reading', since: now };
    this.#command({ kind: 'get', target: this.place.target });
  }

  /** Puts ours there, in place of an older one of ours; `look` first what others have there. */
  want(ours: T, { look }: { readonly look: boolean }, now: Instant): void {
    this.#ours = ours;
    this.#writes = 0;
    this.#retries.reset();
    this.#writeAt = now;
    if (look && this.#seq === 0) this.read(now);
  }

  /** Ours is to be there no more; what others write will leave it out. */
  forgo(): void {
    this.#ours = undefined;
    this.#writeAt = undefined;
  }

  /** Takes ours out, once and without a look back. */
  erase(now: Instant): void {
    const ours = this.#ours;
    this.forgo();
    if (ours === undefined || this.#seq === 0) return;
    const { contents } = this.#parts;
    this.#put(this.#others(ours, contents, now), now);
  }

  /** An item of this place. Gives what is in it, when it is news. */
  heard(item: Item, now: Instant): readonly T[] {
    const ahead = isAhead(item.seq, now);
    if (item.seq <= (ahead ? this.#ahead : this.#seq)) return [];
    const { contents, effects } = this.#parts;
    const parsed = contents.parse(item, this.place);
    // Its number counts in any case: whoever writes here must go beyond it.
    if (ahead) this.#ahead = item.seq;
    else this.#seq = item.seq;
    if (!parsed.ok) {
      effects.drop(parsed.reason);
      return [];
    }
    // By a clock that is far off, which what is in it tells; or written to keep others out.
    if (ahead) return parsed.value;
    this.#there = parsed.value;
    this.#compare(now);
    return parsed.value;
  }

  got(): void {
    if (this.#doing.kind === 'reading') this.#doing = { kind: 'nothing' };
  }

  stored(copies: number, now: Instant): void {
    if (this.#doing.kind !== 'writing') return;
    this.#lost = this.#seq > this.#doing.seq;
    this.#seq = Math.max(this.#seq, this.#doing.seq);
    this.#doing = { kind: 'nothing' };
    if (copies === 0) this.#retry(now);
  }

  refused(reason: DhtRefusal, now: Instant): void {
    const { kind } = this.#doing;
    this.#doing = { kind: 'nothing' };
    if (kind === 'writing') this.#retry(now);
    if (kind === 'writing' && reason === 'conflict') this.read(now);
  }

  /** Does what is due. */
  sync(now: Instant): void {
    const doing = this.#doing;
    if (doing.kind !== 'nothing' && now >= doing.since + ANSWER_MS)
      this.refused('unreachable', now);
    if (this.#doing.kind !== 'nothing') return;
    if (this.#writeAt !== undefined && now >= this.#writeAt) this.#write(now);
  }

  get deadline(): Instant | undefined {
    const doing = this.#doing;
    return doing.kind === 'nothing' ? this.#writeAt : earliest([doing.since + ANSWER_MS]);
  }

  /** Somebody may have written without having seen ours. */
  #compare(now: Instant): void {
    const { same } = this.#parts.contents;
    const ours = this.#ours;
    this.#lost = ours !== undefined && !this.#there.some((content) => same(content, ours));
    if (!this.#lost) return;
    if (this.#writeAt === undefined) this.#retry(now);
  }

  #retry(now: Instant): void {
    if (this.#ours !== undefined) this.#writeAt = now + this.#retries.next();
  }

  #write(now: Instant): void {
    this.#writeAt = undefined;
    const ours = this.#ours;
    if (ours === undefined || this.#writes >= MAX_WRITES) return;
    const { contents } = this.#parts;
    const others = this.#others(ours, contents, now);
    if (others.length > contents.maxOthers) return;
    this.#writes += 1;
    const seq = this.#put([ours, ...others], now);
    this.#doing = { kind: 'writing', since: now, seq };
  }

  /** What stays beside ours. */
  #others(ours: T, { same, isCurrent }: Contents<T>, now: Instant): readonly T[] {
    return this.#there.filter((one) => !same(one, ours) && isCurrent(one, now));
  }

  #put(all: readonly T[], now: Instant): number {
    const { contents, random } = this.#parts;
    const seq = freshSeq(this.#seq, random, now);
    const nonce = random.bytes(SEAL_NONCE_BYTES);
    const item = contents.encode(all, { place: this.place, seq, nonce });
    this.#command({ kind: 'put', item, cas: this.#seq > 0 ? this.#seq : undefined });
    return seq;
  }

  #command(command: Parameters<Effects['dht']>[0]): void {
    this.#parts.effects.dht(command);
  }
}
