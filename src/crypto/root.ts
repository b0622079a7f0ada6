// Where roots come from: a phrase, slowly, or an invite's token, at once. The slow way runs only in
// a worker that ends afterwards (ports/slow-hash.ts), because it holds 128 MiB and its thread.

import { assert } from '../base/assert.ts';
import { utf8 } from '../base/utf8.ts';
import { blake2b } from './hash.ts';
import { ALGORITHM_ARGON2ID13, sodium } from './sodium.ts';

/** DESIGN §3: Argon2id v1.3, 128 MiB, t = 4, p = 1 (libsodium knows no other), 32 bytes. */
export const ARGON2 = {
  memoryBytes: 128 * 1024 * 1024,
  passes: 4,
  lanes: 1,
  saltBytes: 16,
  rootBytes: 32,
} as const;

/** DESIGN §8: an invite's token has 128 bits. */
export const INVITE_TOKEN_BYTES = 16;

const INVITE_LABEL = utf8('sotto/1/invite');

/** Argon2id (RFC 9106) of `rootPassword` and `rootSalt` of `phrase.ts`. About a second of one core. */
export function slowHash(password: Uint8Array, salt: Uint8Array): Uint8Array {
  assert(salt.length === ARGON2.saltBytes, 'an Argon2id salt has 16 bytes');
  return sodium.crypto_pwhash(
    ARGON2.rootBytes,
    password,
    salt,
    ARGON2.passes,
    ARGON2.memoryBytes,
    ALGORITHM_ARGON2ID13,
  );
}

/** Our choice: small enough not to be felt, large enough to be timed. */
const SAMPLE_SHARE = 1 / 32;

/** Does a 32nd of the work of {@link slowHash} on nothing secret, to be timed; returns that share. */
export function sampleSlowHash(): number {
  sodium.crypto_pwhash(
    ARGON2.rootBytes,
    new Uint8Array(1),
    new Uint8Array(ARGON2.saltBytes),
    ARGON2.passes,
    ARGON2.memoryBytes * SAMPLE_SHARE,
    ALGORITHM_ARGON2ID13,
  );
  return SAMPLE_SHARE;
}

/** DESIGN §8: BLAKE2b-32("sotto/1/invite" ‖ token), the root of an invite's own small room. */
export function inviteRoot(token: Uint8Array): Uint8Array {
  assert(token.length === INVITE_TOKEN_BYTES, 'an invite token has 16 bytes');
  return blake2b(ARGON2.rootBytes, INVITE_LABEL, token);
}
