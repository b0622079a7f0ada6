// SDP text ⇄ Transport (RFC 8866, 8839, 8841, 8842).
//
// What the own browser wrote is read down to the few fields that a peer needs; what a peer sent is
// only ever these fields, printed into the template below. So no line of a stranger's text reaches
// an RTCPeerConnection, and every runtime understands every other.

import { assert } from '../base/assert.ts';
import { fromHex, toHex } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { type Candidate, type Transport, usableCandidates } from './description.ts';

export type SdpFault =
  | 'sdp-too-long'
  | 'sdp-no-ufrag'
  | 'sdp-no-pwd'
  | 'sdp-no-fingerprint'
  | 'sdp-no-setup';

/** Our choice: a browser with dozens of interfaces writes about 10 kB. */
const MAX_SDP_CHARS = 65_536;

const UFRAG = /^a=ice-ufrag:([A-Za-z0-9+/]{4,32})$/m;
const PWD = /^a=ice-pwd:([A-Za-z0-9+/]{22,64})$/m;
const FINGERPRINT = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/im;
const SETUP = /^a=setup:(actpass|active|passive)$/m;

/** RFC 8839 §5.1, component 1 over UDP only. */
const CANDIDATE = /^a=candidate:\S+ 1 udp \d+ (\S+) (\d{1,5}) typ (host|srflx|relay)(?: |$)/gim;

/** Reads the fields of a local description as Chromium, Firefox or libdatachannel writes it. */
export function parseSdp(text: string): Parsed<Transport, SdpFault> {
  if (text.length > MAX_SDP_CHARS) return bad('sdp-too-long');
  const lines = text.replaceAll('\r\n', '\n');
  const ufrag = UFRAG.exec(lines)?.[1];
  if (ufrag === undefined) return bad('sdp-no-ufrag');
  const pwd = PWD.exec(lines)?.[1];
  if (pwd === undefined) return bad('sdp-no-pwd');
  const fingerprint = FINGERPRINT.exec(lines)?.[1];
  if (fingerprint === undefined) return bad('sdp-no-fingerprint');
  const setup = SETUP.exec(lines)?.[1] as Transport['setup'] | undefined;
  if (setup === undefined) return bad('sdp-no-setup');
  return ok({
    ufrag,
    pwd,
    fingerprint: fromHex(fingerprint.replaceAll(':', '').toLowerCase()),
    setup,
    candidates: usableCandidates(candidatesOf(lines)),
  });
}

const TYPES = { host: 'host', srflx: 'reflexive', relay: 'relay' } as const;

function candidatesOf(lines: string): Candidate[] {
  return [...lines.matchAll(CANDIDATE)].map(([, address = '', port, type = '']) => ({
    type: TYPES[type.toLowerCase() as keyof typeof TYPES],
    address,
    port: Number(port),
  }));
}

/**
 * Prints the description that a peer's fields stand for. It promises no end of candidates: a peer
 * that knows only names which it cannot resolve must still wait to be found by the other side.
 */
export function printSdp(transport: Transport, kind: 'offer' | 'answer'): string {
  assert(/^[A-Za-z0-9+/]{4,32}$/.test(transport.ufrag), 'ufrag is of ice-chars');
  assert(/^[A-Za-z0-9+/]{22,64}$/.test(transport.pwd), 'pwd is of ice-chars');
  assert(transport.fingerprint.length === 32, 'fingerprint is SHA-256');
  assert(kind === 'offer' || transport.setup !== 'actpass', 'only an offer says actpass');
  assert(isUsable(transport.candidates), 'candidates are as parsed');
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=ice-ufrag:${transport.ufrag}`,
    `a=ice-pwd:${transport.pwd}`,
    `a=fingerprint:sha-256 ${printFingerprint(transport.fingerprint)}`,
    `a=setup:${transport.setup}`,
    'a=sctp-port:5000',
    `a=max-message-size:${MAX_MESSAGE_BYTES}`,
    ...transport.candidates.map((candidate, index) => `a=${printCandidate(candidate, index)}`),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** Parsed candidates are already spelled the one way; nothing but addresses gets into a line. */
function isUsable(candidates: readonly Candidate[]): boolean {
  const usable = usableCandidates(candidates).map(({ address }) => address);
  return candidates.every(({ address }) => usable.includes(address));
}

/** RFC 8841 §6; what Chromium and libdatachannel announce themselves. We send 16 KiB at most. */
const MAX_MESSAGE_BYTES = 262_144;

function printFingerprint(fingerprint: Uint8Array): string {
  const pairs = toHex(fingerprint).toUpperCase().match(/../g) ?? [];
  return pairs.join(':');
}

/** RFC 8445 §5.1.2.2: the recommended type preferences. */
const TYPE_PREFERENCE = { host: 126, reflexive: 100, relay: 0 } as const;
const TYPE_TOKEN = { host: 'host', reflexive: 'srflx', relay: 'relay' } as const;

/** RFC 8839 §5.1: the candidate attribute, without `a=`, of the `index`th of a description. */
export function printCandidate(candidate: Candidate, index: number): string {
  const { type, address, port } = candidate;
  // RFC 8445 §5.1.2.1: 2^24 × type preference + 2^8 × local preference + (256 − component).
  const priority = 2 ** 24 * TYPE_PREFERENCE[type] + 2 ** 8 * (65_535 - index) + (256 - 1);
  const line = `candidate:${index + 1} 1 udp ${priority} ${address} ${port} typ ${TYPE_TOKEN[type]}`;
  if (type === 'host') return line;
  // RFC 8839 §5.1: an agent that hides its related address writes zeros and port 9.
  return `${line} raddr ${address.includes(':') ? '::' : '0.0.0.0'} rport 9`;
}
