// Our own voice: what we say waits its turn, is signed, and is counted on its way to the others.
//
//   outbox ─ somebody here, pace allows ─▶ publish ─▶ acknowledged, read … ▶ "reached m of n"
//
// A message gets its sequence number, the hash of the one before, its stamp and its signature only
// when it is sent, so that what is withdrawn leaves no gap and what waited is not dated back.

import { toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import { blake2b } from '../../crypto/hash.ts';
import { sign } from '../../crypto/sign.ts';
import { LIFETIME_OFF, type Lifetime } from '../../wire/lifetime.ts';
import {
  encodeUnsigned,
  finishMessage,
  MESSAGE_DOMAIN,
  type MessageFields,
  type RoomMessage,
} from '../../wire/message.ts';
import type { PrivateSpeech } from '../../wire/private-speech.ts';
import { SPEECH_KIND } from '../../wire/speech.ts';
import { HybridClock } from './clock.ts';
import type { Company } from './company.ts';
import type { RoomConfig } from './contract.ts';
import { Ledger } from './ledger.ts';
import { Pace } from './pace.ts';
import { PrivateSeal } from './private.ts';

/** DESIGN §6: BLAKE2b-16 of the message before. */
const PREVIOUS_BYTES = 16;

export interface Utterance {
  readonly speech: PrivateSpeech;
  readonly lifetime?: Lifetime;
  /** For this member alone. */
  readonly to?: Uint8Array | undefined;
}

export class Voice {
  readonly ledger = new Ledger();
  readonly pace = new Pace();
  readonly clock = new HybridClock();
  readonly #config: RoomConfig;
  readonly #company: Company;
  readonly #seal: PrivateSeal;
  #lastSeq = 0;
  #previous: Uint8Array = new Uint8Array(PREVIOUS_BYTES);

  constructor(config: RoomConfig, company: Company) {
    this.#config = config;
    this.#company = company;
    this.#seal = new PrivateSeal(config);
  }

  /** The number that the next message gets. */
  get nextSeq(): number {
    return this.#lastSeq + 1;
  }

  /** Our next message, or undefined when whom it is for is gone. */
  say({ speech, lifetime = LIFETIME_OFF, to }: Utterance, now: Instant): RoomMessage | undefined {
    const said = to === undefined ? speech : this.#sealed(speech, to);
    if (said === undefined) return undefined;
    this.#lastSeq += 1;
    const message = this.#signed({
      kind: said.kind,
      sender: this.#config.identity.id,
      generation: 0,
      seq: this.#lastSeq,
      previous: this.#previous,
      hlc: this.clock.next(now),
      lifetime,
      body: said.body,
    });
    this.#previous = blake2b(PREVIOUS_BYTES, message.bytes);
    return message;
  }

  /** What another member said to us alone; undefined when it was for somebody else. */
  overhear(sealed: Uint8Array, from: Uint8Array): PrivateSpeech | undefined {
    return this.#seal.open(sealed, from);
  }

  #sealed(speech: PrivateSpeech, to: Uint8Array): PrivateSpeech | undefined {
    const { s } = this.#company.keysOf(toHex(to)) ?? {};
    const body = s && this.#seal.seal(speech, { id: to, s });
    return body && { kind: SPEECH_KIND.private, body };
  }

  #signed(fields: MessageFields): RoomMessage {
    const { identity, roomId } = this.#config;
    const unsigned = encodeUnsigned(fields);
    return finishMessage(unsigned, sign(identity.g.secretKey, MESSAGE_DOMAIN, roomId, unsigned));
  }
}
