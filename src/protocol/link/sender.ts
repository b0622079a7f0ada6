// One channel's sending half, for one generation of keys: numbers, encrypts and rekeys.
//
// Only the sender rekeys (DESIGN §5), and says so by raising the epoch in the header. The counter
// runs on, so that no nonce returns even where the epoch can't rise any further.

import { concat } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS } from '../../base/time.ts';
import { encrypt, NONCE_BYTES, rekey } from '../../crypto/aead.ts';
import {
  encodeContent,
  encodeHeader,
  type FrameContent,
  type Generation,
  MAX_EPOCH,
} from '../../wire/frame.ts';

/** DESIGN §5: "every 1,024 frames or 5 minutes". */
export const REKEY_FRAMES = 1_024;
export const REKEY_MS = 5 * MINUTE_MS;

/** DESIGN §5: the header is "both nonce and AAD"; the nonce begins with what it lacks of 12 bytes. */
export function frameNonce(header: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  nonce.set(header, NONCE_BYTES - header.length);
  return nonce;
}

export class ChannelSender {
  readonly #generation: Generation;
  #key: Uint8Array;
  #epoch = 0;
  #epochBegan: Instant;
  #epochFrames = 0;
  #counter = 0;

  constructor(key: Uint8Array, generation: Generation, now: Instant) {
    this.#key = key;
    this.#generation = generation;
    this.#epochBegan = now;
  }

  /** The next frame of this channel, ready to be sent. */
  seal(content: FrameContent, now: Instant): Uint8Array {
    if (this.#isEpochOver(now)) this.#rekey(now);
    const header = encodeHeader({
      generation: this.#generation,
      epoch: this.#epoch,
      counter: this.#counter++,
    });
    this.#epochFrames++;
    const plaintext = encodeContent(content);
    const nonce = frameNonce(header);
    return concat(header, encrypt({ key: this.#key, nonce, plaintext, ad: header }));
  }

  #isEpochOver(now: Instant): boolean {
    const due = this.#epochFrames >= REKEY_FRAMES || now - this.#epochBegan >= REKEY_MS;
    return due && this.#epoch < MAX_EPOCH;
  }

  #rekey(now: Instant): void {
    this.#key = rekey(this.#key);
    this.#epoch++;
    this.#epochFrames = 0;
    this.#epochBegan = now;
  }
}
