// What can be checked without any secret: Ed25519 signatures (RFC 8032), and the SHA-1 that names
// an item of the DHT (BEP 44). The bridge imports this file and no other of this folder.

import { sha1 as nobleSha1 } from '@noble/hashes/legacy.js';
import { concat } from '../base/bytes.ts';
import { sodium } from './sodium.ts';

export { ready } from './sodium.ts';

/** RFC 8032 §5.1.5 and §5.1.6. */
export const SIGNING_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** Whether `signature` is that of `publicKey` over all parts; false for keys of any other size. */
export function verify(
  publicKey: Uint8Array,
  signature: Uint8Array,
  ...parts: readonly Uint8Array[]
): boolean {
  if (publicKey.length !== SIGNING_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  return sodium.crypto_sign_verify_detached(signature, concat(...parts), publicKey);
}

/** SHA-1 (RFC 3174), 20 bytes. Only for BEP 44 targets, which are defined by it. */
export function sha1(bytes: Uint8Array): Uint8Array {
  return nobleSha1(bytes);
}
