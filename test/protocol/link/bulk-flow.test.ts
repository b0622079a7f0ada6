// Bulk is written no faster than the port hands it on.

import { describe, expect, test } from 'vitest';
import { MAX_PAYLOAD_BYTES } from '../../../src/protocol/link/link.ts';
import { BEGIN, Pair } from './pair.ts';

const LARGEST = { kind: 'send', channel: 2, payload: new Uint8Array(MAX_PAYLOAD_BYTES) } as const;
const DRAINED = { kind: 'rtc', event: { kind: 'drained', channel: 2 } } as const;

function established(): Pair {
  const pair = new Pair();
  pair.establish();
  return pair;
}

describe('bulk', () => {
  test('is writable up to 64 KB, and again when the port has drained', () => {
    const pair = established();
    const { offerer } = pair.links;
    for (let i = 0; i < 4; i++) {
      expect(offerer.bulkWritable).toBe(true);
      pair.feed('offerer', LARGEST);
    }
    expect(offerer.bulkWritable).toBe(false);
    expect(pair.feed('offerer', DRAINED)).toEqual([{ kind: 'writable' }]);
    // The low-water mark is still buffered: three frames more fill it again.
    for (let i = 0; i < 3; i++) {
      expect(offerer.bulkWritable).toBe(true);
      expect(pair.feed('offerer', DRAINED)).toEqual([]);
      for (let frame = 0; frame < 3; frame++) pair.feed('offerer', LARGEST);
      expect(offerer.bulkWritable).toBe(false);
      expect(pair.feed('offerer', DRAINED)).toEqual([{ kind: 'writable' }]);
    }
  });

  test('chat and fast are not held up, and their draining says nothing about bulk', () => {
    const pair = established();
    for (let i = 0; i < 4; i++) pair.feed('offerer', LARGEST);
    pair.say('offerer', 'chat');
    pair.say('offerer', 'fast', 1);
    const event = { kind: 'drained', channel: 0 } as const;
    expect(pair.feed('offerer', { kind: 'rtc', event })).toEqual([]);
    expect(pair.links.offerer.bulkWritable).toBe(false);
  });

  test('whoever never looks is stopped after four frames of slack', () => {
    const pair = established();
    for (let i = 0; i < 8; i++) pair.feed('offerer', LARGEST);
    expect(() => pair.feed('offerer', LARGEST)).toThrow();
  });

  test('a buffer that never rose above its mark is taken as drained after 5 s', () => {
    const pair = established();
    for (let i = 0; i < 4; i++) pair.feed('offerer', LARGEST);
    expect(pair.links.offerer.deadline).toBe(BEGIN + 5_000);
    pair.outputs('offerer');
    pair.sleep(4_999);
    expect(pair.outputs('offerer')).toEqual([]);
    pair.sleep(1);
    expect(pair.outputs('offerer')).toEqual([{ kind: 'writable' }]);
    expect(pair.links.offerer.bulkWritable).toBe(true);
  });
});
