// Reads one frame of a WebTorrent client into a typed message, or says what is wrong with it.
//
//   announce   {"action":"announce","info_hash","peer_id","event","left","offers":[{offer,offer_id}]}
//   answer     {"action":"announce","info_hash","peer_id","to_peer_id","offer_id","answer"}
//   scrape     {"action":"scrape","info_hash": one or a list}
//
// Nothing that arrived is passed on as it came: what leaves the bridge is written anew from the
// fields read here. Ids are binary strings, one character U+0000–U+00FF per byte (TRACKERS §1).

import { fromLatin1 } from '../../src/base/bytes.ts';
import type { Limits } from '../limits.ts';

/** A binary string of exactly 20 bytes. */
export type Id = string & { readonly brand: 'id-of-20-bytes' };

export interface Offer {
  readonly offerId: string;
  readonly sdp: string;
}

export interface Announce {
  readonly kind: 'announce';
  readonly infoHash: Id;
  readonly peerId: Id;
  readonly event: 'started' | 'stopped' | 'completed' | 'update';
  /** Whether the sender has the whole torrent (`left` is 0). */
  readonly complete: boolean;
  readonly offers: readonly Offer[];
  /** How many offers were malformed, and left out. */
  readonly malformedOffers: number;
}

export interface Answer {
  readonly kind: 'answer';
  readonly infoHash: Id;
  readonly peerId: Id;
  readonly toPeerId: Id;
  readonly offerId: string;
  readonly sdp: string;
}

export interface Scrape {
  readonly kind: 'scrape';
  readonly infoHashes: readonly Id[];
}

export type ClientMessage = Announce | Answer | Scrape;

export type ParseRefusal =
  | 'invalid-json'
  | 'invalid-action'
  | 'invalid-info-hash'
  | 'invalid-peer-id'
  | 'invalid-to-peer-id'
  | 'invalid-offer-id'
  | 'invalid-answer'
  | 'invalid-event'
  | 'too-many-info-hashes';

/** A refusal names the action and the infohash as far as they were readable, for the reply. */
export interface Refusal<Reason extends string = string> {
  readonly ok: false;
  readonly reason: Reason;
  readonly action: 'announce' | 'scrape';
  /** Empty when there was none. */
  readonly infoHash: string;
}

export type ParsedFrame =
  | { readonly ok: true; readonly value: ClientMessage }
  | Refusal<ParseRefusal>;

type Fields = Readonly<Record<string, unknown>>;

export function parseFrame(text: string, limits: Limits): ParsedFrame {
  const fields = parseObject(text);
  if (!fields) return refuse('invalid-json', 'announce', '');
  if (fields.action === 'scrape') return parseScrape(fields, limits);
  if (fields.action !== 'announce') return refuse('invalid-action', 'announce', '');
  const infoHash = parseId(fields.info_hash);
  if (infoHash === undefined) return refuse('invalid-info-hash', 'announce', '');
  const parsed = parseAnnounce(fields, infoHash, limits);
  return typeof parsed === 'string'
    ? refuse(parsed, 'announce', infoHash)
    : { ok: true, value: parsed };
}

function parseAnnounce(
  fields: Fields,
  infoHash: Id,
  limits: Limits,
): Announce | Answer | ParseRefusal {
  const peerId = parseId(fields.peer_id);
  if (peerId === undefined) return 'invalid-peer-id';
  if (fields.answer) return parseAnswer(fields, { infoHash, peerId }, limits);
  const event = parseEvent(fields.event);
  if (event === undefined) return 'invalid-event';
  const listed: readonly unknown[] = Array.isArray(fields.offers) ? fields.offers : [];
  const considered = listed.slice(0, limits.offersPerAnnounce);
  const offers = considered.flatMap((entry) => parseOffer(entry, limits) ?? []);
  return {
    kind: 'announce',
    infoHash,
    peerId,
    event,
    complete: fields.left === 0,
    offers,
    malformedOffers: considered.length - offers.length,
  };
}

/** An answer's event, if there is one, is not looked at: some clients send it by mistake. */
function parseAnswer(
  fields: Fields,
  sender: { readonly infoHash: Id; readonly peerId: Id },
  limits: Limits,
): Answer | ParseRefusal {
  const toPeerId = parseId(fields.to_peer_id);
  if (toPeerId === undefined) return 'invalid-to-peer-id';
  const offerId = parseOfferId(fields.offer_id, limits);
  if (offerId === undefined) return 'invalid-offer-id';
  const sdp = parseSdp(fields.answer, 'answer');
  if (sdp === undefined) return 'invalid-answer';
  return { kind: 'answer', ...sender, toPeerId, offerId, sdp };
}

/** Without `info_hash` a scrape asks for every swarm there is, which is nobody's business. */
function parseScrape(fields: Fields, limits: Limits): ParsedFrame {
  const asked = fields.info_hash;
  const list: readonly unknown[] = Array.isArray(asked) ? asked : [asked];
  if (list.length > limits.hashesPerScrape) return refuse('too-many-info-hashes', 'scrape', '');
  const infoHashes = list.flatMap((value) => parseId(value) ?? []);
  if (infoHashes.length < list.length) return refuse('invalid-info-hash', 'scrape', '');
  return { ok: true, value: { kind: 'scrape', infoHashes } };
}

function parseOffer(entry: unknown, limits: Limits): Offer | undefined {
  if (!isObject(entry)) return undefined;
  const offerId = parseOfferId(entry.offer_id, limits);
  const sdp = parseSdp(entry.offer, 'offer');
  return offerId === undefined || sdp === undefined ? undefined : { offerId, sdp };
}

function parseOfferId(value: unknown, limits: Limits): string | undefined {
  const fits = typeof value === 'string' && value.length > 0 && value.length <= limits.offerIdUnits;
  return fits ? value : undefined;
}

/** `{type, sdp}`; other keys are dropped, as most servers do (TRACKERS §1.4). */
function parseSdp(value: unknown, type: 'offer' | 'answer'): string | undefined {
  if (!isObject(value) || value.type !== type) return undefined;
  const sdp = value.sdp;
  return typeof sdp === 'string' ? sdp : undefined;
}

/** All the events that any of the five servers takes (TRACKERS §1.4). */
function parseEvent(value: unknown): Announce['event'] | undefined {
  switch (value) {
    case 'started':
    case 'stopped':
    case 'completed':
      return value;
    case 'update':
    case 'paused':
    case 'empty':
    case '':
    case null:
    case undefined:
      return 'update';
    default:
      return undefined;
  }
}

function parseId(value: unknown): Id | undefined {
  if (typeof value !== 'string' || value.length !== 20) return undefined;
  return fromLatin1(value) ? (value as Id) : undefined;
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(
  reason: ParseRefusal,
  action: 'announce' | 'scrape',
  infoHash: string,
): Refusal<ParseRefusal> {
  return { ok: false, reason, action, infoHash };
}
