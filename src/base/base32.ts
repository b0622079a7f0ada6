// Base32 (RFC 4648 §6), upper case and without padding: letters and digits that survive being
// retyped, and that a QR code packs into 5.5 bits each, where base64 needs eight for six.

import type { Bytes } from './bytes.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const DIGIT_BITS = 5;

export function toBase32(bytes: Bytes): string {
  let out = '';
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= DIGIT_BITS) {
      bits -= DIGIT_BITS;
      out += ALPHABET[pending >> bits];
      pending &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? out + ALPHABET[pending << (DIGIT_BITS - bits)] : out;
}

/** The inverse of {@link toBase32}: canonical input only (upper case, no padding, no stray bits). */
export function fromBase32(text: string): Bytes | undefined {
  const out = new Uint8Array(Math.floor((text.length * DIGIT_BITS) / 8));
  let pending = 0;
  let bits = 0;
  let length = 0;
  for (const char of text) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) return undefined;
    pending = (pending << DIGIT_BITS) | digit;
    bits += DIGIT_BITS;
    if (bits < 8) continue;
    bits -= 8;
    out[length++] = pending >> bits;
    pending &= (1 << bits) - 1;
  }
  // RFC 4648 §3.5: what is left over of the last digit is zero, and less than one digit.
  return pending === 0 && bits < DIGIT_BITS ? out : undefined;
}
