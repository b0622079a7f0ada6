// The DHT over bridges, when some of them do as they should: what is asked of whom, what is told of
// it, and that everything ends exactly once.

import '../support/ready.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import type { GatewayRefusal, GatewayReply, GatewayRequest } from '../../src/wire/gateway.ts';
import { item, target } from '../wire/items.ts';
import { HANDSHAKE_MS, keeper, ONE_WAY_MS, Rig, type Script, silent } from './gateway-rig.ts';

const ROUND_TRIP_MS = 2 * ONE_WAY_MS;
const ANSWER_MS = 20_000;
const OTHERS_MS = 2_000;

const refusing =
  (reason: GatewayRefusal): Script =>
  (request) =>
    request.kind === 'unwatch' ? [] : [refusalOf(request, reason)];

const storing =
  (copies: number): Script =>
  () => [{ kind: 'stored', target: target(1), copies }];

function refusalOf(request: GatewayRequest, reason: GatewayRefusal): GatewayReply {
  if (request.kind === 'unwatch') throw new Error('which is never refused');
  return { kind: 'refused', target: target(1), request: request.kind, reason };
}

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});

describe('health', () => {
  test('is absent at first, and then the best that any bridge reports', async () => {
    const [a, b] = [rig.bridge('a', silent), rig.bridge('b', silent)];
    b.hello = [];
    expect(await rig.after(ANSWER_MS)).toEqual([]);
    rig.dht.reach([a.url, b.url]);
    expect(await rig.after(0)).toEqual(['health connecting']);
    expect(await rig.after(HANDSHAKE_MS + ONE_WAY_MS)).toEqual(['health working']);
    b.say({ kind: 'health', health: 'unreachable' });
    expect(await rig.after(ONE_WAY_MS)).toEqual([]);
    a.say({ kind: 'health', health: 'connecting' });
    expect(await rig.after(ONE_WAY_MS)).toEqual(['health connecting']);
    a.stop();
    expect(await rig.after(ONE_WAY_MS)).toEqual(['health unreachable']);
    b.say({ kind: 'health', health: 'working' });
    expect(await rig.after(ONE_WAY_MS)).toEqual(['health working']);
    rig.dht.reach([]);
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['health absent']);
    expect([rig.sockets, a.clients, b.clients]).toEqual([0, 0, 0]);
  });

  test('of bridges that nobody answers for is unreachable', async () => {
    rig.dht.reach(['wss://nowhere.test', 'udp://tracker.test:80', 'nonsense']);
    expect(await rig.after(HANDSHAKE_MS)).toEqual(['health connecting', 'health unreachable']);
    expect(rig.attempts).toEqual([0]);
  });
});

describe('a get', () => {
  test('asks every bridge, and tells the newest item', async () => {
    const [a, b] = [rig.bridge('a', keeper(item(1, 5))), rig.bridge('b', keeper(item(1, 7)))];
    await rig.reach(a, b);
    rig.dht.get(target(1));
    expect(await rig.after(0)).toEqual([]);
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['item 1 @5', 'item 1 @7', 'got 1']);
    expect([a.asked, b.asked]).toEqual([['get 1'], ['get 1']]);
    expect(rig.events.slice(-3)).toEqual([
      { kind: 'item', target: target(1), item: item(1, 5) },
      { kind: 'item', target: target(1), item: item(1, 7) },
      { kind: 'got', target: target(1) },
    ]);
    expect(rig.counts).toEqual({});
  });

  test('tells nothing older than what it told, whichever bridge is first', async () => {
    const [a, b] = [rig.bridge('a', keeper(item(1, 7))), rig.bridge('b', keeper(item(1, 5)))];
    await rig.reach(a, b);
    rig.dht.get(target(1));
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['item 1 @7', 'got 1']);
    a.stop();
    await rig.after(ONE_WAY_MS);
    rig.dht.get(target(1));
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['got 1']);
    expect(rig.counts).toEqual({ 'item-old': 2 });
  });

  test('tells what is there to each who asks, however often', async () => {
    await rig.reach(rig.bridge('a', keeper(item(1, 7))));
    for (let i = 0; i < 3; i++) {
      rig.dht.get(target(1));
      expect(await rig.after(ROUND_TRIP_MS)).toEqual(['item 1 @7', 'got 1']);
    }
  });

  test('of what is being asked for already is told to be busy, and the first one ends', async () => {
    const a = rig.bridge('a', keeper(item(1, 7)));
    await rig.reach(a);
    rig.dht.get(target(1));
    rig.dht.get(target(1));
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['refused 1 busy', 'item 1 @7', 'got 1']);
    expect(a.asked).toEqual(['get 1']);
  });

  test('ends two seconds after the first bridge has done it; items are told later still', async () => {
    const [a, b] = [rig.bridge('a', keeper()), rig.bridge('b', silent)];
    await rig.reach(a, b);
    rig.dht.get(target(1));
    expect(await rig.after(ROUND_TRIP_MS + OTHERS_MS - 1)).toEqual([]);
    expect(await rig.after(1)).toEqual(['got 1']);
    b.say({ kind: 'item', item: item(1, 7) });
    expect(await rig.after(ONE_WAY_MS)).toEqual(['item 1 @7']);
    b.say({ kind: 'got', target: target(1) }, { kind: 'item', item: item(1, 7) });
    expect(await rig.after(ONE_WAY_MS)).toEqual([]);
    await rig.after(ANSWER_MS);
    b.say({ kind: 'item', item: item(1, 8) });
    expect(await rig.after(ONE_WAY_MS)).toEqual([]);
    expect(rig.counts).toEqual({ 'gateway-reply-unasked': 1, 'item-unasked': 1 });
  });
});

describe('a put', () => {
  test('goes to every bridge, and the most copies are told', async () => {
    const [a, b] = [rig.bridge('a', storing(3)), rig.bridge('b', storing(20))];
    await rig.reach(a, b);
    rig.dht.put(item(1, 7), undefined);
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['stored 1 x20']);
    rig.dht.put(item(1, 8), 7);
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['stored 1 x20']);
    expect([a.asked, b.asked]).toEqual([
      ['put 1 @7', 'put 1 @8 over @7'],
      ['put 1 @7', 'put 1 @8 over @7'],
    ]);
    expect(rig.counts).toEqual({});
  });

  test('and a get of one target do not mix', async () => {
    const a = rig.bridge('a', silent);
    await rig.reach(a);
    rig.dht.get(target(1));
    rig.dht.put(item(1, 7), undefined);
    await rig.after(ONE_WAY_MS);
    a.say({ kind: 'stored', target: target(1), copies: 2 });
    expect(await rig.after(ONE_WAY_MS)).toEqual(['stored 1 x2']);
    a.say({ kind: 'got', target: target(1) });
    expect(await rig.after(ONE_WAY_MS)).toEqual(['got 1']);
  });
});

describe('exactly one end', () => {
  const ENDS: readonly (readonly [string, readonly Script[], string])[] = [
    [
      'all refuse: a conflict first',
      ['busy', 'conflict', 'unreachable'].map(refusingAs),
      'conflict',
    ],
    ['all refuse: then busy', ['unreachable', 'busy'].map(refusingAs), 'busy'],
    ['all refuse: then unreachable', ['unreachable', 'invalid'].map(refusingAs), 'unreachable'],
    ['our items are never invalid', [refusing('invalid')], 'unreachable'],
  ];

  function refusingAs(reason: string): Script {
    return refusing(reason as GatewayRefusal);
  }

  test.each(ENDS)('%s', async (_, scripts, reason) => {
    await rig.reach(...scripts.map((script, i) => rig.bridge(`b${i}`, script)));
    rig.dht.get(target(1));
    rig.dht.put(item(1, 7), undefined);
    const end = `refused 1 ${reason}`;
    expect(await rig.after(ROUND_TRIP_MS)).toEqual([end, end]);
    expect(await rig.after(2 * ANSWER_MS)).toEqual([]);
  });

  test('what one bridge refuses and another does is done', async () => {
    const bridges = [refusing('conflict'), keeper(item(1, 5)), refusing('busy')];
    await rig.reach(...bridges.map((script, i) => rig.bridge(`b${i}`, script)));
    rig.dht.get(target(1));
    rig.dht.put(item(1, 7), undefined);
    const told = ['item 1 @5', 'got 1', 'stored 1 x8'];
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(told);
    expect(rig.counts).toEqual({ 'gateway-refused-busy': 2, 'gateway-refused-conflict': 2 });
  });

  test('nobody answers: after twenty seconds, unreachable', async () => {
    await rig.reach(rig.bridge('a', silent), rig.bridge('b', silent));
    rig.dht.get(target(1));
    rig.dht.put(item(2, 7), undefined);
    expect(await rig.after(ANSWER_MS - 1)).toEqual([]);
    expect(await rig.after(1)).toEqual(['refused 1 unreachable', 'refused 2 unreachable']);
    expect(await rig.after(ANSWER_MS)).toEqual([]);
  });

  test('the time of a get that has ended is not that of the next one', async () => {
    const [a, b] = [rig.bridge('a', keeper()), rig.bridge('b', silent)];
    await rig.reach(a, b);
    rig.dht.get(target(1));
    expect(await rig.after(15_000)).toEqual(['got 1']);
    a.script = silent;
    rig.dht.get(target(1));
    expect(await rig.after(ANSWER_MS - 1)).toEqual([]);
    expect(await rig.after(1)).toEqual(['refused 1 unreachable']);
  });

  test('one refuses and the other is silent: the refusal that was told', async () => {
    await rig.reach(rig.bridge('a', refusing('busy')), rig.bridge('b', silent));
    rig.dht.get(target(1));
    expect(await rig.after(ANSWER_MS - 1)).toEqual([]);
    expect(await rig.after(1)).toEqual(['refused 1 busy']);
  });

  test('all bridges vanish: unreachable, at once', async () => {
    const [a, b] = [rig.bridge('a', silent), rig.bridge('b', silent)];
    await rig.reach(a, b);
    rig.dht.get(target(1));
    rig.dht.put(item(2, 7), undefined);
    await rig.after(ROUND_TRIP_MS);
    a.stop();
    expect(await rig.after(ONE_WAY_MS)).toEqual([]);
    b.stop();
    expect(await rig.after(ONE_WAY_MS)).toEqual([
      'refused 1 unreachable',
      'refused 2 unreachable',
      'health unreachable',
    ]);
    expect(await rig.after(ANSWER_MS)).toEqual([]);
  });

  test('one vanishes, and the other has done it: no more waiting', async () => {
    const [a, b] = [rig.bridge('a', keeper()), rig.bridge('b', silent)];
    await rig.reach(a, b);
    rig.dht.get(target(1));
    await rig.after(ROUND_TRIP_MS);
    b.stop();
    expect(await rig.after(ONE_WAY_MS)).toEqual(['got 1']);
  });

  test('no longer in reach, a bridge is waited for no more', async () => {
    const [a, b] = [rig.bridge('a', silent), rig.bridge('b', silent)];
    await rig.reach(a, b);
    rig.dht.get(target(1));
    rig.dht.reach([a.url]);
    expect(await rig.after(ROUND_TRIP_MS)).toEqual([]);
    rig.dht.reach([]);
    expect(await rig.after(0)).toEqual(['refused 1 unreachable', 'health absent']);
    expect([a.asked, b.asked, rig.sockets]).toEqual([['get 1'], ['get 1'], 0]);
  });

  test('none is in reach, or none is open yet', async () => {
    rig.dht.get(target(1));
    expect(rig.events).toEqual([]);
    expect(await rig.after(0)).toEqual(['refused 1 unreachable']);
    const a = rig.bridge('a', keeper());
    rig.dht.reach([a.url]);
    rig.dht.put(item(1, 7), undefined);
    expect(await rig.after(0)).toEqual(['health connecting', 'refused 1 unreachable']);
    expect(await rig.after(ANSWER_MS)).toEqual(['health working']);
    expect(a.asked).toEqual([]);
    expect(rig.counts).toEqual({ 'no-bridge-open': 2 });
  });
});

describe('a watch', () => {
  test('tells each newer item once, from whichever bridge', async () => {
    const [a, b] = [rig.bridge('a', silent), rig.bridge('b', silent)];
    await rig.reach(a, b);
    rig.dht.watch(target(1));
    rig.dht.watch(target(1));
    await rig.after(ONE_WAY_MS);
    expect([a.asked, b.asked]).toEqual([['watch 1'], ['watch 1']]);
    a.say({ kind: 'item', item: item(1, 5) });
    b.say({ kind: 'item', item: item(1, 5) }, { kind: 'item', item: item(1, 6) });
    a.say({ kind: 'item', item: item(1, 5) });
    expect(await rig.after(ONE_WAY_MS)).toEqual(['item 1 @5', 'item 1 @6']);
    expect(rig.counts).toEqual({ 'item-old': 1 });
  });

  test('is told to a bridge that opens later, or comes back', async () => {
    const [a, b] = [rig.bridge('a', silent), rig.bridge('b', silent)];
    b.stop();
    rig.dht.reach([a.url, b.url]);
    rig.dht.watch(target(1));
    rig.dht.watch(target(2));
    rig.dht.watch(target(3));
    rig.dht.unwatch(target(2));
    expect(await rig.after(HANDSHAKE_MS + ONE_WAY_MS)).toEqual([
      'health connecting',
      'health working',
    ]);
    const both = ['watch 1', 'watch 3'];
    expect([a.asked, b.asked]).toEqual([both, []]);
    b.start();
    a.hangUp();
    await rig.after(2_000);
    expect([a.asked, b.asked]).toEqual([[...both, ...both], both]);
  });

  test('ended and begun anew tells what is there once more', async () => {
    const a = rig.bridge('a', (request) =>
      request.kind === 'watch' ? [{ kind: 'item', item: item(1, 5) }] : [],
    );
    await rig.reach(a);
    rig.dht.watch(target(1));
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['item 1 @5']);
    rig.dht.unwatch(target(1));
    rig.dht.unwatch(target(1));
    await rig.after(ONE_WAY_MS);
    a.say({ kind: 'item', item: item(1, 6) });
    expect(await rig.after(ONE_WAY_MS)).toEqual([]);
    rig.dht.watch(target(1));
    expect(await rig.after(ROUND_TRIP_MS)).toEqual(['item 1 @5']);
    expect(a.asked).toEqual(['watch 1', 'unwatch 1', 'watch 1']);
    expect(rig.counts).toEqual({ 'item-unasked': 1 });
  });

  test('that a bridge refuses is counted, and told by the others', async () => {
    const [a, b] = [rig.bridge('a', refusing('busy')), rig.bridge('b', silent)];
    await rig.reach(a, b);
    rig.dht.watch(target(1));
    expect(await rig.after(ROUND_TRIP_MS)).toEqual([]);
    b.say({ kind: 'item', item: item(1, 5) });
    expect(await rig.after(ONE_WAY_MS)).toEqual(['item 1 @5']);
    expect(rig.counts).toEqual({ 'gateway-refused-busy': 1 });
  });
});
