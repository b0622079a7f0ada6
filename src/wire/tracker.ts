// WebTorrent tracker frames, the strictest common subset of what five servers take (TRACKERS §1).
//
//   we ──▶ tracker   announce {started | – | stopped, offers?}        tracker ──▶ we   response {n, interval}
//   we ──▶ tracker   answer   {to_peer_id, offer_id}                  tracker ──▶ we   offer, answer, failure
//
// What arrives is rebuilt field by field: no object, and no string but ids and sealed text, of a
// tracker's frame reaches the rest of the program.

import { assert } from '../base/assert.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { HOUR_MS, SECOND_MS } from '../base/time.ts';
import { utf8 } from '../base/utf8.ts';

/** A "binary string": 20 characters U+0000–U+00FF, one per byte (TRACKERS §1). */
export type BinaryId = string & { readonly [binary]: true };
declare const binary: unique symbol;

/** TRACKERS §1.8, rule 2. */
export const BINARY_ID_BYTES = 20;

/** TRACKERS §1.8, rule 5: the smallest frame limit of the five servers. */
export const MAX_SENT_FRAME_BYTES = 16_384;

/** TRACKERS §1.8, rule 5: the smallest limit of the five servers is 10; no announce needs more than 5. */
export const MAX_ANNOUNCED_OFFERS = 5;

/** Our choice, in UTF-16 units: the largest frame that a tracker relays is 64 KiB (TRACKERS §1.4). */
export const MAX_HEARD_FRAME_CHARS = 65_536;

/** Our choice: a count beyond this is a lie or of no further use. */
export const MAX_SWARM = 1_000_000;

/** Our choice: trackers return 20 s to 120 s (TRACKERS §1.5); the floor is rule 7 of §1.8. */
const MIN_INTERVAL_MS = 10 * SECOND_MS;
const MAX_INTERVAL_MS = 0.5 * HOUR_MS;

/** TRACKERS §1.5: what four of the five return; stands in where a reply names none. */
const USUAL_INTERVAL_MS = 120 * SECOND_MS;

/** An id of 20 bytes as trackers write it. */
export function binaryId(bytes: Uint8Array): BinaryId {
  assert(bytes.length === BINARY_ID_BYTES, 'a tracker id has 20 bytes');
  return toLatin1(bytes) as BinaryId;
}

/** The inverse of {@link binaryId}. */
export function binaryIdBytes(id: BinaryId): Uint8Array {
  const bytes = fromLatin1(id);
  assert(bytes?.length === BINARY_ID_BYTES, 'a binary id holds 20 bytes');
  return bytes;
}

export interface SentOffer {
  readonly offerId: BinaryId;
  /** Base64url of a sealed record. */
  readonly sdp: string;
}

export interface Announce {
  readonly infohash: BinaryId;
  readonly peerId: BinaryId;
  /** The first announce of a connection says `started`, its last one `stopped`. */
  readonly event: 'started' | 'stopped' | undefined;
  readonly offers: readonly SentOffer[];
}

/** TRACKERS §1.8, rules 3 to 5: no nulls, `numwant` is the number of offers, none means no key. */
export function encodeAnnounce({ infohash, peerId, event, offers }: Announce): string {
  assert(offers.length <= MAX_ANNOUNCED_OFFERS, 'an announce carries few offers');
  const list = offers.map(({ offerId, sdp }) => ({
    offer: { type: 'offer', sdp },
    offer_id: offerId,
  }));
  return frame({
    action: 'announce',
    info_hash: infohash,
    peer_id: peerId,
    ...(event === undefined ? {} : { event }),
    ...(list.length === 0 ? {} : { numwant: list.length }),
    uploaded: 0,
    downloaded: 0,
    left: 1,
    ...(list.length === 0 ? {} : { offers: list }),
  });
}

export interface Answer {
  readonly infohash: BinaryId;
  readonly peerId: BinaryId;
  /** The offer's `peer_id` and `offer_id`, as they came. */
  readonly toPeerId: BinaryId;
  readonly offerId: BinaryId;
  readonly sdp: string;
}

/** TRACKERS §1.8, rule 6: a message of its own, without `event` or `offers`. */
export function encodeAnswer({ infohash, peerId, toPeerId, offerId, sdp }: Answer): string {
  return frame({
    action: 'announce',
    info_hash: infohash,
    peer_id: peerId,
    to_peer_id: toPeerId,
    offer_id: offerId,
    answer: { type: 'answer', sdp },
  });
}

function frame(message: object): string {
  const text = JSON.stringify(message);
  assert(utf8(text).length <= MAX_SENT_FRAME_BYTES, 'a frame fits every tracker');
  return text;
}

export interface HeardResponse {
  readonly kind: 'response';
  readonly infohash: BinaryId;
  /** How many have it all and how many do not; each at most {@link MAX_SWARM}. */
  readonly complete: number;
  readonly incomplete: number;
  /** Within 10 s and 30 min. */
  readonly intervalMs: number;
  /** What a bridge of ours does beside being a tracker; empty for every other. */
  readonly services: readonly Service[];
}

/** `dht`: a gateway to the BitTorrent DHT. `relay`: circuits between two members of a room. */
export type Service = 'dht' | 'relay';

/** An offer of a stranger, or an answer to an offer of ours; nothing in it is to be trusted. */
export interface HeardSignal {
  readonly kind: 'offer' | 'answer';
  readonly infohash: BinaryId;
  readonly peerId: BinaryId;
  readonly offerId: BinaryId;
  readonly sdp: string;
}

export interface HeardFailure {
  readonly kind: 'failure';
  /** `answer-expired` concerns an answer of ours (TRACKERS §1.4), `refused` anything else. */
  readonly code: 'answer-expired' | 'refused';
}

export type HeardFrame =
  | HeardResponse
  | HeardSignal
  | HeardFailure
  /** Sound, but nothing for us: a scrape, a warning. */
  | { readonly kind: 'ignored' };

/** The key of a response that no other tracker has; clients ignore what they don't know. */
export const SERVICES_KEY = 'sotto';
const SERVICES: readonly Service[] = ['dht', 'relay'];

export type HeardFault = 'frame-too-large' | 'frame-not-json' | 'frame-malformed';

/** Reads one text frame of a tracker. */
export function parseHeardFrame(text: string): Parsed<HeardFrame, HeardFault> {
  if (text.length > MAX_HEARD_FRAME_CHARS) return bad('frame-too-large');
  const value = parseJson(text);
  if (value === undefined) return bad('frame-not-json');
  if (!isObject(value)) return bad('frame-malformed');
  // TRACKERS §1.2: "A client tells them apart by the presence of `failure reason`, then `offer`,
  // then `answer`, then `complete`." Two servers send failures without action and info_hash.
  if (Object.hasOwn(value, 'failure reason')) return ok(readFailure(value));
  if (field(value, 'action') !== 'announce') return ok({ kind: 'ignored' });
  if (Object.hasOwn(value, 'offer')) return readSignal(value, 'offer');
  if (Object.hasOwn(value, 'answer')) return readSignal(value, 'answer');
  if (Object.hasOwn(value, 'complete')) return readResponse(value);
  return ok({ kind: 'ignored' });
}

/** JSON.parse says undefined to nothing, so that undefined can stand for its failure. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own fields only: a name that Object.prototype has is not taken for something that was sent. */
function field(value: JsonObject, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** TRACKERS §1.4, last column: the one text that concerns an answer and not an announce. */
const EXPIRED_ANSWER = 'Could not find the offer';

function readFailure(value: JsonObject): HeardFailure {
  const text = field(value, 'failure reason');
  const expired = typeof text === 'string' && text.startsWith(EXPIRED_ANSWER);
  return { kind: 'failure', code: expired ? 'answer-expired' : 'refused' };
}

function readSignal(
  value: JsonObject,
  kind: 'offer' | 'answer',
): Parsed<HeardSignal, 'frame-malformed'> {
  const infohash = readId(value, 'info_hash');
  const peerId = readId(value, 'peer_id');
  const offerId = readId(value, 'offer_id');
  const inner = field(value, kind);
  if (infohash === undefined || peerId === undefined || offerId === undefined) {
    return bad('frame-malformed');
  }
  if (!isObject(inner) || field(inner, 'type') !== kind) return bad('frame-malformed');
  const sdp = field(inner, 'sdp');
  if (typeof sdp !== 'string') return bad('frame-malformed');
  return ok({ kind, infohash, peerId, offerId, sdp });
}

function readResponse(value: JsonObject): Parsed<HeardResponse, 'frame-malformed'> {
  const infohash = readId(value, 'info_hash');
  const complete = readCount(field(value, 'complete'));
  const incomplete = readCount(field(value, 'incomplete') ?? 0);
  if (infohash === undefined || complete === undefined || incomplete === undefined) {
    return bad('frame-malformed');
  }
  const intervalMs = readInterval(field(value, 'interval'));
  const services = readServices(field(value, SERVICES_KEY));
  return ok({ kind: 'response', infohash, complete, incomplete, intervalMs, services });
}

/** Whatever else stands there is of a later version. */
function readServices(value: unknown): readonly Service[] {
  if (!Array.isArray(value)) return [];
  return SERVICES.filter((service) => value.includes(service));
}

function readId(value: JsonObject, name: string): BinaryId | undefined {
  const id = field(value, name);
  if (typeof id !== 'string' || id.length !== BINARY_ID_BYTES) return undefined;
  return fromLatin1(id) === undefined ? undefined : (id as BinaryId);
}

/** JSON has no NaN, yet 1e999 reads as Infinity. */
function readCount(value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined;
  return Math.floor(clamp(value, 0, MAX_SWARM));
}

function readInterval(value: unknown): number {
  if (typeof value !== 'number') return USUAL_INTERVAL_MS;
  return Math.floor(clamp(value * SECOND_MS, MIN_INTERVAL_MS, MAX_INTERVAL_MS));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
