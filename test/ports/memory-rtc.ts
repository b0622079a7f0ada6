// The WebRTC port's in-memory twin: a network of nodes behind NATs on the virtual clock.
//
//   A opens ──▶ local ── signalled by whoever tests ──▶ B accepts ──▶ local ──▶ A accepts
//   A and B hold each other's transport, unchanged, and a path exists: after four round trips both
//   are open. Otherwise both fail after 15 s.
//
// It keeps what the real port promises (rtc-suite.ts runs against both) and models what decides
// whether people meet: which candidates there are, who reaches whom, how far apart they are, how
// fast bulk leaves, and what a cut looks like from both ends. Made for thousands of nodes.

import type { ChannelId, RtcEvent, RtcHandle, RtcOptions, RtcPort } from '../../src/ports/rtc.ts';
import type { Candidate, Transport } from '../../src/wire/description.ts';
import type { MemoryClock } from './memory-clock.ts';
import { type Place, pathBetween } from './memory-nat.ts';
import { MemoryWire } from './memory-wire.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface RtcNetOptions {
  readonly clock: MemoryClock;
  readonly random: SeededRandom;
  /** One way, in milliseconds; 20 unless told. */
  readonly latencyMs?: (from: string, to: string) => number;
  /** How fast channel 2 of one connection leaves; 10,000 (80 Mbit/s) unless told. */
  readonly bulkBytesPerMs?: number;
  /** How long host candidates take; 5 unless told. Reflexive and relayed ones take 50 more. */
  readonly gatherMs?: number;
}

/** ICE 1, DTLS 1.2 2, SCTP 1: round trips from the second `accept` until `open`. */
const CONNECT_ONE_WAYS = 8;

/** As Chromium does it: checks go on for 15 s before they fail. */
const FAIL_MS = 15_000;

const SERVER_MS = 50;
const ICE_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export class MemoryRtcNet {
  readonly #options: RtcNetOptions;
  readonly #places = new Map<string, Place>();
  /** Every live end, by its ufrag. */
  readonly #ends = new Map<string, MemoryEnd>();
  readonly #constructed = new Map<string, number>();

  constructor(options: RtcNetOptions) {
    this.#options = options;
  }

  /** The port of one node, which stands in the open unless told. */
  port(node: string, where: Partial<Pick<Place, 'nat' | 'lan'>> = {}): RtcPort {
    const number = this.#places.size + 1;
    const place: Place = { node, number, nat: 'open', lan: node, reachable: true, ...where };
    this.#places.set(node, place);
    return { open: (options, listen) => this.#open(node, options, listen) };
  }

  /** Nothing passes to or from this node; both ends notice by themselves, in time. */
  cut(node: string): void {
    this.#setReachable(node, false);
  }

  heal(node: string): void {
    this.#setReachable(node, true);
  }

  /** The node ends without a word: its own ends fall silent, the others notice in time. */
  crash(node: string): void {
    this.cut(node);
    for (const end of this.#ends.values()) if (end.node === node) end.mute();
  }

  /** How many connections a node ever made. */
  constructed(node: string): number {
    return this.#constructed.get(node) ?? 0;
  }

  /** How many of a node's connections are not closed. */
  count(node: string): number {
    return [...this.#ends.values()].filter((end) => end.node === node).length;
  }

  #setReachable(node: string, reachable: boolean): void {
    const place = this.#places.get(node);
    if (place === undefined || place.reachable === reachable) return;
    this.#places.set(node, { ...place, reachable });
    const wires = new Set([...this.#ends.values()].map((end) => end.wire));
    for (const wire of wires) if (wire?.touches(node) === true) wire.setCut(this.#isCut(wire));
  }

  #isCut(wire: MemoryWire): boolean {
    return wire.nodes.some((node) => this.#places.get(node)?.reachable !== true);
  }

  #open(node: string, options: RtcOptions, listen: (event: RtcEvent) => void): RtcHandle {
    this.#constructed.set(node, this.constructed(node) + 1);
    const { random, clock } = this.#options;
    const chars = (count: number) =>
      Array.from({ length: count }, () => ICE_CHARS[random.below(64)]).join('');
    const end: MemoryEnd = new MemoryEnd({
      node,
      clock,
      options,
      listen,
      local: {
        ufrag: chars(8),
        pwd: chars(24),
        fingerprint: random.bytes(32),
        setup: options.initiator ? 'actpass' : 'active',
        candidates: this.#candidates(node, options),
      },
      gatherMs: (this.#options.gatherMs ?? 5) + (options.iceServers.length > 0 ? SERVER_MS : 0),
      accepted: () => this.#match(end),
      gone: () => this.#ends.delete(end.local.ufrag),
    });
    this.#ends.set(end.local.ufrag, end);
    return end;
  }

  /** Private addresses in 10/8 and public ones in 44/8; a relay's ports are its own. */
  #candidates(node: string, { iceServers, relayOnly }: RtcOptions): Candidate[] {
    const { number, nat } = this.#places.get(node) as Place;
    const [high, low] = [(number >> 8) & 0xff, number & 0xff];
    const port = 1_024 + this.#options.random.below(60_000);
    const urls = iceServers.flatMap((server) => server.urls);
    const asks = (scheme: string) => urls.some((url) => url.startsWith(scheme));
    const home = nat === 'open' ? 44 : 10;
    const host = { type: 'host', address: `${home}.${number >> 16}.${high}.${low}`, port } as const;
    const reflexive = { ...host, type: 'reflexive', address: `44.0.${high}.${low}` } as const;
    const relay = { ...host, type: 'relay', address: '44.255.0.1' } as const;
    return [
      ...(relayOnly ? [] : [host]),
      ...(relayOnly || nat === 'open' || nat === 'blocked' || !asks('stun') ? [] : [reflexive]),
      ...(asks('turn') ? [relay] : []),
    ];
  }

  /** Connects two ends as soon as each has accepted exactly what the other one told. */
  #match(end: MemoryEnd): void {
    const other = this.#ends.get(end.remote?.ufrag ?? '');
    if (other === undefined || other.wire !== undefined || other.initiator === end.initiator)
      return;
    if (!isSame(end.remote, other.local) || !isSame(other.remote, end.local)) return;
    const { clock, latencyMs = () => 20, bulkBytesPerMs = 10_000 } = this.#options;
    const [a, b] = [this.#places.get(end.node) as Place, this.#places.get(other.node) as Place];
    const path = pathBetween({ ...a, transport: end.local }, { ...b, transport: other.local });
    if (path === undefined) return;
    const oneWayMs = Math.max(latencyMs(end.node, other.node), latencyMs(other.node, end.node));
    const wire = new MemoryWire({ clock, oneWayMs, path, bulkBytesPerMs, ends: [end, other] });
    end.wire = wire;
    other.wire = wire;
    wire.setCut(this.#isCut(wire));
    clock.after(oneWayMs * CONNECT_ONE_WAYS, () => wire.connect());
  }
}

/** All that ICE and DTLS would check: credentials, certificate and candidates that were told. */
function isSame(held: Transport | undefined, told: Transport): boolean {
  return held !== undefined && signature(held) === signature(told);
}

function signature({ ufrag, pwd, fingerprint }: Transport): string {
  return `${ufrag} ${pwd} ${fingerprint.join()}`;
}

interface EndWiring {
  readonly node: string;
  readonly clock: MemoryClock;
  readonly options: RtcOptions;
  readonly listen: (event: RtcEvent) => void;
  readonly local: Transport;
  readonly gatherMs: number;
  readonly accepted: () => void;
  readonly gone: () => void;
}

/** One side of one connection. */
export class MemoryEnd implements RtcHandle {
  readonly #wiring: EndWiring;
  #state: 'opening' | 'open' | 'closed' = 'opening';
  remote: Transport | undefined;
  wire: MemoryWire | undefined;

  constructor(wiring: EndWiring) {
    this.#wiring = wiring;
    if (wiring.options.initiator) this.#gather();
  }

  get node(): string {
    return this.#wiring.node;
  }

  get local(): Transport {
    return this.#wiring.local;
  }

  get initiator(): boolean {
    return this.#wiring.options.initiator;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  #gather(): void {
    const { clock, gatherMs, local } = this.#wiring;
    clock.after(gatherMs, () => this.emit({ kind: 'local', transport: local }));
  }

  accept(remote: Transport): void {
    if (this.#state === 'closed') return;
    const { clock, accepted } = this.#wiring;
    this.remote = remote;
    if (!this.initiator) this.#gather();
    accepted();
    clock.after(FAIL_MS, () => {
      if (this.#state === 'opening') this.finish('failed');
    });
  }

  send(channel: ChannelId, bytes: Uint8Array): void {
    if (this.#state === 'open') this.wire?.send(this, channel, bytes);
  }

  buffered(channel: ChannelId): number {
    return this.#state === 'open' ? (this.wire?.buffered(this, channel) ?? 0) : 0;
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.wire?.closedBy(this);
    this.finish('local');
  }

  open(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.emit({ kind: 'open' });
  }

  emit(event: RtcEvent): void {
    if (this.#state !== 'closed') this.#wiring.listen(event);
  }

  finish(reason: 'local' | 'remote' | 'failed'): void {
    if (this.#state === 'closed') return;
    this.mute();
    this.#wiring.clock.after(0, () => this.#wiring.listen({ kind: 'closed', reason }));
  }

  /** Falls silent for good, without a word to anybody. */
  mute(): void {
    this.#state = 'closed';
    this.#wiring.gone();
  }
}
