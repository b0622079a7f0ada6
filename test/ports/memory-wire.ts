// What lies between the two ends of a simulated connection: latency, order, and cuts.

import type { ChannelId } from '../../src/ports/rtc.ts';
import type { MemoryClock } from './memory-clock.ts';
import type { MemoryEnd } from './memory-rtc.ts';

export interface WireOptions {
  readonly clock: MemoryClock;
  readonly oneWayMs: number;
  readonly path: 'direct' | 'relay';
  readonly bulkBytesPerMs: number;
  readonly ends: readonly [MemoryEnd, MemoryEnd];
}

/** As Chromium does it: 5 s without an answer are `disconnected`, 15 s more are `failed`. */
const DISCONNECTED_MS = 5_000;
const FAILED_MS = 15_000;
/** As the real port does it: that long after `failed`, the connection is given up. */
const GRACE_MS = 15_000;

/** As the real port sets it. */
const LOW_WATER_BYTES = 16_384;

/** One direction. */
interface Lane {
  /** When the bulk that is queued will all have left. */
  bulkFreeAt: number;
  bulkBytes: number;
  /** What waits for a cut to heal, in order. */
  readonly held: (() => void)[];
}

export class MemoryWire {
  readonly #options: WireOptions;
  readonly #lanes: readonly [Lane, Lane] = [newLane(), newLane()];
  #cut = false;
  #cuts = 0;
  #interrupted = false;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  get nodes(): readonly string[] {
    return this.#options.ends.map((end) => end.node);
  }

  touches(node: string): boolean {
    return this.nodes.includes(node);
  }

  connect(): void {
    if (this.#cut) return;
    for (const end of this.#options.ends) end.open();
    for (const end of this.#options.ends) end.emit({ kind: 'path', path: this.#options.path });
  }

  send(from: MemoryEnd, channel: ChannelId, bytes: Uint8Array): void {
    const copy = bytes.slice();
    const arrive = () => this.#other(from).emit({ kind: 'message', channel, bytes: copy });
    if (channel === 1) return this.#lose(arrive);
    this.#carry(from, arrive, channel === 2 ? this.#leave(from, bytes.length) : 0);
  }

  buffered(from: MemoryEnd, channel: ChannelId): number {
    return channel === 2 ? this.#lane(from).bulkBytes : 0;
  }

  closedBy(end: MemoryEnd): void {
    this.#carry(end, () => this.#other(end).finish('remote'), 0);
  }

  setCut(cut: boolean): void {
    if (cut === this.#cut) return;
    this.#cut = cut;
    const { clock, oneWayMs } = this.#options;
    const count = ++this.#cuts;
    const still = (act: () => void) => () => {
      if (count === this.#cuts) act();
    };
    if (cut) {
      clock.after(
        DISCONNECTED_MS,
        still(() => this.#interrupt(true)),
      );
      clock.after(
        DISCONNECTED_MS + FAILED_MS + GRACE_MS,
        still(() => this.#fail()),
      );
    } else {
      clock.after(
        oneWayMs * 2,
        still(() => this.#mend()),
      );
    }
  }

  #mend(): void {
    this.#interrupt(false);
    for (const lane of this.#lanes) for (const arrive of lane.held.splice(0)) arrive();
  }

  #interrupt(interrupted: boolean): void {
    if (this.#interrupted === interrupted) return;
    this.#interrupted = interrupted;
    for (const end of this.#options.ends)
      if (end.isOpen) end.emit({ kind: 'interrupted', interrupted });
  }

  #fail(): void {
    for (const end of this.#options.ends) if (end.isOpen) end.finish('failed');
  }

  /** When these bytes have left, in milliseconds from now. */
  #leave(from: MemoryEnd, length: number): number {
    const { clock, bulkBytesPerMs } = this.#options;
    const lane = this.#lane(from);
    lane.bulkFreeAt = Math.max(lane.bulkFreeAt, clock.now()) + length / bulkBytesPerMs;
    lane.bulkBytes += length;
    const delayMs = lane.bulkFreeAt - clock.now();
    clock.after(delayMs, () => {
      const before = lane.bulkBytes;
      lane.bulkBytes -= length;
      if (before > LOW_WATER_BYTES && lane.bulkBytes <= LOW_WATER_BYTES) {
        from.emit({ kind: 'drained', channel: 2 });
      }
    });
    return delayMs;
  }

  /** Reliable and in order: what meets a cut waits for its end. */
  #carry(from: MemoryEnd, arrive: () => void, delayMs: number): void {
    const { clock, oneWayMs } = this.#options;
    const { held } = this.#lane(from);
    clock.after(delayMs + oneWayMs, () => {
      if (this.#cut || held.length > 0) held.push(arrive);
      else arrive();
    });
  }

  #lose(arrive: () => void): void {
    const { clock, oneWayMs } = this.#options;
    clock.after(oneWayMs, () => {
      if (!this.#cut) arrive();
    });
  }

  #lane(from: MemoryEnd): Lane {
    return this.#lanes[from === this.#options.ends[0] ? 0 : 1];
  }

  #other(end: MemoryEnd): MemoryEnd {
    const [first, second] = this.#options.ends;
    return end === first ? second : first;
  }
}

function newLane(): Lane {
  return { bulkFreeAt: 0, bulkBytes: 0, held: [] };
}
