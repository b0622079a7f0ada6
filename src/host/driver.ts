// The driver: performs a peer's outputs through the ports, and feeds back what happens there.
// It owns one inbox and one alarm. An output performed may call back at once; the inbox makes sure
// that the peer is never entered twice. A mistake of ours goes on to whoever called; but the peer is
// woken again, and one that fails while it leaves has left.

import { type Instant, SECOND_MS } from '../base/time.ts';
import type { Cancel } from '../ports/clock.ts';
import type { DhtHandle } from '../ports/dht.ts';
import type { ChannelHandle, RtcEvent, RtcHandle } from '../ports/rtc.ts';
import type { SocketHandle } from '../ports/socket.ts';
import type { Machine } from '../protocol/machine.ts';
import type { ChannelCommand, LinkId, PeerInput, PeerOutput } from '../protocol/peer/contract.ts';
import type { DhtCommand, SocketCommand, SocketId } from '../protocol/rendezvous/contract.ts';
import type { Platform } from './platform.ts';

/** What is left of the outputs when sockets and connections have been performed. */
export type Told = Exclude<PeerOutput, { readonly kind: 'socket' | 'rtc' | 'dht' | 'dropped' }>;

export type DriverPorts = Pick<Platform, 'clock' | 'log' | 'sockets' | 'rtc' | 'circuits' | 'dht'>;

/** Our choice: who fails whenever it is woken must not do so without a rest. */
export const REST_MS = SECOND_MS;

/** Of an RTC connection, or of a circuit, which needs no description. */
type Channels = ChannelHandle & Partial<Pick<RtcHandle, 'accept'>>;

export class Driver {
  readonly #peer: Machine<PeerInput, PeerOutput>;
  readonly #ports: DriverPorts;
  readonly #tell: (told: Told) => void;
  readonly #sockets = new Map<SocketId, SocketHandle>();
  readonly #connections = new Map<LinkId, Channels>();
  readonly #inbox: (PeerInput | 'wake')[] = [];
  #dht: DhtHandle | undefined;
  #draining = false;
  /** After a failure in leaving it is `ended`, and nothing is heard any more. */
  #stage: 'here' | 'leaving' | 'left' | 'ended' = 'here';
  #alarm: { readonly at: Instant; readonly cancel: Cancel } | undefined;

  constructor(
    peer: Machine<PeerInput, PeerOutput>,
    ports: DriverPorts,
    tell: (told: Told) => void,
  ) {
    this.#peer = peer;
    this.#ports = ports;
    this.#tell = tell;
  }

  /** Hands one input to the peer, now or as soon as the present one is done with. */
  post(input: PeerInput | 'wake'): void {
    if (this.#stage === 'ended') return;
    this.#inbox.push(input);
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) {
        this.#step(next);
      }
      this.#setAlarm(this.#peer.deadline);
    } catch (error) {
      this.#failed();
      throw error;
    } finally {
      this.#draining = false;
    }
  }

  #step(input: PeerInput | 'wake'): void {
    const now = this.#ports.clock.now();
    if (this.#stage === 'here' && isGoodbye(input)) this.#stage = 'leaving';
    const outputs = input === 'wake' ? this.#peer.wake(now) : this.#peer.handle(input, now);
    for (const output of outputs) this.#perform(output);
    if (input !== 'wake' && input.kind === 'start') this.#openDht();
  }

  /** What still waits in the inbox is done when the peer is woken. */
  #failed(): void {
    if (this.#stage !== 'here') return this.#end();
    const rested = this.#ports.clock.now() + REST_MS;
    this.#setAlarm(Math.max(this.#peer.deadline ?? rested, rested));
  }

  /** What the peer did not come to: everything is closed, and whoever waits for that is told, once. */
  #end(): void {
    const hasLeft = this.#stage === 'left';
    this.#stage = 'ended';
    this.#inbox.length = 0;
    this.#setAlarm(undefined);
    for (const handle of [...this.#sockets.values(), ...this.#connections.values(), this.#dht]) {
      closeAnyway(handle);
    }
    if (!hasLeft) this.#tell({ kind: 'left' });
  }

  /** A node of the DHT, or the ways to it through bridges, for as long as we are here. */
  #openDht(): void {
    this.#dht ??= this.#ports.dht.open((event) => this.post({ kind: 'dht', event }));
  }

  #perform(output: PeerOutput): void {
    if (output.kind === 'socket') this.#socket(output.socket, output.command);
    else if (output.kind === 'rtc') this.#rtc(output.link, output.command);
    else if (output.kind === 'dht') this.#performDht(output.command);
    else if (output.kind === 'dropped') this.#ports.log.count(output.reason);
    else {
      if (output.kind === 'left') this.#left();
      this.#tell(output);
    }
  }

  #left(): void {
    this.#dht?.close();
    this.#dht = undefined;
    this.#stage = 'left';
  }

  #socket(id: SocketId, command: SocketCommand): void {
    if (command.kind === 'send') this.#sockets.get(id)?.send(command.text);
    else if (command.kind === 'close') this.#sockets.get(id)?.close();
    else {
      const handle = this.#ports.sockets.open(command.url, (event) => {
        if (event.kind === 'closed') this.#sockets.delete(id);
        this.post({ kind: 'socket', socket: id, event });
      });
      this.#sockets.set(id, handle);
    }
  }

  #performDht(command: DhtCommand): void {
    if (command.kind === 'put') this.#dht?.put(command.item, command.cas);
    else if (command.kind === 'reach') this.#dht?.reach(command.bridges);
    else this.#dht?.[command.kind](command.target);
  }

  #rtc(link: LinkId, command: ChannelCommand): void {
    const connection = this.#connections.get(link);
    if (command.kind === 'send') connection?.send(command.channel, command.bytes);
    else if (command.kind === 'accept') connection?.accept?.(command.remote);
    else if (command.kind === 'close') connection?.close();
    else this.#open(link, command);
  }

  /** One link may close a connection and go on through a circuit: what is late of the first is lost. */
  #open(link: LinkId, command: Extract<ChannelCommand, { readonly kind: 'open' | 'relay' }>): void {
    const { rtc, circuits } = this.#ports;
    const listen = (event: RtcEvent) => {
      if (this.#connections.get(link) !== handle) return;
      if (event.kind === 'closed') this.#connections.delete(link);
      this.post({ kind: 'rtc', link, event });
    };
    const handle: Channels =
      command.kind === 'open'
        ? rtc.open(command.options, listen)
        : circuits.open(command.options, listen);
    this.#connections.set(link, handle);
  }

  /** Alarms may ring late or twice; they are set anew only when the earliest deadline moved. */
  #setAlarm(at: Instant | undefined): void {
    if (at === this.#alarm?.at) return;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    if (at === undefined) return;
    const cancel = this.#ports.clock.alarm(at, () => {
      this.#alarm = undefined;
      this.post('wake');
    });
    this.#alarm = { at, cancel };
  }
}

function isGoodbye(input: PeerInput | 'wake'): boolean {
  return input !== 'wake' && (input.kind === 'leave' || input.kind === 'vanish');
}

/** Something has failed already, and is what is told of: the others are to be closed all the same. */
function closeAnyway(handle: { close(): void } | undefined): void {
  try {
    handle?.close();
  } catch {
    // Perhaps the very one that failed.
  }
}
