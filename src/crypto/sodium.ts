// The one door to libsodium. Only calls whose output is fixed by their input pass through it:
// whatever is drawn comes from the random port, so that a seed replays a whole world. Everything
// behind the door is synchronous once `ready` has resolved; the entries await that before any
// machine is made.

import library from 'libsodium-wrappers';

type DeterministicCall =
  | 'crypto_aead_chacha20poly1305_ietf_decrypt'
  | 'crypto_aead_chacha20poly1305_ietf_encrypt'
  | 'crypto_aead_xchacha20poly1305_ietf_decrypt'
  | 'crypto_aead_xchacha20poly1305_ietf_encrypt'
  | 'crypto_box_seed_keypair'
  | 'crypto_generichash'
  | 'crypto_kdf_derive_from_key'
  | 'crypto_kem_xwing_dec'
  | 'crypto_kem_xwing_enc_deterministic'
  | 'crypto_kem_xwing_seed_keypair'
  | 'crypto_pwhash'
  | 'crypto_scalarmult'
  | 'crypto_sign_detached'
  | 'crypto_sign_seed_keypair'
  | 'crypto_sign_verify_detached'
  | 'memcmp';

export const sodium: Pick<typeof library, DeterministicCall> = library;

/** crypto_pwhash_ALG_ARGON2ID13 of libsodium's crypto_pwhash.h; Argon2id v1.3 (RFC 9106). */
export const ALGORITHM_ARGON2ID13 = 2;

/** Resolves when the WebAssembly module stands. Nothing else in this folder may run before. */
export function ready(): Promise<void> {
  return library.ready;
}
