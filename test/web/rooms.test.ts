// Several rooms side by side: which is shown, what is new in the others, and that nothing links them.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_ROOMS } from '../../src/web/state/rooms.svelte.ts';
import { enter, ready, START, shown, two } from './app-bench.ts';
import { settled } from './page.ts';

// No key is made by mere waiting.
beforeEach(() => {
  vi.useFakeTimers();
});

describe('one more room', () => {
  test('leads to the first screen while the first room goes on', async () => {
    const bench = await ready();
    const stay = await enter(bench);
    bench.app.another();
    expect([shown(bench.app), bench.app.rooms.all, bench.engine.room.asked]).toEqual([
      START,
      [stay],
      [],
    ]);
    bench.app.openJoin();
    bench.app.show(stay);
    expect([bench.app.stay === stay, bench.app.field]).toEqual([true, undefined]);
  });

  test(`is refused beyond ${MAX_ROOMS}`, async () => {
    const bench = await ready();
    for (let count = 0; count < MAX_ROOMS; count++) await enter(bench);
    bench.app.another();
    await bench.app.startRoom();
    bench.app.openInvite('i=A');
    await bench.app.acceptInvite();
    await settled();
    const { rooms, screen } = bench.app;
    expect([rooms.all.length, rooms.full, bench.engine.joined.length, screen]).toEqual([
      MAX_ROOMS,
      true,
      MAX_ROOMS,
      'invited',
    ]);
  });
});

describe('a phrase whose room is open', () => {
  test.each([
    ' velvet harbor copper sapling quartz lantern',
    'Velvet-HÁRBOR copper.sapling quartz_lantern',
  ])('%j leads there, and is not joined once more', async (phrase) => {
    const bench = await ready();
    const first = await enter(bench);
    bench.app.another();
    const field = await bench.openField(phrase);
    await bench.app.join();
    await settled();
    const { rooms, stay } = bench.app;
    expect([rooms.all.length, stay === first, field.text, bench.engine.joined.length]).toEqual([
      1,
      true,
      '',
      1,
    ]);
  });

  test('written as other words it is another', async () => {
    const bench = await ready();
    await enter(bench);
    bench.app.another();
    await bench.openField('velvetharbor copper sapling quartz lantern');
    await bench.app.join();
    expect(bench.app.rooms.all.length).toBe(2);
  });

  test('that was left is joined again', async () => {
    const bench = await ready();
    await enter(bench);
    bench.app.leave();
    await bench.openField('velvet harbor copper sapling quartz lantern');
    await bench.app.join();
    await bench.derive();
    expect([bench.app.rooms.all.length, bench.engine.joined.length]).toEqual([1, 2]);
  });
});

test('each keeps its draft, its panel and its place', async () => {
  const { app, stays } = await two();
  const [first, second] = stays;
  second.writing.text = 'for the second';
  second.panelOpen = true;
  second.place.scrolled({ scrollTop: 600, scrollHeight: 900, clientHeight: 300 }, 5);
  second.place.scrolled({ scrollTop: 300, scrollHeight: 900, clientHeight: 300 }, 5);
  app.show(first);
  const seen = stays.map(({ writing, panelOpen, place }) => [
    writing.text,
    panelOpen,
    place.abovePx,
  ]);
  expect([app.stay === first, seen]).toEqual([
    true,
    [
      ['', false, 0],
      ['for the second', true, 300],
    ],
  ]);
});

describe('what is new', () => {
  test('is counted where another room is shown, once for each line, until it is looked at', async () => {
    const { app, stays, rooms } = await two();
    const entry = rooms[0].say({ text: 'one' });
    rooms[0].change({ ...entry, edited: true });
    rooms[0].say({ text: 'two' });
    rooms[0].say({ text: 'mine', own: true, state: { kind: 'sent', reached: 1, of: 1, read: 0 } });
    rooms[1].say({ text: 'seen at once' });
    const counts = () => [...stays.map(({ unread }) => unread), app.rooms.unread];
    const seen = [counts()];
    rooms[0].remove(entry.id, 'vanished');
    seen.push(counts());
    app.show(stays[0]);
    seen.push(counts());
    expect(seen).toEqual([
      [2, 0, 2],
      [1, 0, 1],
      [0, 0, 0],
    ]);
  });

  test('does not count what was there before', async () => {
    const { app, stays, rooms } = await two();
    app.show(stays[0]);
    const entry = rooms[0].say({ text: 'read' });
    app.show(stays[1]);
    rooms[0].change({ ...entry, edited: true });
    expect(stays[0].unread).toBe(0);
  });
});

describe('leaving', () => {
  test('goes to the next room, then to the one before, then to the first screen', async () => {
    const bench = await ready();
    const stays = [await enter(bench), await enter(bench), await enter(bench)];
    const [first, second, third] = stays;
    if (second) bench.app.show(second);
    const path = [bench.app.stay];
    for (let left = 0; left < 3; left++) {
      bench.app.leave();
      path.push(bench.app.stay);
    }
    expect(path.map((stay) => stay && stays.indexOf(stay))).toEqual([1, 2, 0, undefined]);
    expect([shown(bench.app), first?.conversation, third?.conversation]).toEqual([
      { ...START, left: 'room' },
      undefined,
      undefined,
    ]);
  });

  test('the page leaves them all', async () => {
    const { app, stays, rooms } = await two();
    app.vanish();
    expect([
      shown(app),
      app.rooms.all,
      stays.map(({ conversation, phrase }) => [conversation, phrase]),
      rooms.map(({ asked }) => asked.at(-1)),
    ]).toEqual([
      START,
      [],
      [
        [undefined, undefined],
        [undefined, undefined],
      ],
      ['leave', 'leave'],
    ]);
  });
});

describe('two rooms of one page', () => {
  test('a name is told where it was given, and in no other room', async () => {
    const { app, stays, rooms, bench } = await two();
    stays[1].conversation?.rename('Ana');
    app.show(stays[0]);
    const inFirst = app.settings.nickname;
    const third = await enter(bench);
    app.show(stays[1]);
    expect({
      told: rooms.map(({ asked }) => asked.filter((each) => each.startsWith('rename'))),
      inFirst,
      inSecond: app.settings.nickname,
      third: third.nickname,
      joined: bench.engine.joined.map(({ nickname }) => nickname),
    }).toEqual({
      told: [[], ['rename Ana']],
      inFirst: '',
      inSecond: 'Ana',
      third: '',
      joined: ['', '', ''],
    });
  });

  test('share no part of their state', async () => {
    const { stays } = await two();
    const parts = stays.map((stay) => {
      const { conversation, moves, writing, derivation } = stay;
      const { people, transcript, connection, verifications } = conversation ?? {};
      return [
        conversation,
        moves,
        writing,
        derivation,
        people,
        transcript,
        connection,
        verifications,
      ];
    });
    expect(new Set(parts.flat()).size).toBe(16);
  });
});
