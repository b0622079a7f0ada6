// One member of a simulated room: the real peer behind the real driver, what its screen shows, and
// what must hold at every moment: exactly once, never forged, never from before it came.

import { toHex } from '../../src/base/bytes.ts';
import { type Identity, makeIdentity } from '../../src/crypto/identity.ts';
import { Driver, type DriverPorts, type Told } from '../../src/host/driver.ts';
import { NO_DHT } from '../../src/host/no-dht.ts';
import { createCircuitPort } from '../../src/platform/circuit.ts';
import type { SocketEvent } from '../../src/ports/socket.ts';
import type { Machine } from '../../src/protocol/machine.ts';
import type { RoomSettings } from '../../src/protocol/overlay/contract.ts';
import type { PeerInput, PeerMember, PeerOutput } from '../../src/protocol/peer/contract.ts';
import { MAX_LINKS } from '../../src/protocol/peer/link-table.ts';
import { Peer } from '../../src/protocol/peer/peer.ts';
import type { Entry } from '../../src/protocol/room/contract.ts';
import { LIFETIME_OFF } from '../../src/wire/lifetime.ts';
import { EVIL } from './chronicle.ts';
import { HostilePeer } from './hostile.ts';
import { MemberClock } from './net/member-clock.ts';
import type { Nat } from './net/rtc.ts';
import type { World } from './world.ts';

/** OVERLAY.md, "Parameters": ≤ 30 constructions a minute, after a burst of as many. */
const CONSTRUCTION_BURST = 30;
const CONSTRUCTIONS_PER_MS = 30 / 60_000;
/** DESIGN §3: around midnight a room lives in two days. */
const DAYS = 2;

export interface MemberOptions {
  readonly name: string;
  readonly nat: Nat;
  /** Ahead of the world's clock, or behind when negative. */
  readonly skewMs: number;
  readonly hostile: boolean;
  /** Whether the address is hidden: without TURN, only a bridge's relay carries a link. */
  readonly hidden: boolean;
}

export type Fate = 'here' | 'left' | 'dead';

export class SimMember {
  readonly name: string;
  readonly nat: Nat;
  readonly hostile: boolean;
  readonly id: string;
  readonly identity: Identity;
  readonly joinedAt: number;
  /** What the screen shows, by entry id. */
  readonly screen = new Map<string, Entry>();
  /** When a text came, by text. */
  readonly arrived = new Map<string, number>();
  readonly roster = new Map<string, PeerMember>();
  /** When each member was first seen here, by id. */
  readonly met = new Map<string, number>();
  readonly dropped = new Map<string, number>();
  readonly notices = new Set<string>();
  /** Who is shown as writing, by id. */
  readonly typists = new Set<string>();
  /** Those for the person to give away. */
  readonly codes: string[] = [];
  settings: RoomSettings = { locked: false, lifetime: LIFETIME_OFF, at: 0, by: undefined };
  readonly troublemaker: HostilePeer | undefined;
  fate: Fate = 'here';
  readonly #world: World;
  readonly #clock: MemberClock;
  readonly #driver: Driver;
  #written = 0;

  constructor(world: World, { name, nat, skewMs, hostile, hidden }: MemberOptions) {
    const random = world.dice.fork(`member ${name}`);
    this.name = name;
    this.nat = nat;
    this.hostile = hostile;
    this.identity = makeIdentity(random, world.keys.roomId);
    this.id = toHex(this.identity.id);
    this.joinedAt = world.now;
    this.#world = world;
    this.#clock = new MemberClock(world.clock, skewMs);
    const config = {
      keys: world.keys,
      identity: this.identity,
      random,
      trackers: world.trackerUrls,
      iceServers: [],
      relayOnly: hidden,
      nickname: name,
    };
    this.troublemaker = hostile ? new HostilePeer(config) : undefined;
    const peer: Machine<PeerInput, PeerOutput> = this.troublemaker ?? new Peer(config);
    this.#driver = new Driver(peer, this.#ports(), (told) => this.#hear(told));
  }

  start(): void {
    this.#driver.post({ kind: 'start' });
  }

  /** Writes one line that nobody else ever writes. */
  say(): void {
    if (this.fate !== 'here' || this.hostile) return;
    const text = `${this.name} ${++this.#written}`;
    this.#world.chronicle.write(text, this);
    this.#driver.post({ kind: 'write', entry: `own ${text}`, text, lifetime: { kind: 'off' } });
  }

  post(input: PeerInput | 'wake'): void {
    if (this.fate === 'here') this.#driver.post(input);
  }

  leave(how: 'leave' | 'vanish'): void {
    if (this.fate !== 'here') return;
    this.#driver.post({ kind: how });
    this.fate = 'left';
  }

  /** Vanishes without a word; with its power, its sockets fall silent, too. */
  crash(silently: boolean): void {
    if (this.fate !== 'here') return;
    this.fate = 'dead';
    this.#clock.stop();
    this.#world.rtc.vanish(this.name);
    this.#world.sockets.vanish(this.name, { silently });
    this.#world.dht?.crash(this.name);
  }

  /** Whatever remains of a member that has left: must be nothing. */
  get remains(): string[] {
    const { rtc, sockets } = this.#world;
    const [connections, open, alarms] = [
      rtc.openOf(this.name),
      sockets.openOf(this.name),
      this.#clock.pending,
    ];
    return connections + open + alarms === 0
      ? []
      : [`${this.name} left ${connections} connections, ${open} sockets, ${alarms} alarms`];
  }

  /** The lines of the screen in their order: what was sent or came, not what waits. */
  lines(): Entry[] {
    return [...this.screen.values()]
      .filter((entry) => entry.state.kind !== 'waiting')
      .sort((a, b) => (a.order < b.order ? -1 : 1));
  }

  #ports(): DriverPorts {
    const sockets = this.#world.sockets.port(this.name);
    const rtc = this.#world.rtc.port(this.name);
    const alive =
      <Event>(listen: (event: Event) => void) =>
      (event: Event) => {
        if (this.fate !== 'dead') listen(event);
      };
    const shared = {
      clock: this.#clock,
      log: {
        count: (code: string) => this.dropped.set(code, (this.dropped.get(code) ?? 0) + 1),
      },
      sockets: {
        open: (url: string, listen: (event: SocketEvent) => void) => {
          const handle = sockets.open(url, alive(listen));
          this.#checkSockets();
          return handle;
        },
      },
    };
    return {
      ...shared,
      circuits: createCircuitPort(shared),
      rtc: {
        open: (options, listen) => {
          const handle = rtc.open(options, alive(listen));
          this.#checkConnections();
          return handle;
        },
      },
      dht: this.#world.dht?.port(this.name) ?? NO_DHT,
    };
  }

  #checkSockets(): void {
    const open = this.#world.sockets.openOf(this.name);
    const circuits = this.#world.relay === undefined ? 0 : MAX_LINKS;
    const most = this.#world.trackerUrls.length * DAYS + circuits;
    if (open > most) this.#broken(`${open} sockets are open, ${most} are allowed`);
  }

  #checkConnections(): void {
    const { rtc, now } = this.#world;
    const open = rtc.openOf(this.name);
    // What was closed in this very step is still counted by the port until it has said so.
    if (open > MAX_LINKS) this.#broken(`${open} connections are open`);
    const budget = CONSTRUCTION_BURST + (now - this.joinedAt) * CONSTRUCTIONS_PER_MS + 1;
    const made = rtc.constructed(this.name);
    if (made > budget) this.#broken(`${made} connections were made, ${budget} are allowed`);
  }

  #hear(told: Told): void {
    switch (told.kind) {
      case 'entry':
        return this.#hearEntry(told.entry);
      case 'removed':
        this.screen.delete(told.entry);
        return;
      case 'refused':
        return this.#broken(`a text was refused: ${told.reason}`);
      case 'member':
        return this.#hearMember(told.member);
      case 'gone':
        this.roster.delete(toHex(told.member));
        this.#world.log(`${this.name}: ${this.#world.nameOf(toHex(told.member))} ${told.reason}`);
        return;
      case 'settings':
        return this.#hearSettings(told.settings);
      case 'typing':
        if (told.on) this.typists.add(toHex(told.member));
        else this.typists.delete(toHex(told.member));
        return;
      case 'hand-code':
        this.codes.push(told.text);
        return;
      case 'notice':
        this.notices.add(told.notice.code);
        return;
      case 'tracker':
      case 'dht-health':
      case 'left':
        return;
    }
  }

  /** Anybody may react to a line, and change one of their own; no honest member here does. */
  #hearChange(before: Entry, { text }: Entry): void {
    const isOfEvil = before.text.startsWith(EVIL);
    if (!isOfEvil && before.text !== text) return this.#broken(`"${before.text}" was changed`);
    const isEvilHere = [...this.#world.members.values()].some(({ hostile }) => hostile);
    if (!isEvilHere) this.#broken(`"${text}" was told twice`);
  }

  #hearSettings(settings: RoomSettings): void {
    this.settings = settings;
    if (this.hostile || settings.by === undefined) return;
    const by = toHex(settings.by);
    if (by === this.id) return this.#world.chronicle.set(settings, this);
    const author = [...this.#world.members.values()].find(({ id }) => id === by);
    const fault =
      author?.hostile === false ? this.#world.chronicle.wasSet(settings, author) : undefined;
    if (fault !== undefined) this.#broken(fault);
  }

  #hearMember(member: PeerMember): void {
    const key = toHex(member.id);
    const before = this.roster.get(key)?.reach;
    this.roster.set(key, member);
    if (!this.met.has(key)) this.met.set(key, this.#world.now);
    if (before === member.reach) return;
    this.#world.log(`${this.name}: ${this.#world.nameOf(key)} is ${member.reach}`);
  }

  #hearEntry(entry: Entry): void {
    const before = this.screen.get(entry.id);
    this.screen.set(entry.id, entry);
    if (this.hostile) return;
    if (entry.own) return this.#hearReceipt(entry);
    if (before !== undefined) return this.#hearChange(before, entry);
    if (this.arrived.has(entry.text)) this.#broken(`"${entry.text}" came twice`);
    this.arrived.set(entry.text, this.#world.now);
    this.#world.log(`${this.name} reads "${entry.text}"`);
    const fault = this.#world.chronicle.read(entry, this);
    if (fault !== undefined) this.#broken(fault);
  }

  #hearReceipt({ text, state }: Entry): void {
    if (state.kind !== 'sent') return;
    this.arrived.set(text, this.arrived.get(text) ?? this.#world.now);
    const fault = this.#world.chronicle.receipt(text, state);
    if (fault !== undefined) this.#broken(fault);
  }

  #broken(what: string): void {
    this.#world.broken(`${this.name}: ${what}`);
  }
}
