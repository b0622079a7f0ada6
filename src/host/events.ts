// What a room tells: to listeners, and to readers that iterate.

import type { DhtHealth } from '../ports/dht.ts';
import type { RoomSettings } from '../protocol/overlay/contract.ts';
import type { Notice, PeerMember } from '../protocol/peer/contract.ts';
import type { TrackerHealth } from '../protocol/rendezvous/contract.ts';
import type { Entry, EntryId, RemovalReason, VerifyState } from '../protocol/room/contract.ts';
import type { Emblem } from './derive.ts';
import { SottoError } from './errors.ts';
import type { Invite } from './invites.ts';
import type { NextRoom } from './moving.ts';

export type RoomEvent =
  /** A new line of the conversation, or a changed state of one (by `entry.id`). */
  | { readonly type: 'entry'; readonly entry: Entry }
  /** A line that is gone, and why. */
  | { readonly type: 'removed'; readonly id: EntryId; readonly reason: RemovalReason }
  /** Somebody came, or changed how they are called or reached. */
  | { readonly type: 'member'; readonly member: PeerMember }
  | { readonly type: 'gone'; readonly id: Uint8Array; readonly reason: 'left' | 'lost' }
  /** A member began to write, or stopped. */
  | { readonly type: 'typing'; readonly id: Uint8Array; readonly typing: boolean }
  /** What all share is other than before, or it is known now who set it. */
  | ({ readonly type: 'settings' } & Omit<RoomSettings, 'at'>)
  | { readonly type: 'tracker'; readonly health: TrackerHealth }
  | { readonly type: 'dht'; readonly health: DhtHealth }
  | { readonly type: 'relays'; readonly urls: readonly string[] }
  | { readonly type: 'notice'; readonly notice: Notice }
  /** How the verification of somebody stands. */
  | { readonly type: 'verification'; readonly id: Uint8Array; readonly state: VerifyState }
  /** An invite was made, used, taken back, or is over. */
  | { readonly type: 'invites'; readonly invites: readonly Invite[] }
  /** A member moves on to another room, and asks us to come along. */
  | { readonly type: 'move'; readonly from: Uint8Array; readonly to: NextRoom }
  /** The last event. */
  | { readonly type: 'left' };

/** Events that a reader has not fetched yet. Our choice: a burst of 3,000 lines, twice told. */
const MAX_UNREAD_EVENTS = 10_000;

export type { Emblem };

/** Listeners and readers of one room. A reader that falls too far behind gets `lagging`. */
export class Events {
  readonly #listeners = new Set<(event: RoomEvent) => void>();
  #ended = false;

  emit(event: RoomEvent): void {
    if (event.type === 'left') this.#ended = true;
    for (const listener of [...this.#listeners]) {
      // Another listener may have stopped this one just now.
      if (!this.#listeners.has(listener)) continue;
      try {
        listener(event);
      } catch (error) {
        // The listener's own fault: reported like any, but neither the others nor the peer pay for it.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  on(listener: (event: RoomEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  read(): AsyncIterableIterator<RoomEvent> {
    const reader = new Reader(() => stop());
    const stop = this.on((event) => reader.push(event));
    if (this.#ended) reader.push({ type: 'left' });
    return reader;
  }
}

interface Waiting {
  readonly resolve: (result: IteratorResult<RoomEvent>) => void;
  readonly reject: (error: SottoError) => void;
}

class Reader implements AsyncIterableIterator<RoomEvent> {
  readonly #stop: () => void;
  #unread: RoomEvent[] = [];
  readonly #waiting: Waiting[] = [];
  #state: 'open' | 'ended' | 'lagging' = 'open';

  constructor(stop: () => void) {
    this.#stop = stop;
  }

  push(event: RoomEvent): void {
    if (this.#state !== 'open') return;
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting.resolve({ value: event, done: false });
    else this.#unread.push(event);
    if (event.type === 'left') this.#end('ended');
    else if (this.#unread.length > MAX_UNREAD_EVENTS) this.#end('lagging');
  }

  next(): Promise<IteratorResult<RoomEvent>> {
    const event = this.#unread.shift();
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    if (this.#state === 'lagging') {
      this.#state = 'ended';
      return Promise.reject(new SottoError('lagging', 'the reader fell behind; read faster'));
    }
    if (this.#state === 'ended') return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<RoomEvent>> {
    this.#unread = [];
    this.#end('ended');
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(state: 'ended' | 'lagging'): void {
    this.#state = state;
    this.#stop();
    for (const waiting of this.#waiting.splice(0))
      waiting.resolve({ value: undefined, done: true });
  }
}
