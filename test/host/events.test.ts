// What a room tells, to listeners and to readers that iterate, up to the reader that falls behind.

import { describe, expect, test } from 'vitest';
import { Events, type RoomEvent } from '../../src/host/events.ts';

/** The bound of `events.ts`. */
const MAX_UNREAD_EVENTS = 10_000;

const LEFT: RoomEvent = { type: 'left' };
const removed = (id: number | string): RoomEvent => ({
  type: 'removed',
  id: String(id),
  reason: 'withdrawn',
});
const told = (event: RoomEvent): string => (event.type === 'removed' ? event.id : event.type);

/** The result of reading once, as text. */
function read(reader: AsyncIterator<RoomEvent>): Promise<string> {
  return reader.next().then(
    ({ value, done }) => (done === true ? 'done' : told(value)),
    (error: { readonly code: string }) => `broken: ${error.code}`,
  );
}

describe('a listener', () => {
  test('hears everything from when it came until it is stopped, in order', () => {
    const events = new Events();
    const heard: string[] = [];
    events.emit(removed(0));
    const stop = events.on((event) => heard.push(told(event)));
    for (let i = 1; i <= 3; i++) events.emit(removed(i));
    stop();
    stop();
    events.emit(removed(4));
    events.emit(LEFT);
    expect(heard).toEqual(['1', '2', '3']);
  });

  test('is told beside the others, in the order in which they came', () => {
    const events = new Events();
    const heard: string[] = [];
    for (const name of ['a', 'b', 'c']) events.on((event) => heard.push(`${name} ${told(event)}`));
    events.emit(removed(1));
    events.emit(LEFT);
    expect(heard).toEqual(['a 1', 'b 1', 'c 1', 'a left', 'b left', 'c left']);
  });

  test('may stop itself while it listens, and the others hear on', () => {
    const events = new Events();
    const heard: string[] = [];
    const stop = events.on((event) => {
      heard.push(`once ${told(event)}`);
      stop();
    });
    events.on((event) => heard.push(`always ${told(event)}`));
    for (const id of [1, 2]) events.emit(removed(id));
    expect(heard).toEqual(['once 1', 'always 1', 'always 2']);
  });

  test('that another one has stopped hears nothing more, not even the event under way', () => {
    const events = new Events();
    const heard: string[] = [];
    events.on((event) => {
      heard.push(`first ${told(event)}`);
      stop();
    });
    const stop = events.on((event) => heard.push(`second ${told(event)}`));
    events.emit(removed(1));
    expect(heard).toEqual(['first 1']);
  });

  test('that comes during an event hears those after it', () => {
    const events = new Events();
    const heard: string[] = [];
    const stop = events.on(() => {
      stop();
      events.on((event) => heard.push(told(event)));
    });
    for (const id of [1, 2]) events.emit(removed(id));
    expect(heard).toEqual(['2']);
  });

  test('that comes after the end hears nothing', () => {
    const events = new Events();
    const heard: string[] = [];
    events.emit(LEFT);
    events.on((event) => heard.push(told(event)));
    expect(heard).toEqual([]);
  });
});

describe('a reader', () => {
  test('iterates over everything from when it came to the end, which is `left`', async () => {
    const events = new Events();
    events.emit(removed(0));
    const reader = events.read();
    for (let i = 1; i <= 3; i++) events.emit(removed(i));
    events.emit(LEFT);
    const heard: string[] = [];
    for await (const event of reader) heard.push(told(event));
    expect(heard).toEqual(['1', '2', '3', 'left']);
  });

  test('waits for what is yet to come, several calls in the order of the calls', async () => {
    const events = new Events();
    const reader = events.read();
    const reads = Promise.all([1, 2, 3, 4].map(() => read(reader)));
    events.emit(removed(1));
    events.emit(removed(2));
    events.emit(LEFT);
    expect(await reads).toEqual(['1', '2', 'left', 'done']);
    expect(await read(reader)).toBe('done');
  });

  test('keeps what others read, too', async () => {
    const events = new Events();
    const [one, other] = [events.read(), events.read()];
    events.emit(removed(1));
    expect([await read(one), await read(other)]).toEqual(['1', '1']);
  });

  test('that begins after the end reads `left`, as often as one begins', async () => {
    const events = new Events();
    events.emit(LEFT);
    for (const reader of [events.read(), events.read()]) {
      expect([await read(reader), await read(reader)]).toEqual(['left', 'done']);
    }
  });

  test('that returns reads nothing more, neither what waits nor what comes', async () => {
    const events = new Events();
    const reader = events.read();
    events.emit(removed(1));
    expect(await reader.return?.()).toEqual({ value: undefined, done: true });
    events.emit(removed(2));
    expect([await read(reader), await read(reader)]).toEqual(['done', 'done']);
  });

  test('that returns ends those of its reads that wait', async () => {
    const events = new Events();
    const reader = events.read();
    const reads = Promise.all([read(reader), read(reader)]);
    await reader.return?.();
    events.emit(removed(1));
    expect(await reads).toEqual(['done', 'done']);
  });

  test('returns when its loop is left', async () => {
    const events = new Events();
    const reader = events.read();
    for (const id of [1, 2]) events.emit(removed(id));
    const heard: string[] = [];
    for await (const event of reader) {
      heard.push(told(event));
      break;
    }
    expect([heard, await read(reader)]).toEqual([['1'], 'done']);
  });
});

describe('a reader that falls behind', () => {
  /** Reads until something else than an event comes; how many came, and what that was. */
  async function readAll(reader: AsyncIterator<RoomEvent>): Promise<readonly [number, string]> {
    for (let count = 0; ; count++) {
      const next = await read(reader);
      if (next === 'done' || next.startsWith('broken')) return [count, next];
    }
  }

  test('reads on, as long as no more than 10,000 events wait', async () => {
    const events = new Events();
    const reader = events.read();
    for (let i = 1; i < MAX_UNREAD_EVENTS; i++) events.emit(removed(i));
    expect(await read(reader)).toBe('1');
    for (let i = 0; i < 2; i++) events.emit(removed(i));
    events.emit(LEFT);
    expect(await readAll(reader)).toEqual([MAX_UNREAD_EVENTS + 1, 'done']);
  });

  test('gets what it can, then `lagging`, once, and then the end', async () => {
    const events = new Events();
    const reader = events.read();
    for (let i = 0; i < MAX_UNREAD_EVENTS + 50; i++) events.emit(removed(i));
    events.emit(LEFT);
    expect(await readAll(reader)).toEqual([MAX_UNREAD_EVENTS + 1, 'broken: lagging']);
    expect(await readAll(reader)).toEqual([0, 'done']);
  });

  test('is alone in it: others read and hear on, and a new one may begin', async () => {
    const events = new Events();
    const [slow, fast] = [events.read(), events.read()];
    let heard = 0;
    events.on(() => {
      heard += 1;
    });
    for (let i = 0; i <= MAX_UNREAD_EVENTS; i++) {
      events.emit(removed(i));
      await fast.next();
    }
    const again = events.read();
    events.emit(removed('last'));
    expect([await read(fast), await read(again), heard]).toEqual([
      'last',
      'last',
      MAX_UNREAD_EVENTS + 2,
    ]);
    expect(await readAll(slow)).toEqual([MAX_UNREAD_EVENTS + 1, 'broken: lagging']);
  });

  test('and returns, is not told that it did', async () => {
    const events = new Events();
    const reader = events.read();
    for (let i = 0; i <= MAX_UNREAD_EVENTS; i++) events.emit(removed(i));
    await reader.return?.();
    expect(await read(reader)).toBe('done');
  });
});
