// What a client may send to a tracker: the union of what all five servers refuse or mistreat, and
// of the strictest common subset (TRACKERS §1.4 to §1.8). A broken rule is a code; `closes` says
// whether one of the five would close the socket for it, in which case the double does so too.

import type { Frame } from './client.ts';

/** TRACKERS §1.4: aquatic's limit for one frame. */
export const MAX_FRAME_BYTES = 16_384;

/** TRACKERS §1.4: aquatic's limit for one announce. */
export const MAX_OFFERS = 10;

export interface Violation {
  readonly code: string;
  readonly closes: boolean;
}

const ANNOUNCE_KEYS = [
  'action',
  'info_hash',
  'peer_id',
  'event',
  'numwant',
  'uploaded',
  'downloaded',
  'left',
  'offers',
];
const ANSWER_KEYS = ['action', 'info_hash', 'peer_id', 'to_peer_id', 'offer_id', 'answer'];
const SCRAPE_KEYS = ['action', 'info_hash'];

/** The message in a frame, or the violation that makes it unreadable. */
export function readFrame(text: string, bytes: number, binary: boolean): Frame | Violation {
  if (binary) return closing('binary-frame');
  if (bytes > MAX_FRAME_BYTES) return closing('frame-too-large');
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : closing('bad-json');
  } catch {
    return closing('bad-json');
  }
}

export function isViolation(value: Frame | Violation): value is Violation {
  return 'code' in value && 'closes' in value;
}

/** Every rule that a message breaks on its own, whatever came before it. */
export function checkMessage(message: Frame): Violation[] {
  if (message.action === 'scrape') return checkScrape(message);
  if (message.action !== 'announce') return [closing('unknown-action')];
  const ids = [
    ...(isId(message.info_hash) ? [] : [closing('bad-info-hash')]),
    ...(isId(message.peer_id) ? [] : [closing('bad-peer-id')]),
  ];
  return [...ids, ...('answer' in message ? checkAnswer(message) : checkAnnounce(message))];
}

function checkAnnounce(message: Frame): Violation[] {
  return [
    ...checkKeys(message, ANNOUNCE_KEYS, 'unknown-announce-key'),
    ...checkEvent(message),
    ...checkNumbers(message),
    ...checkOffers(message),
  ];
}

function checkEvent({ event }: Frame): Violation[] {
  if (event === null) return [closing('null-event')];
  const known = event === undefined || event === 'started' || event === 'stopped';
  return known ? [] : [closing('bad-event')];
}

function checkNumbers(message: Frame): Violation[] {
  const { left, uploaded, downloaded } = message;
  const counts = [uploaded, downloaded].filter((value) => value !== undefined);
  return [
    ...(left === undefined || left === null || isCount(left) ? [] : [noted('bad-left')]),
    ...(counts.every(isCount) ? [] : [noted('bad-counter')]),
  ];
}

function checkOffers({ offers, numwant }: Frame): Violation[] {
  if (offers === undefined) {
    return numwant === undefined || numwant === 0 ? [] : [noted('numwant-is-not-offers')];
  }
  if (!Array.isArray(offers)) return [closing('offers-not-a-list')];
  return [
    ...(numwant === offers.length ? [] : [noted('numwant-is-not-offers')]),
    ...(offers.length === 0 ? [noted('empty-offers')] : []),
    ...(offers.length > MAX_OFFERS ? [noted('too-many-offers')] : []),
    ...offers.flatMap(checkOffer),
  ];
}

function checkOffer(entry: unknown): Violation[] {
  if (!isObject(entry)) return [closing('bad-offer')];
  return [
    ...checkKeys(entry, ['offer', 'offer_id'], 'extra-key-in-offer-entry'),
    ...(isId(entry.offer_id) ? [] : [closing('bad-offer-id')]),
    ...checkDescription(entry.offer, 'offer'),
  ];
}

function checkAnswer(message: Frame): Violation[] {
  return [
    ...('event' in message ? [noted('answer-with-event')] : []),
    ...('offers' in message ? [noted('answer-with-offers')] : []),
    ...checkKeys(message, [...ANSWER_KEYS, 'event', 'offers'], 'extra-key-in-answer-message'),
    ...(isId(message.to_peer_id) ? [] : [closing('bad-to-peer-id')]),
    ...(isId(message.offer_id) ? [] : [closing('bad-offer-id')]),
    ...checkDescription(message.answer, 'answer'),
  ];
}

/** `{type, sdp}` and nothing else; the sdp is ciphertext in ASCII (TRACKERS §1.8, rule 3). */
function checkDescription(value: unknown, type: 'offer' | 'answer'): Violation[] {
  if (!isObject(value)) return [closing(`bad-${type}`)];
  const sdp = value.sdp;
  if (value.type !== type || typeof sdp !== 'string') return [closing(`bad-${type}`)];
  return [
    ...checkKeys(value, ['type', 'sdp'], `extra-key-in-${type}`),
    ...(/^[\t\n\r -~]+$/.test(sdp) ? [] : [noted('sdp-is-not-ascii')]),
  ];
}

/** An empty scrape gets no reply from one server and closes the socket on another. */
function checkScrape(message: Frame): Violation[] {
  const asked = message.info_hash;
  if (asked === undefined) return [noted('scrape-of-everything')];
  const list: readonly unknown[] = Array.isArray(asked) ? asked : [asked];
  return [
    ...checkKeys(message, SCRAPE_KEYS, 'unknown-scrape-key'),
    ...(list.length === 0 ? [noted('empty-scrape')] : []),
    ...(list.every(isId) ? [] : [closing('bad-info-hash')]),
  ];
}

function checkKeys(value: Frame, allowed: readonly string[], code: string): Violation[] {
  return Object.keys(value).every((key) => allowed.includes(key)) ? [] : [noted(code)];
}

export function isId(value: unknown): value is string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a binary string may hold any byte.
  return typeof value === 'string' && /^[\u0000-\u00ff]{20}$/.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Mistreated somewhere, though the socket stays open. */
export function noted(code: string): Violation {
  return { code, closes: false };
}

/** Answered by at least one of the five with a closed socket. */
export function closing(code: string): Violation {
  return { code, closes: true };
}
