// How much bulk is on its way. The link can't look into the port's buffer, so it counts what it
// hands over and starts again whenever the port says that the buffer fell to its low-water mark.

import { type Instant, SECOND_MS } from '../../base/time.ts';
import { MAX_FRAME_BYTES } from '../../wire/frame.ts';

/** DESIGN §5: channel 2 has "at most 64 KB buffered". OVERLAY: "high water 64 KB, low 16 KB". */
export const BULK_HIGH_WATER_BYTES = 65_536;
export const BULK_LOW_WATER_BYTES = 16_384;

/** Our choice: a sender that looks at `bulkWritable` only now and then is let pass this far. */
const SLACK_BYTES = 4 * MAX_FRAME_BYTES;

/**
 * Our choice: a buffer that never rose above its low-water mark never falls to it either. After so
 * long it is taken as drained; on the slowest network this adds 48 KB every 5 s.
 */
export const DRAINED_BY_NOW_MS = 5 * SECOND_MS;

export class BulkFlow {
  #inFlightBytes = 0;
  #sentAt: Instant = 0;

  get writable(): boolean {
    return this.#inFlightBytes < BULK_HIGH_WATER_BYTES;
  }

  /** Far beyond writable: whoever still sends does not look. */
  get exhausted(): boolean {
    return this.#inFlightBytes >= BULK_HIGH_WATER_BYTES + SLACK_BYTES;
  }

  get deadline(): Instant | undefined {
    return this.writable ? undefined : this.#sentAt + DRAINED_BY_NOW_MS;
  }

  sent(bytes: number, now: Instant): void {
    this.#inFlightBytes += bytes;
    this.#sentAt = now;
  }

  /** Whether it was the first time since the channel was full. */
  drained(): boolean {
    const wasFull = !this.writable;
    this.#inFlightBytes = Math.min(this.#inFlightBytes, BULK_LOW_WATER_BYTES);
    return wasFull;
  }
}
