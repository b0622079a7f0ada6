// The DHT port over a node whose thread a test plays: what it makes of late, old and last events. The
// rest is what every DHT port does, and in `test/ports/dht.test.ts`.

import '../../../support/ready.ts';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../../src/base/time.ts';
import { directDht } from '../../../../src/platform/node/dht/direct-dht.ts';
import type { DhtEvent, DhtHandle } from '../../../../src/ports/dht.ts';
import { item, target } from '../../../wire/items.ts';
import { FakeThread } from './fake-thread.ts';

let thread: FakeThread;
let handle: DhtHandle;
let events: DhtEvent[];

beforeEach(async () => {
  vi.useFakeTimers();
  thread = new FakeThread();
  events = [];
  const spawn = () => thread as unknown as Worker;
  const settings = { bootstrap: [], host: '127.0.3.1', port: 0, testNet: true, spawn };
  handle = directDht(settings).open((event) => events.push(event));
  await settled();
  expect(events.splice(0)).toEqual([{ kind: 'health', health: 'connecting' }]);
});

afterEach(async () => {
  handle.close();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect([thread.ended, vi.getTimerCount()]).toEqual([true, 0]);
  vi.useRealTimers();
});

const settled = () => vi.advanceTimersByTimeAsync(0);

/** The seq of each item that was told. */
const seqs = () => events.flatMap((event) => (event.kind === 'item' ? event.item.seq : []));

/** The thread finds these, and the look it was told to take last is over. */
function finds(...found: readonly number[]): void {
  const id = thread.jobs.at(-1)?.id ?? 0;
  for (const seq of found) thread.tell({ kind: 'item', id, item: item(1, seq) });
  thread.tell({ kind: 'got', id });
}

test('seq never falls from one look to the next, and what is asked again is told again', async () => {
  for (const found of [[3, 5], [4], [5], [2, 6]]) {
    handle.get(target(1));
    finds(...found);
  }
  await settled();
  expect(seqs()).toEqual([3, 5, 5, 6]);
  expect(events.filter(({ kind }) => kind === 'got').length).toBe(4);
});

test('nor from a look to what is watched; each target counts for itself', async () => {
  handle.watch(target(1));
  handle.get(target(1));
  finds(5);
  await vi.advanceTimersByTimeAsync(2 * SECOND_MS);
  finds(4);
  handle.get(target(2));
  thread.tell({ kind: 'item', id: thread.jobs.at(-1)?.id ?? 0, item: item(2, 1) });
  await settled();
  expect(seqs()).toEqual([5, 1]);
});

test('events do not come before the call that led to them has returned', async () => {
  thread.emit('error', new Error('gone'));
  handle.get(target(1));
  handle.put(item(1, 5), undefined);
  expect(events.length).toBe(0);
  await settled();
  const refused = { kind: 'refused', target: target(1), reason: 'unreachable' };
  expect(events.slice(-2)).toEqual([refused, refused]);
  // Its thread is gone, and the next one is ended by closing.
  await vi.advanceTimersByTimeAsync(SECOND_MS);
});

test('what it was closed with is not told, though it comes in the same moment', async () => {
  handle.get(target(1));
  finds(5);
  handle.close();
  await settled();
  expect(events).toEqual([]);
});

test('closed, it does not watch', async () => {
  handle.close();
  handle.watch(target(1));
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(thread.jobs).toEqual([]);
});

test('closing waits four seconds for what was put, and no longer', async () => {
  handle.put(item(1, 5), undefined);
  handle.close();
  await vi.advanceTimersByTimeAsync(4 * SECOND_MS - 1);
  expect(thread.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(thread.ended).toBe(true);
});

test('closing waits for the last of what was put, and not for what was asked', async () => {
  handle.get(target(1));
  handle.put(item(1, 5), undefined);
  handle.put(item(2, 5), undefined);
  handle.close();
  thread.tell({ kind: 'stored', id: 2, copies: 8 });
  expect(thread.ended).toBe(false);
  thread.tell({ kind: 'stored', id: 3, copies: 8 });
  expect([thread.ended, vi.getTimerCount()]).toEqual([true, 0]);
  await settled();
  expect(events).toEqual([]);
});
