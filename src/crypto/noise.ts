// The Noise Protocol Framework (revision 34), as far as a link needs it: the pattern XX with psk
// modifiers, over 25519, ChaChaPoly and BLAKE2b. A link uses XXpsk0+psk3:
//
//   → psk0, e                 payload in the clear to whoever holds psk0, and to nobody else
//   ← e, ee, s, es            the responder, authenticated
//   → s, se, psk3             the initiator, authenticated; then split
//
// The ephemeral pair is given, never drawn here, and serves one handshake only. Section numbers
// below are the specification's.

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { DH_BYTES, dh, type KeyPair } from './dh.ts';
import { SymmetricState } from './noise-state.ts';

/** §3: "All Noise messages are less than or equal to 65535 bytes in length." */
export const MAX_MESSAGE_BYTES = 65_535;

/** §9: pre-shared keys have 32 bytes. */
const PSK_BYTES = 32;

type Token = 'e' | 's' | 'ee' | 'es' | 'se' | 'psk';

/** §7.5: the interactive pattern XX; the initiator writes the first message and the third. */
const XX: readonly (readonly Token[])[] = [['e'], ['e', 'ee', 's', 'es'], ['s', 'se']];

/** §9.4: psk0 stands before the first message's tokens, pskN at the end of message N. */
export type PskPlace = 0 | 1 | 2 | 3;

export interface Psk {
  readonly place: PskPlace;
  /** 32 bytes; `later` for psk3 alone, which {@link Handshake.setPsk3} then gives. */
  readonly secret: Uint8Array | 'later';
}

export interface HandshakeOptions {
  readonly role: 'initiator' | 'responder';
  readonly prologue: Uint8Array;
  /** Our static pair. */
  readonly s: KeyPair;
  /** Our ephemeral pair, fresh for this handshake. */
  readonly e: KeyPair;
  /** In ascending order of place, at most one in each. */
  readonly psks: readonly Psk[];
}

/** §5.3: one side of one handshake. Writing out of turn is our bug; reading out of turn, the peer's. */
export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #messages: readonly (readonly Token[])[];
  readonly #symmetric: SymmetricState;
  /** In the order in which the pattern asks for them. */
  readonly #secrets: (Uint8Array | 'later')[];
  #next = 0;
  #dead = false;
  #re: Uint8Array | undefined;
  #rs: Uint8Array | undefined;

  constructor(options: HandshakeOptions) {
    assertPsks(options.psks);
    this.#options = options;
    this.#messages = withPsks(options.psks);
    this.#secrets = options.psks.map((psk) => psk.secret);
    this.#symmetric = new SymmetricState(protocolName(options.psks));
    this.#symmetric.mixHash(options.prologue);
  }

  /** The next message to send. Asserts that it is ours, and that every secret it needs is here. */
  write(payload: Uint8Array): Uint8Array {
    assert(!this.#dead, 'a failed handshake writes nothing');
    assert(this.#isOurTurn, 'the next message is ours to write');
    const parts = this.#takeTokens().map((token) => this.#writeToken(token));
    const message = concat(...parts, this.#symmetric.encryptAndHash(payload));
    assert(message.length <= MAX_MESSAGE_BYTES, 'a Noise message has at most 65,535 bytes');
    return message;
  }

  /** The payload of the peer's next message; undefined ends the handshake for good. */
  read(message: Uint8Array): Uint8Array | undefined {
    const expected = !this.#dead && !this.finished && !this.#isOurTurn;
    const payload = expected ? this.#readMessage(message) : undefined;
    if (payload === undefined) this.#dead = true;
    return payload;
  }

  /** Gives the secret of psk3, before the third message is written or read; once. */
  setPsk3(secret: Uint8Array): void {
    assert(secret.length === PSK_BYTES, 'a pre-shared key has 32 bytes');
    const last = this.#secrets.length - 1;
    assert(this.#secrets[last] === 'later', 'psk3 was announced as coming later');
    this.#secrets[last] = secret;
  }

  /** The peer's static key; undefined until its message has been read. */
  get remoteStatic(): Uint8Array | undefined {
    return this.#dead ? undefined : this.#rs;
  }

  /** 64 bytes that name this handshake, the same on both sides once it is finished (§11.2). */
  get hash(): Uint8Array {
    return this.#symmetric.hash;
  }

  /** All messages were exchanged and authenticated. */
  get finished(): boolean {
    return !this.#dead && this.#next === this.#messages.length;
  }

  /** The key of the initiator's direction and that of the responder's, 32 bytes each. */
  split(): readonly [Uint8Array, Uint8Array] {
    assert(this.finished, 'only a finished handshake splits');
    return this.#symmetric.split();
  }

  get #isOurTurn(): boolean {
    return (this.#next % 2 === 0) === (this.#options.role === 'initiator');
  }

  #takeTokens(): readonly Token[] {
    const tokens = this.#messages[this.#next++];
    assert(tokens !== undefined, 'the handshake has another message');
    return tokens;
  }

  #writeToken(token: Token): Uint8Array {
    const { s, e } = this.#options;
    if (token === 'e') {
      this.#mixEphemeral(e.publicKey);
      return e.publicKey;
    }
    if (token === 's') return this.#symmetric.encryptAndHash(s.publicKey);
    assert(this.#mixSecret(token), 'the keys of a living handshake agree on a secret');
    return new Uint8Array(0);
  }

  #readMessage(message: Uint8Array): Uint8Array | undefined {
    if (message.length > MAX_MESSAGE_BYTES) return undefined;
    let rest = message;
    for (const token of this.#takeTokens()) {
      const used = this.#readToken(token, rest);
      if (used === undefined) return undefined;
      rest = rest.subarray(used);
    }
    return this.#symmetric.decryptAndHash(rest)?.slice();
  }

  /** How many bytes the token took; undefined when they are too few or do not authenticate. */
  #readToken(token: Token, rest: Uint8Array): number | undefined {
    if (token === 'e') return this.#readEphemeral(rest);
    if (token === 's') return this.#readStatic(rest);
    return this.#mixSecret(token) ? 0 : undefined;
  }

  #readEphemeral(rest: Uint8Array): number | undefined {
    if (rest.length < DH_BYTES) return undefined;
    const re = rest.slice(0, DH_BYTES);
    // A point of small order gives zeros with every scalar. It is refused here, with a DH of its
    // own, so that `write` never meets one.
    if (dh(this.#options.e.secretKey, re) === undefined) return undefined;
    this.#re = re;
    this.#mixEphemeral(re);
    return DH_BYTES;
  }

  #readStatic(rest: Uint8Array): number | undefined {
    const size = DH_BYTES + this.#symmetric.overheadBytes;
    if (rest.length < size) return undefined;
    this.#rs = this.#symmetric.decryptAndHash(rest.slice(0, size));
    return this.#rs === undefined ? undefined : size;
  }

  #mixEphemeral(publicKey: Uint8Array): void {
    this.#symmetric.mixHash(publicKey);
    // §9.2: in non-psk handshakes "e" means MixHash(e.public_key); "In a PSK handshake, all of these
    // calls are followed by MixKey(e.public_key)."
    if (this.#options.psks.length > 0) this.#symmetric.mixKey(publicKey);
  }

  #mixSecret(token: 'ee' | 'es' | 'se' | 'psk'): boolean {
    if (token === 'psk') {
      this.#symmetric.mixKeyAndHash(this.#takePsk());
      return true;
    }
    const shared = this.#dh(token);
    if (shared !== undefined) this.#symmetric.mixKey(shared);
    return shared !== undefined;
  }

  #takePsk(): Uint8Array {
    const secret = this.#secrets.shift();
    assert(secret !== undefined && secret !== 'later', 'psk3 is given before the third message');
    return secret;
  }

  /** §5.3: the first letter names the initiator's key, the second the responder's. */
  #dh(token: 'ee' | 'es' | 'se'): Uint8Array | undefined {
    const { role, s, e } = this.#options;
    const [ours, theirs] = role === 'initiator' ? [token[0], token[1]] : [token[1], token[0]];
    const remote = theirs === 'e' ? this.#re : this.#rs;
    assert(remote !== undefined, 'the pattern sends a key before it is used');
    return dh((ours === 'e' ? e : s).secretKey, remote);
  }
}

function assertPsks(psks: readonly Psk[]): void {
  let last = -1;
  for (const { place, secret } of psks) {
    assert(place > last, 'psks come in ascending order of place');
    assert(secret !== 'later' || place === 3, 'only psk3 may come later');
    assert(secret === 'later' || secret.length === PSK_BYTES, 'a pre-shared key has 32 bytes');
    last = place;
  }
}

/** §8: the name, which both sides hash first, lists the modifiers joined by plus signs. */
function protocolName(psks: readonly Psk[]): string {
  return `Noise_XX${psks.map((psk) => `psk${psk.place}`).join('+')}_25519_ChaChaPoly_BLAKE2b`;
}

function withPsks(psks: readonly Psk[]): readonly (readonly Token[])[] {
  const has = (place: number): readonly Token[] =>
    psks.some((psk) => psk.place === place) ? ['psk'] : [];
  return XX.map((tokens, i) => [...(i === 0 ? has(0) : []), ...tokens, ...has(i + 1)]);
}
