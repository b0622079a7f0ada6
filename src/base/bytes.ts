// Byte strings: the few operations that every layer above needs.

import { assert } from './assert.ts';

export type Bytes = Uint8Array;

export function concat(...parts: readonly Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** Compares public values. Secrets are compared in `crypto/`, in constant time. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Orders byte strings as unsigned big-endian numbers do, shorter first on a common prefix. */
export function compare(a: Bytes, b: Bytes): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function isZero(bytes: Bytes): boolean {
  return bytes.every((byte) => byte === 0);
}

/** A number below 2^32, big-endian. */
export function u32Bytes(value: number): Bytes {
  assert(Number.isInteger(value) && value >= 0 && value < 2 ** 32, 'a u32');
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal: also the form in which identities serve as map keys. */
export function toHex(bytes: Bytes): string {
  let out = '';
  for (const byte of bytes) out += HEX[byte];
  return out;
}

/** The inverse of {@link toHex}. Ours only: asserts that `hex` is well-formed. */
export function fromHex(hex: string): Bytes {
  assert(/^([0-9a-f]{2})*$/.test(hex), 'lower-case hex of even length');
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

/** One character U+0000–U+00FF per byte, as WebTorrent trackers write ids. */
export function toLatin1(bytes: Bytes): string {
  let out = '';
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}

/** The inverse of {@link toLatin1}; undefined when a character does not fit into a byte. */
export function fromLatin1(text: string): Bytes | undefined {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0xff) return undefined;
    out[i] = unit;
  }
  return out;
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** RFC 4648 §5 without padding. */
export function toBase64Url(bytes: Bytes): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = left > 2 ? 4 : left + 1;
    for (let d = 0; d < digits; d++) out += BASE64URL[(word >> (18 - 6 * d)) & 63];
  }
  return out;
}

/** The inverse of {@link toBase64Url}: canonical input only (no padding, no stray bits). */
export function fromBase64Url(text: string): Bytes | undefined {
  if (text.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let pending = 0;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = BASE64URL.indexOf(text[i] as string);
    if (digit < 0) return undefined;
    pending = (pending << 6) | digit;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[length++] = pending >> bits;
    pending &= (1 << bits) - 1;
  }
  return pending === 0 ? out : undefined;
}
