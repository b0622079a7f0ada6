// A world for the circuit port: in-memory sockets on a virtual clock, a bridge that says what a test
// tells it to, and what was told and heard as one line each.
//
//   path relay       open       message 2 0707       drained 2       closed remote       taken 16384

import { expect } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { createCircuitPort } from '../../src/platform/circuit.ts';
import { createLog } from '../../src/platform/log.ts';
import type { CircuitEvent } from '../../src/ports/circuit.ts';
import type { ChannelHandle, ChannelId } from '../../src/ports/rtc.ts';
import {
  type CircuitFrame,
  encodeCircuitFrame,
  parseCircuitFrame,
} from '../../src/wire/circuit.ts';
import { MemoryClock } from '../ports/memory-clock.ts';
import { MemorySocketNet, type ServerSide } from '../ports/memory-socket.ts';

export const URL = 'wss://bridge.test/relay';
export const TOKEN = new Uint8Array(16).fill(0x11);
export const PASS = {
  infohash: new Uint8Array(20).fill(0x22),
  peerId: new Uint8Array(20).fill(0x33),
};
const OPEN = `open ${'11'.repeat(16)} ${'22'.repeat(20)} ${'33'.repeat(20)}`;
export const ONE_WAY_MS = 20;
export const HANDSHAKE_MS = 4 * ONE_WAY_MS;

export const filled = (length: number, byte = 7) => new Uint8Array(length).fill(byte);
export const said = (channel: ChannelId, ...bytes: readonly number[]) =>
  ({ kind: 'message', channel, bytes: Uint8Array.from(bytes) }) as const;

export function eventLine(event: CircuitEvent): string {
  if (event.kind === 'message') return `message ${event.channel} ${toHex(event.bytes)}`;
  if (event.kind === 'closed') return `closed ${event.reason}`;
  if (event.kind === 'path') return `path ${event.path}`;
  return event.kind === 'drained' ? `drained ${event.channel}` : event.kind;
}

function frameLine(data: string | Uint8Array): string {
  const parsed = typeof data === 'string' ? undefined : parseCircuitFrame(data);
  if (!parsed?.ok) return `unreadable ${parsed?.reason}`;
  const frame = parsed.value;
  if (frame.kind === 'open')
    return `open ${toHex(frame.token)} ${toHex(frame.infohash)} ${toHex(frame.peerId)}`;
  if (frame.kind === 'message') return `message ${frame.channel} ${toHex(frame.bytes)}`;
  return frame.kind === 'taken' ? `taken ${frame.count}` : frame.kind;
}

export class Rig {
  readonly clock = new MemoryClock();
  readonly log = createLog();
  readonly net = new MemorySocketNet({ clock: this.clock, latencyMs: () => ONE_WAY_MS });
  readonly circuit: ChannelHandle;
  readonly #events: string[] = [];
  readonly #heard: string[] = [];
  #client: ServerSide | undefined;

  constructor({ served = true, url = URL } = {}) {
    if (served) this.net.serve(URL, (client) => this.#serve(client));
    const ports = { sockets: this.net.port('here'), clock: this.clock, log: this.log };
    const options = { url, token: TOKEN, pass: PASS };
    this.circuit = createCircuitPort(ports).open(options, (event) => {
      this.#events.push(eventLine(event));
    });
  }

  /** Connected, and the bridge has heard whom we wait for. */
  static async waiting(): Promise<Rig> {
    const rig = new Rig();
    expect(await rig.after(HANDSHAKE_MS + ONE_WAY_MS)).toEqual([]);
    expect(rig.heard).toEqual([OPEN]);
    return rig;
  }

  static async joined(): Promise<Rig> {
    const rig = await Rig.waiting();
    expect(await rig.says({ kind: 'joined' })).toEqual(['path relay', 'open']);
    return rig;
  }

  #serve(client: ServerSide) {
    this.#client = client;
    return { receive: (data: string | Uint8Array) => void this.#heard.push(frameLine(data)) };
  }

  /** What the bridge has heard since the last look. */
  get heard(): string[] {
    return this.#heard.splice(0);
  }

  get sockets(): number {
    return this.net.count('here');
  }

  get counts(): Readonly<Record<string, number>> {
    return this.log.snapshot();
  }

  /** Said by the bridge; gives what was told of it. */
  says(...frames: readonly (CircuitFrame | Uint8Array | string)[]): Promise<string[]> {
    this.sayLater(...frames);
    return this.after(ONE_WAY_MS);
  }

  sayLater(...frames: readonly (CircuitFrame | Uint8Array | string)[]): void {
    for (const frame of frames) {
      const raw = typeof frame === 'string' || frame instanceof Uint8Array;
      this.#client?.send(raw ? frame : encodeCircuitFrame(frame));
    }
  }

  hangUp(): Promise<string[]> {
    this.#client?.close();
    return this.after(ONE_WAY_MS);
  }

  send(channel: ChannelId, ...sizes: readonly number[]): void {
    for (const size of sizes) this.circuit.send(channel, filled(size));
  }

  /** Lets time pass; gives what was told since the last call. */
  async after(durationMs: number): Promise<string[]> {
    this.clock.advance(durationMs);
    await Promise.resolve();
    return this.#events.splice(0);
  }

  /** Nothing more is told, said or kept, whatever happens. */
  async expectOver(): Promise<void> {
    expect(this.sockets).toBe(0);
    this.sayLater({ kind: 'joined' }, said(0, 1), { kind: 'refused', reason: 'nobody' }, 'text');
    this.circuit.send(0, filled(1));
    this.circuit.close();
    const counts = this.counts;
    expect(await this.after(3_600_000)).toEqual([]);
    await this.hangUp();
    expect([await this.after(0), this.heard, this.clock.next]).toEqual([[], [], undefined]);
    expect(this.counts).toEqual(counts);
  }
}

/** Two circuits that are joined, by an honest bridge. */
export function twoEnds() {
  const clock = new MemoryClock();
  const net = new MemorySocketNet({ clock, latencyMs: () => ONE_WAY_MS });
  const clients: ServerSide[] = [];
  net.serve(URL, (client) => {
    clients.push(client);
    const receive = (data: string | Uint8Array) => {
      const other = clients.find((one) => one !== client);
      if ((data as Uint8Array)[0] !== 1) return other?.send(data);
      if (other !== undefined) for (const end of clients) end.send(Uint8Array.of(129));
    };
    return { receive };
  });
  let drained = () => {};
  const received: number[] = [];
  const port = createCircuitPort({ sockets: net.port('here'), clock, log: createLog() });
  const options = { url: URL, token: TOKEN, pass: PASS };
  const sender = port.open(options, ({ kind }) => {
    if (kind === 'drained') drained();
  });
  port.open(options, (event) => {
    if (event.kind === 'message') received.push(event.bytes.length);
  });
  clock.advance(HANDSHAKE_MS + 2 * ONE_WAY_MS);
  const onDrained = (act: () => void) => {
    drained = act;
  };
  return { clock, sender, received, onDrained };
}
