// Bencoding (BEP 3) as it comes from strangers: one whole value in its one form, or nothing.
//
//   i-12e  a number     3:abc  bytes     l…e  a list     d…e  a dictionary
//
// The reader of the package `bencode` serves for what we wrote ourselves alone: it follows a string
// of negative length backwards, and one packet such as `d1:al-3:e` keeps it busy for ever.

/** Our choice: a message of KRPC has dictionaries in it, and lists in these. */
const MAX_DEPTH = 8;
/** BEP 44 has numbers of 64 bits: a sign and 19 digits. */
const MAX_NUMBER_BYTES = 20;

export type Bencoded = number | Uint8Array | readonly Bencoded[] | ReadonlyMap<string, Bencoded>;

const NUMBER = /^(?:0|-?[1-9]\d*)$/;
const LENGTH = /^(?:0|[1-9]\d*)$/;

const [INTEGER, LIST, DICTIONARY, END, COLON] = [...'ilde:'].map((sign) => sign.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
];

/** Undefined for whatever is not exactly one value. Numbers beyond 2^53 are not exact. */
export function bdecode(bytes: Uint8Array): Bencoded | undefined {
  const reader = new BencodeReader(bytes);
  const value = reader.value(1);
  return reader.isAtEnd ? value : undefined;
}

class BencodeReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): Bencoded | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (this.#take(INTEGER)) return this.#number(NUMBER, END);
    if (this.#take(LIST)) return this.#list(depth);
    if (this.#take(DICTIONARY)) return this.#dictionary(depth);
    return this.#string();
  }

  #list(depth: number): Bencoded[] | undefined {
    const list: Bencoded[] = [];
    while (!this.#take(END)) {
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      list.push(value);
    }
    return list;
  }

  /** BEP 3 wants its keys sorted; not everybody sorts them, and nothing depends on it. */
  #dictionary(depth: number): Map<string, Bencoded> | undefined {
    const entries = new Map<string, Bencoded>();
    while (!this.#take(END)) {
      const key = this.#string();
      const value = key && this.value(depth + 1);
      if (key === undefined || value === undefined) return undefined;
      const name = String.fromCharCode(...key);
      if (entries.has(name)) return undefined;
      entries.set(name, value);
    }
    return entries;
  }

  #string(): Uint8Array | undefined {
    const length = this.#number(LENGTH, COLON);
    if (length === undefined || length > this.#bytes.length - this.#at) return undefined;
    this.#at += length;
    return new Uint8Array(this.#bytes.subarray(this.#at - length, this.#at));
  }

  /** A number in the form that `pattern` gives, and the sign that ends it. */
  #number(pattern: RegExp, end: number): number | undefined {
    const near = this.#bytes.subarray(this.#at, this.#at + MAX_NUMBER_BYTES + 1);
    const length = near.indexOf(end);
    const digits = String.fromCharCode(...near.subarray(0, Math.max(0, length)));
    if (!pattern.test(digits)) return undefined;
    this.#at += length + 1;
    return Number(digits);
  }

  #take(sign: number): boolean {
    if (this.#bytes[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }
}
