// From a tracker's frame, or a beacon of the mailbox, to a description of somebody who knows the
// phrase (DESIGN §4).
//
//   size ▶ own echo ▶ budget ▶ unseal ─┐
//                 mailbox: unsealed ───┴▶ parse ▶ sender ▶ clock      each refusal costs a counter
//
// Nothing is kept here about a sender before the seal has shown that they know the phrase.

import { BoundedMap } from '../../base/bounded-map.ts';
import { equal, toHex } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import {
  type DescriptionFault,
  parseDescription,
  recordVersion,
  type SessionDescription,
} from '../../wire/description.ts';
import { ENVELOPE_CHARS, openEnvelope } from '../../wire/envelope.ts';
import { binaryIdBytes, type HeardSignal } from '../../wire/tracker.ts';
import type { RendezvousConfig } from './contract.ts';
import type { Effects } from './effects.ts';
import type { TrackerSession } from './tracker-session.ts';

/** DESIGN §4: "An envelope that opens but lies outside ±10 min is not used". */
export const CLOCK_TOLERANCE_MS = 10 * MINUTE_MS;

/** Our choice: a skewed clock is told once a minute for each sender, and a few times in all. */
const SKEW_TOLD_MS = MINUTE_MS;
const MAX_SKEWED_SENDERS = 64;
const NOTICE_RATE = { perSecond: 0.1, burst: 6 };

/** Our choice: the version of others is told once a minute. */
const VERSION_TOLD_MS = MINUTE_MS;

/** A description as parsed, beside the exact bytes that were sealed. */
export interface Opened {
  readonly record: Uint8Array;
  readonly description: SessionDescription;
}

export class Opener {
  readonly #config: RendezvousConfig;
  readonly #effects: Effects;
  readonly #notices = new TokenBucket(NOTICE_RATE);
  readonly #skewed = new BoundedMap<string, Instant>(MAX_SKEWED_SENDERS);
  #versionToldAt: Instant = Number.NEGATIVE_INFINITY;

  constructor(config: RendezvousConfig, effects: Effects) {
    this.#config = config;
    this.#effects = effects;
  }

  get skewedSenders(): number {
    return this.#skewed.size;
  }

  open(signal: HeardSignal, session: TrackerSession, now: Instant): Opened | undefined {
    const record = this.#unseal(signal, session, now);
    return record === undefined ? undefined : this.read(record, signal.kind, now);
  }

  /** A record that came out of a seal of this room. */
  read(record: Uint8Array, kind: 'offer' | 'answer', now: Instant): Opened | undefined {
    const parsed = parseDescription(record);
    if (!parsed.ok) return this.#unreadable(parsed.reason, record, now);
    const description = parsed.value;
    const { self, admits } = this.#config;
    if (equal(description.sender, self)) return this.#drop('self');
    if (admits?.(description.sender) === false) return this.#drop('room-locked');
    if ((description.answers === undefined) !== (kind === 'offer')) {
      return this.#drop('envelope-kind');
    }
    const differenceMs = description.sentAt - now;
    if (Math.abs(differenceMs) > CLOCK_TOLERANCE_MS) {
      return this.#outsideClock(description.sender, differenceMs, now);
    }
    return { record, description };
  }

  #unseal(signal: HeardSignal, session: TrackerSession, now: Instant): Uint8Array | undefined {
    const { kind, offerId, sdp } = signal;
    if (sdp.length !== ENVELOPE_CHARS) return this.#drop('envelope-size');
    const { peerId, sent } = session.connection ?? {};
    if (signal.peerId === peerId || (kind === 'offer' && sent?.has(offerId))) {
      return this.#drop('self');
    }
    if (!session.mayOpen(now)) return this.#drop('envelope-flood');
    const opened = openEnvelope(sdp, {
      sig: this.#config.keys.sig,
      infohash: binaryIdBytes(signal.infohash),
      kind,
      context: binaryIdBytes(offerId),
    });
    return opened.ok ? opened.value : this.#drop(opened.reason);
  }

  /** DESIGN §4: "An unknown version inside raises OtherVersion". */
  #unreadable(reason: DescriptionFault, record: Uint8Array, now: Instant): undefined {
    const version = recordVersion(record);
    if (reason !== 'version' || version === undefined) return this.#drop(`record-${reason}`);
    if (now - this.#versionToldAt < VERSION_TOLD_MS) return this.#drop('record-version');
    this.#versionToldAt = now;
    this.#effects.push({ kind: 'other-version', version });
    return undefined;
  }

  #outsideClock(sender: Uint8Array, differenceMs: number, now: Instant): undefined {
    const key = toHex(sender);
    const told = this.#skewed.get(key);
    const recently = told !== undefined && now - told < SKEW_TOLD_MS;
    if (recently || !this.#notices.take(now)) return this.#drop('clock-skew');
    this.#skewed.set(key, now);
    this.#effects.push({ kind: 'clock-skew', differenceMs });
    return undefined;
  }

  #drop(reason: string): undefined {
    this.#effects.drop(reason);
    return undefined;
  }
}
