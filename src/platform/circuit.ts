// The circuit port over any socket port: one WebSocket to the bridge for each circuit.
//
//   open ▶ (the bridge waits for the other end) ▶ joined ▶ messages both ways ▶ closed
//
// The bridge slows whoever sends faster than it carries, and a socket does not say what it has yet
// to send: so the other end says what of channel 2 it has taken in, and that drains our count.

import { SECOND_MS } from '../base/time.ts';
import type { CircuitEvent, CircuitOptions, CircuitPort } from '../ports/circuit.ts';
import type { Cancel, Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ChannelHandle, ChannelId } from '../ports/rtc.ts';
import type { SocketEvent, SocketHandle, SocketPort } from '../ports/socket.ts';
import {
  type CircuitFrame,
  encodeCircuitFrame,
  MAX_CIRCUIT_FRAME_BYTES,
  parseCircuitFrame,
} from '../wire/circuit.ts';

/** BRIDGE: the bridge "matches two equal tokens for 30 s"; the rest is for the way there. */
const JOIN_TIMEOUT_MS = 35 * SECOND_MS;

/** DESIGN §5: channel 2 has "at most 64 KB buffered"; OVERLAY: "low 16 KB". */
const LOW_WATER_BYTES = 16_384;
/** Our choice: often enough that a sender at its high water mark never waits long. */
const TELL_EVERY_BYTES = 16_384;

const BULK: ChannelId = 2;

export interface CircuitPorts {
  readonly sockets: SocketPort;
  readonly clock: Clock;
  readonly log: Log;
}

export function createCircuitPort(ports: CircuitPorts): CircuitPort {
  return { open: (options, listen) => new Circuit(ports, options, listen) };
}

class Circuit implements ChannelHandle {
  readonly #ports: CircuitPorts;
  readonly #listen: (event: CircuitEvent) => void;
  readonly #socket: SocketHandle;
  readonly #cancel: Cancel;
  #state: 'opening' | 'open' | 'closed' = 'opening';
  /** Of channel 2: what the other end has not taken in yet, and what we did not tell yet. */
  #untaken = 0;
  #untold = 0;

  constructor(
    ports: CircuitPorts,
    { url, token, pass }: CircuitOptions,
    listen: (event: CircuitEvent) => void,
  ) {
    this.#ports = ports;
    this.#listen = listen;
    const { clock } = ports;
    this.#cancel = clock.alarm(clock.now() + JOIN_TIMEOUT_MS, () => this.#giveUp());
    this.#socket = ports.sockets.open(url, (event) => {
      if (event.kind === 'open') this.#write({ kind: 'open', token, ...pass });
      else this.#hear(event);
    });
  }

  send(channel: ChannelId, bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    if (channel === BULK) this.#untaken += bytes.length;
    this.#write({ kind: 'message', channel, bytes });
  }

  buffered(channel: ChannelId): number {
    return channel === BULK ? this.#untaken : 0;
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#end();
    queueMicrotask(() => this.#listen({ kind: 'closed', reason: 'local' }));
  }

  #hear(event: Exclude<SocketEvent, { readonly kind: 'open' }>): void {
    if (this.#state === 'closed') return;
    if (event.kind === 'closed') return this.#giveUp();
    if (event.kind === 'text') return this.#ports.log.count('circuit-text');
    if (event.bytes.length > MAX_CIRCUIT_FRAME_BYTES) return this.#ports.log.count('circuit-long');
    const parsed = parseCircuitFrame(event.bytes);
    if (parsed.ok) this.#take(parsed.value);
    else this.#ports.log.count(parsed.reason);
  }

  #take(frame: CircuitFrame): void {
    if (frame.kind === 'refused') return this.#refused(frame.reason);
    if (frame.kind === 'joined' && this.#state === 'opening') return this.#join();
    if (this.#state !== 'open') return this.#ports.log.count('circuit-early');
    if (frame.kind === 'message') this.#message(frame);
    else if (frame.kind === 'taken') this.#taken(frame.count);
    else this.#ports.log.count('circuit-unexpected');
  }

  #join(): void {
    this.#cancel();
    this.#state = 'open';
    this.#listen({ kind: 'path', path: 'relay' });
    this.#listen({ kind: 'open' });
  }

  #message({ channel, bytes }: Extract<CircuitFrame, { readonly kind: 'message' }>): void {
    if (channel === BULK) this.#tell(bytes.length);
    this.#listen({ kind: 'message', channel, bytes });
  }

  #tell(bytes: number): void {
    this.#untold += bytes;
    if (this.#untold < TELL_EVERY_BYTES) return;
    this.#write({ kind: 'taken', count: this.#untold });
    this.#untold = 0;
  }

  /** What is below the mark of telling was never told, and counts as taken in. */
  #taken(count: number): void {
    const before = this.#untaken;
    this.#untaken = Math.max(0, before - count);
    const fell = before > LOW_WATER_BYTES && this.#untaken <= LOW_WATER_BYTES;
    if (fell) this.#listen({ kind: 'drained', channel: BULK });
  }

  #refused(reason: string): void {
    this.#ports.log.count(`circuit-refused-${reason}`);
    this.#giveUp();
  }

  /** The other end is gone, or never came. What the bridge does with its socket is not awaited. */
  #giveUp(): void {
    const reason = this.#state === 'open' ? 'remote' : 'failed';
    this.#end();
    this.#listen({ kind: 'closed', reason });
  }

  #end(): void {
    this.#state = 'closed';
    this.#cancel();
    this.#socket.close();
  }

  #write(frame: CircuitFrame): void {
    this.#socket.send(encodeCircuitFrame(frame));
  }
}
