// The random port of browsers: the system's cryptographic source.

import type { Random } from '../../ports/random.ts';

/** W3C WebCrypto §10.1.1: getRandomValues refuses more at a time. */
const MAX_CHUNK_BYTES = 65_536;

export const browserRandom: Random = {
  bytes(length) {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += MAX_CHUNK_BYTES) {
      crypto.getRandomValues(bytes.subarray(at, at + MAX_CHUNK_BYTES));
    }
    return bytes;
  },
};
