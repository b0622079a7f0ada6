// Offer and answer: what we say of ourselves, whether an answer is one to our offer, and the
// prologue by which the handshake is bound to exactly these two records.

import { assert } from '../../base/assert.ts';
import { equal } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import { blake2b } from '../../crypto/hash.ts';
import type { Pace } from '../../ports/rtc.ts';
import {
  encodeDescription,
  fewerCandidates,
  MAX_BRIDGES,
  MAX_RECORD_BYTES,
  type SessionDescription,
  type Transport,
  usableCandidates,
} from '../../wire/description.ts';
import { MAX_HAND_RECORD_BYTES } from '../../wire/hand-code.ts';
import { encodePrologue, type Prologue } from '../../wire/handshake.ts';
import { MAX_MAILBOX_RECORD_BYTES } from '../../wire/mailbox.ts';
import type { Described, LinkBridge, LinkConfig } from './contract.ts';

/** DESIGN §4: an answer "names the offer by BLAKE2b-16 of its record". */
const OFFER_NAME_BYTES = 16;
/** What a record may have, by the way it goes. */
const CAPACITY_BYTES = {
  prompt: MAX_RECORD_BYTES,
  slow: MAX_MAILBOX_RECORD_BYTES,
  'by-hand': MAX_HAND_RECORD_BYTES,
} as const satisfies Record<Pace, number>;
/** DESIGN §5: the prologue hashes records to 32 bytes. */
const RECORD_HASH_BYTES = 32;

interface Sides {
  /** Undefined when only a relay is to carry the link. */
  readonly transport: Transport | undefined;
  readonly offer: Described | undefined;
}

/** Our offer or, where `offer` is given, our answer to it. */
export function describe(
  { attempt, identity, pace, bridges }: LinkConfig,
  { transport, offer }: Sides,
  now: Instant,
): Described {
  const description: SessionDescription = {
    sentAt: now,
    sender: identity.id,
    attempt,
    answers: offer && blake2b(OFFER_NAME_BYTES, offer.record),
    transport: transport && {
      ...transport,
      candidates: usableCandidates(transport.candidates),
    },
    bridges: tagsFor(offer, bridges()),
  };
  return fitting(description, CAPACITY_BYTES[pace]);
}

/** Of all that we can use, an answer first names those that the offer named. */
function tagsFor(offer: Described | undefined, ours: readonly LinkBridge[]): readonly Uint8Array[] {
  const offered = offer?.description.bridges ?? [];
  const tags = ours.map(({ tag }) => tag);
  const common = tags.filter((tag) => isNamed(offered, tag));
  const rest = tags.filter((tag) => !isNamed(offered, tag));
  return [...common, ...rest].slice(0, MAX_BRIDGES);
}

function isNamed(tags: readonly Uint8Array[], tag: Uint8Array): boolean {
  return tags.some((one) => equal(one, tag));
}

/** With as many of its candidates as there is room for. */
function fitting(description: SessionDescription, mostBytes: number): Described {
  const record = encodeDescription(description);
  if (record.length <= mostBytes) return { record, description };
  const { transport } = description;
  const length = transport?.candidates.length ?? 0;
  assert(transport !== undefined && length > 0, 'a record without candidates fits everywhere');
  const candidates = fewerCandidates(transport.candidates, length - 1);
  return fitting({ ...description, transport: { ...transport, candidates } }, mostBytes);
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

/**
 * The offerer's first choice of those that both can use; both sides come to the same one. An offer
 * that names none was made before a tracker had answered: then it is the answerer's first choice.
 */
export function commonBridge(
  offer: Described,
  answer: Pick<Described['description'], 'bridges'>,
  ours: readonly LinkBridge[],
): LinkBridge | undefined {
  const offered = offer.description.bridges;
  const [first] = answer.bridges;
  const tag = offered.length > 0 ? offered.find((one) => isNamed(answer.bridges, one)) : first;
  return tag && ours.find((bridge) => equal(bridge.tag, tag));
}

export function prologueOf({
  offer,
  answer,
  mode,
}: {
  readonly offer: Described;
  readonly answer: Described;
  readonly mode: Prologue['mode'];
}): Uint8Array {
  return encodePrologue({
    mode,
    offerHash: blake2b(RECORD_HASH_BYTES, offer.record),
    answerHash: blake2b(RECORD_HASH_BYTES, answer.record),
  });
}
