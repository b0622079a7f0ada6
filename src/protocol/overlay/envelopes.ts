// Member envelopes, sealed and opened: nothing is allocated and nobody is asked to connect before an
// envelope was opened, its signature, its clock and its novelty checked, and a budget applied
// (DESIGN §4).

import { BoundedMap } from '../../base/bounded-map.ts';
import { equal, toHex } from '../../base/bytes.ts';
import { bad, ok, type Parsed } from '../../base/result.ts';
import type { Instant } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import type { Card } from '../../crypto/identity.ts';
import { openFrom, SEAL_NONCE_BYTES, sealTo } from '../../crypto/seal.ts';
import { sign } from '../../crypto/sign.ts';
import { verify } from '../../crypto/verify.ts';
import { parseDescription, type SessionDescription } from '../../wire/description.ts';
import {
  type EnvelopeBinding,
  encodeBinding,
  encodeEnvelope,
  encodeSignedRecord,
  type MemberEnvelope,
  parseEnvelope,
  parseSignedRecord,
  type SignalRole,
} from '../../wire/member-envelope.ts';
import { CLOCK_WINDOW_MS, type Commons } from './commons.ts';

/** Our choice: offers of one member; its retries come seconds apart. */
export const OFFERS_PER_MEMBER = { perSecond: 1, burst: 4 } as const;
/** Our choice: offers of all members together; eight join at once, each with one retry. */
export const OFFERS_IN_ALL = { perSecond: 4, burst: 16 } as const;
/** Our choice: all that the budget admits within the window on both sides of the clock. */
export const MAX_REPLAYS = 4_096;
/** Our choice: members with a budget of their own; more than the roster holds. */
const MAX_BUDGETS = 128;

const EPHEMERAL_SEED_BYTES = 32;

export interface Outgoing {
  readonly to: Card;
  readonly role: SignalRole;
  readonly attempt: Uint8Array;
  readonly record: Uint8Array;
}

export interface Opened {
  readonly role: SignalRole;
  readonly record: Uint8Array;
  readonly description: SessionDescription;
}

export class Envelopes {
  readonly #commons: Commons;
  /** (from, attempt, role) of what was used already. */
  readonly #used = new BoundedMap<string, true>(MAX_REPLAYS);
  readonly #budgets = new BoundedMap<string, TokenBucket>(MAX_BUDGETS);
  /** Whose clock was told of: a carrier could repeat an old envelope for ever. */
  readonly #skewTold = new BoundedMap<string, true>(MAX_BUDGETS);
  readonly #offersInAll = new TokenBucket(OFFERS_IN_ALL);

  constructor(commons: Commons) {
    this.#commons = commons;
  }

  /** Undefined when the target's key is none to seal to. */
  seal({ to, role, attempt, record }: Outgoing): Uint8Array | undefined {
    const { identity, random, roomId } = this.#commons;
    const ad = encodeBinding({ roomId, role, from: identity.id, to: to.id, attempt });
    const sealed = sealTo({
      ephemeralSeed: random.bytes(EPHEMERAL_SEED_BYTES),
      nonce: random.bytes(SEAL_NONCE_BYTES),
      recipient: to.s,
      plaintext: encodeSignedRecord(record, sign(identity.g.secretKey, ad, record)),
      ad,
    });
    return sealed === undefined ? undefined : encodeEnvelope({ role, attempt, sealed });
  }

  /** What a member sent us, through others; the reason when it is not to be used. */
  open(bytes: Uint8Array, from: Card, now: Instant): Parsed<Opened> {
    const envelope = parseEnvelope(bytes);
    if (!envelope.ok) return envelope;
    const opened = this.#unseal(envelope.value, from);
    if (!opened.ok) return opened;
    // DESIGN §4: "An envelope that opens but lies outside ±10 min is not used, yet raises ClockSkew".
    const differenceMs = opened.value.description.sentAt - now;
    if (Math.abs(differenceMs) > CLOCK_WINDOW_MS) {
      const key = toHex(from.id);
      if (!this.#skewTold.has(key))
        this.#commons.effects.push({ kind: 'clock-skew', differenceMs });
      this.#skewTold.set(key, true);
      return bad('envelope-clock');
    }
    return this.#spend(opened.value, from, now);
  }

  #unseal({ role, attempt, sealed }: MemberEnvelope, from: Card): Parsed<Opened> {
    const { identity, roomId } = this.#commons;
    const binding: EnvelopeBinding = { roomId, role, from: from.id, to: identity.id, attempt };
    const ad = encodeBinding(binding);
    const plaintext = openFrom({ recipient: identity.s, sealed, ad });
    if (plaintext === undefined) return bad('envelope-sealed');
    const signed = parseSignedRecord(plaintext);
    if (!signed.ok) return signed;
    const { record, signature } = signed.value;
    if (!verify(from.g, signature, ad, record)) return bad('envelope-forged');
    const parsed = parseDescription(record);
    if (!parsed.ok) return bad(`description-${parsed.reason}`);
    const description = parsed.value;
    return isBound(description, binding)
      ? ok({ role, record, description })
      : bad('envelope-misbound');
  }

  #spend(opened: Opened, from: Card, now: Instant): Parsed<Opened> {
    const key = toHex(from.id);
    const use = `${key} ${toHex(opened.description.attempt)} ${opened.role}`;
    if (this.#used.has(use)) return bad('envelope-replayed');
    const within = opened.role === 'answer' || this.#budget(key, now);
    if (!within) return bad('offer-budget');
    this.#used.set(use, true);
    return ok(opened);
  }

  #budget(key: string, now: Instant): boolean {
    const own = this.#budgets.get(key) ?? new TokenBucket(OFFERS_PER_MEMBER);
    this.#budgets.set(key, own);
    return own.take(now) && this.#offersInAll.take(now);
  }
}

/** The record says the same of itself as the envelope around it. */
function isBound(
  { sender, attempt, answers }: SessionDescription,
  binding: EnvelopeBinding,
): boolean {
  const role = answers === undefined ? 'offer' : 'answer';
  return equal(sender, binding.from) && equal(attempt, binding.attempt) && role === binding.role;
}
