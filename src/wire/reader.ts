// A bounded reader over hostile bytes. It never throws: reading past the end marks it as failed and
// yields zeros, and the one question asked at the end is `done()`: everything read, nothing left.

import { bad, ok, type Parsed } from '../base/result.ts';

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;
  #failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#failed ? 0 : this.#bytes.length - this.#offset;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** True when every byte was read and no read went past the end. */
  done(): boolean {
    return !this.#failed && this.left === 0;
  }

  /** Marks the input as malformed; every later read yields zeros. */
  fail(): void {
    this.#failed = true;
  }

  u8(): number {
    return this.#number(1, (at) => this.#view.getUint8(at));
  }

  u16(): number {
    return this.#number(2, (at) => this.#view.getUint16(at));
  }

  u32(): number {
    return this.#number(4, (at) => this.#view.getUint32(at));
  }

  u48(): number {
    return this.u16() * 2 ** 32 + this.u32();
  }

  /** A copy of the next `length` bytes, so that a frame's buffer is not kept alive by a field. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return at === undefined
      ? new Uint8Array(length <= 64 ? length : 0)
      : // A Buffer's own `slice` would give a view.
        new Uint8Array(this.#bytes.subarray(at, at + length));
  }

  rest(): Uint8Array {
    return this.bytes(this.left);
  }

  /** The value when all was read and nothing failed, else `reason`. */
  finish<T, Reason extends string>(value: T, reason: Reason): Parsed<T, Reason> {
    return this.done() ? ok(value) : bad(reason);
  }

  #number(size: number, read: (at: number) => number): number {
    const at = this.#take(size);
    return at === undefined ? 0 : read(at);
  }

  #take(length: number): number | undefined {
    if (this.#failed || length > this.#bytes.length - this.#offset) {
      this.#failed = true;
      return undefined;
    }
    const at = this.#offset;
    this.#offset += length;
    return at;
  }
}
