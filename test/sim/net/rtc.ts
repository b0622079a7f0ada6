// The WebRTC port of the simulation: connections over the network, between hosts behind NATs.
//
//   A opens ─▶ local ─── signalled ───▶ B opens, accepts ─▶ local ─── signalled ───▶ A accepts
//   ICE 1, DTLS 2, SCTP 1 round trips ─▶ open at A, and at B with A's first packet or soon after
//   cut ─5 s─▶ interrupted ─30 s─▶ closed (failed)        closed there ─▶ closed (remote), if heard

import type { Cancel } from '../../../src/ports/clock.ts';
import type {
  ChannelId,
  RtcEvent,
  RtcHandle,
  RtcOptions,
  RtcPort,
} from '../../../src/ports/rtc.ts';
import type { Transport } from '../../../src/wire/description.ts';
import type { Dice } from './dice.ts';
import { type Host, type Network, Pipe } from './network.ts';

/** Who can connect: `open` with all, `cone` with all but `blocked`, `symmetric` with these two only. */
export type Nat = 'open' | 'cone' | 'symmetric';

export function canConnect(a: Nat, b: Nat): boolean {
  return !(a === 'symmetric' && b === 'symmetric');
}

/** ICE, DTLS and SCTP take that many one-way trips (OVERLAY.md: "4.2 RTT"). */
const CONNECT_ONE_WAYS = 8;
/** ICE repeats its checks that often while nothing comes back. */
const CHECK_MS = 250;
/** As Chromium does it: checks fail after 15 s. */
const CHECKS_FAIL_MS = 15_000;
/** As Chromium does it: 5 s of silence are `disconnected`, 25 s more and the grace are the end. */
const DISCONNECTED_MS = 5_000;
const GIVEN_UP_MS = 45_000;
/** As Chromium does it: consent checks come back that soon after a cut. */
const MEND_MS = { least: 200, most: 1_500 };
/** Chromium's send buffer; beyond it, channels that promise delivery end the connection. */
const MAX_HELD_MESSAGES = 16_384;

const ICE_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export interface RtcWorldOptions {
  readonly network: Network;
  readonly dice: Dice;
  readonly mayConnect: (a: Host, b: Host) => boolean;
}

export class RtcWorld {
  readonly network: Network;
  readonly dice: Dice;
  readonly mayConnect: (a: Host, b: Host) => boolean;
  readonly #ends = new Map<string, RtcEnd>();
  readonly #constructed = new Map<Host, number>();

  constructor({ network, dice, mayConnect }: RtcWorldOptions) {
    this.network = network;
    this.dice = dice;
    this.mayConnect = mayConnect;
  }

  port(host: Host): RtcPort {
    return {
      open: (options, listen) => {
        this.#constructed.set(host, this.constructed(host) + 1);
        const end: RtcEnd = new RtcEnd(this, { host, options, listen });
        this.#ends.set(end.local.ufrag, end);
        end.begin();
        return end;
      },
    };
  }

  find(ufrag: string): RtcEnd | undefined {
    return this.#ends.get(ufrag);
  }

  forget(end: RtcEnd): void {
    this.#ends.delete(end.local.ufrag);
  }

  constructed(host: Host): number {
    return this.#constructed.get(host) ?? 0;
  }

  /** Connections that this host has not closed, in whatever state. */
  openOf(host: Host): number {
    return [...this.#ends.values()].filter((end) => end.host === host).length;
  }

  /** Connections that are open at both ends, between these two. */
  between(a: Host, b: Host): number {
    return [...this.#ends.values()].filter((end) => end.host === a && end.openTo(b)).length;
  }

  /** The machine is gone without a word. */
  vanish(host: Host): void {
    for (const end of [...this.#ends.values()]) if (end.host === host) end.vanish();
  }
}

interface Wiring {
  readonly host: Host;
  readonly options: RtcOptions;
  readonly listen: (event: RtcEvent) => void;
}

class RtcEnd implements RtcHandle {
  readonly host: Host;
  readonly local: Transport;
  readonly #world: RtcWorld;
  readonly #wiring: Wiring;
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #remote: Transport | undefined;
  #peer: RtcEnd | undefined;
  #lanes: readonly Pipe[] = [];
  #early: RtcEvent[] = [];
  #interrupted = false;
  #timers: Cancel[] = [];
  #unwatch = () => {};

  constructor(world: RtcWorld, wiring: Wiring) {
    this.#world = world;
    this.#wiring = wiring;
    this.host = wiring.host;
    const { dice } = world;
    const chars = (count: number) =>
      Array.from({ length: count }, () => ICE_CHARS[dice.between(0, 63)]).join('');
    this.local = {
      ufrag: chars(8),
      pwd: chars(24),
      fingerprint: dice.bytes(32),
      setup: wiring.options.initiator ? 'actpass' : 'active',
      candidates: [{ type: 'host', address: '192.0.2.1', port: 50_000 }],
    };
  }

  begin(): void {
    if (this.#wiring.options.initiator) this.#gather();
  }

  accept(remote: Transport): void {
    if (this.#state === 'closed') return;
    this.#remote = remote;
    if (!this.#wiring.options.initiator) this.#gather();
    this.#later(CHECKS_FAIL_MS, () => {
      if (this.#state === 'opening') this.#finish('failed');
    });
    if (this.#wiring.options.initiator) this.#check();
  }

  send(channel: ChannelId, bytes: Uint8Array): void {
    const peer = this.#peer;
    if (this.#state !== 'open' || peer === undefined) return;
    const copy = bytes.slice();
    const arrive = () => peer.receive({ kind: 'message', channel, bytes: copy });
    if (channel === 1) return this.#lose(peer, arrive);
    const lane = this.#lanes[channel];
    if (lane === undefined || lane.held >= MAX_HELD_MESSAGES) return this.#finish('failed');
    lane.send(arrive);
  }

  buffered(_channel: ChannelId): number {
    return 0;
  }

  close(): void {
    this.#finish('local');
  }

  openTo(host: Host): boolean {
    return this.#state === 'open' && this.#peer?.host === host && this.#peer.#state === 'open';
  }

  receive(event: RtcEvent): void {
    if (this.#state === 'open') this.#wiring.listen(event);
    else if (this.#state === 'opening') this.#early.push(event);
  }

  /** Falls silent for good; the other end notices in time. */
  vanish(): void {
    this.#end();
  }

  #gather(): void {
    this.#later(this.#world.dice.between(1, 60), () =>
      this.#wiring.listen({ kind: 'local', transport: this.local }),
    );
  }

  /** The initiator's connectivity checks, until somebody answers who holds our transport. */
  #check(): void {
    if (this.#state !== 'opening') return;
    const { network, mayConnect } = this.#world;
    const peer = this.#world.find(this.#remote?.ufrag ?? '');
    const able =
      peer !== undefined &&
      this.#holds(peer) &&
      peer.#holds(this) &&
      mayConnect(this.host, peer.host) &&
      !network.isCut(this.host, peer.host);
    if (!able) return this.#later(CHECK_MS, () => this.#check());
    const oneWayMs = network.latencyMs(this.host, peer.host);
    this.#later(oneWayMs * CONNECT_ONE_WAYS, () => this.#connected(peer));
  }

  #connected(peer: RtcEnd): void {
    if (this.#state !== 'opening' || peer.#state !== 'opening') return;
    const { network } = this.#world;
    if (network.isCut(this.host, peer.host)) return this.#check();
    peer.#join(this);
    this.#join(peer);
    this.#open();
    peer.#later(network.latencyMs(this.host, peer.host), () => peer.#open());
  }

  #join(peer: RtcEnd): void {
    const { network } = this.#world;
    this.#peer = peer;
    this.#lanes = [0, 1, 2].map(() => new Pipe(network, this.host, peer.host));
    this.#unwatch = network.watch(() => this.#watchPath());
  }

  #open(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#wiring.listen({ kind: 'open' });
    for (const event of this.#early.splice(0)) this.receive(event);
    if (this.#state === 'open') this.#wiring.listen({ kind: 'path', path: 'direct' });
    this.#watchPath();
  }

  #holds(other: RtcEnd): boolean {
    return (
      this.#remote !== undefined &&
      this.#remote.ufrag === other.local.ufrag &&
      this.#remote.pwd === other.local.pwd &&
      this.#remote.fingerprint.join() === other.local.fingerprint.join()
    );
  }

  #lose(peer: RtcEnd, arrive: () => void): void {
    const { network } = this.#world;
    if (network.isLost()) return;
    network.clock.after(network.latencyMs(this.host, peer.host), () => {
      if (!network.isCut(this.host, peer.host)) arrive();
    });
  }

  /** Something changed in the network, or the other end fell silent. */
  #watchPath(): void {
    const peer = this.#peer;
    if (this.#state !== 'open' || peer === undefined) return;
    this.#cancelTimers();
    const silent = peer.#state === 'closed' || this.#world.network.isCut(this.host, peer.host);
    if (!silent) {
      const { least, most } = MEND_MS;
      if (this.#interrupted)
        this.#later(this.#world.dice.between(least, most), () => this.#tell(false));
      return;
    }
    this.#later(DISCONNECTED_MS, () => this.#tell(true));
    this.#later(GIVEN_UP_MS, () => this.#finish('failed'));
  }

  #tell(interrupted: boolean): void {
    if (this.#state !== 'open' || this.#interrupted === interrupted) return;
    this.#interrupted = interrupted;
    this.#wiring.listen({ kind: 'interrupted', interrupted });
  }

  #finish(reason: 'local' | 'remote' | 'failed'): void {
    if (this.#state === 'closed') return;
    const peer = this.#peer;
    const lane = this.#lanes[0];
    const { network } = this.#world;
    const heard = peer !== undefined && reason !== 'remote' && !network.isCut(this.host, peer.host);
    // DTLS says goodbye once and repeats nothing: what has not arrived by now may be lost.
    if (heard) lane?.send(() => peer.#finish('remote'));
    const lanes = this.#lanes;
    this.#lanes = [];
    this.#end();
    if (!heard) for (const each of lanes) each.end();
    network.clock.after(0, () => this.#wiring.listen({ kind: 'closed', reason }));
  }

  #end(): void {
    this.#state = 'closed';
    this.#early = [];
    this.#cancelTimers();
    this.#unwatch();
    for (const lane of this.#lanes) lane.end();
    this.#world.forget(this);
    if (this.#peer !== undefined) this.#peer.#watchPath();
  }

  #later(ms: number, act: () => void): void {
    this.#timers.push(this.#world.network.clock.alarm(this.#world.network.clock.now() + ms, act));
  }

  #cancelTimers(): void {
    for (const cancel of this.#timers.splice(0)) cancel();
  }
}
