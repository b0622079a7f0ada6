// The frame relay as a service of the bridge (BRIDGE, "The frame relay"): one socket for each end of
// a circuit. Whoever is in a room's swarm on this bridge may ask for one; anybody, if the operator
// opens it; nobody, when it is off.

import { bad, ok, type Parsed } from '../../src/base/result.ts';
import type { Rate } from '../../src/base/token-bucket.ts';
import type { Log } from '../../src/ports/log.ts';
import {
  type CircuitFrame,
  type CircuitPass,
  type CircuitRefusal,
  encodeCircuitFrame,
  MAX_CIRCUIT_FRAME_BYTES,
  parseCircuitFrame,
} from '../../src/wire/circuit.ts';
import { BYTES_PER_MESSAGE, type Limits } from '../limits.ts';
import type { Connection } from '../sockets/connection.ts';
import type { Guest, Service } from '../sockets/service.ts';
import { Circuits, type End } from './circuits.ts';

/** `members`: of the rooms on this bridge's tracker. */
export type RelayMode = 'off' | 'members' | 'open';

export interface RelayOptions {
  readonly limits: Limits;
  readonly log: Log;
  readonly mode: Exclude<RelayMode, 'off'>;
  /** Whether this peer is in this swarm of the bridge's tracker. */
  readonly isMember: (pass: CircuitPass) => boolean;
}

export interface RelayStats {
  readonly circuits: number;
  readonly waiting: number;
  readonly forwardedBytes: number;
}

/** RFC 6455 §7.4.1. */
const CLOSE_NORMAL = 1000;
const CLOSE_POLICY = 1008;

export class FrameRelay implements Service {
  readonly frameBytes = MAX_CIRCUIT_FRAME_BYTES;
  readonly rate: Rate;
  readonly silenceMs: number;
  readonly #options: RelayOptions;
  readonly #circuits: Circuits;

  constructor(options: RelayOptions) {
    const { limits, log } = options;
    this.#options = options;
    this.#circuits = new Circuits(limits, log);
    this.silenceMs = limits.silenceMs;
    const perSecond = limits.circuitBytesPerSecond / BYTES_PER_MESSAGE;
    this.rate = { perSecond, burst: limits.circuitBurstBytes / BYTES_PER_MESSAGE };
  }

  stats(): RelayStats {
    const { size, waiting, forwardedBytes } = this.#circuits;
    return { circuits: size, waiting, forwardedBytes };
  }

  welcome(connection: Connection): Guest {
    return new RelayGuest(connection, this.#options, this.#circuits);
  }
}

class RelayGuest implements Guest, End {
  readonly #connection: Connection;
  readonly #options: RelayOptions;
  readonly #circuits: Circuits;
  #asked = false;
  /** Whether we are among the ends of our address. */
  #counted = false;
  /** The other end, while it waits for us to take in what it has sent. */
  #holding: End | undefined;

  constructor(connection: Connection, options: RelayOptions, circuits: Circuits) {
    this.#connection = connection;
    this.#options = options;
    this.#circuits = circuits;
  }

  receive(bytes: Buffer, isBinary: boolean): void {
    const { log } = this.#options;
    const parsed = isBinary ? parseCircuitFrame(bytes) : undefined;
    if (parsed === undefined) return log.count('circuit-text');
    if (!parsed.ok) return log.count(parsed.reason);
    const frame = parsed.value;
    if (frame.kind === 'open') this.#open(frame);
    else if (frame.kind === 'joined' || frame.kind === 'refused') log.count('circuit-unexpected');
    else this.#pass(frame);
  }

  left(): void {
    this.#letGo();
    this.#circuits.leave(this);
    if (this.#counted) this.#connection.tenant.circuits -= 1;
  }

  joined(): void {
    this.#connection.send(encodeCircuitFrame({ kind: 'joined' }));
  }

  /** Whoever holds another end up must let go of it, or its goodbye would never be read. */
  refuse(reason: CircuitRefusal): void {
    this.#letGo();
    this.#connection.send(encodeCircuitFrame({ kind: 'refused', reason }));
    this.#connection.close(CLOSE_NORMAL);
  }

  forward(frame: Uint8Array, from: End): void {
    this.#connection.send(frame, () => this.#sent());
    const { limits } = this.#options;
    if (this.#connection.bufferedBytes <= limits.circuitBufferedBytes) return;
    this.#holding = from;
    from.hold();
  }

  hold(): void {
    this.#connection.hold();
  }

  release(): void {
    this.#connection.release();
  }

  #sent(): void {
    if (this.#connection.bufferedBytes > this.#options.limits.circuitBufferedBytes / 2) return;
    this.#letGo();
  }

  #letGo(): void {
    this.#holding?.release();
    this.#holding = undefined;
  }

  #open({ token, infohash, peerId }: Extract<CircuitFrame, { readonly kind: 'open' }>): void {
    if (this.#asked) {
      this.#circuits.leave(this);
      return this.#connection.close(CLOSE_POLICY);
    }
    this.#asked = true;
    const admitted = this.#admit({ infohash, peerId });
    const opened = admitted.ok ? this.#circuits.open(token, this) : admitted;
    if (opened.ok) return;
    this.#options.log.count(`circuit-refused-${opened.reason}`);
    this.refuse(opened.reason);
  }

  #admit(pass: CircuitPass): Parsed<undefined, CircuitRefusal> {
    const { mode, isMember, limits } = this.#options;
    const { tenant } = this.#connection;
    if (mode === 'members' && !isMember(pass)) return bad('stranger');
    if (tenant.circuits >= limits.circuitsPerAddress) return bad('busy');
    this.#counted = true;
    tenant.circuits += 1;
    return ok(undefined);
  }

  /** Written anew from what was read, like everything that is passed on. */
  #pass(frame: Extract<CircuitFrame, { readonly kind: 'message' | 'taken' }>): void {
    if (this.#circuits.forward(this, encodeCircuitFrame(frame))) return;
    this.#options.log.count('circuit-early');
  }
}
