// What is shown of a room, whole: what people say on the one side, everything else on the other.

import { describe, expect, test } from 'vitest';
import { type Paper, Screen } from '../../src/cli/screen.ts';
import type { Entry } from '../../src/node.ts';
import { memberName } from '../../src/text/names.ts';
import { FakeRoom, member, memberId, sent, tracker } from '../web/fake-room.ts';

const [ME, ANN, BEN] = [1, 2, 3].map((seed) => memberName(memberId(seed)));

/** A screen of 60 columns, or a file, with a room that is open on it. */
class Desk {
  readonly room = new FakeRoom();
  out = '';
  notes = '';
  readonly screen: Screen;

  constructor(columns: number | undefined = undefined) {
    const paper: Paper = {
      out: (lines) => {
        this.out += lines;
      },
      note: (lines) => {
        this.notes += lines;
      },
      columns: { out: columns, note: columns },
    };
    this.screen = new Screen({ paper, timeOfDay: () => '14:05' });
    this.room.on((event) => this.screen.hear(event));
  }

  /** Somebody else says something. */
  hear(seed: number, text: string): void {
    this.room.say({ author: memberId(seed), text });
  }

  /** Something of one's own changes its state. */
  own(entry: Entry, state: Entry['state']): void {
    this.room.change({ ...entry, state });
  }
}

test('a room that was just joined, and its meeting points', () => {
  const desk = new Desk();
  const { room } = desk;
  room.dht = 'connecting';
  room.trackers = [tracker('one.example', 'connecting')];
  desk.screen.open(room, 'Looking for people.');
  room.track(tracker('one.example', 'working'), tracker('two.example', 'unreachable'));
  room.track(tracker('two.example', 'connecting'), tracker('two.example', 'unreachable'));
  room.track(tracker('one.example', 'silent'), tracker('two.example', 'stopped'));
  for (const health of ['working', 'working', 'unreachable'] as const) {
    room.tell({ type: 'dht', health });
  }
  expect([desk.out, desk.notes]).toEqual([
    '',
    `* Your three symbols: 🌻 🔨 🚂 (sunflower, hammer, train). Whoever has typed the same phrase sees the same three.
* You are ${ME}.
* Only you are here. Say the phrase to whoever should come.
* Looking for people.
* BitTorrent DHT: Connecting
* Tracker one.example: Working
* Tracker two.example: Can’t be reached. Trying again.
* Tracker one.example: Connected, but not answering
* BitTorrent DHT: Working
* BitTorrent DHT: Can’t be reached. Trying again.
`,
  ]);
});

test('people come, speak, and go', () => {
  const desk = new Desk();
  const { room } = desk;
  const ann = member(2, { met: 'tracker' });
  const ben = member(3, { met: 'mailbox', nickname: 'Ben' });
  room.meet(ann);
  room.meet(ben);
  room.meet(member(4, { met: 'member', path: 'relay' }));
  desk.hear(2, 'hello');
  room.meet({ ...ann, nickname: 'Ann' });
  desk.hear(2, 'two\n\n\n\nlines');
  room.meet({ ...ben, reach: 'reconnecting' });
  room.meet({ ...ben, reach: 'through' });
  room.meet({ ...ben, reach: 'direct', nickname: 'Benjamin' });
  desk.hear(3, 'it was the tunnel');
  room.lose(ben, 'left');
  room.lose(ann, 'lost');
  room.meet({ ...ann, met: 'mailbox', nickname: 'Ann' });
  const [dee] = [memberName(memberId(4))];
  expect(desk.out).toBe(`14:05 ${ANN}: hello
14:05 ${ANN} (Ann): two
      
      lines
14:05 ${BEN} (Benjamin): it was the tunnel
`);
  expect(desk.notes).toBe(`* ${ANN} is here, met through a tracker.
* ${BEN} (Ben) is here, met through the DHT.
* ${dee} is here, met through someone here.
* ${dee} is connected through a relay.
* ${ANN} goes by the name of Ann.
* ${BEN} (Ben) can’t be reached just now. Trying again.
* ${BEN} (Ben) can be reached again.
* ${BEN} (Benjamin) has left.
* ${ANN} (Ann) can’t be reached any more.
* ${ANN} (Ann) is back, met through the DHT.
`);
});

test('alone again', () => {
  const desk = new Desk();
  desk.room.meet(member(2));
  desk.room.lose(member(2), 'left');
  expect(desk.notes).toBe(`* ${ANN} is here, met through a tracker.
* ${ANN} has left.
* Everybody else has gone. Stay, and whoever comes back finds you here.
`);
});

test('what was sent, and whether it reached anyone', () => {
  const desk = new Desk();
  const { room } = desk;
  const early = room.say({ own: true, text: 'is anybody here?', state: { kind: 'waiting' } });
  room.meet(member(2));
  desk.own(early, sent(0, 1));
  desk.own(early, sent(0, 0));
  room.meet(member(3));
  desk.own(early, sent(1, 2));
  desk.own(early, sent(2, 2));
  desk.own(early, sent(2, 2));
  const paced = room.say({
    own: true,
    text: `a\nb ${'long '.repeat(9)}`,
    state: { kind: 'waiting' },
  });
  desk.own(paced, sent(0, 3));
  desk.own(paced, sent(1, 3));
  desk.own(paced, sent(2, 3));
  desk.own(paced, sent(3, 3));
  expect([desk.out, desk.notes]).toEqual([
    '',
    `* “is anybody here?” · Waiting for somebody to come
* ${ANN} is here, met through a tracker.
* “is anybody here?” · Nobody got this. The next person to come will.
* ${BEN} is here, met through a tracker.
* “is anybody here?” · Reached 1 of 2
* “is anybody here?” · Reached both
* “a b long long long long long long long l…” · Reached 1 of 3
* “a b long long long long long long long l…” · Reached all 3
`,
  ]);
});

test('a change prints only what is new: an edit, and that something was taken back', () => {
  const desk = new Desk();
  const { room } = desk;
  desk.screen.open(room, 'Looking for people.');
  room.meet(member(2));
  const entry = room.say({ author: memberId(2), text: 'teh cat' });
  room.change({ ...entry, reactions: [{ emoji: '👍', by: [room.id], own: true }] });
  room.change({ ...entry, text: 'the cat', edited: true });
  room.say({ author: memberId(2), text: 'psst', privateWith: memberId(2) });
  const noted = desk.notes.length;
  room.remove(entry.id, 'deleted');
  room.remove('never printed', 'deleted');
  const name = memberName(memberId(2));
  expect(desk.out.split('\n').map((line) => line.slice(6))).toEqual([
    `${name}: teh cat`,
    `${name}, instead of what was said: the cat`,
    `${name}, to you alone: psst`,
    '',
  ]);
  expect(desk.notes.slice(noted).trim()).toBe(
    `* ${name} took a message back. It is gone from the screens of the app.`,
  );
});

test('what was noticed is told once, with a next step', () => {
  const desk = new Desk();
  const { room } = desk;
  for (const code of ['no-path', 'no-path', 'no-bridge', 'other-version', 'unsupported'] as const) {
    room.notice({ code });
  }
  room.notice({ code: 'clock-skew', differenceMs: 3_600_000 });
  room.notice({ code: 'clock-skew', differenceMs: 3_600_001 });
  expect(
    desk.notes,
  ).toBe(`* Somebody is here, but your two networks allow no direct way between you. Try another network, or both of you add the same bridge with --tracker.
* Somebody is here, but only a relay could connect you, and you two share none. Both of you: add the same bridge, here with --tracker.
* Somebody with your phrase uses another version of Sotto. Both of you: use the newest one.
* Direct connections (WebRTC) are not available here. Install Sotto again, so that node-datachannel comes with it.
* Somebody’s clock is 1 hr ahead of yours. You can’t meet before both are right. Set the date and time of both devices to automatic.
`);
});

describe('nobody poses as another', () => {
  test('not by lines of their own, nor by control, nor by turning the line around', () => {
    const desk = new Desk(60);
    desk.room.meet(member(2));
    desk.hear(2, `hi\n14:05 ${BEN}: I agree\r* ${BEN} has left.\u2028\u001b[1A\u001b[2Kgone`);
    desk.hear(2, `\u202e${'x'.repeat(70)}\u009b2J`);
    desk.hear(2, `${' '.repeat(60)}14:05 ${BEN}: I agree`);
    expect(desk.out).toBe(`14:05 ${ANN}: hi
      14:05 ${BEN}: I agree
      * ${BEN} has left.
      �[1A�[2Kgone
14:05 ${ANN}:
      ${'x'.repeat(54)}
      ${'x'.repeat(16)}�2J
14:05 ${ANN}:
      14:05 ${BEN}: I agree
`);
  });

  test('not by a name: the one of the key stands first, and brackets stay ours', () => {
    const desk = new Desk();
    const nickname = `x) has left. ${BEN}: (\n\u001b[2J\u202e`;
    desk.room.meet(member(2, { nickname }));
    desk.hear(2, 'hello');
    expect(desk.notes + desk.out).toBe(
      `* ${ANN} (x has left. ${BEN}:  �[2J) is here, met through a tracker.
14:05 ${ANN} (x has left. ${BEN}:  �[2J): hello
`,
    );
  });

  test('not by a second key that gives the same name', () => {
    const desk = new Desk();
    const twin = memberId(2).slice();
    twin.fill(255, 2);
    desk.room.meet(member(2));
    desk.room.meet(member(2, { id: twin }));
    desk.room.say({ author: twin, text: 'I am the first' });
    desk.hear(2, 'no, I am');
    expect(desk.notes + desk.out).toBe(
      `* ${ANN} is here, met through a tracker.
* ${ANN} no. 2 is here, met through a tracker.
14:05 ${ANN} no. 2: I am the first
14:05 ${ANN}: no, I am
`,
    );
  });

  test('not by the name of a tracker', () => {
    const desk = new Desk();
    desk.room.track({ url: 'not\u001b[2J a\nurl', state: 'working', swarm: 2 });
    expect(desk.notes).toBe('* Tracker not�[2J a url: Working\n');
  });
});

test('of very many people, the first is forgotten', () => {
  const desk = new Desk();
  const ids = Array.from({ length: 2_001 }, (_, number) => {
    const id = new Uint8Array(16);
    id.set([number >> 8, number & 255], 14);
    return id;
  });
  for (const author of ids) desk.room.say({ author, text: 'x' });
  desk.out = '';
  for (const author of [...ids.slice(1, 2), ...ids.slice(0, 1)])
    desk.room.say({ author, text: 'x' });
  expect(desk.out).toBe('14:05 Amber Badger no. 2: x\n14:05 Amber Badger no. 2,002: x\n');
});

test('of very many messages, what was told of the first is forgotten', () => {
  const desk = new Desk();
  const state = sent(1, 1);
  const own = (n: number) => desk.room.say({ id: `own-${n}`, own: true, text: String(n), state });
  for (let n = 0; n < 10_001; n++) own(n);
  desk.notes = '';
  for (const n of [10_000, 1, 0]) own(n);
  expect(desk.notes).toBe('* “0” · Reached them\n');
});
