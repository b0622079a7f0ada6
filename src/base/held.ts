// Which of a series of numbers, from 1 on, are held: all up to the highest, but for a few ranges that
// are missing. Bounded: when too many are missing, the oldest range is given up and never filled.

import { assert } from './assert.ts';

/** Both ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

export class Held {
  readonly #maxRanges: number;
  #upTo = 0;
  #missing: readonly Range[] = [];
  /** The last number of a range that was given up. */
  #givenUp = 0;

  constructor(maxRanges: number) {
    assert(maxRanges > 0, 'some range can be missing');
    this.#maxRanges = maxRanges;
  }

  /** The highest number that is held, or was skipped. */
  get upTo(): number {
    return this.#upTo;
  }

  /** Everything after this one, up to {@link upTo}, is held. */
  get since(): number {
    return Math.max(this.#givenUp, this.#missing.at(-1)?.last ?? 0);
  }

  /** Not held, and still wanted. */
  isMissing(number: number): boolean {
    return this.#missing.some(({ first, last }) => first <= number && number <= last);
  }

  /** Never held, for sure: of what was given up it is not known. */
  lacks(number: number): boolean {
    return number > this.#upTo || this.isMissing(number);
  }

  holds(number: number): boolean {
    return number > this.#givenUp && number <= this.#upTo && !this.isMissing(number);
  }

  /** Goes on after `number`, with what lies between missing. */
  skipTo(number: number): void {
    if (number <= this.#upTo) return;
    this.#keep([...this.#missing, { first: this.#upTo + 1, last: number }]);
    this.#upTo = number;
  }

  /** Holds everything after `since` up to `upTo`; returns what of it was not held before. */
  take(since: number, upTo: number): readonly Range[] {
    this.skipTo(since);
    const filled = this.#missing.flatMap(({ first, last }) => {
      const range = { first: Math.max(first, since + 1), last: Math.min(last, upTo) };
      return range.first <= range.last ? [range] : [];
    });
    if (filled.length > 0)
      this.#keep(this.#missing.flatMap((range) => outside(range, since, upTo)));
    if (upTo <= this.#upTo) return filled;
    const fresh = { first: Math.max(since, this.#upTo) + 1, last: upTo };
    this.#upTo = upTo;
    return [...filled, fresh];
  }

  /** There never were more than `number`: what was skipped beyond it was made up. */
  cut(number: number): void {
    if (number >= this.#upTo) return;
    this.#upTo = number;
    this.#givenUp = Math.min(this.#givenUp, number);
    this.#missing = this.#missing.flatMap(({ first, last }) =>
      first <= number ? [{ first, last: Math.min(last, number) }] : [],
    );
  }

  #keep(ranges: readonly Range[]): void {
    const tooMany = Math.max(0, ranges.length - this.#maxRanges);
    this.#givenUp = Math.max(this.#givenUp, ranges[tooMany - 1]?.last ?? 0);
    this.#missing = ranges.slice(tooMany);
  }
}

/** What of a range lies not after `since`, or beyond `upTo`. */
function outside({ first, last }: Range, since: number, upTo: number): Range[] {
  const below = { first, last: Math.min(last, since) };
  const above = { first: Math.max(first, upTo + 1), last };
  return [below, above].filter((part) => part.first <= part.last);
}
