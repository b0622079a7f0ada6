// A driver around a machine that is scripted and ports that only note what they are told.

import { Driver, type DriverPorts } from '../../src/host/driver.ts';
import { NO_DHT } from '../../src/host/no-dht.ts';
import type { DhtPort } from '../../src/ports/dht.ts';
import type { RtcEvent, RtcHandle } from '../../src/ports/rtc.ts';
import type { SocketEvent, SocketHandle } from '../../src/ports/socket.ts';
import type { Machine } from '../../src/protocol/machine.ts';
import type { PeerInput, PeerOutput } from '../../src/protocol/peer/contract.ts';
import { EPOCH, MemoryClock } from '../ports/memory-clock.ts';

/** Answers each input with the outputs that stand next in its script. */
class Script implements Machine<PeerInput, PeerOutput> {
  deadline: number | undefined;
  readonly #rig: Rig;
  readonly #next: (() => PeerOutput[])[] = [];
  #entered = false;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  /** What it answers next, and its deadline from then on, if that is to move. */
  answer(outputs: PeerOutput[], deadline?: number): this {
    this.#next.push(() => {
      this.deadline = deadline ?? this.deadline;
      return outputs;
    });
    return this;
  }

  crash(message: string): this {
    this.#next.push(() => {
      throw new Error(message);
    });
    return this;
  }

  handle(input: PeerInput, now: number): PeerOutput[] {
    return this.#enter(input, now);
  }

  wake(now: number): PeerOutput[] {
    return this.#enter('wake', now);
  }

  #enter(input: PeerInput | 'wake', now: number): PeerOutput[] {
    if (this.#entered) throw new Error('entered twice');
    this.#entered = true;
    this.#rig.did.push(['machine', input === 'wake' ? input : nameOf(input), now - EPOCH]);
    try {
      return this.#next.shift()?.() ?? [];
    } finally {
      this.#entered = false;
    }
  }
}

function nameOf(input: PeerInput): string {
  if (input.kind === 'write') return `write ${input.entry}`;
  if (input.kind === 'socket') return `socket ${input.socket} ${input.event.kind}`;
  return input.kind === 'rtc' ? `rtc ${input.link} ${input.event.kind}` : input.kind;
}

export class Rig {
  /** Everything that happened, in order. */
  readonly did: (readonly unknown[])[] = [];
  readonly clock = new MemoryClock();
  readonly machine = new Script(this);
  readonly sockets: ((event: SocketEvent) => void)[] = [];
  readonly connections: ((event: RtcEvent) => void)[] = [];
  readonly driver: Driver;
  /** Closing the DHT is noted; nothing else of it happens here. */
  readonly #dht: DhtPort = {
    ...NO_DHT,
    open: (listen) => ({ ...NO_DHT.open(listen), close: () => this.#note('close', 'dht') }),
  };
  /** Runs whenever something was done, as a port that calls back at once would. */
  react: (what: readonly unknown[]) => void = () => {};

  constructor() {
    this.driver = new Driver(this.machine, this.#ports(), (told) => this.#note('told', told.kind));
  }

  /** What happened since it was last asked. */
  get news(): (readonly unknown[])[] {
    return this.did.splice(0);
  }

  #note(...what: readonly unknown[]): void {
    this.did.push(what);
    this.react(what);
  }

  #ports(): DriverPorts {
    return {
      clock: {
        now: () => this.clock.now(),
        alarm: (at, ring) => {
          this.did.push(['alarm', at - EPOCH]);
          const cancel = this.clock.alarm(at, ring);
          return () => {
            this.did.push(['cancel', at - EPOCH]);
            cancel();
          };
        },
      },
      log: { count: (code) => this.#note('count', code) },
      sockets: { open: (url, listen) => this.#socket(url, listen) },
      rtc: { open: (_, listen) => this.#connection(listen) },
      circuits: { open: (_, listen) => this.#connection(listen as (event: RtcEvent) => void) },
      dht: this.#dht,
    };
  }

  #socket(url: string, listen: (event: SocketEvent) => void): SocketHandle {
    this.sockets.push(listen);
    this.#note('open', url);
    return {
      send: (data) => this.#note('send', url, data),
      close: () => this.#note('close', url),
    };
  }

  #connection(listen: (event: RtcEvent) => void): RtcHandle {
    const name = `connection ${this.connections.push(listen)}`;
    this.#note('open', name);
    return {
      accept: ({ ufrag }) => this.#note('accept', name, ufrag),
      send: (channel, bytes) => this.#note('send', name, channel, [...bytes]),
      buffered: () => 0,
      close: () => this.#note('close', name),
    };
  }
}
