// Offer and answer: what we say of ourselves, whether an answer is one to our offer, and the
// prologue by which the handshake is bound to exactly these two records.

import { assert } from '../../base/assert.ts';
import { equal } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import { blake2b } from '../../crypto/hash.ts';
import {
  encodeDescription,
  type SessionDescription,
  type Transport,
  usableCandidates,
} from '../../wire/description.ts';
import { encodePrologue } from '../../wire/handshake.ts';
import type { Described, LinkConfig } from './contract.ts';

/** DESIGN §4: an answer "names the offer by BLAKE2b-16 of its record". */
const OFFER_NAME_BYTES = 16;
/** DESIGN §5: the prologue hashes records to 32 bytes. */
const RECORD_HASH_BYTES = 32;

/** Our offer or, where `offer` is given, our answer to it. */
export function describe(
  { attempt, identity }: LinkConfig,
  { transport, offer }: { readonly transport: Transport; readonly offer: Described | undefined },
  now: Instant,
): Described {
  const description: SessionDescription = {
    sentAt: now,
    sender: identity.id,
    attempt,
    answers: offer && blake2b(OFFER_NAME_BYTES, offer.record),
    transport: { ...transport, candidates: usableCandidates(transport.candidates) },
  };
  return { record: encodeDescription(description), description };
}

/** The owner has parsed the offer and made this link for its attempt. */
export function assertAnswerable({ attempt }: LinkConfig, { description }: Described): void {
  assert(description.answers === undefined, 'an offer answers nothing');
  assert(equal(description.attempt, attempt), 'a link answers the offer that it was made for');
}

export function isAnswerTo(offer: Described, { description }: Described): boolean {
  const { answers, attempt } = description;
  const name = blake2b(OFFER_NAME_BYTES, offer.record);
  return answers !== undefined && equal(answers, name) && equal(attempt, offer.description.attempt);
}

export function prologueOf(offer: Described, answer: Described): Uint8Array {
  return encodePrologue({
    mode: 'direct',
    offerHash: blake2b(RECORD_HASH_BYTES, offer.record),
    answerHash: blake2b(RECORD_HASH_BYTES, answer.record),
  });
}
