// Our DHT node on its real thread, in a small DHT of bittorrent-dht: near, or far and partly dead.

import '../../../support/ready.ts';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../../src/base/utf8.ts';
import { spawnDhtThread } from '../../../support/dht/dht-thread.ts';
import { smallNet } from '../../../support/dht/small-net.ts';
import { encode, reply, Stranger } from '../../../support/dht/stranger.ts';
import { item, target } from '../../../wire/items.ts';
import { becomes, dhtNode, get, put } from './asking.ts';

const TARGET = target(1);

describe('in a small DHT', () => {
  test('an older item conflicts, and one that was to replace another', async () => {
    const node = dhtNode(await smallNet());
    expect([
      await put(node, item(1, 5)),
      await put(node, item(1, 4)),
      await put(node, item(1, 6), 4),
      await put(node, item(1, 6), 5),
      (await get(node, TARGET)).items,
    ]).toEqual([
      { copies: 10 },
      { refusal: 'conflict' },
      { refusal: 'conflict' },
      { copies: 10 },
      [item(1, 6)],
    ]);
  });

  test('the nodes that are known suffice to come back', async () => {
    const net = await smallNet();
    const node = dhtNode({ nodes: net.places.slice(0, 2) });
    await becomes(node, 'working');
    expect(await put(node, item(1, 5))).toEqual({ copies: 10 });
    expect(node.nodes.length).toBeGreaterThan(0);
  });

  test('a network that comes up late is found', async () => {
    const { compact } = await smallNet();
    const late = await Stranger.at('127.0.5.1');
    const node = dhtNode({ bootstrap: [late.name] });
    await late.nth(1);
    late.answer(({ t }) => reply(t, { id: new Uint8Array(20).fill(0xab), nodes: compact }));
    await becomes(node, 'working');
    expect(await put(node, item(1, 5))).toEqual({ copies: 10 });
  });

  test('a thread that throws is followed by one that works', async () => {
    const { bootstrap } = await smallNet();
    const broken = `require('node:worker_threads').parentPort.once('message', () => { throw 1; })`;
    const threads = [() => new Worker(broken, { eval: true }), spawnDhtThread];
    const spawn = () => (threads.shift() ?? spawnDhtThread)();
    const node = dhtNode({ bootstrap, spawn });
    expect((await get(node, TARGET)).refusal).toBe('unreachable');
    expect([node.health, node.restarts]).toEqual(['unreachable', 1]);
    await becomes(node, 'working');
    expect([(await get(node, TARGET)).refusal, node.restarts]).toEqual([undefined, 1]);
  });

  test('what few hold is read at once, far away, though others never answer', async () => {
    const net = await smallNet({ alive: 24, dead: 8, delayMs: 60 });
    await net.hold(item(1, 5), 2);
    const node = dhtNode(net);
    const { items, refusal, restMs } = await get(node, TARGET);
    expect([items, refusal]).toEqual([[item(1, 5)], undefined]);
    // The dead are waited for, a second at the least, and the item is not kept back meanwhile.
    expect(restMs).toBeGreaterThan(500);
    expect(net.dead.filter(({ heard }) => heard.length > 0).length).toBeGreaterThan(0);
    const stored = await put(node, item(1, 6), 5);
    expect('copies' in stored && stored.copies).toBeGreaterThanOrEqual(8);
  });
});

test('a house of ours hears nothing, named to begin with or saved as it may be', async () => {
  const [victim, other] = [await Stranger.at('127.0.7.7'), await Stranger.at('127.0.5.1')];
  const node = dhtNode({ bootstrap: [victim.name], nodes: [victim.place], testNet: false });
  expect((await get(node, TARGET)).refusal).toBe('unreachable');
  // Whatever was sent to the victim would have come before this.
  other.send(encode({ t: utf8('last'), q: 'nothing' }), victim.place);
  expect((await victim.nth(1)).q).toEqual(utf8('nothing'));
});
