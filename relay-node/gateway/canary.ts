// Whether the DHT can really be used from here: an item of our own is written, and read again, now
// and then. A full routing table proves little: a network may let answers in and lose what is put.

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import { sha1 } from '../../src/crypto/verify.ts';
import {
  ITEM_VALUE_BYTES,
  type Item,
  SEQ_STEPS_PER_SECOND,
  signedBytes,
} from '../../src/wire/bep44.ts';
import type { Dht } from './store.ts';

/** Our choice: a rate that no node of the DHT notices. */
const EVERY_MS = 10 * MINUTE_MS;
const RETRY_MS = 30 * SECOND_MS;
/** Our choice: the last hour's worth. */
const REMEMBERED = 6;

/** RFC 8410 §4: what precedes the 32 bytes of a raw key. */
const SPKI_PREFIX_BYTES = 12;

export interface CanaryOptions {
  readonly dht: Dht;
  /** Called after every try: true when the last two were not both lost. */
  readonly onHealth: (alive: boolean) => void;
  /** The time of day, in milliseconds since 1970. */
  readonly time: () => number;
}

export class Canary {
  readonly #options: CanaryOptions;
  readonly #secret: KeyObject;
  readonly #publicKey: Uint8Array;
  readonly #results: boolean[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: CanaryOptions) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    this.#options = options;
    this.#secret = privateKey;
    this.#publicKey = Uint8Array.from(spki.subarray(SPKI_PREFIX_BYTES));
  }

  /** The share of the last tries that came back, from 0 to 1; undefined before the first. */
  get successRate(): number | undefined {
    const { length } = this.#results;
    return length === 0 ? undefined : this.#results.filter(Boolean).length / length;
  }

  /** Begins, once the node knows others; again is harmless. */
  start(): void {
    if (this.#timer === undefined && !this.#closed) this.#timer = setTimeout(() => this.#try(), 0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #try(): void {
    const { dht, time } = this.#options;
    const item = this.#item(Math.floor(time() / SECOND_MS) * SEQ_STEPS_PER_SECOND);
    dht.put(item, undefined, (stored) => {
      if ('copies' in stored && stored.copies > 0) this.#lookFor(item);
      else this.#note(false);
    });
  }

  #lookFor(item: Item): void {
    let found = false;
    this.#options.dht.get(sha1(item.k), {
      onItem: ({ seq }) => {
        found ||= seq >= item.seq;
      },
      onEnd: () => this.#note(found),
    });
  }

  #note(found: boolean): void {
    if (this.#closed) return;
    this.#results.push(found);
    if (this.#results.length > REMEMBERED) this.#results.shift();
    const lastTwo = this.#results.slice(-2);
    this.#options.onHealth(lastTwo.length < 2 || lastTwo.some(Boolean));
    this.#timer = setTimeout(() => this.#try(), found ? EVERY_MS : RETRY_MS);
  }

  #item(seq: number): Item {
    const v = Uint8Array.from(randomBytes(ITEM_VALUE_BYTES));
    const sig = Uint8Array.from(sign(null, signedBytes(seq, v), this.#secret));
    return { k: this.#publicKey, seq, sig, v };
  }
}
