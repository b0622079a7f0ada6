// The inner two objects of the Noise Protocol Framework (revision 34, §5.1 and §5.2): a cipher with
// its counter, and the state that every byte of a handshake is mixed into.

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { utf8 } from '../base/utf8.ts';
import { counterNonce, decrypt, encrypt, KEY_BYTES, rekey, TAG_BYTES } from './aead.ts';
import { blake2b } from './hash.ts';
import { HASH_BYTES, hkdf } from './hmac.ts';

/** §5.1: a key with its counter. Without a key, both operations pass bytes through. */
export class CipherState {
  #key: Uint8Array | undefined;
  #counter = 0;

  constructor(key?: Uint8Array) {
    assert(key === undefined || key.length === KEY_BYTES, 'a cipher key has 32 bytes');
    this.#key = key;
  }

  get hasKey(): boolean {
    return this.#key !== undefined;
  }

  /** EncryptWithAd(ad, plaintext). */
  encrypt(ad: Uint8Array, plaintext: Uint8Array): Uint8Array {
    if (this.#key === undefined) return plaintext;
    return encrypt({ key: this.#key, nonce: counterNonce(this.#counter++), plaintext, ad });
  }

  /** DecryptWithAd(ad, ciphertext): "if an authentication failure occurs then n is not incremented". */
  decrypt(ad: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
    if (this.#key === undefined) return ciphertext;
    const nonce = counterNonce(this.#counter);
    const plaintext = decrypt({ key: this.#key, nonce, ciphertext, ad });
    if (plaintext !== undefined) this.#counter++;
    return plaintext;
  }

  /** Rekey(): "Sets k = REKEY(k)"; the counter goes on. */
  rekey(): void {
    assert(this.#key !== undefined, 'only a cipher with a key is rekeyed');
    this.#key = rekey(this.#key);
  }
}

/** §5.2: the chaining key and the hash of everything said so far. */
export class SymmetricState {
  #cipher = new CipherState();
  #chainingKey: Uint8Array;
  #hash: Uint8Array;

  constructor(protocolName: string) {
    const name = utf8(protocolName);
    // "If protocol_name is less than or equal to HASHLEN bytes in length, sets h equal to
    // protocol_name with zero bytes appended to make HASHLEN bytes." The longest name here has 53.
    assert(name.length <= HASH_BYTES, 'a protocol name fits into the hash');
    this.#hash = concat(name, new Uint8Array(HASH_BYTES - name.length));
    this.#chainingKey = this.#hash;
  }

  get hash(): Uint8Array {
    return this.#hash;
  }

  /** How much longer than its plaintext the next ciphertext is. */
  get overheadBytes(): number {
    return this.#cipher.hasKey ? TAG_BYTES : 0;
  }

  mixHash(data: Uint8Array): void {
    this.#hash = blake2b(HASH_BYTES, this.#hash, data);
  }

  mixKey(inputKeyMaterial: Uint8Array): void {
    const [chainingKey, tempKey] = hkdf(this.#chainingKey, inputKeyMaterial);
    this.#chainingKey = chainingKey;
    // "If HASHLEN is 64, then truncates temp_k to 32 bytes."
    this.#cipher = new CipherState(tempKey.slice(0, KEY_BYTES));
  }

  mixKeyAndHash(inputKeyMaterial: Uint8Array): void {
    const [chainingKey, tempHash, tempKey] = hkdf(this.#chainingKey, inputKeyMaterial);
    this.#chainingKey = chainingKey;
    this.mixHash(tempHash);
    this.#cipher = new CipherState(tempKey.slice(0, KEY_BYTES));
  }

  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const ciphertext = this.#cipher.encrypt(this.#hash, plaintext);
    this.mixHash(ciphertext);
    return ciphertext;
  }

  decryptAndHash(ciphertext: Uint8Array): Uint8Array | undefined {
    const plaintext = this.#cipher.decrypt(this.#hash, ciphertext);
    if (plaintext !== undefined) this.mixHash(ciphertext);
    return plaintext;
  }

  split(): readonly [Uint8Array, Uint8Array] {
    const [key1, key2] = hkdf(this.#chainingKey, new Uint8Array(0));
    return [key1.slice(0, KEY_BYTES), key2.slice(0, KEY_BYTES)];
  }
}
