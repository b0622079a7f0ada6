// A party: guests whose platforms are made of the in-memory twins, on one clock, around one tracker.

import { SottoError } from '../../src/host/errors.ts';
import { type JoinControl, join } from '../../src/host/join.ts';
import { NO_DHT } from '../../src/host/no-dht.ts';
import type { JoinOptions } from '../../src/host/options.ts';
import type { LifecycleEvent, Platform } from '../../src/host/platform.ts';
import type { Room } from '../../src/host/room.ts';
import { createCircuitPort } from '../../src/platform/circuit.ts';
import { type CountingLog, createLog } from '../../src/platform/log.ts';
import { MemoryClock } from '../ports/memory-clock.ts';
import { MemoryRtcNet } from '../ports/memory-rtc.ts';
import { MemorySlowHash } from '../ports/memory-slow-hash.ts';
import { MemorySocketNet, type Server } from '../ports/memory-socket.ts';
import { seededRandom } from '../ports/seeded-random.ts';
import { virtualWorld, type World } from '../ports/world.ts';
import { MemberClock } from '../sim/net/member-clock.ts';
import { SimTracker } from '../sim/tracker.ts';

export const TRACKER = 'wss://tracker.example';

export class Party {
  readonly clock = new MemoryClock();
  readonly world: World = virtualWorld(this.clock);
  readonly random = seededRandom(1);
  readonly tracker = new SimTracker(this.random.fork());
  readonly sockets = new MemorySocketNet({ clock: this.clock });
  readonly rtc = new MemoryRtcNet({ clock: this.clock, random: this.random.fork() });

  constructor() {
    this.sockets.serve(TRACKER, serverOf(this.tracker));
  }

  guest(name: string): Guest {
    return new Guest(this, name);
  }

  /** Lets time pass until a promise is kept or broken. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    promise.then(over, over);
    for (await turn(); !isOver; await turn()) {
      if (!this.clock.step()) throw new Error('nothing happens any more');
    }
    return promise;
  }
}

/** Lets every promise go on that can. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A tracker as a server of sockets. */
export function serverOf(tracker: SimTracker): Server {
  return (socket) => {
    const client = { send: (text: string) => socket.send(text), close: () => socket.close() };
    return {
      receive: (data) => tracker.receive(client, String(data)),
      closed: () => tracker.forget(client),
    };
  };
}

/** One platform, and what is held through it. */
export class Guest {
  readonly platform: Platform;
  readonly hash = new MemorySlowHash();
  readonly log: CountingLog = createLog();
  readonly #listeners = new Set<(event: LifecycleEvent) => void>();
  readonly #party: Party;
  readonly #name: string;
  readonly #clock: MemberClock;

  constructor(party: Party, name: string) {
    this.#party = party;
    this.#name = name;
    this.#clock = new MemberClock(party.clock, 0);
    this.platform = {
      clock: this.#clock,
      random: party.random.fork(),
      log: this.log,
      sockets: party.sockets.port(name),
      rtc: party.rtc.port(name),
      circuits: createCircuitPort({
        clock: this.#clock,
        log: this.log,
        sockets: party.sockets.port(name),
      }),
      dht: NO_DHT,
      slowHash: this.hash,
      lifecycle: (listen) => {
        this.#listeners.add(listen);
        return () => this.#listeners.delete(listen);
      },
    };
  }

  /** Joins with the party's tracker and no STUN, unless told. */
  join(options: JoinOptions, control?: JoinControl): Promise<Room> {
    const where = { trackers: [TRACKER], iceServers: [], nickname: this.#name };
    return join(this.platform, { ...where, ...options }, control);
  }

  /** What a browser tells its page. */
  lives(event: LifecycleEvent): void {
    for (const listen of [...this.#listeners]) listen(event);
  }

  /** Everything that is held of the runtime: all zero before joining, and again after the end. */
  get held() {
    return {
      sockets: this.#party.sockets.count(this.#name),
      connections: this.#party.rtc.count(this.#name),
      alarms: this.#clock.pending,
      listeners: this.#listeners.size,
      derivations: this.hash.running,
    };
  }
}

export const NOTHING: Guest['held'] = {
  sockets: 0,
  connections: 0,
  alarms: 0,
  listeners: 0,
  derivations: 0,
};

/** The code with which a promise is broken, and its cause if it has one. */
export async function refusal(promise: Promise<unknown>): Promise<readonly unknown[]> {
  const error = await promise.then(
    () => 'it was kept',
    (reason: unknown) => reason,
  );
  if (!(error instanceof SottoError)) throw error;
  return error.cause === undefined ? [error.code] : [error.code, error.cause];
}
