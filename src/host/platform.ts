// The ports that a runtime must provide, in one value. Entries make it; nothing else knows them.

import type { CircuitPort } from '../ports/circuit.ts';
import type { Clock } from '../ports/clock.ts';
import type { DhtPort } from '../ports/dht.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { RtcPort } from '../ports/rtc.ts';
import type { SlowHash } from '../ports/slow-hash.ts';
import type { SocketPort } from '../ports/socket.ts';

export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly sockets: SocketPort;
  readonly rtc: RtcPort;
  readonly circuits: CircuitPort;
  readonly dht: DhtPort;
  readonly slowHash: SlowHash;
  /** Tells of wake-ups and of the end of the page; returns how to stop listening. */
  readonly lifecycle: (listen: (event: LifecycleEvent) => void) => () => void;
}

/** `nudge`: online, shown or restored again. `vanish`: the page goes away this instant. */
export type LifecycleEvent = 'nudge' | 'vanish';
