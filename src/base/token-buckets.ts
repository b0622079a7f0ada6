// One rate limit for each of many, made when it is first asked for, and gone with whom it is for.

import { type Rate, TokenBucket } from './token-bucket.ts';

export class TokenBuckets<Key extends WeakKey> {
  readonly #rate: Rate;
  readonly #buckets = new WeakMap<Key, TokenBucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  of(key: Key): TokenBucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(this.#rate);
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
