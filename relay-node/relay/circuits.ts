// The circuits of the frame relay: two sockets that named the same token, joined, and what passes
// between them. It is blind: the messages are sealed by the two ends, and all that is seen of them is
// their sizes, which are padded.
//
//   open, token ▶ waiting, 30 s ▶ (another open with this token) ▶ joined ▶ … ▶ one end leaves, both do
//
// What an end sends faster than the other one takes it in is not read from its socket.

import { toHex } from '../../src/base/bytes.ts';
import { bad, ok, type Parsed } from '../../src/base/result.ts';
import { SECOND_MS } from '../../src/base/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { CircuitRefusal } from '../../src/wire/circuit.ts';
import type { Limits } from '../limits.ts';

/** BRIDGE: "matches two equal tokens for 30 s". */
const WAIT_MS = 30 * SECOND_MS;

/** What the circuits need of an end. */
export interface End {
  joined(): void;
  /** The last that it hears. */
  refuse(reason: CircuitRefusal): void;
  /** Of the other end, which is held as long as this one has too much to take in. */
  forward(frame: Uint8Array, from: End): void;
  hold(): void;
  release(): void;
}

interface Waiting {
  readonly kind: 'waiting';
  readonly token: string;
  readonly timer: NodeJS.Timeout;
}

interface Joined {
  readonly kind: 'joined';
  readonly other: End;
  readonly circuit: { bytes: number; readonly timer: NodeJS.Timeout };
}

export class Circuits {
  readonly #limits: Limits;
  readonly #log: Log;
  readonly #waiting = new Map<string, End>();
  readonly #ends = new Map<End, Waiting | Joined>();
  #joinedCount = 0;
  #forwardedBytes = 0;

  constructor(limits: Limits, log: Log) {
    this.#limits = limits;
    this.#log = log;
  }

  /** Pairs that are joined now. */
  get size(): number {
    return this.#joinedCount;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Since the start. */
  get forwardedBytes(): number {
    return this.#forwardedBytes;
  }

  open(token: Uint8Array, end: End): Parsed<undefined, CircuitRefusal> {
    if (this.#ends.size >= this.#limits.circuits * 2) return bad('busy');
    const key = toHex(token);
    const other = this.#waiting.get(key);
    if (other === undefined) this.#wait(key, end);
    else this.#join(other, end);
    return ok(undefined);
  }

  /** What one end of a circuit says to the other; false from an end that is alone. */
  forward(from: End, frame: Uint8Array): boolean {
    const state = this.#ends.get(from);
    if (state?.kind !== 'joined') return false;
    const { circuit, other } = state;
    circuit.bytes += frame.length;
    this.#forwardedBytes += frame.length;
    if (circuit.bytes > this.#limits.circuitBytes) this.#spend(from, other, 'circuit-bytes-spent');
    else other.forward(frame, from);
    return true;
  }

  /** The end's socket is gone; the other end hears that nobody is there any more. */
  leave(end: End): void {
    const state = this.#ends.get(end);
    if (state === undefined) return;
    this.#ends.delete(end);
    if (state.kind === 'waiting') {
      clearTimeout(state.timer);
      this.#waiting.delete(state.token);
      return;
    }
    clearTimeout(state.circuit.timer);
    this.#ends.delete(state.other);
    this.#joinedCount -= 1;
    state.other.refuse('nobody');
  }

  #wait(token: string, end: End): void {
    const timer = setTimeout(() => {
      this.leave(end);
      this.#log.count('circuit-nobody-came');
      end.refuse('nobody');
    }, WAIT_MS);
    this.#waiting.set(token, end);
    this.#ends.set(end, { kind: 'waiting', token, timer });
  }

  /** The first no longer waits. */
  #join(one: End, two: End): void {
    this.leave(one);
    const timer = setTimeout(
      () => this.#spend(one, two, 'circuit-time-spent'),
      this.#limits.circuitMs,
    );
    const circuit = { bytes: 0, timer };
    this.#ends.set(one, { kind: 'joined', other: two, circuit });
    this.#ends.set(two, { kind: 'joined', other: one, circuit });
    this.#joinedCount += 1;
    this.#log.count('circuit-joined');
    one.joined();
    two.joined();
  }

  /** The circuit has carried what the operator grants. The two may ask for another. */
  #spend(one: End, two: End, code: string): void {
    const state = this.#ends.get(one);
    if (state?.kind === 'joined') clearTimeout(state.circuit.timer);
    this.#ends.delete(one);
    this.#ends.delete(two);
    this.#joinedCount -= 1;
    this.#log.count(code);
    one.refuse('spent');
    two.refuse('spent');
  }
}
