// The writer of our own messages: big-endian, canonical. A value out of range is our bug.

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';

export class Writer {
  readonly #parts: Uint8Array[] = [];

  u8(value: number): this {
    return this.#number(value, 1);
  }

  u16(value: number): this {
    return this.#number(value, 2);
  }

  u32(value: number): this {
    return this.#number(value, 4);
  }

  u48(value: number): this {
    return this.#number(value, 6);
  }

  bytes(value: Uint8Array): this {
    this.#parts.push(value);
    return this;
  }

  finish(): Uint8Array {
    return concat(...this.#parts);
  }

  #number(value: number, size: number): this {
    assert(Number.isInteger(value) && value >= 0 && value < 2 ** (8 * size), `fits ${size} bytes`);
    const out = new Uint8Array(size);
    for (let i = size - 1, left = value; i >= 0; i--) {
      out[i] = left % 256;
      left = Math.floor(left / 256);
    }
    return this.bytes(out);
  }
}
