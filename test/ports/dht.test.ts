// The DHT port: its in-memory twin, and a node of our own in a small real DHT, by one suite. And what
// only our own node has: a thread, which ends.

import '../support/ready.ts';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { directDht } from '../../src/platform/node/dht/direct-dht.ts';
import type { DhtEvent, DhtPort } from '../../src/ports/dht.ts';
import { spawnDhtThread } from '../support/dht/dht-thread.ts';
import { smallNet } from '../support/dht/small-net.ts';
import { Stranger } from '../support/dht/stranger.ts';
import { item, target } from '../wire/items.ts';
import { DHT_CASES, type DhtSubject } from './dht-suite.ts';
import { MemoryClock } from './memory-clock.ts';
import { MemoryDht } from './memory-dht.ts';
import { seededRandom } from './seeded-random.ts';
import { realWorld, virtualWorld } from './world.ts';

function memory(): DhtSubject {
  const clock = new MemoryClock();
  const reaches = (node: string) => node !== 'lonely';
  const dht = new MemoryDht({ clock, random: seededRandom(1), reaches });
  return { port: dht.port('one'), lonely: dht.port('lonely'), world: virtualWorld(clock) };
}

function direct(bootstrap: readonly string[], spawn: () => Worker = spawnDhtThread): DhtPort {
  return directDht({ bootstrap, host: '127.0.3.1', port: 0, testNet: true, spawn });
}

async function node(): Promise<DhtSubject> {
  const [{ bootstrap }, silent] = [await smallNet(), await Stranger.at('127.0.5.1')];
  return { port: direct(bootstrap), lonely: direct([silent.name]), world: realWorld() };
}

describe.each([
  { name: 'in memory', subject: memory },
  { name: 'in Node', subject: node },
])('the DHT port $name', ({ subject }) => {
  test.each(DHT_CASES)('$name', async (rule) => rule.run(await subject()));
});

describe('closing the DHT port in Node', () => {
  /** Puts, or does not, closes, and waits until the thread has ended. */
  async function closed(bootstrap: readonly string[], puts: boolean): Promise<DhtEvent[]> {
    const thread = spawnDhtThread();
    const gone = once(thread, 'exit');
    const events: DhtEvent[] = [];
    const handle = direct(bootstrap, () => thread).open((event) => events.push(event));
    if (puts) handle.put(item(1, 5), undefined);
    handle.close();
    await gone;
    return events;
  }

  test('ends its thread', async () => {
    expect(await closed((await smallNet()).bootstrap, false)).toEqual([]);
  });

  test('waits for what was put just before', async () => {
    const net = await smallNet();
    expect(await closed(net.bootstrap, true)).toEqual([]);
    expect(net.seqs(target(1))).toEqual(Array.from({ length: 10 }, () => 5));
  });
});
