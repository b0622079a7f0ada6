// The frame relays of the trackers that have one: when they are told, in what order, and under what
// name we are known there.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/base/time.ts';
import { utcDay } from '../../../src/crypto/keys.ts';
import { binaryIdBytes } from '../../../src/wire/tracker.ts';
import { Bench, infohash, NOON } from './bench.ts';

const BRIDGE = { sotto: ['dht', 'relay'] };

/** What was told of relays, oldest first. */
function told(bench: Bench): string[][] {
  return bench.outputs.flatMap((output) =>
    output.kind === 'relays'
      ? [
          output.relays.map(
            ({ url, pass }) => `${url} ${toHex(pass.infohash)} ${toHex(pass.peerId)}`,
          ),
        ]
      : [],
  );
}

/** As whoever has announced itself on this socket is known. */
function known(bench: Bench, url: string, socket: number, at = NOON): string {
  return `${url} ${toHex(infohash(at))} ${toHex(binaryIdBytes(bench.peerId(socket)))}`;
}

describe('relays', () => {
  test('are told when a tracker says that it has one, and no other time', () => {
    const bench = new Bench({ trackers: ['wss://a/x/announce', 'wss://b'] }).joined();
    expect(told(bench)).toEqual([]);
    bench.respond(1, 1, BRIDGE);
    expect(told(bench)).toEqual([[known(bench, 'wss://a/x/relay', 1)]]);
    bench.respond(1, 1, BRIDGE);
    bench.respond(2, 1, { sotto: ['dht'] });
    expect(told(bench)).toHaveLength(1);
    bench.respond(1, 1);
    expect(told(bench).at(-1)).toEqual([]);
  });

  test('come in the order of the list of trackers, not in that of their answers', () => {
    const bench = new Bench({ trackers: ['wss://a', 'wss://b', 'wss://c'] }).joined();
    for (const socket of [3, 1]) bench.respond(socket, 1, BRIDGE);
    expect(told(bench).at(-1)).toEqual([
      known(bench, 'wss://a/relay', 1),
      known(bench, 'wss://c/relay', 3),
    ]);
  });

  test('of one bridge are one, though it is in the list twice', () => {
    const bench = new Bench({ trackers: ['wss://A', 'wss://a/announce', 'wss://b'] }).joined();
    for (const socket of [1, 2, 3]) bench.respond(socket, 1, BRIDGE);
    const b = known(bench, 'wss://b/relay', 3);
    expect(told(bench).at(-1)).toEqual([known(bench, 'wss://a/relay', 1), b]);
    bench.closed(1);
    expect(told(bench).at(-1)).toEqual([known(bench, 'wss://a/relay', 2), b]);
  });

  test('are gone with the socket, and told anew under the new name', () => {
    const bench = new Bench({ trackers: ['wss://a'] }).joined();
    bench.respond(1, 1, BRIDGE);
    bench.closed(1);
    expect(told(bench).at(-1)).toEqual([]);
    bench.pass(5_000);
    bench.opened(2);
    expect(told(bench)).toHaveLength(2);
    bench.respond(2, 1, BRIDGE);
    expect(told(bench).at(-1)).toEqual([known(bench, 'wss://a/relay', 2)]);
    expect(bench.peerId(2)).not.toBe(bench.peerId(1));
  });

  test('at midnight are named by the day in whose swarm we are', () => {
    const midnight = utcDay(NOON) * DAY_MS + DAY_MS;
    const bench = new Bench({ trackers: ['wss://a'], now: midnight - MINUTE_MS }).joined();
    const room = (at: number) => ({ ...BRIDGE, info_hash: binary(infohash(at)) });
    bench.respond(1, 1, room(midnight - 1));
    bench.respond(2, 1, room(midnight));
    expect(told(bench)).toEqual([[known(bench, 'wss://a/relay', 1, midnight - 1)]]);
    bench.closed(1);
    expect(told(bench).at(-1)).toEqual([known(bench, 'wss://a/relay', 2, midnight)]);
  });
});

const binary = (bytes: Uint8Array) => String.fromCharCode(...bytes);
