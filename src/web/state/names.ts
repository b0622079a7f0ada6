// Whose name is whose: tells apart names that are taken, look like another's, are the app's own
// words, or come back with another key. Names prove nothing; this keeps them from misleading.
//
// A name belongs to whoever had it first here, but somebody verified goes before somebody who is
// not, one's own name before all, and a name made from a key before one that was chosen. When each
// came is what this page has seen: what others say of it could be made up. What belongs to another
// is shown behind the name made from the key.

import { RESERVED_NAMES, RESERVED_SIGNS, RESERVED_WORDS } from '../../text/reserved-names.ts';
import { mixesAlphabets, sameName, skeleton, skeletons } from './skeleton.ts';

export interface Named {
  readonly key: string;
  /** Made from the key. */
  readonly madeUp: string;
  /** Empty for none. */
  readonly chosen: string;
  readonly verified: boolean;
}

/** `other` is the key of the person whose name it is. */
export type NameVerdict =
  | { readonly kind: 'fine' }
  /** A word or a sign of the app's own. */
  | { readonly kind: 'app' }
  /** Letters of several alphabets in one word. */
  | { readonly kind: 'mixed' }
  /** Somebody who is here has this name, or had it. */
  | { readonly kind: 'same' | 'like'; readonly other: string }
  /** Somebody who is gone had this name: not the same person as before, as far as anybody knows. */
  | {
      readonly kind: 'another';
      readonly other: string;
      /** The one before had been verified. */
      readonly verified: boolean;
      readonly dismissed: boolean;
    };

/** Our choice: gone people whose names are remembered. */
const MAX_KNOWN = 2_048;
/** Our choice: made-up name, first chosen one and the last two, so that renaming wears out no memory. */
const MAX_CLAIMS = 4;

const WORDS: ReadonlySet<string> = new Set(RESERVED_WORDS.map(skeleton));
const WHOLE: ReadonlySet<string> = new Set([...WORDS, ...RESERVED_NAMES.map(skeleton)]);

/** Somebody has, or had, this name. */
interface Claim {
  readonly known: Known;
  readonly name: string;
  /** What it is claimed under: as it is, and as it looks. */
  readonly keys: readonly [exact: string, alike: string];
  /** Counts claims: a lower number is earlier. */
  readonly since: number;
  readonly madeUp: boolean;
}

interface Known {
  readonly key: string;
  readonly self: boolean;
  /** The made-up name first. */
  claims: readonly Claim[];
  /** What they go by now. */
  current: string;
  verified: boolean;
  here: boolean;
}

interface Match {
  readonly claim: Claim;
  readonly exact: boolean;
}

export class Names {
  readonly #known = new Map<string, Known>();
  /** Who has, or had, each name: by what it is, and by what it looks like. */
  readonly #claims = new Map<string, Set<Claim>>();
  readonly #dismissed = new Set<string>();
  #count = 0;

  /** One's own key, and the name made from it. */
  constructor(key: string, madeUp: string) {
    const known = this.#meet(key, madeUp, true);
    known.verified = true;
  }

  /** Takes who is here now, oneself included; a verdict for each, by key. */
  update(here: readonly Named[]): ReadonlyMap<string, NameVerdict> {
    for (const known of this.#known.values()) known.here = known.self;
    for (const person of here) this.#note(person);
    this.#forget();
    return new Map(here.map(({ key }) => [key, this.#judge(key)]));
  }

  /** The person has read that `key` is not who `other` was. */
  dismiss(key: string, other: string): void {
    if (this.#known.has(key) && this.#known.has(other)) this.#dismissed.add(`${key} ${other}`);
  }

  #note({ key, madeUp, chosen, verified }: Named): void {
    const known = this.#known.get(key) ?? this.#meet(key, madeUp, false);
    known.here = true;
    known.verified = verified || known.self;
    known.current = chosen || madeUp;
    if (chosen === '' || known.claims.some(({ name }) => name === chosen)) return;
    const claims = [...known.claims, this.#claim(known, chosen)];
    // The made-up name and the first one stay; what goes is the oldest between them and the last two.
    for (const worn of claims.length > MAX_CLAIMS ? claims.splice(2, 1) : []) this.#release(worn);
    known.claims = claims;
  }

  #meet(key: string, madeUp: string, self: boolean): Known {
    const known: Known = { key, self, claims: [], current: madeUp, verified: false, here: true };
    this.#known.set(key, known);
    known.claims = [this.#claim(known, madeUp)];
    return known;
  }

  #judge(key: string): NameVerdict {
    const known = this.#known.get(key);
    const mine = known?.claims.find(({ name }) => name === known.current);
    if (known === undefined || mine === undefined || known.self) return { kind: 'fine' };
    const owner = this.#owner(mine);
    const past = owner !== undefined && !owner.claim.known.here ? owner.claim.known : undefined;
    if (past?.verified) return this.#another(key, past);
    if (!mine.madeUp && isReserved(mine.name)) return { kind: 'app' };
    if (past !== undefined) return this.#another(key, past);
    if (owner === undefined) return { kind: mixesAlphabets(mine.name) ? 'mixed' : 'fine' };
    return { kind: owner.exact ? 'same' : 'like', other: owner.claim.known.key };
  }

  #another(key: string, { key: other, verified }: Known): NameVerdict {
    const dismissed = this.#dismissed.has(`${key} ${other}`);
    return { kind: 'another', other, verified, dismissed };
  }

  /** Whose name it rather is: of several, the one whom it matters most not to mistake. */
  #owner(mine: Claim): Match | undefined {
    const [exact, alike] = mine.keys;
    const same = weightiest(this.#claims.get(exact), mine);
    const like = weightiest(this.#claims.get(alike), mine);
    if (same === undefined) return like && { claim: like, exact: false };
    if (like === undefined || weight(same) >= weight(like)) return { claim: same, exact: true };
    return { claim: like, exact: false };
  }

  #claim(known: Known, name: string): Claim {
    const keys = [`= ${sameName(name)}`, `~ ${skeleton(name)}`] as const;
    const claim = { known, name, keys, since: this.#count++, madeUp: known.claims.length === 0 };
    for (const claimed of keys) {
      const claims = this.#claims.get(claimed) ?? new Set();
      this.#claims.set(claimed, claims.add(claim));
    }
    return claim;
  }

  #release(claim: Claim): void {
    for (const claimed of claim.keys) {
      const claims = this.#claims.get(claimed);
      claims?.delete(claim);
      if (claims?.size === 0) this.#claims.delete(claimed);
    }
  }

  /** Of those who are gone: the longest known first, and those who were verified after all others. */
  #forget(): void {
    if (this.#known.size <= MAX_KNOWN) return;
    const gone = [...this.#known.values()].filter(({ here }) => !here);
    gone.sort((a, b) => Number(a.verified) - Number(b.verified));
    for (const { key, claims } of gone.slice(0, this.#known.size - MAX_KNOWN)) {
      for (const claim of claims) this.#release(claim);
      this.#known.delete(key);
    }
    for (const pair of this.#dismissed) {
      if (!pair.split(' ').every((key) => this.#known.has(key))) this.#dismissed.delete(pair);
    }
  }
}

/** Whether the made-up name is to stand in front, and the chosen one behind. */
export function isMisleading({ kind }: NameVerdict): boolean {
  return kind !== 'fine';
}

function isReserved(name: string): boolean {
  const word = skeletons(name).some((part) => WORDS.has(part));
  return word || WHOLE.has(skeleton(name)) || RESERVED_SIGNS.test(name);
}

function goesBefore(other: Claim, mine: Claim): boolean {
  if (other.known.self) return true;
  if (other.known.verified !== mine.known.verified) return other.known.verified;
  // Somebody verified anew with another key has been checked: who is gone has no more claim.
  if (mine.known.verified && !other.known.here) return false;
  return other.madeUp === mine.madeUp ? other.since < mine.since : other.madeUp;
}

/** A loop that makes nothing: a crowd may all go by one name. */
function weightiest(claims: Iterable<Claim> = [], mine: Claim): Claim | undefined {
  let first: Claim | undefined;
  for (const claim of claims) {
    if (claim.known === mine.known || !goesBefore(claim, mine)) continue;
    if (first === undefined || weight(claim) > weight(first)) first = claim;
  }
  return first;
}

/** Whom we had verified before all, then those who are here. */
function weight({ known: { verified, here } }: Claim): number {
  return (verified ? 2 : 0) + (here ? 1 : 0);
}
