// A whole world in one process: trackers, a network, and members that run the real machines through
// the real driver, on a clock that leaps from event to event. The same seed gives the same world.

import '../support/ready.ts';
import { type Instant, SECOND_MS } from '../../src/base/time.ts';
import { type RoomKeys, roomKeys } from '../../src/crypto/keys.ts';
import { relayUrl } from '../../src/wire/circuit.ts';
import { MemoryClock } from '../ports/memory-clock.ts';
import { MemoryDht } from '../ports/memory-dht.ts';
import { Chronicle } from './chronicle.ts';
import { type MemberOptions, SimMember } from './member.ts';
import { Dice } from './net/dice.ts';
import { Network } from './net/network.ts';
import { canConnect, RtcWorld } from './net/rtc.ts';
import { type ServerSocket, Sockets } from './net/sockets.ts';
import { SimRelay } from './relay.ts';
import { type Mischief, SimTracker } from './tracker.ts';

/** An ordinary morning, hours from midnight. */
export const MORNING: Instant = Date.UTC(2026, 4, 11, 9, 0, 0);

/** Our choice: eight members in a burst make about a tenth of it; a loop makes it at once. */
const MAX_STEPS_PER_SECOND = 200_000;

/** Where the DHT is for the network: on every island, but not behind a pulled cable. */
const DHT_HOST = 'dht';

export interface WorldOptions {
  readonly seed: number | string;
  readonly trackers?: number;
  /** Whether everybody reaches the DHT; there is none unless told. */
  readonly dht?: boolean;
  /** Whether the first tracker is a bridge with a frame relay. */
  readonly relay?: boolean;
  readonly begin?: Instant | undefined;
  readonly latencyMs?: { readonly least: number; readonly most: number };
  readonly loss?: number;
  /** Hears of everything that happens, as one line each. */
  readonly tell?: (line: string) => void;
}

/** What must never happen did. */
export class BrokenInvariant extends Error {}

export class World {
  readonly clock: MemoryClock;
  readonly dice: Dice;
  readonly keys: RoomKeys;
  readonly network: Network;
  readonly sockets: Sockets;
  readonly rtc: RtcWorld;
  readonly dht: MemoryDht | undefined;
  readonly relay: SimRelay | undefined;
  readonly chronicle: Chronicle;
  readonly members = new Map<string, SimMember>();
  readonly trackerUrls: readonly string[];
  readonly trackers: readonly SimTracker[];
  readonly #tell: ((line: string) => void) | undefined;
  readonly #begin: Instant;
  /** Pairs that can't connect, whatever their NATs: "a b" in order of name. */
  readonly #hopeless = new Set<string>();
  #broken: string | undefined;
  steps = 0;

  constructor({ seed, trackers = 1, begin = MORNING, tell, ...net }: WorldOptions) {
    this.dice = new Dice(seed);
    this.clock = new MemoryClock(begin);
    this.#begin = begin;
    this.#tell = tell;
    this.keys = roomKeys(this.dice.fork('root').bytes(32));
    this.network = new Network({ clock: this.clock, dice: this.dice.fork('network'), ...net });
    this.sockets = new Sockets(this.network);
    this.rtc = new RtcWorld({
      network: this.network,
      dice: this.dice.fork('rtc'),
      mayConnect: (a, b) => this.mayConnect(a, b),
    });
    this.dht = net.dht ? this.#makeDht() : undefined;
    this.chronicle = new Chronicle(() => this.now);
    this.trackerUrls = Array.from({ length: trackers }, (_, i) => `wss://tracker-${i + 1}`);
    this.trackers = this.trackerUrls.map((url) => new SimTracker(this.dice.fork(url)));
    this.relay = net.relay ? this.#makeRelay() : undefined;
    for (const index of this.trackers.keys()) this.setTracker(index, true);
  }

  #makeDht(): MemoryDht {
    const reaches = (node: string) => !this.network.isCut(node, DHT_HOST);
    return new MemoryDht({ clock: this.clock, random: this.dice.fork('dht'), reaches });
  }

  #makeRelay(): SimRelay {
    const [bridge] = this.trackers;
    const [url] = this.trackerUrls.flatMap((tracker) => relayUrl(tracker) ?? []);
    if (bridge === undefined || url === undefined) throw new Error('a bridge is a tracker, too');
    const relay = new SimRelay((infohash, peerId) => bridge.has(infohash, peerId));
    bridge.services = ['relay'];
    this.sockets.serve(url, relay.serverAt(url));
    return relay;
  }

  setRelay(up: boolean): void {
    const [url] = this.trackerUrls.flatMap((tracker) => relayUrl(tracker) ?? []);
    if (url === undefined || this.relay === undefined) return;
    if (up) this.sockets.serve(url, this.relay.serverAt(url));
    else this.sockets.stop(url);
  }

  get now(): Instant {
    return this.clock.now();
  }

  /** Of honest members that are here. */
  get present(): SimMember[] {
    return [...this.members.values()].filter(({ fate, hostile }) => fate === 'here' && !hostile);
  }

  get hasHostile(): boolean {
    return [...this.members.values()].some(({ fate, hostile }) => fate === 'here' && hostile);
  }

  join(options: Partial<MemberOptions> & Pick<MemberOptions, 'name'>): SimMember {
    const member = new SimMember(this, {
      nat: 'open',
      skewMs: 0,
      hostile: false,
      hidden: false,
      ...options,
    });
    this.members.set(member.name, member);
    if (member.hostile) this.chronicle.liars += 1;
    member.start();
    this.check();
    return member;
  }

  member(name: string): SimMember {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`nobody is called ${name}`);
    return member;
  }

  nameOf(id: string): string {
    return [...this.members.values()].find((member) => member.id === id)?.name ?? id.slice(0, 8);
  }

  forbid(a: string, b: string): void {
    this.#hopeless.add([a, b].sort().join(' '));
  }

  mayConnect(a: string, b: string): boolean {
    if (this.#hopeless.has([a, b].sort().join(' '))) return false;
    return canConnect(this.member(a).nat, this.member(b).nat);
  }

  setTracker(index: number, up: boolean): void {
    const url = this.trackerUrls[index];
    const tracker = this.trackers[index];
    if (url === undefined || tracker === undefined) return;
    if (!up) return this.sockets.stop(url);
    this.sockets.serve(url, {
      host: url,
      connected: () => {},
      heard: (client, data) => tracker.receive(client, String(data)),
      gone: (client: ServerSocket) => tracker.forget(client),
    });
  }

  setMischief(index: number, mischief: Mischief): void {
    const tracker = this.trackers[index];
    if (tracker !== undefined) tracker.mischief = mischief;
  }

  /** Lets time pass. Throws the first broken invariant. */
  run(ms: number): void {
    const until = this.now + ms;
    for (let second = this.now; second < until; second += SECOND_MS) {
      this.#runTo(Math.min(until, second + SECOND_MS));
    }
  }

  /** Lets time pass until nothing is wrong any more; tells what still is after `ms`, if so. */
  settle(problems: () => string[], ms: number): string[] {
    const until = this.now + ms;
    for (let left = problems(); ; left = problems()) {
      if (left.length === 0 || this.now >= until) return left;
      this.run(SECOND_MS / 4);
    }
  }

  broken(what: string): void {
    this.log(`BROKEN: ${what}`);
    this.#broken ??= `${this.#stamp()} ${what}`;
  }

  /** For whoever has acted from outside of `run`. */
  check(): void {
    if (this.#broken !== undefined) throw new BrokenInvariant(this.#broken);
  }

  log(line: string): void {
    this.#tell?.(`${this.#stamp()} ${line}`);
  }

  #stamp(): string {
    return `${((this.now - this.#begin) / SECOND_MS).toFixed(3).padStart(8)} s`;
  }

  #runTo(until: Instant): void {
    const first = this.steps;
    for (let next = this.clock.next; next !== undefined && next <= until; next = this.clock.next) {
      this.clock.step();
      this.steps += 1;
      this.check();
      if (this.steps - first > MAX_STEPS_PER_SECOND) this.broken('the world does not come to rest');
    }
    this.clock.advanceTo(until);
  }
}
