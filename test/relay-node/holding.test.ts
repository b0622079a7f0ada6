// A client that the bridge does not read for a while, because somebody else has too much to take in:
// what holding it means beside being slowed, being silent and answering no ping, and who lets go.

import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Counters } from '../../relay-node/counters.ts';
import { DEFAULT_LIMITS } from '../../relay-node/limits.ts';
import { FrameRelay } from '../../relay-node/relay/relay.ts';
import { Addresses } from '../../relay-node/sockets/addresses.ts';
import { Connection } from '../../relay-node/sockets/connection.ts';
import type { Guest } from '../../relay-node/sockets/service.ts';
import { encodeCircuitFrame } from '../../src/wire/circuit.ts';
import { passOf, token } from './relay-client.ts';

/** Notes what is done with it; a message is what the test emits. */
class FakeSocket extends EventEmitter {
  readonly did: string[] = [];
  readonly readyState = WebSocket.OPEN;
  readonly bufferedAmount = 0;
  readonly pause = () => this.did.push('pause');
  readonly resume = () => this.did.push('resume');
  readonly ping = () => this.did.push('ping');
  readonly terminate = () => this.did.push('terminate');
  readonly close = (code: number) => this.did.push(`close ${code}`);
}

const SILENCE_MS = 1_000;
/** One message, and then one each 100 ms. */
const RATE = { perSecond: 10, burst: 1 };

let nowMs = 0;
let socket: FakeSocket;
let connection: Connection;
let log: Counters;

beforeEach(() => {
  vi.useFakeTimers();
  nowMs = 0;
  socket = new FakeSocket();
  log = new Counters();
  const tenant = new Addresses(DEFAULT_LIMITS).admit('192.0.2.1', 0);
  if (!tenant.ok) throw new Error('admitted');
  const guest = { receive: () => {}, left: () => {} };
  const service = { frameBytes: 1, rate: RATE, silenceMs: SILENCE_MS, welcome: () => guest };
  connection = new Connection(socket as unknown as WebSocket, {
    limits: DEFAULT_LIMITS,
    log,
    now: () => nowMs,
    stream: new PassThrough(),
    tenant: tenant.value,
    service,
    onClosed: () => {},
  });
});

afterEach(() => vi.useRealTimers());

function pass(ms: number): void {
  nowMs += ms;
  vi.advanceTimersByTime(ms);
}

/** What was done with the socket since the last look. */
const news = () => socket.did.splice(0);
const hear = () => socket.emit('message', Buffer.of(1), true);

describe('held', () => {
  test('it is not read until it is released', () => {
    connection.hold();
    pass(60_000);
    expect(news()).toEqual(['pause']);
    connection.release();
    expect(news()).toEqual(['resume']);
  });

  test('it is not closed for saying nothing, nor for not answering: it has no way to', () => {
    connection.check(nowMs);
    connection.hold();
    for (let round = 0; round < 5; round++) {
      pass(SILENCE_MS);
      connection.check(nowMs);
    }
    expect(news()).toEqual(['ping', 'pause', 'ping', 'ping', 'ping', 'ping', 'ping']);
    expect(log.snapshot()).toEqual({});
  });

  test('its silence counts from its release on, and a ping is to be answered again', () => {
    connection.hold();
    pass(5 * SILENCE_MS);
    connection.release();
    pass(SILENCE_MS);
    connection.check(nowMs);
    expect(news()).toEqual(['pause', 'resume', 'ping']);
    pass(1);
    connection.check(nowMs);
    expect(news()).toEqual(['close 1001']);
    expect(log.snapshot()).toEqual({ 'silent-socket-closed': 1 });
  });

  test('after its release, one that is dead is found out', () => {
    connection.hold();
    connection.check(nowMs);
    connection.release();
    connection.check(nowMs);
    expect(news()).toEqual(['pause', 'ping', 'resume', 'terminate']);
    expect(log.snapshot()).toEqual({ 'dead-socket-closed': 1 });
  });
});

describe('held and slowed', () => {
  test('released first, it is read when it has paid', () => {
    hear();
    hear();
    connection.hold();
    connection.release();
    expect(news()).toEqual(['pause', 'pause']);
    pass(99);
    expect(news()).toEqual([]);
    pass(1);
    expect(news()).toEqual(['resume']);
  });

  test('having paid first, it is read when it is released', () => {
    hear();
    hear();
    connection.hold();
    pass(1_000);
    expect(news()).toEqual(['pause', 'pause']);
    connection.release();
    expect(news()).toEqual(['resume']);
  });

  test('gone, it leaves no timer', () => {
    hear();
    hear();
    connection.hold();
    socket.emit('close');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('whoever holds another one lets go of it', () => {
  const limits = { ...DEFAULT_LIMITS, circuitBufferedBytes: 100, circuitBytes: 1_000 };
  const message = (size: number) =>
    encodeCircuitFrame({ kind: 'message', channel: 2, bytes: new Uint8Array(size) });

  /** A connection whose reader takes in as much as a test says. */
  class FakeConnection {
    readonly did: string[] = [];
    readonly tenant = {};
    bufferedBytes = 0;
    readonly #sent: (() => void)[] = [];

    send(frame: Uint8Array, onSent?: () => void): void {
      this.bufferedBytes += frame.length;
      if (onSent) this.#sent.push(onSent);
    }

    drain(bytes: number): void {
      this.bufferedBytes -= bytes;
      this.#sent.shift()?.();
    }

    hold = () => void this.did.push('hold');
    release = () => void this.did.push('release');
    close = () => void this.did.push('close');
  }

  /** What "a" sends waits for "b". */
  function held() {
    const relay = new FrameRelay({ limits, log, mode: 'open', isMember: () => false });
    const connections = [new FakeConnection(), new FakeConnection()] as const;
    const guests = connections.map((one) => relay.welcome(one as unknown as Connection));
    const [a, b] = guests as [Guest, Guest];
    const open = encodeCircuitFrame({ kind: 'open', token: token(1), ...passOf('a') });
    for (const guest of guests) guest.receive(Buffer.from(open), true);
    const say = (size: number) => a.receive(Buffer.from(message(size)), true);
    connections[1].bufferedBytes = 0;
    say(98);
    expect(connections[0].did).toEqual([]);
    say(1);
    expect(connections[0].did).toEqual(['hold']);
    return { a, b, connections, say };
  }

  test('when half of what may wait is taken in, and not before', () => {
    const { connections } = held();
    connections[1].drain(52);
    expect(connections[0].did).toEqual(['hold']);
    connections[1].drain(1);
    expect(connections[0].did).toEqual(['hold', 'release']);
  });

  test('when it is gone, though nothing that waits is ever taken in', () => {
    const { b, connections } = held();
    b.left();
    expect(connections[0].did).toEqual(['hold', 'release', 'close']);
  });

  test('when the circuit is spent', () => {
    const { connections, say } = held();
    say(1_000);
    expect(connections[0].did).toEqual(['hold', 'close', 'release']);
    expect(connections[1].did).toEqual(['close']);
  });
});
