// Moving on without someone: who is asked, who goes along, and what comes of the old room.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FRESH, two } from './app-bench.ts';
import { member, memberId } from './fake-room.ts';
import { page, settled } from './page.ts';

// No key is made by mere waiting.
beforeEach(() => {
  vi.useFakeTimers();
});

describe('somebody moves on', () => {
  const to = { root: new Uint8Array(32).fill(9), phrase: 'velvet harbor' };

  test('asks, and takes nobody anywhere; the latest of each, eight at most', async () => {
    const { stays, rooms, bench } = await two();
    for (let seed = 2; seed <= 11; seed++)
      rooms[1].tell({ type: 'move', from: memberId(seed), to });
    const again = { type: 'move', from: memberId(5), to } as const;
    rooms[1].tell(again);
    const order = stays[1].moves.asked.map(({ from }) => from[0]);
    expect(order).toEqual(
      [6, 7, 8, 9, 10, 11, 5].map((seed) => memberId(seed)[0]).toSpliced(0, 0, memberId(4)[0]),
    );
    expect([stays[0].moves.asked, bench.engine.joined.length]).toEqual([[], 2]);
    stays[1].moves.decline(again);
    expect(stays[1].moves.asked.length).toBe(7);
  });

  test('is not heard of when muted', async () => {
    const { stays, rooms } = await two();
    stays[1].conversation?.people.mute(memberId(2), true);
    rooms[1].tell({ type: 'move', from: memberId(2), to });
    expect(stays[1].moves.asked).toEqual([]);
  });

  test('who goes along enters by the root, under the same name, and leaves the old room', async () => {
    const { app, bench, rooms } = await two();
    app.settings.nickname = 'Ana';
    rooms[1].tell({ type: 'move', from: memberId(2), to });
    const [move] = app.stay?.moves.asked ?? [];
    if (app.stay && move) await app.follow(app.stay, move);
    await settled();
    expect([
      bench.engine.joined.at(-1),
      rooms[1].asked.at(-1),
      app.rooms.all.length,
      app.stay?.phrase,
    ]).toEqual([
      { root: to.root, ...app.settings.options(), nickname: 'Ana' },
      'leave',
      2,
      undefined,
    ]);
  });

  test('who leaves in the same moment goes nowhere', async () => {
    const { app, bench, rooms } = await two();
    rooms[1].tell({ type: 'move', from: memberId(2), to });
    const [move] = app.stay?.moves.asked ?? [];
    const going = app.stay && move && app.follow(app.stay, move);
    app.leave();
    await going;
    expect([app.rooms.all.length, bench.engine.joined.length]).toEqual([1, 2]);
  });

  test('their phrase is shown once it has proved to lead here, and never when it does not', async () => {
    const outcomes = [];
    for (const root of [to.root, new Uint8Array(32).fill(8)]) {
      const { app, bench, rooms } = await two();
      rooms[1].tell({ type: 'move', from: memberId(2), to });
      const [move] = app.stay?.moves.asked ?? [];
      if (app.stay && move) await app.follow(app.stay, move);
      await settled();
      bench.engine.runs.at(-1)?.finish({ root, emblem: [1, 2, 3] });
      await settled();
      outcomes.push(app.stay?.phrase);
    }
    expect(outcomes).toEqual([{ text: 'velvet harbor', fresh: true }, undefined]);
  });
});

describe('moving on', () => {
  test('makes a key, asks the others, enters the new room with that key, and leaves the old', async () => {
    const { app, bench, stays, rooms } = await two();
    void app.moveOn(stays[1], [memberId(3)]);
    await settled();
    const making = stays[1].moving?.step;
    const root = new Uint8Array(32).fill(7);
    bench.engine.runs.at(-1)?.finish({ root, emblem: [1, 2, 3] });
    await settled();
    expect([
      making,
      rooms[1].asked.slice(-2),
      bench.engine.joined.at(-1),
      bench.runs.length,
    ]).toEqual([
      'making',
      [`move ${FRESH.text} without ${memberId(3)[0]}`, 'leave'],
      { root, ...app.settings.options() },
      3,
    ]);
    expect([app.rooms.all.length, app.stay === stays[1], app.stay?.moving]).toEqual([
      2,
      false,
      undefined,
    ]);
  });

  test('given up while the key is made: nobody is asked', async () => {
    const { app, bench, stays, rooms } = await two();
    const moving = app.moveOn(stays[1], []);
    await settled();
    stays[1].stopMoving();
    await moving;
    expect([
      app.stay === stays[1],
      stays[1].moving,
      bench.engine.runs.at(-1)?.control.signal?.aborted,
    ]).toEqual([true, undefined, true]);
    expect(rooms[1].asked.some((each) => each.startsWith('move'))).toBe(false);
  });

  test('none of those who are here could be asked: told, in the old room', async () => {
    const { app, bench, stays, rooms } = await two();
    rooms[1].meet(member(2));
    page.frame();
    vi.spyOn(rooms[1], 'moveOn').mockResolvedValue(0);
    void app.moveOn(stays[1], []);
    await bench.derive();
    expect([app.stay === stays[1], stays[1].moving?.trouble?.says]).toEqual([
      true,
      'Nobody could be asked to come along, so you are still here.',
    ]);
  });

  test('who is to be left behind has gone by then: whoever is here counts all the same', async () => {
    const { app, bench, stays, rooms } = await two();
    rooms[1].meet(member(2));
    page.frame();
    vi.spyOn(rooms[1], 'moveOn').mockResolvedValue(0);
    void app.moveOn(stays[1], [memberId(4)]);
    await bench.derive();
    expect([app.stay === stays[1], stays[1].moving?.step]).toEqual([true, 'failed']);
  });

  test('one of those who are here says nothing: gone on, and told in the new room', async () => {
    const { app, bench, stays, rooms } = await two();
    for (const seed of [2, 3, 4]) rooms[1].meet(member(seed));
    page.frame();
    vi.spyOn(rooms[1], 'moveOn').mockResolvedValue(1);
    void app.moveOn(stays[1], [memberId(4)]);
    await bench.derive();
    expect([app.stay === stays[1], app.stay?.unheard]).toEqual([false, 1]);
  });

  test('a key that can’t be made is told, in the old room', async () => {
    const { app, bench, stays } = await two();
    void app.moveOn(stays[1], []);
    await settled();
    bench.engine.runs
      .at(-1)
      ?.fail(Object.assign(new Error('no memory'), { code: 'slow-hash-failed' }));
    await settled();
    expect([app.stay === stays[1], stays[1].moving?.trouble?.next]).toEqual([
      true,
      'Close other pages or apps, then join again.',
    ]);
  });
});
