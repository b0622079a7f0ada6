// A real link behind the real driver that goes on from a connection to a circuit: whatever is late of
// the connection that was closed changes nothing, and what is sent goes through the circuit.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { Driver, type DriverPorts } from '../../src/host/driver.ts';
import { NO_DHT } from '../../src/host/no-dht.ts';
import type { ChannelHandle, RtcEvent, RtcHandle } from '../../src/ports/rtc.ts';
import type {
  Described,
  LinkInput,
  LinkOutput,
  RtcCommand,
} from '../../src/protocol/link/contract.ts';
import type { Link } from '../../src/protocol/link/link.ts';
import type { Machine } from '../../src/protocol/machine.ts';
import type { ChannelCommand, PeerInput, PeerOutput } from '../../src/protocol/peer/contract.ts';
import { EPOCH, MemoryClock } from '../ports/memory-clock.ts';
import { transport } from '../protocol/link/pair.ts';
import { answerTo, gathered, pairOf } from '../protocol/link/relay-rig.ts';

const PASS = { infohash: new Uint8Array(20), peerId: new Uint8Array(20) };

/** A peer that is nothing but its one link, whose offer is answered at a nudge. */
class OneLink implements Machine<PeerInput, PeerOutput> {
  readonly #link: Link;
  /** What the link told beside its commands. */
  readonly told: string[] = [];
  local: Described | undefined;
  answer: Described | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  get deadline(): number | undefined {
    return this.#link.deadline;
  }

  handle(input: PeerInput, now: number): PeerOutput[] {
    const { answer } = this;
    if (input.kind === 'rtc') return this.#feed({ kind: 'rtc', event: input.event }, now);
    if (input.kind === 'start') return this.#feed({ kind: 'start' }, now);
    return answer === undefined ? [] : this.#feed({ kind: 'answer', answer }, now);
  }

  wake(now: number): PeerOutput[] {
    return this.#perform(this.#link.wake(now));
  }

  #feed(input: LinkInput, now: number): PeerOutput[] {
    return this.#perform(this.#link.handle(input, now));
  }

  #perform(outputs: readonly LinkOutput[]): PeerOutput[] {
    return outputs.flatMap((output): PeerOutput[] => {
      if (output.kind === 'rtc') return [rtc(complete(output.command))];
      if (output.kind === 'local') this.local = output.local;
      this.told.push(output.kind === 'down' ? `down ${output.reason}` : output.kind);
      return [];
    });
  }
}

function complete(command: RtcCommand): ChannelCommand {
  if (command.kind !== 'relay') return command;
  const { url, token } = command;
  return { kind: 'relay', options: { url, token, pass: PASS } };
}

function rtc(command: ChannelCommand): PeerOutput {
  return { kind: 'rtc', link: 1, command };
}

class Rig {
  readonly clock = new MemoryClock();
  readonly pair = pairOf();
  readonly peer = new OneLink(this.pair.links.offerer);
  readonly driver: Driver;
  readonly #did: string[] = [];
  readonly #listeners: ((event: RtcEvent) => void)[] = [];

  constructor() {
    const ports: DriverPorts = {
      clock: this.clock,
      log: { count: (code) => void this.#did.push(`count ${code}`) },
      sockets: { open: () => ({ send: () => {}, close: () => {} }) },
      rtc: { open: (_, listen) => this.#handle('connection', listen) },
      circuits: { open: (_, listen) => this.#handle('circuit', listen as (e: RtcEvent) => void) },
      dht: NO_DHT,
    };
    this.pair.now = EPOCH;
    this.driver = new Driver(this.peer, ports, () => {});
    this.driver.post({ kind: 'start' });
  }

  #handle(name: string, listen: (event: RtcEvent) => void): ChannelHandle & RtcHandle {
    this.#listeners.push(listen);
    this.#did.push(`open ${name}`);
    return {
      accept: () => void this.#did.push(`accept ${name}`),
      send: (channel, bytes) => void this.#did.push(`send ${name} ${channel} ${bytes.length}`),
      buffered: () => 0,
      close: () => void this.#did.push(`close ${name}`),
    };
  }

  /** The first was the connection, the second the circuit. */
  emit(index: number, event: RtcEvent): void {
    this.#listeners[index]?.(event);
  }

  /** Somebody answers what we offered. */
  answer(): void {
    if (this.peer.local === undefined) throw new Error('nothing was offered');
    this.peer.answer = answerTo(this.pair, this.peer.local);
    this.driver.post({ kind: 'nudge' });
  }

  /** What was done at the ports, and told, since the last look. */
  get news(): string[] {
    return [...this.#did.splice(0), ...this.peer.told.splice(0)];
  }
}

const message = { kind: 'message', channel: 0, bytes: new Uint8Array(9) } as const;
const LATE: readonly RtcEvent[] = [
  { kind: 'local', transport: transport('late', 'actpass') },
  { kind: 'open' },
  message,
  { kind: 'message', channel: 2, bytes: new Uint8Array(9) },
  { kind: 'path', path: 'direct' },
  { kind: 'interrupted', interrupted: true },
  { kind: 'closed', reason: 'local' },
  { kind: 'closed', reason: 'failed' },
];

describe('a link that went on from its connection to a circuit', () => {
  test('hears nothing more of the connection, and all of the circuit', () => {
    const rig = new Rig();
    rig.emit(0, gathered('offerer').event);
    rig.answer();
    expect(rig.news).toEqual(['open connection', 'accept connection', 'local']);
    rig.clock.advance(6_000);
    expect(rig.news).toEqual(['close connection', 'open circuit']);
    for (const event of LATE) rig.emit(0, event);
    expect(rig.news).toEqual([]);
    rig.emit(1, { kind: 'path', path: 'relay' });
    rig.emit(1, { kind: 'open' });
    expect(rig.news).toEqual(['send circuit 0 1264', 'path']);
    for (const event of LATE) rig.emit(0, event);
    expect(rig.news).toEqual([]);
    rig.emit(1, { kind: 'closed', reason: 'remote' });
    expect(rig.news).toEqual(['down remote']);
  });

  test('though the connection never gathered: its end is not the end of the offer', () => {
    const rig = new Rig();
    rig.clock.advance(8_000);
    expect(rig.news).toEqual(['open connection', 'local']);
    expect(rig.peer.local?.description.transport).toBeUndefined();
    rig.emit(0, gathered('offerer').event);
    rig.emit(0, { kind: 'closed', reason: 'failed' });
    expect(rig.news).toEqual([]);
    rig.answer();
    expect(rig.news).toEqual(['open circuit']);
    rig.emit(1, { kind: 'open' });
    expect(rig.news).toEqual(['send circuit 0 1264']);
  });
});
