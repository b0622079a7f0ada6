// When gathering ends: each of the five ways, in the milliseconds that were measured for it.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchGathering } from '../../src/platform/gathering.ts';
import type { IceServer } from '../../src/ports/rtc.ts';

const STUN: readonly IceServer[] = [{ urls: ['stun:stun.example:3478'] }];
const TURN: readonly IceServer[] = [...STUN, { urls: ['TURNS:relay.example:443'] }];

/** A connection that gathers what it is told to. */
class FakeConnection extends EventTarget {
  iceGatheringState: RTCIceGatheringState = 'new';
  readonly listeners = new Set<unknown>();

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners.add(args[1]);
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners.delete(args[1]);
    super.removeEventListener(...args);
  }

  found(type: 'host' | 'srflx' | 'relay' | 'prflx'): void {
    this.#tell(`candidate:1 1 udp 2122260223 192.0.2.1 50000 typ ${type} generation 0`);
  }

  /** W3C webrtc §4.8.2: an empty candidate ends a generation, and null all of them. */
  endOfCandidates(): void {
    this.#tell('');
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: null }));
  }

  becomes(state: RTCIceGatheringState): void {
    this.iceGatheringState = state;
    this.dispatchEvent(new Event('icegatheringstatechange'));
  }

  #tell(candidate: string): void {
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate } }));
  }
}

interface Watched {
  readonly connection: FakeConnection;
  readonly stop: () => void;
  /** When `done` was called, in milliseconds from the beginning. */
  readonly ends: number[];
}

function watched(iceServers: readonly IceServer[]): Watched {
  const connection = new FakeConnection();
  const ends: number[] = [];
  const from = performance.now();
  const stop = watchGathering(connection as unknown as RTCPeerConnection, iceServers, () =>
    ends.push(performance.now() - from),
  );
  return { connection, stop, ends };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** It is over: once, at `at`, whatever happens afterwards, and nothing is left behind. */
function expectEnd({ connection, ends, stop }: Watched, at: number): void {
  expect(ends).toEqual([at]);
  connection.found('host');
  connection.found('relay');
  connection.becomes('complete');
  vi.advanceTimersByTime(5_000);
  stop();
  expect([ends, connection.listeners.size, vi.getTimerCount()]).toEqual([[at], 0, 0]);
}

describe('ends when gathering is complete', () => {
  test.each([
    ['without servers', []],
    ['with STUN', STUN],
    ['with TURN', TURN],
  ])('%s, though nothing was found', (_, servers) => {
    const watching = watched(servers);
    watching.connection.becomes('gathering');
    vi.advanceTimersByTime(7);
    expect(watching.ends).toEqual([]);
    watching.connection.becomes('complete');
    expectEnd(watching, 7);
  });

  test('while it settles, at once', () => {
    const watching = watched(STUN);
    watching.connection.found('host');
    watching.connection.found('srflx');
    vi.advanceTimersByTime(40);
    watching.connection.becomes('complete');
    expectEnd(watching, 40);
  });
});

describe('ends, once the servers have answered, 150 ms after the last host candidate', () => {
  test('when the reflexive one came early', () => {
    const watching = watched(STUN);
    watching.connection.found('srflx');
    vi.advanceTimersByTime(100);
    watching.connection.found('host');
    vi.advanceTimersByTime(149);
    expect(watching.ends).toEqual([]);
    vi.advanceTimersByTime(1);
    expectEnd(watching, 250);
  });

  test('counted from the beginning when there is no host candidate', () => {
    const watching = watched(STUN);
    watching.connection.found('srflx');
    vi.advanceTimersByTime(150);
    expectEnd(watching, 150);
  });

  test('which is at once when the answer came later than that', () => {
    const watching = watched(STUN);
    watching.connection.found('host');
    vi.advanceTimersByTime(400);
    expect(watching.ends).toEqual([]);
    watching.connection.found('srflx');
    vi.advanceTimersByTime(0);
    expectEnd(watching, 400);
  });

  test('and a second reflexive one, or the end of candidates, holds nothing up', () => {
    const watching = watched(STUN);
    watching.connection.found('host');
    watching.connection.found('srflx');
    vi.advanceTimersByTime(140);
    watching.connection.found('srflx');
    watching.connection.endOfCandidates();
    vi.advanceTimersByTime(10);
    expectEnd(watching, 150);
  });
});

describe('with a relay, waits for its candidate and not only for the reflexive one', () => {
  test('and then until 150 ms after the last host candidate', () => {
    const watching = watched(TURN);
    watching.connection.found('host');
    watching.connection.found('srflx');
    vi.advanceTimersByTime(60);
    watching.connection.found('relay');
    vi.advanceTimersByTime(90);
    expectEnd(watching, 150);
  });

  test('or at once, when it comes late', () => {
    const watching = watched(TURN);
    watching.connection.found('host');
    watching.connection.found('srflx');
    vi.advanceTimersByTime(700);
    expect(watching.ends).toEqual([]);
    watching.connection.found('relay');
    vi.advanceTimersByTime(0);
    expectEnd(watching, 700);
  });
});

describe('ends, without servers, 20 ms after the last host candidate', () => {
  test('each new one counting anew', () => {
    const watching = watched([]);
    vi.advanceTimersByTime(30);
    for (let i = 0; i < 3; i++) {
      watching.connection.found('host');
      vi.advanceTimersByTime(19);
    }
    expect(watching.ends).toEqual([]);
    vi.advanceTimersByTime(1);
    expectEnd(watching, 30 + 3 * 19 + 1);
  });

  test('and no other kind counts', () => {
    const watching = watched([]);
    watching.connection.found('host');
    vi.advanceTimersByTime(15);
    watching.connection.found('prflx');
    vi.advanceTimersByTime(5);
    expectEnd(watching, 20);
  });
});

describe('ends after a second in any case', () => {
  test.each([
    ['no servers, and nothing was found', [], []],
    ['a STUN server that is silent', STUN, ['host', 'host']],
    ['a TURN server that is silent', TURN, ['host', 'srflx']],
  ] as const)('%s', (_, servers, found) => {
    const watching = watched(servers);
    for (const type of found) watching.connection.found(type);
    vi.advanceTimersByTime(999);
    expect(watching.ends).toEqual([]);
    vi.advanceTimersByTime(1);
    expectEnd(watching, 1_000);
  });

  test('host candidates that never cease', () => {
    const watching = watched([]);
    while (watching.ends.length === 0) {
      watching.connection.found('host');
      vi.advanceTimersByTime(10);
    }
    expectEnd(watching, 1_000);
  });
});

describe('stopped', () => {
  test.each([
    ['at once', []],
    ['while it waits for a server', ['host']],
    ['while it settles', ['host', 'srflx']],
  ] as const)('%s, it never ends and leaves nothing behind', (_, found) => {
    const { connection, stop, ends } = watched(STUN);
    for (const type of found) connection.found(type);
    vi.advanceTimersByTime(10);
    stop();
    stop();
    connection.found('srflx');
    connection.becomes('complete');
    vi.advanceTimersByTime(5_000);
    expect([ends, connection.listeners.size, vi.getTimerCount()]).toEqual([[], 0, 0]);
  });
});
