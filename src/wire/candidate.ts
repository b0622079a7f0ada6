// ICE candidates as a record carries them (DESIGN §4), and which of them anyone should ever try.
//
//   head u8 ‖ address 4 or 16 ‖ port u16        head: bits 0–1 type, bits 2–3 family, the rest zero
//
// A peer makes us send packets to whatever it lists, so the same rules hold for what we read and
// for what we write: unicast addresses, unprivileged ports, one spelling for each.

import { assert } from '../base/assert.ts';
import { fromHex, isZero, toHex } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** A UDP candidate (RFC 8839), without what can be rebuilt: component 1, priority, foundation. */
export interface Candidate {
  readonly type: 'host' | 'reflexive' | 'relay';
  /** IPv4 dotted quad, IPv6 in RFC 5952 form, or an mDNS name `<uuid>.local` in lower case. */
  readonly address: string;
  readonly port: number;
}

export type CandidateFault =
  | 'candidate-truncated'
  | 'candidate-reserved'
  | 'candidate-address'
  | 'candidate-port';

/** DESIGN §4: "at most 8 UDP candidates". */
export const MAX_CANDIDATES = 8;

/** DESIGN §4: "no privileged ports"; RFC 6335 §6 names 0–1023 the system ports. */
const MIN_PORT = 1_024;
const MAX_PORT = 65_535;

/** Our choice: of eight, as many of each type before what is left is filled up in order. */
const QUOTAS = { host: 5, reflexive: 2, relay: 1 } as const;

const TYPES = ['host', 'reflexive', 'relay'] as const;
const FAMILIES = ['ipv4', 'ipv6', 'mdns'] as const;
type Family = (typeof FAMILIES)[number];
const ADDRESS_BYTES: Readonly<Record<Family, number>> = { ipv4: 4, ipv6: 16, mdns: 16 };

interface Address {
  readonly family: Family;
  readonly bytes: Uint8Array;
}

/** Asserts what {@link parseCandidate} would refuse. */
export function encodeCandidate(writer: Writer, candidate: Candidate): void {
  const { type, address, port } = candidate;
  const packed = packAddress(address);
  assert(packed !== undefined && addressText(packed) === address, 'an address is spelled one way');
  assert(isUsable(type, packed) && isUnprivileged(port), 'a candidate is one worth trying');
  const head = TYPES.indexOf(type) | (FAMILIES.indexOf(packed.family) << 2);
  writer.u8(head).bytes(packed.bytes).u16(port);
}

export function parseCandidate(reader: Reader): Parsed<Candidate, CandidateFault> {
  const head = reader.u8();
  const type = TYPES[head & 3];
  const family = FAMILIES[(head >> 2) & 3];
  if (type === undefined || family === undefined || head >> 4 !== 0)
    return bad('candidate-reserved');
  const packed: Address = { family, bytes: reader.bytes(ADDRESS_BYTES[family]) };
  const port = reader.u16();
  if (reader.failed) return bad('candidate-truncated');
  if (!isUsable(type, packed)) return bad('candidate-address');
  if (!isUnprivileged(port)) return bad('candidate-port');
  return ok({ type, address: addressText(packed), port });
}

/**
 * What we gathered, as it can be sent: spelled canonically, without duplicates and without what
 * the other side would refuse; at most eight of mixed types, hosts first.
 */
export function usableCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  const unique = new Map<string, Candidate>();
  for (const { type, address, port } of sortedByType(candidates)) {
    const packed = packAddress(address.toLowerCase());
    if (packed === undefined || !isUsable(type, packed) || !isUnprivileged(port)) continue;
    const usable = { type, address: addressText(packed), port };
    // A server that sees our own address tells nothing new: the first type of a socket is kept.
    const socket = `${usable.address} ${port}`;
    if (!unique.has(socket)) unique.set(socket, usable);
  }
  return mixed([...unique.values()]);
}

function sortedByType(candidates: readonly Candidate[]): readonly Candidate[] {
  return TYPES.flatMap((type) => candidates.filter((candidate) => candidate.type === type));
}

function mixed(candidates: readonly Candidate[]): readonly Candidate[] {
  const within = TYPES.flatMap((type) =>
    candidates.filter((candidate) => candidate.type === type).slice(0, QUOTAS[type]),
  );
  const others = candidates.filter((candidate) => !within.includes(candidate));
  return sortedByType([...within, ...others].slice(0, MAX_CANDIDATES));
}

/** The `count` that say most: the first of each type, then the second … */
export function fewerCandidates(
  candidates: readonly Candidate[],
  count: number,
): readonly Candidate[] {
  const byType = TYPES.map((type) => candidates.filter((candidate) => candidate.type === type));
  const rounds = candidates.map((_, round) => byType.flatMap((list) => list[round] ?? []));
  return sortedByType(rounds.flat().slice(0, count));
}

function isUnprivileged(port: number): boolean {
  return Number.isInteger(port) && port >= MIN_PORT && port <= MAX_PORT;
}

function isUsable(type: Candidate['type'], { family, bytes }: Address): boolean {
  // RFC 8839 §5.1 allows names; browsers hide only host addresses behind mDNS names.
  if (family === 'mdns') return type === 'host';
  return family === 'ipv4' ? isUnicast4(bytes) : isUnicast6(bytes);
}

function isUnicast4([first = 0]: Uint8Array): boolean {
  // RFC 6890: 0.0.0.0/8 is "this network"; 224.0.0.0/4 is multicast; 240.0.0.0/4 is reserved and
  // ends with the broadcast address.
  return first !== 0 && first < 224;
}

function isUnicast6(bytes: Uint8Array): boolean {
  // RFC 4291 §2.7: multicast begins with ff.
  if (bytes[0] === 0xff) return false;
  // RFC 4291 §2.5.5: ::/96 and ::ffff:0:0/96 wrap IPv4 addresses, which have a form of their own
  // here, so that no rule for them can be stepped around. `::1` is all that is left of the first.
  if (!isZero(bytes.subarray(0, 10))) return true;
  const wrapping =
    (bytes[10] === 0 && bytes[11] === 0) || (bytes[10] === 0xff && bytes[11] === 0xff);
  const loopback = isZero(bytes.subarray(0, 15)) && bytes[15] === 1;
  return !wrapping || loopback;
}

function packAddress(text: string): Address | undefined {
  const mdns = packMdns(text);
  if (mdns !== undefined) return { family: 'mdns', bytes: mdns };
  const family = text.includes(':') ? 'ipv6' : 'ipv4';
  const bytes = family === 'ipv6' ? packIpv6(text) : packIpv4(text);
  return bytes === undefined ? undefined : { family, bytes };
}

/** draft-ietf-mmusic-mdns-ice-candidates §3.1.1: a version 4 UUID, then ".local". */
const MDNS_NAME = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\.local$/;

function packMdns(text: string): Uint8Array | undefined {
  const groups = MDNS_NAME.exec(text);
  return groups === null ? undefined : fromHex(groups.slice(1).join(''));
}

function packIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  const canonical = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return parts.length === 4 && canonical ? Uint8Array.from(parts, Number) : undefined;
}

const IPV6_GROUPS = 8;

function packIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  const head = ipv6Groups(halves[0] ?? '');
  const tail = ipv6Groups(halves[1] ?? '');
  if (halves.length > 2 || head === undefined || tail === undefined) return undefined;
  const missing = IPV6_GROUPS - head.length - tail.length;
  // RFC 4291 §2.2: "::" stands for one or more groups of zeros.
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function ipv6Groups(text: string): number[] | undefined {
  const groups = text === '' ? [] : text.split(':');
  const wellFormed = groups.every((group) => /^[0-9a-f]{1,4}$/.test(group));
  return wellFormed ? groups.map((group) => Number.parseInt(group, 16)) : undefined;
}

function addressText({ family, bytes }: Address): string {
  if (family === 'ipv4') return bytes.join('.');
  return family === 'ipv6' ? ipv6Text(bytes) : mdnsText(bytes);
}

function mdnsText(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  const cuts = [0, 8, 12, 16, 20, 32];
  return `${cuts
    .slice(1)
    .map((end, i) => hex.slice(cuts[i], end))
    .join('-')}.local`;
}

/** RFC 5952 §4: lower case, no leading zeros, "::" for the first of the longest runs of two or more. */
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: IPV6_GROUPS }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  const { start, length } = longestZeroRun(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, i) => {
    length = group === '0' ? length + 1 : 0;
    if (length > longest.length) longest = { start: i - length + 1, length };
  });
  return longest;
}
