// HMAC-BLAKE2b with 64-byte output, and the HKDF that Noise builds on it. libsodium's own HMACs
// are over SHA-2, and keyed BLAKE2b is not HMAC, so RFC 2104 is spelled out here.

import { concat } from '../base/bytes.ts';
import { blake2b } from './hash.ts';

/** Noise §12.8: BLAKE2b has HASHLEN = 64 and BLOCKLEN = 128. */
export const HASH_BYTES = 64;
const BLOCK_BYTES = 128;

/** RFC 2104 §2: "ipad = the byte 0x36 repeated B times, opad = the byte 0x5C repeated B times". */
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** RFC 2104 §2: "H(K XOR opad, H(K XOR ipad, text))". */
export function hmacBlake2b(key: Uint8Array, text: Uint8Array): Uint8Array {
  const inner = blake2b(HASH_BYTES, padded(key, INNER_PAD), text);
  return blake2b(HASH_BYTES, padded(key, OUTER_PAD), inner);
}

function padded(key: Uint8Array, pad: number): Uint8Array {
  // RFC 2104 §2: "keys longer than B bytes are first hashed using H".
  const short = key.length > BLOCK_BYTES ? blake2b(HASH_BYTES, key) : key;
  const block = new Uint8Array(BLOCK_BYTES).fill(pad);
  for (let i = 0; i < short.length; i++) block[i] = pad ^ (short[i] ?? 0);
  return block;
}

/** Noise §4.3 HKDF(chaining_key, input_key_material), always three outputs: two are a prefix. */
export function hkdf(
  chainingKey: Uint8Array,
  inputKeyMaterial: Uint8Array,
): readonly [Uint8Array, Uint8Array, Uint8Array] {
  // "Sets temp_key = HMAC-HASH(chaining_key, input_key_material)."
  const tempKey = hmacBlake2b(chainingKey, inputKeyMaterial);
  // "Sets output1 = HMAC-HASH(temp_key, byte(0x01))."
  const output1 = hmacBlake2b(tempKey, Uint8Array.of(1));
  // "Sets output2 = HMAC-HASH(temp_key, output1 || byte(0x02))."
  const output2 = hmacBlake2b(tempKey, concat(output1, Uint8Array.of(2)));
  // "Sets output3 = HMAC-HASH(temp_key, output2 || byte(0x03))."
  const output3 = hmacBlake2b(tempKey, concat(output2, Uint8Array.of(3)));
  return [output1, output2, output3];
}
